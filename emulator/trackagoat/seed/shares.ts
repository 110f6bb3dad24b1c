/**
 * Who gets how many accruals, so that the total is exactly the number asked for.
 * @module
 */
import { fractionOf } from '../random.ts'
import type { Plan } from './index.ts'
import { BASE_STRUCTURES, RECURRING_STRUCTURES } from './structures.ts'

/** What is the matter with a creator. */
export type Trait = 'healthy' | 'stuck' | 'never_scraped' | 'inactive'

/** At most so many periods of one structure; further accruals come from further structures. */
export const MAX_PERIODS = 60

/** Small organisations have one of each kind. */
const FIRST_TRAITS: Record<number, Trait> = { 5: 'stuck', 7: 'never_scraped', 9: 'inactive', 10: 'stuck' }

export function traitOf(seed: number, creator: number): Trait {
  if (creator < 12) return FIRST_TRAITS[creator] ?? 'healthy'
  const luck = fractionOf(seed, creator)
  if (luck < 0.02) return 'never_scraped'
  if (luck < 0.05) return 'stuck'
  return luck < 0.09 ? 'inactive' : 'healthy'
}

export type Shares = {
  /** How many accruals the n-th creator who can have any gets. */
  ofEligible: (index: number) => number
  structuresPerProject: number
  historyDays: number
}

/** Everybody gets the same, the first ones perhaps one more; who was never scraped gets none. */
export function accrualsShared(plan: Plan): Shares {
  let eligible = 0
  for (let i = 0; i < plan.creators; i += 1) if (traitOf(plan.seed, i) !== 'never_scraped') eligible += 1
  const each = eligible === 0 ? 0 : Math.floor(plan.accruals / eligible)
  const rest = eligible === 0 ? 0 : plan.accruals % eligible
  const most = each + (rest > 0 ? 1 : 0)
  return {
    ofEligible: (index) => each + (index < rest ? 1 : 0),
    // Recurring structures alone must be able to bring everything.
    structuresPerProject: BASE_STRUCTURES + Math.max(0, Math.ceil(most / MAX_PERIODS) - RECURRING_STRUCTURES),
    historyDays: 31 * (Math.min(most, MAX_PERIODS) + 8) + 90,
  }
}
