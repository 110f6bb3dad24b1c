/** What others ask the ledger about, and what they get. The object itself is ledger.ts. */
import type { Cents } from '../../domain/money.ts'
import type { PaymentStatus } from '../../domain/payments/request.ts'

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
