/** From a status, its headers and its body to an `UpstreamError`. Contract 1.7, 1.8, 6.7, 6.8. */
import { QUOTA_WAIT_MS } from '../domain/budget.ts'
import type { UpstreamError } from '../domain/errors.ts'

/** Without any hint the vendor's own sample waits a minute. */
const DEFAULT_WAIT_SECONDS = 60
const LONGEST_WAIT_MS = 86_400_000

/** Maps a non-2xx answer. `body` is untrusted and only its `meta.code`, `meta.retryAfter` and bare `error` are read. */
export function toUpstreamError(status: number, headers: Headers, body: string): UpstreamError {
  if (status >= 300 && status < 400) return { kind: 'redirected', status, host: hostOf(headers.get('location')) }
  const { code, retryAfterSeconds } = readDetail(body)
  switch (status) {
    case 401:
      return { kind: 'key_refused' }
    case 402:
      return { kind: 'plan_limit', code }
    case 403:
      return { kind: 'forbidden', code }
    case 404:
      return { kind: 'not_found' }
    case 429: {
      const header = Number(headers.get('retry-after') ?? Number.NaN)
      const hints = [header, retryAfterSeconds].filter((seconds) => Number.isFinite(seconds) && seconds >= 0)
      const seconds = hints.length > 0 ? Math.max(...hints) : DEFAULT_WAIT_SECONDS
      // No limit lasts longer than a day; a hostile or broken hint must not hold anything up for years.
      const waitMs = Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS)
      return waitMs > QUOTA_WAIT_MS ? { kind: 'quota_exhausted', waitMs } : { kind: 'rate_limited', waitMs }
    }
    default:
      return status >= 500 ? { kind: 'server_error', status } : { kind: 'refused', status, code }
  }
}

function readDetail(body: string): { code: string | null; retryAfterSeconds: number } {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null) return { code: null, retryAfterSeconds: Number.NaN }
    const meta = 'meta' in parsed && typeof parsed.meta === 'object' && parsed.meta !== null ? parsed.meta : {}
    const code = 'code' in meta ? meta.code : 'error' in parsed ? parsed.error : null
    return {
      code: isToken(code) ? code : null,
      retryAfterSeconds: 'retryAfter' in meta ? Number(meta.retryAfter) : Number.NaN,
    }
  } catch {
    return { code: null, retryAfterSeconds: Number.NaN }
  }
}

/** A machine's word, not a sentence: safe to store and show (contract 6.8). */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{1,40}$/.test(value)
}

function hostOf(location: string | null): string | null {
  try {
    return location === null ? null : new URL(location).host
  } catch {
    return null
  }
}
