/**
 * What one structure owes for one period (contract 2.8, 3.7): recurring, goals or cpm. Posts and views are those of the
 * creator's videos, counted as goal compliance counts them, as they were known when the accrual was computed.
 * @module
 */
import { creatorBySeq } from '../creators/creator-rows.ts'
import { wasActiveUpTo } from '../creators/pauses.ts'
import { DAY_MS } from '../durations.ts'
import { type GoalMetric, type GoalRow, goalSpan, type PostsReached, postsIn, reachedIn } from '../goals/goal-status.ts'
import { SELECT_GOALS } from '../goals/goals.ts'
import { uuidOf } from '../random.ts'
import { MAX_CENTS } from '../wire/input.ts'
import type { World } from '../world.ts'
import type { PeriodKind, Span } from './periods.ts'

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

type Goal = { metric: 'posts' | 'views'; target_value: number }

type JudgedGoal = { metric: GoalMetric; target_value: number; actual: number }

/** What is known about a creator when an accrual is computed. */
export type Evidence = {
  /** Since when the creator earns by the structure: assigned, and not paid by it already. */
  countsFromMs: number
  postsIn: (span: Span) => PostsReached
  /** The creator's own goals for the period, for a structure that names none. */
  ownGoals: () => JudgedGoal[]
}

export type Earned = { amountCents: number; inputs: Record<string, unknown> }

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
export function accruePeriod(world: World, due: DuePeriod, computedMs: number): void {
  const { store } = world
  const rule = store.get<Rule>('SELECT * FROM versions WHERE seq = ?', due.version)
  if (rule === undefined) return
  const insert = store.inserter('accruals', ACCRUAL_COLUMNS)
  let { seq } = world.identity('accrual')
  const assignments = store.each<{ creator: number; created_ms: number }>(ASSIGNED, due.structure, due.endMs)
  for (const { creator, created_ms: assignedMs } of assignments) {
    const startMs = firstUnpaidMs(world, due, creator)
    if (startMs >= due.endMs) continue
    const evidence = {
      countsFromMs: Math.max(assignedMs, startMs),
      postsIn: (span: Span) => postsIn(store, creator, span, computedMs),
      ownGoals: () => ownGoals(world, creator, due, computedMs),
    }
    const earned = earnedIn(rule, evidence, due)
    if (earned === null) continue
    insert(
      seq,
      uuidOf(world.seed, 'accrual', seq),
      due.project,
      creator,
      due.structure,
      due.version,
      startMs,
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
  SELECT a.creator, a.created_ms
  FROM assignments a JOIN creators k ON k.seq = a.creator
  WHERE a.structure = ?1 AND a.created_ms < ?2 AND (a.unassigned_ms IS NULL OR a.unassigned_ms >= ?2)
    AND ${wasActiveUpTo('?2')}
  ORDER BY a.created_ms, a.id`

/**
 * Where a period begins for a creator: at its start, or where the newest accrual that reaches into it ends. So no day is
 * paid twice by one structure, whatever becomes of its rule and of the clock, and a period's start stays part of what
 * tells accruals apart (contract 6.3). After a change between weekly and monthly the first period is a shorter one (chosen).
 */
function firstUnpaidMs(world: World, due: DuePeriod, creator: number): number {
  const sql = `SELECT max(period_end_ms) AS until_ms FROM accruals
    WHERE creator = ? AND structure = ? AND period_end_ms > ? AND period_start_ms < ?`
  const paid = world.store.get<{ until_ms: number | null }>(sql, creator, due.structure, due.startMs, due.endMs)
  return paid?.until_ms ?? due.startMs
}

/**
 * A creator's active goals of the period's kind whose dates reach into it, as goal compliance judges them. A goal that was
 * set after the period had ended decides nothing about it; an older one counts with what it says at the run (both chosen).
 */
function ownGoals(world: World, creator: number, due: DuePeriod, computedMs: number): JudgedGoal[] {
  const row = creatorBySeq(world, creator)
  if (row === undefined) return []
  const sql = `${SELECT_GOALS} WHERE t.creator = ? AND t.period = ? AND t.is_active = 1 AND t.deleted_ms IS NULL
    AND t.created_ms < ? ORDER BY t.created_ms, t.id`
  return world.store.all<GoalRow>(sql, creator, due.period, due.endMs).flatMap((goal) => {
    const span = goalSpan(goal, due.startMs)
    if (span.startMs >= due.endMs || span.endMs <= due.startMs) return []
    const { metric, target_value } = goal
    return [{ metric, target_value, actual: reachedIn(world.store, row, span, computedMs)[metric] }]
  })
}

/** What a rule gives; null when there is nothing to pay, for then there is no accrual at all. */
export function earnedIn(rule: Rule, evidence: Evidence, span: Span): Earned | null {
  const startMs = Math.max(span.startMs, evidence.countsFromMs)
  if (rule.criteria_type === 'cpm') return earnedByViews(rule, evidence.postsIn({ startMs, endMs: span.endMs }))
  const days = Math.round((span.endMs - span.startMs) / DAY_MS)
  // The day somebody starts counts whole.
  const daysIn = Math.ceil((span.endMs - startMs) / DAY_MS)
  const share = rule.proration_mode === 'daily' ? daysIn / days : 1
  const amountCents = Math.round(rule.amount_cents * share)
  if (amountCents === 0) return null
  const prorated = share < 1 ? { prorated: true, days_active: daysIn, days_in_period: days } : { prorated: false }
  if (rule.criteria_type !== 'goals') return { amountCents, inputs: prorated }
  // A goal is one of the whole period, whenever in it somebody began to earn: only the amount is prorated.
  const goals = goalsOf(rule)?.map((goal) => ({ ...goal, actual: evidence.postsIn(span)[goal.metric] }))
  const judged: JudgedGoal[] = goals ?? evidence.ownGoals()
  const met = judged.length > 0 && judged.every((goal) => goal.actual >= goal.target_value)
  return met ? { amountCents, inputs: { goals_met: true, goals: judged, ...prorated } } : null
}

/** `amount_cents` per 1,000 views of the posts within the period, and no more than any amount may be. */
function earnedByViews(rule: Rule, { posts, views }: PostsReached): Earned | null {
  const amountCents = Math.min(Math.floor((rule.amount_cents * views) / 1000), MAX_CENTS)
  if (amountCents === 0) return null
  return { amountCents, inputs: { impressions: views, posts, cpm_cents: rule.amount_cents } }
}

/** The goals a structure names; undefined when it leaves them to the creators' own. */
function goalsOf(rule: Rule): Goal[] | undefined {
  const params: { goals?: Goal[] } = JSON.parse(rule.criteria_params)
  return params.goals
}
