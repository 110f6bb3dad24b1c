/** `/goat stale`: creators whose numbers are old. */
import type { Answer } from '../../../../domain/answer.ts'
import type { KnownCreator, Read } from '../../../../domain/reads.ts'
import { instant, plural } from '../../../../domain/words.ts'
import type { Subject } from '../../subject.ts'
import { creatorLine, NO_CHECK_YET, section, tryThese } from '../words.ts'

export function staleAnswer(read: Read<KnownCreator>, staleAfterHours: number, { project }: Subject): Answer {
  const where = project === null ? '' : ` in ${project.name}`
  const rule = `Stale means: not scraped for more than ${staleAfterHours} h.`
  if (read.asOf === null) return { tone: 'info', title: 'Nothing is known yet', paragraphs: [NO_CHECK_YET] }
  const [first] = read.rows
  if (first === undefined) {
    return { tone: 'good', title: `No creator is stale${where}`, paragraphs: [rule], asOf: read.asOf }
  }
  return {
    tone: 'info',
    title: `${plural(read.total, 'creator')}${where} ${read.total === 1 ? 'is' : 'are'} stale`,
    paragraphs: [
      `${rule} What they earn may be computed late. A scrape can be asked for; it uses up the daily quota of manual scrapes:\n${tryThese(`scrape @${first.handle}`)}`,
    ],
    sections: [
      section(
        'Oldest first',
        read.rows.map((creator) => creatorLine(creator, staleFacts(creator, project === null))),
        read.total,
      ),
    ],
    asOf: read.asOf,
  }
}

function staleFacts(creator: KnownCreator, withProject: boolean): string[] {
  const seen = creator.lastScrapedAt === null ? 'never scraped' : `last scraped ${instant(creator.lastScrapedAt)}`
  return withProject ? [seen, creator.project.name] : [seen]
}
