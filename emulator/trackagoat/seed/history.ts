/**
 * A creator's past: assignments to structures, the accruals of their newest periods and the payments that settled them.
 * What goals and views have brought follows from the creator's posts (posts.ts); the rest comes from recurring structures.
 * @module
 */
import { DAY_MS, HOUR_MS } from '../durations.ts'
import { ACCRUAL_COLUMNS, type Earned, earnedIn } from '../payouts/accrue.ts'
import type { Span } from '../payouts/periods.ts'
import { type Random, uuidOf } from '../random.ts'
import type { Plan } from './index.ts'
import { methodNames } from './names.ts'
import { paymentWriter, type Settled } from './payments.ts'
import { MAX_PERIODS, type Trait } from './shares.ts'
import { ruleAt, type SeededStructure } from './structures.ts'

/** On the first day of a period, which counts whole. */
const FIRST_DAY_MS = 20 * HOUR_MS

/** A period that has brought something; `ago` counts the newer ones. */
export type PastPeriod = Earned & { ago: number; span: Span; version: number }

type Life = {
  creator: number
  project: number
  trait: Trait
  accruals: number
  structures: SeededStructure[]
  firstStructure: number
  /** What the first structure has brought if it pays by posts, the oldest first. */
  byPosts: PastPeriod[]
  random: Random
}

type Status = 'earned' | 'paid' | 'rejected' | 'voided'

/** The first accruals of all take turns, so that a small organisation has every status. */
const FIRST_STATUSES: readonly Status[] = ['earned', 'paid', 'earned', 'paid', 'rejected', 'earned', 'voided', 'paid']

/** What has become of an accrual, by age. */
function statusOf(index: number, periodsAgo: number, random: Random): Status {
  const fixed = index < 24 ? FIRST_STATUSES[index % FIRST_STATUSES.length] : undefined
  if (fixed !== undefined) return fixed
  const luck = random.next()
  if (luck < 0.04) return 'rejected'
  if (luck < 0.07) return 'voided'
  const stillEarned = periodsAgo === 0 ? 0.85 : periodsAgo < 4 ? 0.35 : 0.1
  return random.chance(stillEarned) ? 'earned' : 'paid'
}

export const ASSIGNMENT_COLUMNS = ['seq', 'id', 'structure', 'creator', 'created_ms', 'unassigned_ms']

/** Writes histories one after the other. */
export function historyWriter(plan: Plan) {
  const { store, seed } = plan
  const insertAccrual = store.inserter('accruals', ACCRUAL_COLUMNS)
  const insertAssignment = store.inserter('assignments', ASSIGNMENT_COLUMNS)
  const payments = paymentWriter(plan)
  let accrual = 0
  let assignment = 0

  function assign(life: Life, structure: SeededStructure, assignedMs: number): void {
    assignment += 1
    insertAssignment(assignment, uuidOf(seed, 'assignment', assignment), structure.seq, life.creator, assignedMs, null)
  }

  /** The accruals of one structure and what became of them. */
  function writeAccruals(life: Life, structure: SeededStructure, periods: readonly PastPeriod[]): void {
    const { random } = life
    const method = random.between(1, methodNames.length - 1)
    for (const period of periods) {
      const { ago, span, version, amountCents, inputs } = period
      const status = statusOf(accrual, ago, random)
      const computedMs = structure.computedMs(span)
      // Older rows of the real service may lack the snapshot: the field can be null (contract 3.8).
      const snapshot = structure.criteria === 'recurring' && ago > 20 ? null : JSON.stringify(inputs)
      accrual += 1
      insertAccrual(
        accrual,
        uuidOf(seed, 'accrual', accrual),
        life.project,
        life.creator,
        structure.seq,
        version,
        span.startMs,
        span.endMs,
        amountCents,
        'USD',
        status,
        snapshot,
        computedMs,
        computedMs,
      )
      const settled: Settled = { accrual, amountCents, computedMs }
      if (status === 'paid') payments.collect(settled)
      else if (status === 'earned' && random.chance(0.03)) payments.writeVoided(life, method, settled, random)
      if (period === periods.at(-1) || random.chance(0.5)) payments.settleCollected(life, method, random)
    }
  }

  return {
    /** Writes one creator's history; answers when that creator was added. */
    write(life: Life): number {
      const { random } = life
      let left = life.accruals
      let earliestMs = Number.POSITIVE_INFINITY
      inTurn(life).forEach((structure, turn) => {
        if (turn > 0 && left === 0) return
        const past =
          structure.criteria === 'recurring'
            ? recurringPast(life, structure, Math.min(left, MAX_PERIODS))
            : { periods: life.byPosts, assignedMs: startOf(life.byPosts, random) }
        // Nothing was computed since the assignment.
        const assignedMs = past.assignedMs ?? sinceLastRun(plan, structure, random)
        assign(life, structure, assignedMs)
        writeAccruals(life, structure, past.periods)
        left -= past.periods.length
        earliestMs = Math.min(earliestMs, assignedMs)
      })
      const newcomerMs = plan.hourMs - random.between(1, 20) * DAY_MS - random.between(0, DAY_MS)
      const bornMs = life.accruals === 0 ? Math.min(earliestMs, newcomerMs) : earliestMs
      return bornMs - random.between(1_000, HOUR_MS)
    },

    finish(): void {
      payments.writeAdHoc()
    },
  }
}

type Past = { periods: readonly PastPeriod[]; assignedMs: number | null }

const NO_POSTS = { postsIn: () => ({ posts: 0, views: 0, engagement: 0 }), ownGoals: () => [] }

/** The first structure, then the recurring ones after it, archived ones last. */
function inTurn({ structures, firstStructure }: Life): SeededStructure[] {
  const [first, ...others] = [...structures.slice(firstStructure), ...structures.slice(0, firstStructure)]
  const recurring = others.filter(({ criteria }) => criteria === 'recurring')
  const archived = recurring.filter((structure) => structure.archived)
  return first === undefined ? [] : [first, ...recurring.filter((structure) => !structure.archived), ...archived]
}

/** The newest periods of a structure that pays whatever happens. */
function recurringPast(life: Life, structure: SeededStructure, count: number): Past {
  const { random } = life
  if (count === 0) return { periods: [], assignedMs: null }
  const skip = skippedPeriods(life.trait, structure)
  const oldest = structure.span(skip + count - 1)
  // Some started in the middle of their first period and got their days' share of it.
  const assignedMs =
    structure.period === 'weekly' && random.chance(0.3)
      ? oldest.endMs - random.between(1, 6) * DAY_MS + random.between(1, FIRST_DAY_MS)
      : oldest.startMs + random.between(1, FIRST_DAY_MS)
  const periods: PastPeriod[] = []
  for (let ago = skip + count - 1; ago >= skip; ago -= 1) {
    const span = structure.span(ago)
    const { version, rule } = ruleAt(structure, ago)
    const earned = earnedIn(rule, { countsFromMs: assignedMs, ...NO_POSTS }, span)
    if (earned !== null) periods.push({ ago, span, version, ...earned })
  }
  return { periods, assignedMs }
}

function startOf([oldest]: readonly PastPeriod[], random: Random): number | null {
  return oldest === undefined ? null : oldest.span.startMs + random.between(1, FIRST_DAY_MS)
}

function sinceLastRun(plan: Plan, structure: SeededStructure, random: Random): number {
  const { endMs } = structure.span(0)
  return endMs + Math.floor((plan.hourMs - endMs) * random.next())
}

/** An archived structure's newest periods, and those an inactive creator missed, brought nothing. */
function skippedPeriods(trait: Trait, structure: SeededStructure): number {
  const newestSkipped = structure.period === 'weekly' ? 6 : 2
  return structure.archived === true || trait === 'inactive' ? newestSkipped : 0
}
