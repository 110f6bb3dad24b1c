/** The one port behind which every channel lives. The outbox knows only this. */
import type { Notice } from '../domain/notice.ts'

/** What the outbox asks a notifier to deliver. */
export interface Delivery {
  /** Stable over all attempts: receivers that can de-duplicate get it as idempotency key or Message-ID. */
  readonly id: string
  /**
   * `post`: a new message. `update`: change the living message `ref` in place (falls back to `post` without one).
   * `reply`: below the living message and visible in the channel (falls back to `post` without one).
   */
  readonly mode: 'post' | 'update' | 'reply'
  /** The living message of this thread, as an earlier `sent` returned it; null if there is none. */
  readonly ref: string | null
  readonly notice: Notice
}

/** What became of one attempt. `reason` is a short snake_case word, never a body, a key or an address. */
export type Outcome =
  | { readonly outcome: 'sent'; readonly ref: string | null }
  | { readonly outcome: 'retry'; readonly reason: string; readonly afterMs: number | null }
  | { readonly outcome: 'drop'; readonly reason: string }

/**
 * Pause between attempts while an operator is needed (a wrong password, a channel without the app): the message still
 * matters when they have mended it, and the reason is visible in the outbox meanwhile.
 */
export const OPERATOR_RETRY_MS = 3_600_000

/** A channel. Never throws for what the outside does: it answers `retry` or `drop`. */
export interface Notifier {
  deliver(delivery: Delivery): Promise<Outcome>
}
