/** Waiting for the outside, but not for ever; and what the outside asks us to wait. */

/** A value that came in time, or the news that it did not. What is late goes on in the background and is ignored. */
export async function within<T>(work: Promise<T>, timeoutMs: number): Promise<{ readonly value: T } | 'timeout'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs)
  })
  try {
    return await Promise.race([work.then((value) => ({ value })), late])
  } finally {
    if (timer !== undefined) clearTimeout(timer)
  }
}

/**
 * `Retry-After` in ms, from seconds or from an HTTP date; the date is read against the answer's own `Date`, so nobody's
 * clock matters. Null when absent or unreadable (RFC 9110, 10.2.3).
 */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000)
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}

/** A word for an outcome: codes of services are used as they are if they look like one. */
export function reasonWord(prefix: string, code: unknown, fallback: string): string {
  return typeof code === 'string' && /^[a-z][a-z0-9_]{0,59}$/i.test(code) ? `${prefix}_${code.toLowerCase()}` : fallback
}
