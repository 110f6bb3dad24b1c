/** What others may call on the ledger, and what they get. The object itself is ledger.ts. */
import type { JobOrder } from '../../domain/jobs.ts'
import type { Cents } from '../../domain/money.ts'
import type { PaymentRequest, PaymentStatus } from '../../domain/payments/request.ts'

/** Which requests a list is about; newest first. */
export interface PaymentQuery {
  readonly status: PaymentStatus | null
  readonly creatorId: string | null
  readonly limit: number
}

/** A payment seen upstream, as the watch asks about it. */
export interface SeenPayment {
  readonly id: string
  readonly creatorId: string | null
  readonly totalCents: Cents
  readonly status: string
  readonly paidAt: string | null
  readonly accrualIds: readonly string[]
}

/**
 * Whose payment it is: recorded by this ledger; not by it; or perhaps, since a request of the same creator is being sent
 * and its outcome is not known yet: then ask again later.
 */
export type Origin = 'ledger' | 'external' | 'undecided'

/** The calls of other surfaces. */
export interface LedgerCalls {
  /** Takes an order for work, once: a repeated delivery is `known`. The work is done on the alarm. */
  take(order: JobOrder): Promise<'taken' | 'known'>
  /** Newest first. */
  payments(query: PaymentQuery): Promise<PaymentRequest[]>
  payment(id: string): Promise<PaymentRequest | null>
  /** One answer per payment, in order. */
  originsOf(payments: readonly SeenPayment[]): Promise<Origin[]>
}
