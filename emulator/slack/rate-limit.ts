/**
 * The pace Slack allows: about one message a second in a channel, with bursts.
 * https://docs.slack.dev/apis/web-api/rate-limits
 * @module
 */

/** A bucket that holds `burst` calls and gains `perSecond` of them each second. */
export type Pace = { burst: number; perSecond: number }

/** Token buckets by key. A clock that goes back gains nothing and loses nothing. */
export class RateLimiter {
  #buckets = new Map<string, { tokens: number; at: number }>()

  /** Takes one token, or says after how many whole seconds there will be one. */
  take(key: string, pace: Pace, now: Date): { ok: true } | { ok: false; retryAfterSeconds: number } {
    const at = now.getTime()
    const bucket = this.#buckets.get(key) ?? { tokens: pace.burst, at }
    const gained = Math.max(0, at - bucket.at) * (pace.perSecond / 1000)
    const tokens = Math.min(pace.burst, bucket.tokens + gained)
    if (tokens >= 1) {
      this.#buckets.set(key, { tokens: tokens - 1, at })
      return { ok: true }
    }
    this.#buckets.set(key, { tokens, at })
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / pace.perSecond)) }
  }

  reset(): void {
    this.#buckets.clear()
  }
}
