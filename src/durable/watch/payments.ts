/** Storing a page of payments: they explain why accruals left the earned set. */
import { namedAccruals, type PaymentRow, paymentRow, rowProblem, storedName } from '../../trackagoat/schemas.ts'
import { lastEventSeq } from './event-log.ts'
import { type LookContext, rawField, setAside } from './look-context.ts'
import { storeLines } from './payment-lines.ts'
import { HISTORY, notePaymentMoves, paymentsAreKnown, type StoredPayment, storedPayments } from './payment-origins.ts'
import { comparePage, printPage } from './prints.ts'
import { getMeta, setMeta } from './schema.ts'

/** What a page of payments tells the walk. */
export interface PaymentPage {
  /** Rows that are new or changed. None on a page means, where the newest come first, that nothing new can follow. */
  readonly newCount: number
  /** `paid_at` of the first and the last row, epoch ms; null when they have none. */
  readonly firstPaidMs: number | null
  readonly lastPaidMs: number | null
}

/** The fields whose change matters. */
const WATCHED = {
  exact: ['total_amount_cents', 'status'],
  hashed: ['project_id', 'creator_id', 'method_name_snapshot', 'paid_at', 'payout_payment_lines'],
}

/** Stores one page. Call inside a transaction. */
export function storePayments(context: LookContext, page: readonly unknown[]): PaymentPage {
  const newCount = storeRows(context, page)
  if (newCount > 0) setMeta(context.sql, 'payments_walk_open', '1')
  return { newCount, firstPaidMs: paidMs(page[0]), lastPaidMs: paidMs(page.at(-1)) }
}

/** Stores a payment that was asked for by id. It says nothing of the list. Call inside a transaction. */
export function storePayment(context: LookContext, row: unknown): void {
  storeRows(context, [row])
}

/** Answers how many rows are new or changed. */
function storeRows(context: LookContext, page: readonly unknown[]): number {
  const { sql, runId } = context
  const { rows, prints } = printPage(context, 'payments', page, WATCHED)
  const { moved } = comparePage(sql, 'payments', prints, 'TRUE')
  const before = moved.length === 0 ? new Map<string, StoredPayment>() : storedPayments(sql, moved)
  const isNews = moved.length > 0 && paymentsAreKnown(sql)
  const good: PaymentRow[] = []
  const tuples: unknown[][] = []
  for (const id of moved) {
    const checked = paymentRow.safeParse(rows.get(id))
    if (!checked.success) {
      setAside(context, 'payments', id, rowProblem(checked.error))
      continue
    }
    const row = checked.data
    good.push(row)
    tuples.push([
      id,
      row.project_id,
      row.creator_id,
      row.method_name_snapshot == null ? null : storedName(row.method_name_snapshot),
      row.total_amount_cents,
      row.status,
      row.paid_at,
      prints[id],
    ])
  }
  if (tuples.length > 0) {
    sql.exec(
      `INSERT INTO payments (id, project_id, creator_id, method_name, total_cents, status, paid_at, print, stored_run, origin)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, ?, ?
       FROM json_each(?) WHERE true
       ON CONFLICT (id) DO UPDATE SET project_id = excluded.project_id, creator_id = excluded.creator_id,
         method_name = excluded.method_name, total_cents = excluded.total_cents, status = excluded.status,
         paid_at = excluded.paid_at, print = excluded.print, stored_run = excluded.stored_run`,
      runId,
      isNews ? null : HISTORY,
      JSON.stringify(tuples),
    )
    storeLines(sql, good, before)
    if (isNews) notePaymentMoves(context, good, before)
  }
  explainLeaving(context, rows.values())
  return moved.length
}

/**
 * Notes, for accruals that have left, the live payment on this page that names them. Only payments that are new in this run
 * count: an older one may have named an accrual that was reopened, or only paid in part, and rejected since.
 */
function explainLeaving({ sql, runId }: LookContext, rows: Iterable<unknown>): void {
  if (sql.exec('SELECT 1 FROM leaving LIMIT 1').toArray().length === 0) return
  const named: [string, string][] = []
  for (const row of rows) {
    const checked = paymentRow.safeParse(row)
    if (!checked.success || checked.data.status !== 'paid') continue
    for (const accrualId of namedAccruals(checked.data)) named.push([accrualId, checked.data.id])
  }
  sql.exec(
    `UPDATE leaving SET payment_id = j.value->>1 FROM json_each(?) AS j JOIN accruals AS a ON a.id = j.value->>0
     JOIN payments AS p ON p.id = j.value->>1 AND p.stored_run = ? WHERE leaving.seq = a.seq`,
    JSON.stringify(named),
    runId,
  )
}

function paidMs(row: unknown): number | null {
  const at = rawField(row, 'paid_at')
  const ms = typeof at === 'string' ? Date.parse(at) : Number.NaN
  return Number.isFinite(ms) ? ms : null
}

/**
 * The order of the list is not documented (contract 1.4). Only when a walk over several pages has shown the newest
 * first may later walks stop at the first page without anything new; else every walk goes to the end.
 */
export function paymentsComeNewestFirst(sql: SqlStorage): boolean {
  return getMeta(sql, 'payments_order') === 'newest_first'
}

/**
 * Whether an earlier walk stored something new and did not get to its end: then nothing new on a page does not mean that
 * nothing new follows.
 */
export function paymentsWalkIsOpen(sql: SqlStorage): boolean {
  return getMeta(sql, 'payments_walk_open') === '1'
}

/** A walk of payments got to its end: from now on what is new in the list is news. */
export function closePaymentsWalk(sql: SqlStorage): void {
  if (paymentsWalkIsOpen(sql)) setMeta(sql, 'payments_walk_open', '0')
  if (!paymentsAreKnown(sql)) setMeta(sql, 'payments_known', '1')
  const seq = String(lastEventSeq(sql))
  if (getMeta(sql, 'voids_looked_for_seq') !== seq) setMeta(sql, 'voids_looked_for_seq', seq)
}

/**
 * Whether a page without anything new may not end the walk after all: since the last walk an accrual was earned again
 * although a payment that is known as live names it, so some older payment was voided. Once that one is stored, its lines
 * are gone and the walk may end.
 */
export function mustLookForVoids(sql: SqlStorage): boolean {
  return (
    sql
      .exec(
        `SELECT 1 FROM events AS e JOIN payment_lines AS l ON l.accrual_id = e.data->>'accrual_id'
         JOIN accruals AS x ON x.id = l.accrual_id
         WHERE e.type IN ('accrual.reopened', 'accrual.earned') AND e.seq > ? AND x.status = 'earned'
           AND x.seq NOT IN (SELECT seq FROM leaving) LIMIT 1`,
        Number(getMeta(sql, 'voids_looked_for_seq') ?? 0),
      )
      .toArray().length > 0
  )
}

/** Notes what a walk has shown of the order. */
export function notePaymentsOrder(sql: SqlStorage, order: 'newest_first' | 'unknown'): void {
  if (getMeta(sql, 'payments_order') !== order) setMeta(sql, 'payments_order', order)
}
