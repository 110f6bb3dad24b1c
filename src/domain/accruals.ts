/** What a look at an accrual means, given what was known of it. Pure. */
import type { Cents } from './money.ts'

/** The documented statuses (contract 3.8). The enum is open: others are kept as they come. */
export const EARNED = 'earned'

/** What is known or seen of an accrual, as far as events depend on it. */
export interface AccrualFacts {
  readonly status: string
  readonly amountCents: Cents
}

export type AccrualEventType =
  | 'accrual.earned'
  | 'accrual.changed'
  | 'accrual.paid'
  | 'accrual.rejected'
  | 'accrual.voided'
  | 'accrual.reopened'

/**
 * The event that a look brings, or null for none. `before` null: never seen.
 * - Never seen and not earned is no news: it was settled before Goatherd could know of it.
 * - One that returns to `earned` is reopened, not new (contract 5.4.3), whatever its amount.
 * - A status outside the documented four, or an amount that moved while earned, is a change (contract 5.4.5).
 */
export function accrualEvent(before: AccrualFacts | null, seen: AccrualFacts): AccrualEventType | null {
  if (before === null) return seen.status === EARNED ? 'accrual.earned' : null
  if (seen.status === before.status) {
    return seen.amountCents !== before.amountCents && seen.status === EARNED ? 'accrual.changed' : null
  }
  switch (seen.status) {
    case EARNED:
      return 'accrual.reopened'
    case 'paid':
      return 'accrual.paid'
    case 'rejected':
      return 'accrual.rejected'
    case 'voided':
      return 'accrual.voided'
    default:
      return 'accrual.changed'
  }
}

/** Given to an accrual that trackagoat no longer knows by id (404). Ours, not the vendor's; no event tells of it. */
export const MISSING = 'missing'
