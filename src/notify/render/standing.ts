/** What people have done about an open alert, beside its facts. */
import type { AlertGroupNotice } from '../../domain/notice.ts'
import { moment } from '../../domain/words.ts'
import type { Outline } from './outline.ts'
import { actorWords } from './people.ts'

/** Who has taken an open group, how long it stays silent, and what a person can do about it. */
export function standing({ acknowledgedBy, silencedUntil, buttons }: AlertGroupNotice) {
  return { takenBy: acknowledgedBy ?? null, silencedUntil: silencedUntil ?? null, buttons: buttons ?? [] }
}

/** The same in words, for letters; null when there is nothing to say. May hold data: escape. */
export function standingWords({ takenBy, silencedUntil }: Outline): string | null {
  const until = moment(silencedUntil ?? '')
  const said = [
    takenBy === null || takenBy === undefined ? null : `Taken by ${actorWords(takenBy)}.`,
    until === null ? null : `Silenced until ${until}.`,
  ].filter((part) => part !== null)
  return said.length === 0 ? null : said.join(' ')
}
