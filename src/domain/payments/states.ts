/** The life of a payment request (docs/payments.md has the picture). Pure. */
import type { PaymentStatus } from './request.ts'

const NEXT: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  requested: ['approved', 'denied', 'expired'],
  // Failed here means that nothing was sent.
  approved: ['sending', 'failed'],
  sending: ['recorded', 'failed', 'unknown'],
  // Somewhere between sent and heard of: only what trackagoat shows may end it.
  unknown: ['recorded', 'failed'],
  recorded: ['voided'],
  denied: [],
  expired: [],
  failed: [],
  voided: [],
}

/** Whether a request may go from one state to another. Everything else is a bug. */
export function mayMove(from: PaymentStatus, to: PaymentStatus): boolean {
  return NEXT[from].includes(to)
}

/** Under way: its accruals are in no other request. */
export function isLive(status: PaymentStatus): boolean {
  return status === 'requested' || status === 'approved' || status === 'sending' || status === 'unknown'
}

/**
 * Whether a request keeps others from its accruals. A recorded one does too, until it is voided: trackagoat may show an
 * accrual as earned although a payment covers it (contract 7.4).
 */
export function holdsAccruals(status: PaymentStatus): boolean {
  return isLive(status) || status === 'recorded'
}

/** Whether its total counts towards the day's cap: money that is or may become recorded. */
export const COUNTED: readonly PaymentStatus[] = ['requested', 'approved', 'sending', 'unknown', 'recorded']
