/** What a job is given and what it answers. */
import type { Answer } from '../../../domain/answer.ts'
import type { PaymentPolicy } from '../../../domain/payments/policy.ts'
import type { Actor } from '../../../domain/people.ts'
import type { Reader, Transport } from '../../../trackagoat/transport.ts'
import type { Names } from '../../naming.ts'

/** What one job has noted before a write, and finds again should it be worked on a second time after a crash. */
export interface JobMemory {
  recall(): string | null
  keep(text: string | null): void
}

/** What jobs work with. Reads and writes may use different keys (contract 1.2). */
export interface JobDeps {
  readonly read: Reader
  readonly write: Transport
  /** Who may have been meant. */
  readonly knowledge: Names
  readonly memory: JobMemory
  /** The setting PAYMENTS. */
  readonly payments: PaymentPolicy['mode']
}

/** How far a job got. `again`: trackagoat or its limits made it wait; what was done before must not be done twice. */
export type JobResult =
  /** `answer` null: what people see has changed already, such as a card. */
  | { readonly state: 'done'; readonly answer: Answer | null }
  | { readonly state: 'again'; readonly waitMs: number; readonly why: string }

/** One kind of job. Errors are values; it throws only for bugs. */
export type JobRunner<J> = (job: J, actor: Actor, deps: JobDeps) => Promise<JobResult>
