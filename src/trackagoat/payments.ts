/** Payout payments (contract 2.8, 3.9): listed, read, recorded, voided. Recording moves no money. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { type Cents, CURRENCY } from '../domain/money.ts'
import type { UpstreamPayment } from '../domain/payments/reconcile.ts'
import { ok, type Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { badShape, fetchOne, queryOf, rowReader } from './rows.ts'
import { id, incidental, namedAccruals, paymentRow } from './schemas.ts'
import type { Envelope, Reader, Transport } from './transport.ts'

/** The currency is not among the documented fields; if it is there, it is the one there is (contract 7.17). */
const payment = paymentRow.extend({
  method_id: z.string().nullish(),
  currency: z.literal(CURRENCY).nullish(),
  payout_adjustments: incidental(z.array(z.unknown())),
  readme: incidental(z.string()),
})

/** A payment as upstream has it. Of adjustments only the list is documented, not its fields. */
export type Payment = z.infer<typeof payment>

/** Which payments. `status`: `paid`, `voided`, or what may come. */
export interface PaymentFilter {
  readonly projectId?: string | null | undefined
  readonly creatorId?: string | null | undefined
  readonly status?: string | null | undefined
}

/**
 * Payments. Of the filters only the project's is documented (contract 2.8), so all are checked again.
 */
export function listPayments(
  reader: Reader,
  { projectId, creatorId, status }: PaymentFilter = {},
  { maxPages }: ListOptions = {},
): List<Payment> {
  const filter = { project_id: projectId, creator_id: creatorId, status }
  return new List(reader, {
    path: '/payout-payments',
    query: queryOf(filter),
    maxPages,
    read: rowReader(payment, 'a payment', filter),
  })
}

/** One payment by id, with all that upstream says of it. */
export function fetchPaymentDetails(reader: Reader, id: string): Promise<Result<Payment, UpstreamError>> {
  return fetchOne(reader, pathOf(id), payment, 'a payment')
}

/** One payment by id, as it is compared with what was sent. */
export async function fetchPayment(reader: Reader, id: string): Promise<Result<UpstreamPayment, UpstreamError>> {
  const found = await fetchPaymentDetails(reader, id)
  return found.ok ? ok(comparable(found.value)) : found
}

/** Reads a payment; null when it is none. */
export function readPayment(data: unknown): UpstreamPayment | null {
  const checked = payment.safeParse(data)
  return checked.success ? comparable(checked.data) : null
}

function comparable(row: Payment): UpstreamPayment {
  const paidAtMs = Date.parse(row.paid_at ?? '')
  const named = namedAccruals(row)
  return {
    id: row.id,
    creatorId: row.creator_id ?? null,
    totalCents: row.total_amount_cents,
    status: row.status,
    methodId: row.method_id ?? null,
    paidAtMs: Number.isFinite(paidAtMs) ? paidAtMs : null,
    accrualIds: named.length > 0 ? named : null,
  }
}

/** What is to be recorded. Explicit accruals always, never `auto_apply_outstanding` (contract 7.5). */
export interface PaymentOrder {
  readonly creatorId: string
  readonly methodId: string
  readonly totalCents: Cents
  readonly accrualIds: readonly string[]
  /** Needed where the total differs from the sum of the accruals. */
  readonly adjustmentReason: string | null
  readonly note: string | null
  /** ISO 8601. */
  readonly paidAt: string
}

/** The body of a payment. It is kept and sent byte for byte as long as its key lives (contract 1.6). */
export function paymentBody(order: PaymentOrder): string {
  return JSON.stringify({
    creator_id: order.creatorId,
    method_id: order.methodId,
    total_amount_cents: order.totalCents,
    currency: CURRENCY,
    accrual_ids: order.accrualIds,
    ...(order.adjustmentReason === null ? {} : { adjustment_reason: order.adjustmentReason }),
    ...(order.note === null ? {} : { note: order.note }),
    paid_at: order.paidAt,
  })
}

/** What a body must at least say before it leaves: whom, how much, for what. */
const sendable = z.looseObject({
  creator_id: id,
  total_amount_cents: z.int().min(0),
  accrual_ids: z.array(id).min(1),
})

/** A payment as it is sent. */
export interface PaymentWrite {
  /** Made by `paymentBody`, and sent byte for byte. */
  readonly body: string
  /** Makes a repeat harmless for 24 hours (contract 1.6). */
  readonly idempotencyKey: string
}

/**
 * Records a payment. A 2xx that is not this payment is an error of kind `bad_shape`: it says nothing about what was done.
 * A body that is no payment, or no key, is a bug, thrown before anything leaves.
 */
export async function recordPayment(
  transport: Transport,
  { body, idempotencyKey }: PaymentWrite,
): Promise<Result<UpstreamPayment, UpstreamError>> {
  const sent = sendable.parse(JSON.parse(body))
  if (idempotencyKey === '') throw new TypeError('a payment without an idempotency key')
  const answer = await transport.write({ method: 'POST', path: '/payout-payments', body, idempotencyKey })
  return written(
    answer,
    ({ totalCents, creatorId }) =>
      totalCents === sent.total_amount_cents && (creatorId ?? sent.creator_id) === sent.creator_id,
  )
}

/** Voids a payment (contract 2.8). PATCH knows no key: read before, and read again when the answer is lost. */
export async function voidPayment(transport: Transport, id: string): Promise<Result<UpstreamPayment, UpstreamError>> {
  const body = JSON.stringify({ status: 'voided' })
  const answer = await transport.write({ method: 'PATCH', path: pathOf(id), body })
  return written(answer, (seen) => seen.id === id)
}

/** The payment in the answer to a write, if it is the one that was meant. */
function written(
  answer: Result<Envelope, UpstreamError>,
  isMeant: (payment: UpstreamPayment) => boolean,
): Result<UpstreamPayment, UpstreamError> {
  if (!answer.ok) return answer
  const seen = readPayment(answer.value.data)
  if (seen === null) return badShape('not a payment')
  return isMeant(seen) ? ok(seen) : badShape('another payment than the one written')
}

function pathOf(id: string): string {
  return `/payout-payments/${encodeURIComponent(id)}`
}
