/** What the ledger works with. Everything that is not its own tables comes from outside, so that tests decide it. */
import type { PaymentPolicy } from '../../domain/payments/policy.ts'
import type { KnownCreator } from '../../domain/reads.ts'
import type { Reader, Transport } from '../../trackagoat/transport.ts'
import type { Knowledge } from './jobs/job.ts'
import type { LedgerStorage } from './storage.ts'

/** What the ledger asks of the watch: who may have been meant. Never what is owed: that is read from trackagoat. */
export interface LedgerKnowledge extends Knowledge {
  creatorById(id: string): Promise<KnownCreator | null>
  /** What a creator was last paid with; null: never paid, or not known. */
  lastMethodName(creatorId: string): Promise<string | null>
}

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
  readonly knowledge: LedgerKnowledge
}
