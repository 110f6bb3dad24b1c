/**
 * What one structure owes for one period (contract 2.8, 3.7): recurring, goals or cpm.
 * @module
 */
import { activityIn, type Habits } from './activity.ts'
import { DAY_MS, type PeriodKind, type Span } from './periods.ts'
import { uuidOf } from './random.ts'
import type { World } from './world.ts'

/** A structure's period whose turn it is. */
export type DuePeriod = Span & {
  structure: number
  project: number
  version: number
  period: PeriodKind
  dueMs: number
}

export type Rule = {
  amount_cents: number
  currency: string
  criteria_type: string
  criteria_params: string
  proration_mode: string
}

export type Goal = { metric: 'posts' | 'views'; target_value: number }

type Earned = { amountCents: number; inputs: Record<string, unknown> }

type Assigned = Habits & { creator: number; assigned_ms: number }

export const ACCRUAL_COLUMNS = [
  'seq',
  'id',
  'project',
  'creator',
  'structure',
  'version',
  'period_start_ms',
  'period_end_ms',
  'amount_cents',
  'currency',
  'status',
  'inputs_snapshot',
  'created_ms',
  'updated_ms',
] as const

/** Writes the accruals of a period: one for each creator who was assigned and active when it ended and has earned. */
export function accruePeriod(world: World, due: DuePeriod, computedMs: number, mayExist: boolean): void {
  const { store } = world
  const rule = store.get<Rule>('SELECT * FROM versions WHERE seq = ?', due.version)
  if (rule === undefined) return
  const insert = store.inserter('accruals', ACCRUAL_COLUMNS)
  let { seq } = world.identity('accrual')
  for (const assigned of store.each<Assigned>(ASSIGNED, due.structure, due.endMs, due.endMs, due.endMs)) {
    if (mayExist && exists(world, due, assigned.creator)) continue
    const earned = earnedIn(rule, assigned, due)
    if (earned === null) continue
    insert(
      seq,
      uuidOf(world.seed, 'accrual', seq),
      due.project,
      assigned.creator,
      due.structure,
      due.version,
      due.startMs,
      due.endMs,
      earned.amountCents,
      rule.currency,
      'earned',
      JSON.stringify(earned.inputs),
      computedMs,
      computedMs,
    )
    seq += 1
  }
}

// Inactive creators earn nothing (contract 7.20, our choice), unless they were active until after the period's end.
const ASSIGNED = `
  SELECT a.creator, a.created_ms AS assigned_ms, k.activity_seed, k.posts_per_week, k.views_per_post
  FROM assignments a JOIN creators k ON k.seq = a.creator
  WHERE a.structure = ? AND a.created_ms < ? AND (a.unassigned_ms IS NULL OR a.unassigned_ms >= ?)
    AND (k.is_active = 1 OR k.deactivated_ms >= ?)
  ORDER BY a.created_ms, a.id`

function exists(world: World, due: DuePeriod, creator: number): boolean {
  const sql = 'SELECT 1 FROM accruals WHERE creator = ? AND structure = ? AND period_start_ms = ?'
  return world.store.get(sql, creator, due.structure, due.startMs) !== undefined
}

/** What a rule gives; null when there is nothing to pay, for then there is no accrual at all. */
export function earnedIn(rule: Rule, creator: Habits & { assigned_ms: number }, span: Span): Earned | null {
  const startMs = Math.max(span.startMs, creator.assigned_ms)
  if (rule.criteria_type === 'cpm') return earnedByViews(rule, activityIn(creator, startMs, span.endMs))
  const days = Math.round((span.endMs - span.startMs) / DAY_MS)
  // The day somebody starts counts whole.
  const daysIn = Math.ceil((span.endMs - startMs) / DAY_MS)
  const share = rule.proration_mode === 'daily' ? daysIn / days : 1
  const amountCents = Math.round(rule.amount_cents * share)
  const prorated = share < 1 ? { prorated: true, days_active: daysIn, days_in_period: days } : { prorated: false }
  if (rule.criteria_type !== 'goals') return { amountCents, inputs: prorated }
  const goals = goalsOf(rule).map((goal) => ({
    ...goal,
    actual: activityIn(creator, startMs, span.endMs)[goal.metric],
  }))
  const met = goals.every((goal) => goal.actual >= goal.target_value)
  return met ? { amountCents, inputs: { goals_met: true, goals, ...prorated } } : null
}

/** `amount_cents` per 1,000 views within the period. */
export function earnedByViews(rule: Rule, activity: { posts: number; views: number }): Earned | null {
  const amountCents = Math.floor((rule.amount_cents * activity.views) / 1000)
  if (amountCents === 0) return null
  return { amountCents, inputs: { impressions: activity.views, posts: activity.posts, cpm_cents: rule.amount_cents } }
}

function goalsOf(rule: Rule): Goal[] {
  const params: { goals?: Goal[] } = JSON.parse(rule.criteria_params)
  return params.goals ?? []
}
