/** `/goat silences`: what nobody is told of at present. */
import type { Answer, AnswerLine } from '../../../domain/answer.ts'
import { slackUserOf } from '../../../domain/people.ts'
import type { Silence, SilenceMatch } from '../../../domain/silences.ts'
import { plural } from '../../../notify/render/text.ts'
import { instant, ROWS, section, tryThese } from './words.ts'

export function silencesAnswer(silences: readonly Silence[]): Answer {
  const [first] = silences
  if (first === undefined) {
    return {
      tone: 'good',
      title: 'Nothing is silenced',
      paragraphs: [`To silence a creator or a kind of alert:\n${tryThese('silence @handle 2d on holiday')}`],
    }
  }
  return {
    tone: 'info',
    title: `${plural(silences.length, 'silence')} in force`,
    paragraphs: [`To end one: ${tryThese(`unsilence ${first.id}`)}`],
    sections: [section(null, silences.slice(0, ROWS).map(silenceLine), silences.length)],
    asOf: null,
  }
}

function silenceLine({ id, match, until, by, comment }: Silence): AnswerLine {
  const facts = [matchWords(match), `until ${instant(until)}`, `by ${slackUserOf(by) ?? by}`]
  return { name: id, alias: null, facts: comment === null ? facts : [...facts, `why: ${comment}`] }
}

/** What a silence is about. */
export function matchWords({ kind, handle, creator_id, project_id, group_id }: SilenceMatch): string {
  const whose = handle !== undefined ? `@${handle}` : creator_id !== undefined ? `creator ${creator_id}` : null
  const where = project_id === undefined ? null : `project ${project_id}`
  const group = group_id === undefined ? null : `group ${group_id}`
  return [kind, whose, where, group].filter((word) => word !== null && word !== undefined).join(', ')
}
