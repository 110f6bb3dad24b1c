/** A payment request as everyone sees it (interface 5): the one shape for HTTP, Slack cards, events and MCP. */
import type { Amount } from '../money.ts'

/** The states of a request. `voided` comes after `recorded`. */
export const PAYMENT_STATUSES = [
  'requested',
  'approved',
  'sending',
  'recorded',
  'denied',
  'expired',
  'failed',
  'unknown',
  'voided',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** An accrual as it stood when the payment was requested: what is approved is exactly this. */
export interface RequestedAccrual {
  readonly id: string
  readonly amount: Amount
  readonly period_start_at: string
  readonly period_end_at: string
}

/** One step of a request's life. `by` is an actor's id; `reason` is a word, `detail` a sentence. */
export interface HistoryEntry {
  readonly at: string
  readonly status: PaymentStatus
  readonly by: string
  readonly reason: string | null
  readonly detail: string | null
}

/** A payment request. Times are ISO 8601 UTC. */
export interface PaymentRequest {
  readonly id: string
  readonly status: PaymentStatus
  readonly creator: {
    readonly id: string
    readonly handle: string
    readonly display_name: string | null
    readonly project_id: string
    readonly project_name: string | null
  }
  readonly method: { readonly id: string; readonly name: string }
  /** No method was named: whoever approves should look at it. */
  readonly method_assumed: boolean
  readonly accruals: readonly RequestedAccrual[]
  /** What is recorded as paid. */
  readonly total: Amount
  /** What the accruals add up to. */
  readonly accruals_sum: Amount
  /** Total minus sum: positive is more than was owed. */
  readonly adjustment: Amount
  readonly adjustment_reason: string | null
  readonly note: string | null
  readonly paid_at: string | null
  readonly requested_by: string
  readonly approved_by: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly expires_at: string
  /** The key sent to trackagoat, one for the life of the request. */
  readonly idempotency_key: string
  readonly trackagoat_payment_id: string | null
  /** Why it is where it is, as a word such as `changed_since_approval`; null when nothing went wrong. */
  readonly reason: string | null
  /** What is known and what to do now, in a sentence. */
  readonly advice: string | null
  /** True when only a person can settle it: look into trackagoat. */
  readonly needs_person: boolean
  /** In doubt: a payment in trackagoat that is the same but for its time. */
  readonly candidate_payment_id: string | null
  /** A void that was asked for and has not happened yet. */
  readonly void_pending: boolean
  readonly history: readonly HistoryEntry[]
}
