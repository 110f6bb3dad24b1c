/**
 * A creator's past: an assignment to a structure, the accruals of its newest periods and the payments that settled them.
 * @module
 */
import { ACCRUAL_COLUMNS, earnedByViews } from '../accrue.ts'
import { DAY_MS } from '../periods.ts'
import { type Random, uuidOf } from '../random.ts'
import type { Plan } from './index.ts'
import { methodNames } from './names.ts'
import { paymentWriter, type Settled } from './payments.ts'
import { MAX_PERIODS, type Trait } from './shares.ts'
import { ruleAt, type SeededStructure } from './structures.ts'

const HOUR_MS = 3_600_000

type Life = {
  creator: number
  project: number
  trait: Trait
  accruals: number
  structures: SeededStructure[]
  firstStructure: number
  random: Random
}

type Status = 'earned' | 'paid' | 'rejected' | 'voided'

/** The first accruals of all take turns, so that a small organisation has every status. */
const FIRST_STATUSES: readonly Status[] = ['earned', 'paid', 'earned', 'rejected', 'paid', 'earned', 'voided', 'paid']

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

  /** One structure's part; answers when the creator was assigned. */
  function writeStructure(life: Life, structure: SeededStructure, count: number): number {
    const { random } = life
    const skip = skippedPeriods(life.trait, structure)
    const oldest = structure.span(skip + Math.max(0, count - 1))
    // Some started in the middle of their first period and got their days' share of it.
    const daysIn =
      structure.criteria === 'recurring' && structure.period === 'weekly' && random.chance(0.3)
        ? random.between(1, 6)
        : 7
    const assignedMs =
      count === 0
        ? plan.hourMs - random.between(1, 20) * DAY_MS - random.between(0, DAY_MS)
        : daysIn < 7
          ? oldest.endMs - daysIn * DAY_MS + random.between(1, 20 * HOUR_MS)
          : oldest.startMs - random.between(HOUR_MS, 2 * DAY_MS)
    assignment += 1
    insertAssignment(assignment, uuidOf(seed, 'assignment', assignment), structure.seq, life.creator, assignedMs, null)

    const method = random.between(1, methodNames.length - 1)
    for (let back = count - 1; back >= 0; back -= 1) {
      const span = structure.span(skip + back)
      const status = statusOf(accrual, skip + back, random)
      const { version, amountCents, inputs } = earnedThen(
        structure,
        skip + back,
        back === count - 1 ? daysIn : 7,
        random,
      )
      const computedMs = structure.computedMs(span)
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
        inputs === null ? null : JSON.stringify(inputs),
        computedMs,
        computedMs,
      )
      const settled: Settled = { accrual, amountCents, computedMs }
      if (status === 'paid') payments.collect(settled)
      else if (status === 'earned' && random.chance(0.03)) payments.writeVoided(life, method, settled, random)
      if (back === 0 || random.chance(0.5)) payments.settleCollected(life, method, random)
    }
    return assignedMs
  }

  return {
    /** Writes one creator's history; answers when that creator was added. */
    write(life: Life): number {
      let left = life.accruals
      let earliestMs = Number.POSITIVE_INFINITY
      for (let i = 0; i < life.structures.length; i += 1) {
        const structure = life.structures[(life.firstStructure + i) % life.structures.length]
        if (structure === undefined || (i > 0 && left === 0)) break
        const count = Math.min(left, MAX_PERIODS)
        earliestMs = Math.min(earliestMs, writeStructure(life, structure, count))
        left -= count
      }
      return earliestMs - life.random.between(1_000, HOUR_MS)
    },

    finish(): void {
      payments.writeAdHoc()
    },
  }
}

/** An archived structure's newest periods, and those an inactive creator missed, brought nothing. */
function skippedPeriods(trait: Trait, structure: SeededStructure): number {
  const newestSkipped = structure.period === 'weekly' ? 6 : 2
  return structure.archived === true || trait === 'inactive' ? newestSkipped : 0
}

function earnedThen(structure: SeededStructure, periodsAgo: number, daysIn: number, random: Random) {
  const rule = ruleAt(structure, periodsAgo)
  if (structure.criteria === 'cpm') {
    const views = random.between(5_000, 400_000)
    const earned = earnedByViews(
      {
        amount_cents: rule.amountCents,
        currency: 'USD',
        criteria_type: 'cpm',
        criteria_params: '{}',
        proration_mode: 'none',
      },
      { posts: random.between(1, 12), views },
    )
    return { version: rule.version, amountCents: earned?.amountCents ?? 1, inputs: earned?.inputs ?? null }
  }
  if (structure.criteria === 'goals') {
    return { ...rule, inputs: { goals_met: true, prorated: false, ...structure.params } }
  }
  if (daysIn < 7) {
    const amountCents = Math.round((rule.amountCents * daysIn) / 7)
    return { ...rule, amountCents, inputs: { prorated: true, days_active: daysIn, days_in_period: 7 } }
  }
  // Older rows of the real service may lack the snapshot: the field can be null (contract 3.8).
  return { ...rule, inputs: periodsAgo > 20 ? null : { prorated: false } }
}
