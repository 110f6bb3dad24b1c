/**
 * The payout structures of each project: every kind whose wire value is known (contract 3.7), one with a raise, one
 * archived.
 * @module
 */
import { DAY_MS, HOUR_MS } from '../durations.ts'
import { dueMs } from '../payouts/accrual-run.ts'
import type { Rule } from '../payouts/accrue.ts'
import { type PeriodKind, periodAt, type Span } from '../payouts/periods.ts'
import { uuidOf } from '../random.ts'
import type { Plan } from './index.ts'

type Template = {
  name: string
  period: PeriodKind
  amountCents: number
  criteria: 'recurring' | 'goals' | 'cpm'
  params: Record<string, unknown>
  proration: 'daily' | 'none'
  /** The amount since a raise that the newest six periods have seen. */
  raisedCents?: number
  archived?: boolean
}

const TEMPLATES: [Template, ...Template[]] = [
  {
    name: 'Weekly retainer',
    period: 'weekly',
    amountCents: 15_000,
    criteria: 'recurring',
    params: {},
    proration: 'daily',
    raisedCents: 17_500,
  },
  {
    name: 'Goal bonus: 4 posts a week',
    period: 'weekly',
    amountCents: 5_000,
    criteria: 'goals',
    params: { goals: [{ metric: 'posts', target_value: 4 }] },
    proration: 'none',
  },
  { name: 'CPM, weekly', period: 'weekly', amountCents: 250, criteria: 'cpm', params: {}, proration: 'none' },
  {
    name: 'Launch sprint (ended)',
    period: 'weekly',
    amountCents: 12_000,
    criteria: 'recurring',
    params: {},
    proration: 'daily',
    archived: true,
  },
  {
    name: 'Monthly flat',
    period: 'monthly',
    amountCents: 60_000,
    criteria: 'recurring',
    params: {},
    proration: 'daily',
  },
  {
    name: 'Monthly views goal',
    period: 'monthly',
    amountCents: 40_000,
    criteria: 'goals',
    params: { goals: [{ metric: 'views', target_value: 100_000 }] },
    proration: 'none',
  },
  {
    name: 'CPM <beta> & friends 💸',
    period: 'monthly',
    amountCents: 180,
    criteria: 'cpm',
    params: {},
    proration: 'none',
  },
]

export const BASE_STRUCTURES = TEMPLATES.length

/** Further structures are of these kinds: who has many accruals has them from recurring ones. */
const RECURRING = TEMPLATES.filter(({ criteria }) => criteria === 'recurring')

export const RECURRING_STRUCTURES = RECURRING.length

const RAISED_PERIODS = 6

/** A written structure, with what the history writer needs. */
export type SeededStructure = Template & {
  seq: number
  /** What was in force at first, and since the raise if there was one. */
  first: { version: number; rule: Rule }
  raised: { version: number; rule: Rule } | null
  /** The n-th newest period whose accruals have been computed; 0 is the newest, below it are those still to come. */
  span: (periodsAgo: number) => Span
  /** When those of a period were computed: the :15 after they became due. */
  computedMs: (span: Span) => number
}

/** Writes the structures of all projects; answers them by project. */
export function writeStructures(plan: Plan, bornMs: number, perProject: number): SeededStructure[][] {
  const insert = plan.store.inserter('structures', STRUCTURE_COLUMNS)
  const insertVersion = plan.store.inserter('versions', VERSION_COLUMNS)
  let seq = 0
  let version = 0
  const writeVersion = (template: Template, amountCents: number, createdMs: number) => {
    version += 1
    const { period, criteria, params, proration } = template
    const id = uuidOf(plan.seed, 'version', version)
    const rule: Rule = {
      amount_cents: amountCents,
      currency: 'USD',
      criteria_type: criteria,
      criteria_params: JSON.stringify(params),
      proration_mode: proration,
    }
    insertVersion(version, id, seq, period, amountCents, 'USD', criteria, rule.criteria_params, proration, createdMs)
    return { version, rule }
  }
  return Array.from({ length: plan.projects }, (_, project) =>
    Array.from({ length: perProject }, (_, index) => {
      const further = index - BASE_STRUCTURES
      const template = TEMPLATES[index] ?? RECURRING[further % RECURRING.length] ?? TEMPLATES[0]
      const name = further < 0 ? template.name : `${template.name} ${2 + Math.floor(further / RECURRING.length)}`
      seq += 1
      const createdMs = bornMs + HOUR_MS + seq * 1_009
      const id = uuidOf(plan.seed, 'structure', seq)
      insert(seq, id, project + 1, name, template.archived === true ? 0 : 1, '{}', null, createdMs)
      const span = spansOf(template, plan.lastRunMs)
      const first = writeVersion(template, template.amountCents, createdMs)
      const raised =
        template.raisedCents === undefined
          ? null
          : writeVersion(template, template.raisedCents, span(RAISED_PERIODS - 1).endMs - 3 * DAY_MS)
      return { ...template, seq, first, raised, span, computedMs: computedAfter(template) }
    }),
  )
}

/** The version and rule in force at the end of a period. */
export function ruleAt({ first, raised }: SeededStructure, periodsAgo: number): { version: number; rule: Rule } {
  return raised !== null && periodsAgo < RAISED_PERIODS ? raised : first
}

function spansOf(template: Template, lastRunMs: number): (periodsAgo: number) => Span {
  const newest = periodAt(template.period, lastRunMs, 1)
  const notYet = dueMs(newest.endMs, template.criteria) > lastRunMs ? 1 : 0
  return (periodsAgo) => periodAt(template.period, lastRunMs, 1 + notYet + periodsAgo)
}

function computedAfter(template: Template): (span: Span) => number {
  return (span) => dueMs(span.endMs, template.criteria) + 15 * 60_000
}

export const STRUCTURE_COLUMNS = ['seq', 'id', 'project', 'name', 'is_active', 'metadata', 'readme', 'created_ms']

export const VERSION_COLUMNS = [
  'seq',
  'id',
  'structure',
  'period',
  'amount_cents',
  'currency',
  'criteria_type',
  'criteria_params',
  'proration_mode',
  'created_ms',
]
