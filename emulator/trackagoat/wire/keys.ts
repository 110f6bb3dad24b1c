/**
 * Who may call: keys and scopes (contract 1.1, 1.2), rate limit and daily quota (1.7).
 * @module
 */
import type { MiddlewareHandler } from 'hono'
import { DAY_MS } from '../durations.ts'
import { isAdminPath } from '../organizations/admin.ts'
import { isValid, type Scope } from '../organizations/api-key-rows.ts'
import type { World } from '../world.ts'
import { type ApiEnv, ApiError } from './http.ts'
import { SlidingWindow } from './sliding-window.ts'

const WINDOW_MS = 60_000

/** Lets in requests with a valid key; 401 `invalid_api_key` for all others: missing, unknown, revoked, expired. */
export function authenticate(world: World): MiddlewareHandler<ApiEnv> {
  return async function authenticate(c, next) {
    const key = world.apiKeys.find(c.req.header('authorization'))
    if (key === undefined || !isValid(key, world.nowMs()) || !world.options.api_key_valid) {
      throw new ApiError(401, 'invalid_api_key', 'Invalid or missing API key')
    }
    if (world.options.organization_banned) {
      throw new ApiError(403, 'organization_banned', 'This organization is banned')
    }
    c.set('apiKey', key)
    await next()
  }
}

/** Refuses what the key's scopes do not cover: GET needs `read`, all else `write`, below /admin `admin` (contract 1.2). */
export function requireScope(): MiddlewareHandler<ApiEnv> {
  return async function requireScope(c, next) {
    const required = scopeFor(c.req.method, c.req.path)
    const granted = c.get('apiKey').scopes
    if (!granted.includes(required)) {
      throw new ApiError(
        403,
        'insufficient_scope',
        `This action requires the '${required}' scope. Granted: [${granted.join(', ')}]`,
        { meta: { required, granted } },
      )
    }
    await next()
  }
}

function scopeFor(method: string, path: string): Scope {
  if (isAdminPath(path)) return 'admin'
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}

type Counted = { day: number; requests: number; scrapes: number }

/** Counts requests: per key in any 60 seconds, per organisation and UTC day. Refused requests are not counted. */
export class Limits {
  readonly #recent = new Map<string, SlidingWindow>()
  #day = 0
  #requestsToday = 0
  #scrapesToday = 0
  /** Requests and scrapes since the day's counters were last asked for. */
  unsaved = 0

  /** Counts a request or throws 429 with how long to wait. */
  take(keyId: string, nowMs: number, world: World): void {
    const recent = this.#window(keyId, nowMs)
    const { requests_per_minute, requests_per_day, rate_limit_signal, daily_quota_signal } = world.options
    const oldest = recent.nthNewest(requests_per_minute)
    if (oldest !== undefined) {
      const seconds = String(Math.max(1, Math.ceil((oldest + WINDOW_MS - nowMs) / 1000)))
      throw rate_limit_signal === 'retry_after_header'
        ? new ApiError(429, 'rate_limit_exceeded', 'Too many requests', { headers: { 'retry-after': seconds } })
        : new ApiError(429, 'too_many_requests', 'Too many requests')
    }
    this.#turnDay(nowMs)
    if (this.#requestsToday >= requests_per_day) throw quotaError(nowMs, daily_quota_signal)
    recent.add(nowMs)
    this.#requestsToday += 1
    this.unsaved += 1
  }

  /** Counts a manual scrape or throws; which status is unknown (contract 2.3), so an option decides. */
  takeScrape(nowMs: number, world: World): void {
    this.#turnDay(nowMs)
    const max = world.options.manual_scrapes_per_day
    if (this.#scrapesToday >= max) {
      if (world.options.scrape_quota_status === 429) throw quotaError(nowMs, world.options.daily_quota_signal)
      throw new ApiError(402, 'limit_reached', 'Limit reached: max_manual_scrape_triggers_per_day', {
        meta: { limitKey: 'max_manual_scrape_triggers_per_day', current: this.#scrapesToday, max },
      })
    }
    this.#scrapesToday += 1
    this.unsaved += 1
  }

  /** What is counted by the day; a restart brings it back. The last minute of each key is forgotten. */
  counted(): Counted {
    this.unsaved = 0
    return { day: this.#day, requests: this.#requestsToday, scrapes: this.#scrapesToday }
  }

  restore(counted: Counted | undefined): void {
    if (counted === undefined) return
    this.#day = counted.day
    this.#requestsToday = counted.requests
    this.#scrapesToday = counted.scrapes
  }

  reset(): void {
    this.unsaved = 0
    this.#recent.clear()
    this.#requestsToday = 0
    this.#scrapesToday = 0
  }

  /** The key's requests of the last minute. */
  #window(keyId: string, nowMs: number): SlidingWindow {
    const recent = this.#recent.get(keyId) ?? new SlidingWindow(WINDOW_MS)
    this.#recent.set(keyId, recent)
    recent.moveTo(nowMs)
    return recent
  }

  #turnDay(nowMs: number): void {
    const day = Math.floor(nowMs / DAY_MS)
    if (day === this.#day) return
    this.#day = day
    this.#requestsToday = 0
    this.#scrapesToday = 0
  }
}

/** Daily quota spent: `meta.retryAfter` counts the seconds to the next UTC midnight (contract 1.7). */
function quotaError(nowMs: number, signal: 'meta' | 'meta_and_header' | 'none'): ApiError {
  const retryAfter = Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1000)
  return new ApiError(429, 'rate_limit_exceeded', 'Rate limit exceeded', {
    ...(signal === 'none' ? {} : { meta: { retryAfter } }),
    ...(signal === 'meta_and_header' ? { headers: { 'retry-after': String(retryAfter) } } : {}),
  })
}

/** Counts the request against the limits. */
export function limitRate(world: World): MiddlewareHandler<ApiEnv> {
  return async function limitRate(c, next) {
    world.limits.take(c.get('apiKey').id, world.nowMs(), world)
    await next()
  }
}
