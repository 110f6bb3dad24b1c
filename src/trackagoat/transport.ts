/**
 * One request to trackagoat, read or write: the only place in Goatherd that sends one. Every request asks the budget first, has a time
 * limit, follows no redirect and reads no more than a page can be. Contract 1.1 to 1.8.
 */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { USER_AGENT } from '../domain/version.ts'
import { boundedText } from './bounded-text.ts'
import { toUpstreamError } from './error-mapping.ts'

/** The request budget as the transport sees it: one permission for one request, or how long to wait. */
export interface BudgetGate {
  take(): Promise<{ granted: true } | { granted: false; waitMs: number; quota: boolean }>
}

/** What a transport needs to know. The key appears in the Authorization header and nowhere else. */
export interface TransportOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly budget: BudgetGate
  readonly timeoutMs?: number
  readonly maxBodyBytes?: number
  readonly fetch?: typeof fetch
}

/** A success: the envelope's `data`, unchecked, and its `meta`. */
export interface Envelope {
  readonly data: unknown
  readonly meta: unknown
}

/** A write. `body` is sent byte for byte as it is. */
export interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** JSON text. */
  readonly body: string
  /** Only POST routes know it (contract 1.6). */
  readonly idempotencyKey?: string
}

/** Sends one GET request and judges its answer. */
export interface Reader {
  get(path: string, query?: Record<string, string>): Promise<Result<Envelope, UpstreamError>>
}

/** As `Reader`, with writes. Nothing is repeated here: whoever asks knows whether that is safe. */
export interface Transport extends Reader {
  /** An error of kind `timeout`, `network`, `server_error` or `bad_shape` says nothing about whether it was done. */
  write(write: Write): Promise<Result<Envelope, UpstreamError>>
}

/** A page of 100 rows with long notes stays far below; a runaway answer is cut off here. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024
/** The vendor promises no latency; a healthy page takes well under a second. */
export const TIMEOUT_MS = 15_000

/** Builds a transport. Its errors are values; it throws only for bugs. */
export function createTransport(options: TransportOptions): Transport {
  const { baseUrl, apiKey, budget } = options
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES
  const send = options.fetch ?? fetch

  async function request(path: string, init: RequestInit, headers: Record<string, string>) {
    const lease = await budget.take()
    if (!lease.granted) {
      const kind = lease.quota ? 'quota_exhausted' : 'rate_limited'
      return fail<UpstreamError>({ kind, waitMs: lease.waitMs, fromBudget: true })
    }
    // Not AbortSignal.timeout: it would keep every request alive until its time is over.
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), timeoutMs)
    try {
      const response = await send(`${baseUrl}${path}`, {
        ...init,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          'user-agent': USER_AGENT,
          ...headers,
        },
        redirect: 'manual',
        signal: limit.signal,
      })
      const text = await boundedText(response, maxBodyBytes)
      if (text === null) return fail<UpstreamError>({ kind: 'too_large', limitBytes: maxBodyBytes })
      if (!response.ok) return fail(toUpstreamError(response.status, response.headers, text))
      return readEnvelope(text)
    } catch {
      // What was thrown may quote the request, so nothing of it is passed on.
      return fail<UpstreamError>({ kind: limit.signal.aborted ? 'timeout' : 'network' })
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    get(path, query = {}) {
      const search = new URLSearchParams(query).toString()
      return request(search === '' ? path : `${path}?${search}`, {}, {})
    },
    write({ method, path, body, idempotencyKey }) {
      const headers = {
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      }
      return request(path, { method, body }, headers)
    },
  }
}

/** Contract 1.3; samples omit `error` and `meta`, so both may be absent. */
function readEnvelope(text: string): Result<Envelope, UpstreamError> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return fail({ kind: 'bad_shape', problem: 'not JSON' })
  }
  if (typeof body !== 'object' || body === null || !('data' in body)) {
    return fail({ kind: 'bad_shape', problem: 'no envelope' })
  }
  if ('error' in body && body.error !== null && body.error !== undefined) {
    return fail({ kind: 'bad_shape', problem: 'error in a 2xx answer' })
  }
  return ok({ data: body.data, meta: 'meta' in body ? body.meta : undefined })
}
