/** What the ledger has to say: a card for people and an event for programs, written with the step they tell of. */
import type { EventType } from '../../domain/events.ts'
import { amountOf, toCents } from '../../domain/money.ts'
import type { PaymentNotice } from '../../domain/notice.ts'
import { cardButtons, nextStep } from '../../domain/payments/card.ts'
import type { PaymentPolicy } from '../../domain/payments/policy.ts'
import type { PaymentStatus } from '../../domain/payments/request.ts'
import type { NotedEvent } from '../watch/contract.ts'
import { accrualsOf, type RequestRow, viewOf } from './rows.ts'
import type { Sql } from './storage.ts'

/** Where events go in the hand-over: the log of the watch. */
export const WATCH = 'watch'

/** The catalogue of interface 4 has no word for an expired request: it is a denial by time. */
const EVENT_OF: Partial<Record<PaymentStatus, EventType>> = {
  requested: 'payment.requested',
  approved: 'payment.approved',
  denied: 'payment.denied',
  expired: 'payment.denied',
  recorded: 'payment.recorded',
  failed: 'payment.failed',
  unknown: 'payment.unknown',
  voided: 'payment.voided',
}

/** Tells of a step: its event, and the card as it is now. Call in the transaction of the step. */
export function tell(sql: Sql, row: RequestRow, policy: PaymentPolicy, nowMs: number): void {
  const type = EVENT_OF[row.status]
  if (type !== undefined) {
    const event: NotedEvent = {
      // A request is in each of these states once.
      id: `${type}:${row.id}:${row.revision}`,
      type,
      atMs: nowMs,
      projectId: row.project_id,
      amountCents: row.total_cents,
      data: eventData(sql, row),
    }
    put(sql, WATCH, event.id, null, event)
  }
  refreshCard(sql, row, policy, nowMs)
}

/** Has the card of a request written anew. Call in the transaction of what changed. */
export function refreshCard(sql: Sql, row: RequestRow, policy: PaymentPolicy, nowMs: number): void {
  if (row.card === null) return
  const request = viewOf(sql, row)
  const notice: PaymentNotice = {
    kind: 'payment',
    at: new Date(nowMs).toISOString(),
    request,
    next: nextStep(request, policy),
    buttons: cardButtons(request),
  }
  const id = `payment/${row.id}/${nextCardNumber(sql)}`
  put(sql, row.card, id, `payment/${row.id}`, notice)
}

function nextCardNumber(sql: Sql): number {
  return sql
    .exec<{ n: number }>("SELECT ifnull(max(seq), 0) + 1 AS n FROM sqlite_sequence WHERE name = 'handover'")
    .one().n
}

function put(sql: Sql, destination: string, id: string, thread: string | null, payload: unknown): void {
  sql.exec(
    'INSERT OR IGNORE INTO handover (destination, id, thread, payload) VALUES (?, ?, ?, ?)',
    destination,
    id,
    thread,
    JSON.stringify(payload),
  )
}

function eventData(sql: Sql, row: RequestRow): Record<string, unknown> {
  return {
    payment_request_id: row.id,
    status: row.status,
    reason: row.reason,
    creator_id: row.creator_id,
    handle: row.handle,
    display_name: row.display_name,
    project_id: row.project_id,
    project_name: row.project_name,
    amount: amountOf(toCents(row.total_cents)),
    method: row.method_name,
    accrual_ids: accrualsOf(sql, row.seq).map(({ accrual_id }) => accrual_id),
    requested_by: row.requested_by,
    approved_by: row.approved_by,
    payment_id: row.payment_id,
    paid_at: row.paid_at,
  }
}
