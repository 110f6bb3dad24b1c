/**
 * What people ask for in Slack that writes something. Each is a row before Slack hears «taken», so that a crash, a
 * repeated delivery or a slow trackagoat neither loses nor doubles it.
 */
import type { Actor } from './people.ts'

/** Kinds of scrape (contract 2.3). */
export const SCRAPE_JOBS = ['creator_profiles', 'video_stats', 'discover_videos'] as const
export type ScrapeJob = (typeof SCRAPE_JOBS)[number]

/** `project` texts are names or ids as typed; null: not named. Handles are without `@`. */
export type Job =
  | {
      readonly kind: 'pay'
      readonly handle: string
      readonly method: string | null
      readonly project: string | null
      readonly note: string | null
    }
  /** `paymentId`: of a request, or of a payment in trackagoat. */
  | { readonly kind: 'void'; readonly paymentId: string }
  | {
      readonly kind: 'assign'
      readonly handle: string
      readonly project: string | null
      readonly structure: string
    }
  | {
      readonly kind: 'scrape'
      readonly creator: { readonly handle: string; readonly project: string | null } | { readonly id: string }
      readonly scrape: ScrapeJob
    }
  | { readonly kind: 'note'; readonly handle: string; readonly project: string | null; readonly text: string }
  /** A button on a card. */
  | { readonly kind: 'press'; readonly action: PressAction; readonly requestId: string }

/** Buttons of a payment's card (interface 6; `void`, `recheck`, `settle` and `claim` are ours). */
export const PRESS_ACTIONS = [
  'payment.approve',
  'payment.deny',
  'payment.cancel',
  'payment.void',
  'payment.recheck',
  'payment.settle',
  'payment.claim',
] as const
export type PressAction = (typeof PRESS_ACTIONS)[number]

/** A job with who asked and where the answer goes. */
export interface JobOrder {
  /** The same for every delivery of the same click or command. */
  readonly id: string
  readonly actor: Actor
  /** Where it was asked, a Slack channel id. */
  readonly channel: string | null
  /** Slack's `response_url`: five answers in 30 minutes. */
  readonly responseUrl: string | null
  readonly job: Job
}
