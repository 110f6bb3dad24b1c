/** Payout methods, a creator's accruals, and payments: what recording a payment reads and writes (contract 2.8, 3.6 to 3.9). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import type { UpstreamPayment } from '../domain/payments/reconcile.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { walkAll } from './lists.ts'
import { type CircleGuard, guardCursor, NEW_GUARD, PAGE_SIZE, readPage } from './pages.ts'
import { type AccrualRow, accrualRow, namedAccruals, paymentRow, rowProblem } from './schemas.ts'
import type { Reader, Transport } from './transport.ts'

const methodRow = z.looseObject({
  id: z.string().min(1).max(100),
  name: z.string(),
  is_active: z.boolean().optional(),
})

/** A payout method. */
export interface PayoutMethod {
  readonly id: string
  readonly name: string
  readonly isActive: boolean
}

/**
 * The organisation's methods. Inactive ones are listed for admins only; where the key is no admin's, whatever is not
 * listed counts as inactive (contract 6.25).
 */
export async function listMethods(transport: Reader): Promise<Result<PayoutMethod[], UpstreamError>> {
  const all = await walkAll(transport, '/payout-methods', { include_disabled: 'true' })
  const walked = !all.ok && all.error.kind === 'forbidden' ? await walkAll(transport, '/payout-methods', {}) : all
  if (!walked.ok) return walked
  return ok(walked.value.flatMap((row) => methodOf(row) ?? []))
}

/** One method by id, active or not. */
export async function fetchMethod(transport: Reader, id: string): Promise<Result<PayoutMethod, UpstreamError>> {
  const answer = await transport.get(`/payout-methods/${encodeURIComponent(id)}`)
  if (!answer.ok) return answer
  const method = methodOf(answer.value.data)
  return method === null ? fail({ kind: 'bad_shape', problem: 'not a payout method' }) : ok(method)
}

function methodOf(row: unknown): PayoutMethod | null {
  const checked = methodRow.safeParse(row)
  if (!checked.success) return null
  return { id: checked.data.id, name: checked.data.name, isActive: checked.data.is_active !== false }
}

/**
 * All earned accruals of a creator. Both filters are checked again here, since a filter that is ignored must not mix
 * creators up. A row that cannot be read makes the whole answer unusable: money is not guessed at.
 */
export async function earnedAccruals(
  transport: Reader,
  creatorId: string,
): Promise<Result<AccrualRow[], UpstreamError>> {
  const walked = await walkAll(transport, '/payout-accruals', { creator_id: creatorId, status: 'earned' })
  if (!walked.ok) return walked
  const rows: AccrualRow[] = []
  for (const raw of walked.value) {
    const row = raw as { creator_id?: unknown; status?: unknown } | null
    if (row?.creator_id !== creatorId || row.status !== 'earned') continue
    const checked = accrualRow.safeParse(raw)
    if (!checked.success) return fail({ kind: 'bad_shape', problem: `an accrual: ${rowProblem(checked.error)}` })
    rows.push(checked.data)
  }
  return ok(rows)
}

/** One accrual by id, whoever's it is. */
export async function fetchAccrualRow(transport: Reader, id: string): Promise<Result<AccrualRow, UpstreamError>> {
  const answer = await transport.get(`/payout-accruals/${encodeURIComponent(id)}`)
  if (!answer.ok) return answer
  const checked = accrualRow.safeParse(answer.value.data)
  return checked.success ? ok(checked.data) : fail({ kind: 'bad_shape', problem: rowProblem(checked.error) })
}

const recordedRow = paymentRow.and(z.looseObject({ method_id: z.string().nullish() }))

/** Reads a payment; null when it is none. */
export function readPayment(data: unknown): UpstreamPayment | null {
  const checked = recordedRow.safeParse(data)
  if (!checked.success) return null
  const { id, creator_id, total_amount_cents, status, method_id, paid_at } = checked.data
  const paidAtMs = Date.parse(paid_at ?? '')
  const named = namedAccruals(checked.data)
  return {
    id,
    creatorId: creator_id ?? null,
    totalCents: total_amount_cents,
    status,
    methodId: method_id ?? null,
    paidAtMs: Number.isFinite(paidAtMs) ? paidAtMs : null,
    accrualIds: named.length > 0 ? named : null,
  }
}

/** One payment by id. */
export async function fetchPayment(transport: Reader, id: string): Promise<Result<UpstreamPayment, UpstreamError>> {
  const answer = await transport.get(`/payout-payments/${encodeURIComponent(id)}`)
  if (!answer.ok) return answer
  const payment = readPayment(answer.value.data)
  return payment === null ? fail({ kind: 'bad_shape', problem: 'not a payment' }) : ok(payment)
}

/**
 * Records a payment. `body` is sent byte for byte; the key makes a repeat harmless for 24 hours (contract 1.6). A 2xx that
 * is not this payment is an error of kind `bad_shape`: it says nothing about what was done.
 */
export async function recordPayment(
  transport: Transport,
  body: string,
  idempotencyKey: string,
): Promise<Result<UpstreamPayment, UpstreamError>> {
  const answer = await transport.write({ method: 'POST', path: '/payout-payments', body, idempotencyKey })
  if (!answer.ok) return answer
  const payment = readPayment(answer.value.data)
  if (payment === null) return fail({ kind: 'bad_shape', problem: 'not a payment' })
  const sent = JSON.parse(body) as { creator_id: string; total_amount_cents: number }
  const isOurs =
    payment.totalCents === sent.total_amount_cents && (payment.creatorId ?? sent.creator_id) === sent.creator_id
  return isOurs ? ok(payment) : fail({ kind: 'bad_shape', problem: 'another payment than the one sent' })
}

/** Voids a payment (contract 2.8). PATCH knows no key: read before, and read again when the answer is lost. */
export async function voidPayment(transport: Transport, id: string): Promise<Result<UpstreamPayment, UpstreamError>> {
  const answer = await transport.write({
    method: 'PATCH',
    path: `/payout-payments/${encodeURIComponent(id)}`,
    body: JSON.stringify({ status: 'voided' }),
  })
  if (!answer.ok) return answer
  const payment = readPayment(answer.value.data)
  return payment?.id === id ? ok(payment) : fail({ kind: 'bad_shape', problem: 'not this payment' })
}

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
 * is documented for the project only (contract 2.8). A row that cannot be read ends the scan, unless it is clearly another
 * creator's: it may be the one that is looked for.
 */
export async function scanPayments(
  transport: Reader,
  projectId: string,
  creatorId: string,
  place: ScanPlace | null,
  visit: (payment: UpstreamPayment) => void,
): Promise<Scanned> {
  let at = place
  for (let pages = 0; pages < SCAN_PAGES; pages++) {
    const answer = await transport.get('/payout-payments', {
      project_id: projectId,
      limit: String(PAGE_SIZE),
      ...(at === null ? {} : { cursor: at.cursor }),
    })
    if (!answer.ok) return { place: PASSING.includes(answer.error.kind) ? at : null, error: answer.error }
    const page = readPage(answer.value, at?.cursor ?? null)
    if (!page.ok) return { place: null, error: page.error }
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
    typeof row === 'object' &&
    row !== null &&
    'creator_id' in row &&
    (row.creator_id === null || (typeof row.creator_id === 'string' && row.creator_id !== creatorId))
  )
}
