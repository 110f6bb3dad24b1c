/** Storing a page of payments: they explain why accruals left the earned set. */
import { paymentRow, rowProblem } from '../../trackagoat/schemas.ts'
import { type LookContext, rawField, rawId, setAside } from './look-context.ts'
import { getMeta, setMeta } from './schema.ts'

/** What a page of payments tells the walk. */
export interface PaymentPage {
  /** Rows that are new or changed. None on a page means, where the newest come first, that nothing new can follow. */
  readonly newCount: number
  /** `paid_at` of the first and the last row, epoch ms; null when they have none. */
  readonly firstPaidMs: number | null
  readonly lastPaidMs: number | null
}

/** Stores one page. Call inside a transaction. */
export function storePayments(context: LookContext, rows: readonly unknown[]): PaymentPage {
  const { sql, runId } = context
  const byId = new Map<string, { row: unknown; print: string }>()
  for (const row of rows) {
    const id = rawId(row)
    if (id === null) setAside(context, 'payments', null, 'no id')
    else byId.set(id, { row, print: printOf(row) })
  }
  const ids = JSON.stringify([...byId.keys()])
  const moved = new Map(byId)
  const known = sql
    .exec('SELECT p.id, p.print FROM json_each(?) AS j JOIN payments AS p ON p.id = j.value', ids)
    .raw<[string, string | null]>()
  for (const [id, print] of known) if (print === byId.get(id)?.print) moved.delete(id)

  let newCount = 0
  for (const [id, { row, print }] of moved) {
    const checked = paymentRow.safeParse(row)
    if (!checked.success) {
      setAside(context, 'payments', id, rowProblem(checked.error))
      continue
    }
    newCount++
    const payment = checked.data
    sql.exec(
      `INSERT INTO payments (id, project_id, creator_id, method_name, total_cents, status, paid_at, print)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET project_id = excluded.project_id, creator_id = excluded.creator_id,
         method_name = excluded.method_name, total_cents = excluded.total_cents, status = excluded.status,
         paid_at = excluded.paid_at, print = excluded.print`,
      id,
      payment.project_id,
      payment.creator_id,
      payment.method_name_snapshot,
      payment.total_amount_cents,
      payment.status,
      payment.paid_at,
      print,
    )
    sql.exec(
      'INSERT OR IGNORE INTO payment_lines (accrual_id, payment_id) SELECT value, ? FROM json_each(?)',
      id,
      JSON.stringify(payment.payout_payment_lines),
    )
  }
  sql.exec('UPDATE payments SET seen_run = ? WHERE id IN (SELECT value FROM json_each(?))', runId, ids)
  return { newCount, firstPaidMs: paidMs(rows[0]), lastPaidMs: paidMs(rows.at(-1)) }
}

function printOf(row: unknown): string {
  return JSON.stringify([
    rawField(row, 'project_id'),
    rawField(row, 'creator_id'),
    rawField(row, 'method_name_snapshot'),
    rawField(row, 'total_amount_cents'),
    rawField(row, 'status'),
    rawField(row, 'paid_at'),
    rawField(row, 'payout_payment_lines'),
  ])
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

/** Notes what a walk has shown of the order. */
export function notePaymentsOrder(sql: SqlStorage, order: 'newest_first' | 'unknown'): void {
  if (getMeta(sql, 'payments_order') !== order) setMeta(sql, 'payments_order', order)
}
