/** Cursor lists (contract 1.4) and the guards that make their end provable. */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import type { Walk } from '../domain/runs.ts'
import type { Envelope, Reader } from './transport.ts'

/** The largest page trackagoat serves. */
export const PAGE_SIZE = 100

/** Cursors are opaque, but they end up in an address. */
const LONGEST_CURSOR = 2_000

/** One page: rows as they came, and where to go on; `nextCursor` null means the list ended properly here. */
export interface Page {
  readonly rows: readonly unknown[]
  readonly nextCursor: string | null
}

/** Where a list is. */
export interface ListAddress {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Nothing documents that it has pages (contract 1.4), so it may come whole, without a word on what follows. */
  readonly mayComeWhole?: boolean
}

/** Where the lists of a run live. Unfiltered lists span the organisation (contract 5.4.6). */
const LISTS: Record<Walk, ListAddress> = {
  projects: { path: '/projects', query: {}, mayComeWhole: true },
  creators: { path: '/creators', query: {} },
  accruals: { path: '/payout-accruals', query: { status: 'earned' } },
  payments: { path: '/payout-payments', query: {} },
}

/** Fetches the page of a list that `cursor` points to; null is the first. */
export function fetchPage(transport: Reader, walk: Walk, cursor: string | null): Promise<Result<Page, UpstreamError>> {
  return askPage(transport, LISTS[walk], cursor)
}

/** Fetches a page of any list. */
export async function askPage(
  transport: Reader,
  { path, query, mayComeWhole = false }: ListAddress,
  cursor: string | null,
  limit = PAGE_SIZE,
): Promise<Result<Page, UpstreamError>> {
  const answer = await transport.get(path, {
    ...query,
    limit: String(limit),
    ...(cursor === null ? {} : { cursor }),
  })
  return answer.ok ? readPage(answer.value, cursor, limit, mayComeWhole) : answer
}

/** Fetches one accrual as a row that nobody has checked yet, to learn why it left the earned set. */
export async function fetchRawAccrual(transport: Reader, accrualId: string): Promise<Result<object, UpstreamError>> {
  return fetchRow(transport, `/payout-accruals/${encodeURIComponent(accrualId)}`)
}

/** Fetches one payment as a row that nobody has checked yet. */
export async function fetchRawPayment(transport: Reader, paymentId: string): Promise<Result<object, UpstreamError>> {
  return fetchRow(transport, `/payout-payments/${encodeURIComponent(paymentId)}`)
}

async function fetchRow(transport: Reader, path: string): Promise<Result<object, UpstreamError>> {
  const answer = await transport.get(path)
  if (!answer.ok) return answer
  const { data } = answer.value
  return typeof data === 'object' && data !== null
    ? ok(data)
    : fail({ kind: 'bad_shape', problem: 'data is not an object' })
}

/** Reads a page and the proof of how the list goes on. */
function readPage(
  { data, meta }: Envelope,
  cursor: string | null,
  limit: number,
  mayComeWhole: boolean,
): Result<Page, UpstreamError> {
  if (!Array.isArray(data)) return fail({ kind: 'bad_shape', problem: 'data is not a list' })
  if (meta === undefined || meta === null) {
    // A full page without a word on what follows proves nothing. One that is longer than asked for was not cut into pages.
    return data.length < limit || (mayComeWhole && data.length > limit)
      ? ok({ rows: data, nextCursor: null })
      : fail({ kind: 'bad_cursor', problem: 'missing' })
  }
  if (typeof meta !== 'object' || !('hasMore' in meta) || typeof meta.hasMore !== 'boolean') {
    return fail({ kind: 'bad_shape', problem: 'meta.hasMore is not a boolean' })
  }
  if (!meta.hasMore) return ok({ rows: data, nextCursor: null })
  const next = 'nextCursor' in meta ? meta.nextCursor : null
  if (typeof next !== 'string' || next === '') return fail({ kind: 'bad_cursor', problem: 'missing' })
  if (next.length > LONGEST_CURSOR) return fail({ kind: 'bad_shape', problem: 'cursor too long' })
  if (next === cursor) return fail({ kind: 'bad_cursor', problem: 'repeated' })
  return ok({ rows: data, nextCursor: next })
}

/**
 * Finds a cursor that comes round again, whatever the length of the circle, in constant memory (Brent): the cursor
 * is held against one from earlier on, and that one moves up whenever the distance has doubled.
 */
export interface CircleGuard {
  readonly anchor: string | null
  readonly distance: number
  readonly limit: number
}

/** For the start of a walk. */
export const NEW_GUARD: CircleGuard = { anchor: null, distance: 0, limit: 1 }

/** Takes the next cursor; null when the walk has gone in a circle. */
export function guardCursor(guard: CircleGuard, next: string): CircleGuard | null {
  if (guard.anchor === next) return null
  const distance = guard.distance + 1
  return distance >= guard.limit ? { anchor: next, distance: 0, limit: guard.limit * 2 } : { ...guard, distance }
}
