/** `/goat unpaid`: who has earned and was never paid (contract 6.14). */
import type { Answer } from '../../../../domain/answer.ts'
import type { OwedRow, Read } from '../../../../domain/reads.ts'
import { plural } from '../../../../domain/words.ts'
import type { Subject } from '../../subject.ts'
import { NO_CHECK_YET, owedLine, section } from '../words.ts'

export function unpaidAnswer(read: Read<OwedRow>, { project }: Subject): Answer {
  const where = project === null ? '' : ` in ${project.name}`
  if (read.asOf === null) return { tone: 'info', title: 'Nothing is known yet', paragraphs: [NO_CHECK_YET] }
  if (read.total === 0) {
    return {
      tone: 'good',
      title: `Nobody waits for a first payment${where}`,
      paragraphs: ['Everyone who has earned something has at least one payment recorded in trackagoat.'],
      asOf: read.asOf,
    }
  }
  return {
    tone: 'info',
    title: `${plural(read.total, 'creator')}${where} earned and ${read.total === 1 ? 'was' : 'were'} never paid`,
    paragraphs: ['Never paid means: trackagoat holds no payment to them that is not voided.'],
    sections: [
      section(
        null,
        read.rows.map((row) => owedLine(row, project === null)),
        read.total,
      ),
    ],
    asOf: read.asOf,
  }
}
