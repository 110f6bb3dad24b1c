/** What an answer to «record this payment» means, and when it is sent again. Pure. Contract 1.6, 1.8, 7. */
import { errorReason, type UpstreamError } from '../errors.ts'

/** trackagoat forgets a key after 24 hours; an hour is left for clocks that disagree. */
export const RETRY_WINDOW_MS = 23 * 3_600_000

/**
 * A request that timed out may still be at work over there. Only after this much silence does the absence of a payment
 * count as proof that there is none.
 */
export const QUIET_MS = 10 * 60_000

const RETRY_WAITS_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]

/** The pause after the `attempts`-th attempt. */
export function retryWaitMs(attempts: number): number {
  return RETRY_WAITS_MS[Math.min(attempts, RETRY_WAITS_MS.length) - 1] ?? 5_000
}

/** Whether the key may still be sent. A clock that went back to before the first attempt proves nothing. */
export function keyIsRemembered(firstAttemptMs: number, nowMs: number): boolean {
  return nowMs >= firstAttemptMs && nowMs - firstAttemptMs < RETRY_WINDOW_MS
}

/**
 * What became of a write that did not answer 2xx.
 * - `refused`: it was certainly not done, and asking again would not help.
 * - `limited`: it was certainly not done; it may be sent again later.
 * - `unclear`: it may have been done.
 */
export type WriteFate =
  | { readonly fate: 'refused'; readonly reason: string }
  | { readonly fate: 'limited'; readonly waitMs: number; readonly reason: string }
  | { readonly fate: 'unclear'; readonly reason: string }

/** 4xx that answer before or instead of doing anything. 408 is not among them, nor is any that a proxy may invent. */
const CERTAIN = [400, 402, 404, 405, 409, 410, 413, 415, 422]

/** Judges the error of a write. */
export function fateOf(error: UpstreamError): WriteFate {
  const reason = errorReason(error)
  switch (error.kind) {
    case 'key_refused':
    case 'forbidden':
    case 'plan_limit':
    case 'not_found':
      return { fate: 'refused', reason }
    case 'refused':
      return CERTAIN.includes(error.status) ? { fate: 'refused', reason } : { fate: 'unclear', reason }
    case 'rate_limited':
    case 'quota_exhausted':
      return { fate: 'limited', waitMs: error.waitMs, reason }
    default:
      // Time-outs, cut connections, 5xx, redirects and answers that cannot be read say nothing about what was done.
      return { fate: 'unclear', reason }
  }
}
