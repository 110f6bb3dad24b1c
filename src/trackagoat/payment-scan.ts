/** Looking through all payments of a project for one, in several goes: where a go stops, the next one goes on (contract 7). */
import type { UpstreamError } from '../domain/errors.ts'
import { CURRENCY } from '../domain/money.ts'
import type { UpstreamPayment } from '../domain/payments/reconcile.ts'
import { askPage, type CircleGuard, guardCursor, NEW_GUARD } from './pages.ts'
import { readPayment } from './payments.ts'
import { isRecord } from './rows.ts'
import type { Reader } from './transport.ts'

/** Pages in one go: others want to be served too. */
const SCAN_PAGES = 30
const PASSING: readonly UpstreamError['kind'][] = [
  'rate_limited',
  'quota_exhausted',
  'server_error',
  'timeout',
  'network',
]

/** Where a scan stands. */
export interface ScanPlace {
  readonly cursor: string
  readonly guard: CircleGuard
}

/**
 * How far a scan got: to the end when both are null. With a place it goes on from there, at once without an error. Only what
 * passes keeps its place: a cursor that is refused may have died (contract 7.6), and the next scan starts afresh.
 */
export interface Scanned {
  readonly place: ScanPlace | null
  readonly error: UpstreamError | null
}

/**
 * Shows every payment of a project, from `place` on, until the list ends properly or something is in the way. The filter
 * is documented for the project only (contract 2.8). A row that cannot be read ends the scan, since it may be the one that is
 * looked for, unless it is clearly another creator's or in another currency: ours are in dollars.
 */
export async function scanPayments(
  transport: Reader,
  projectId: string,
  creatorId: string,
  place: ScanPlace | null,
  visit: (payment: UpstreamPayment) => void,
): Promise<Scanned> {
  const list = { path: '/payout-payments', query: { project_id: projectId } }
  let at = place
  for (let pages = 0; pages < SCAN_PAGES; pages++) {
    const page = await askPage(transport, list, at?.cursor ?? null)
    if (!page.ok) return { place: PASSING.includes(page.error.kind) ? at : null, error: page.error }
    for (const row of page.value.rows) {
      const payment = readPayment(row)
      if (payment !== null) visit(payment)
      else if (!isOfAnother(row, creatorId)) {
        return { place: null, error: { kind: 'bad_shape', problem: 'a payment cannot be read' } }
      }
    }
    const { nextCursor } = page.value
    if (nextCursor === null) return { place: null, error: null }
    const guard = guardCursor(at?.guard ?? NEW_GUARD, nextCursor)
    if (guard === null) return { place: null, error: { kind: 'bad_cursor', problem: 'repeated' } }
    at = { cursor: nextCursor, guard }
  }
  return { place: at, error: null }
}

function isOfAnother(row: unknown, creatorId: string): boolean {
  return (
    isRecord(row) &&
    (isForeign(row.currency) ||
      ('creator_id' in row &&
        (row.creator_id === null || (typeof row.creator_id === 'string' && row.creator_id !== creatorId))))
  )
}

/** The code of a currency that is not the dollar, however it is written. */
function isForeign(currency: unknown): boolean {
  return typeof currency === 'string' && /^[A-Z]{3}$/i.test(currency) && currency.toUpperCase() !== CURRENCY
}
