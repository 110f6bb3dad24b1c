/** Phrases that several answers share: whose row it is, how old something is, what is owed by age. Pure. */
import type { AnswerLine, AnswerSection } from '../../../domain/answer.ts'
import { formatCents } from '../../../domain/money.ts'
import type { Ageing, KnownCreator, OwedRow } from '../../../domain/reads.ts'
import { plural } from '../../../domain/words.ts'
import { SLASH } from '../catalogue.ts'

/** How many rows an answer names; the rest are counted. */
export const ROWS = 25

/** What to do when there was no check yet. */
export const NO_CHECK_YET =
  'No check has ended yet, so nothing is known. Checks run every hour at twenty past; the first one may take a while.'

/** A creator as a line begins. */
export function creatorLine(creator: KnownCreator, facts: readonly string[]): AnswerLine {
  return { name: `@${creator.handle}`, alias: creator.displayName, facts }
}

/** What one creator is owed, as a line. */
export function owedLine(row: OwedRow, withProject: boolean): AnswerLine {
  const facts = [formatCents(row.totalCents), plural(row.accrualCount, 'accrual'), ...ageFacts(row.ageing)]
  if (row.overdueCount > 0) facts.push(`${plural(row.overdueCount, 'accrual')} overdue`)
  const { creator } = row
  if (creator === null) return { name: 'A creator trackagoat has never listed', alias: row.creatorId, facts }
  if (withProject) facts.push(creator.project.name)
  if (!creator.isActive) facts.push('not tracked any more')
  return creatorLine(creator, facts)
}

/** Where the age is mixed, what lies in each span; else the one span. */
function ageFacts(ageing: Ageing): string[] {
  const spans = [
    { cents: ageing.upTo7DaysCents, words: '0–7 days' },
    { cents: ageing.upTo30DaysCents, words: '8–30 days' },
    { cents: ageing.over30DaysCents, words: 'over 30 days' },
  ].filter(({ cents }) => cents > 0)
  const [only] = spans
  if (only !== undefined && spans.length === 1) return [only.words]
  return spans.map(({ cents, words }) => `${words}: ${formatCents(cents)}`)
}

/** The three spans and the total, as figures. */
export function ageingFigures(ageing: Ageing): { label: string; value: string }[] {
  return [
    { label: '0–7 days', value: formatCents(ageing.upTo7DaysCents) },
    { label: '8–30 days', value: formatCents(ageing.upTo30DaysCents) },
    { label: 'Over 30 days', value: formatCents(ageing.over30DaysCents) },
  ]
}

/** One section that names some of `count` things. */
export function section(heading: string | null, lines: readonly AnswerLine[], count = lines.length): AnswerSection {
  return { heading, lines, count }
}

/** Commands that go on from here, in one paragraph. */
export function tryThese(...commands: readonly string[]): string {
  return commands.map((command) => `${SLASH} ${command}`).join('\n')
}
