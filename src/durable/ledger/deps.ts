/** What the ledger works with. Everything that is not its own tables comes from outside, so that tests decide it. */
import type { PaymentPolicy } from '../../domain/payments/policy.ts'
import type { Reader, Transport } from '../../trackagoat/transport.ts'
import type { WatchCalls } from '../watch/contract.ts'
import type { LedgerStorage } from './storage.ts'

export interface LedgerDeps {
  readonly storage: LedgerStorage
  /** Epoch ms. */
  now(): number
  uuid(): string
  /** The settings in force now. */
  policy(): PaymentPolicy
  /** Where a card goes, such as `slack/C0123`; null: nowhere. `askedIn`: the channel of the command. */
  cardDestination(askedIn: string | null): string | null
  readonly read: Reader
  readonly write: Transport
  /** What is asked of the watch: who may have been meant. Never what is owed: that is read from trackagoat. */
  readonly knowledge: Pick<WatchCalls, 'findCreators' | 'findProjects' | 'creatorRead' | 'knownPayments'>
}
