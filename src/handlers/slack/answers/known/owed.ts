/** `/goat owed`: what is owed per creator, by age, overdue first. */
import type { Answer } from '../../../../domain/answer.ts'
import { formatCents } from '../../../../domain/money.ts'
import type { OwedRead } from '../../../../domain/reads.ts'
import { plural } from '../../../../domain/words.ts'
import type { Subject } from '../../subject.ts'
import { ageingFigures, NO_CHECK_YET, owedLine, section, tryThese } from '../words.ts'

export function owedAnswer(read: OwedRead, { creator, project }: Subject): Answer {
  const whose = creator === null ? (project === null ? '' : ` in ${project.name}`) : ` to @${creator.handle}`
  if (read.asOf === null) return { tone: 'info', title: 'Nothing is known yet', paragraphs: [NO_CHECK_YET] }
  if (read.total === 0) {
    return {
      tone: 'good',
      title: `Nothing is owed${whose}`,
      paragraphs: ['No earned accrual was open at the last check. Goals are evaluated up to 48 hours after a period.'],
      asOf: read.asOf,
    }
  }
  // Whoever is not tracked any more cannot be found by handle (contract 6.2): paid and recorded in trackagoat itself.
  const payable = read.rows.find((row) => row.creator?.isActive)?.creator?.handle
  return {
    tone: 'info',
    title: `${formatCents(read.totalCents)} owed${whose}`,
    figures: [
      { label: 'Total', value: formatCents(read.totalCents) },
      {
        label: 'Accruals',
        value:
          creator === null ? `${read.accrualCount}, of ${plural(read.total, 'creator')}` : String(read.accrualCount),
      },
      ...ageingFigures(read.ageing),
    ],
    sections: [
      section(
        creator === null ? 'Longest overdue first, then the largest' : null,
        read.rows.map((row) => owedLine(row, project === null)),
        read.total,
      ),
    ],
    ...(payable === undefined
      ? {}
      : { paragraphs: [`Paid somebody outside trackagoat? Ask to record it:\n${tryThese(`pay @${payable}`)}`] }),
    asOf: read.asOf,
  }
}
