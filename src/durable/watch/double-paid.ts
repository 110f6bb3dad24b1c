/**
 * Accruals that two live payments cover: somebody was, or was noted as, paid twice. Candidates are noted as pages are
 * stored (payment-lines.ts); here they are judged, and the alerts ended when only one payment is left.
 */
import { type Batch, openAlert } from './conditions.ts'
import { setMeta } from './schema.ts'

const BATCH = 500
/** Payments to ask for by id in one run. */
const ASKED_PER_RUN = 20

/** Opens `accrual.double_paid` for the next candidates. Only after a walk of payments that ended. */
export function openDoublePaid(sql: SqlStorage, nowMs: number): Batch {
  const rows = sql
    .exec<{ accrual_id: string; creator_id: string | null; project_id: string | null; n: number }>(
      `SELECT s.accrual_id, ifnull(x.creator_id, max(p.creator_id)) AS creator_id,
              ifnull(c.project_id, max(p.project_id)) AS project_id, count(p.id) AS n
       FROM (SELECT accrual_id FROM double_suspects LIMIT ${BATCH}) AS s
       LEFT JOIN payment_lines AS l ON l.accrual_id = s.accrual_id LEFT JOIN payments AS p ON p.id = l.payment_id
       LEFT JOIN accruals AS x ON x.id = s.accrual_id LEFT JOIN creators AS c ON c.id = ifnull(x.creator_id, p.creator_id)
       GROUP BY s.accrual_id`,
    )
    .toArray()
  for (const { accrual_id, creator_id, project_id, n } of rows) {
    if (n > 1) openAlert(sql, 'accrual.double_paid', project_id, accrual_id, creator_id, nowMs, null)
  }
  sql.exec(
    'DELETE FROM double_suspects WHERE accrual_id IN (SELECT value FROM json_each(?))',
    JSON.stringify(rows.map((row) => row.accrual_id)),
  )
  return rows.length < BATCH ? null : 0
}

/** Ends `accrual.double_paid` where fewer than two live payments are left. */
export function endDoublePaid(sql: SqlStorage, nowMs: number): void {
  sql.exec(
    `UPDATE alerts SET resolved_ms = ? WHERE kind = 'accrual.double_paid' AND resolved_ms IS NULL
     AND (SELECT count(*) FROM payment_lines AS l WHERE l.accrual_id = alerts.subject_id) < 2`,
    nowMs,
  )
}

/**
 * After a walk of payments: unless it saw all of them, the payments behind open alerts may be older than what it saw, and
 * when one of two is voided no accrual tells of it. They are asked for by id; where they are many, the next walk goes to
 * the end instead.
 */
export function noteDoublePaidToAsk(sql: SqlStorage, sawAll: boolean): void {
  sql.exec('DELETE FROM payments_to_ask')
  if (sawAll) return
  const ids = sql
    .exec<{ payment_id: string }>(
      `SELECT DISTINCT l.payment_id FROM alerts AS a JOIN payment_lines AS l ON l.accrual_id = a.subject_id
       WHERE a.kind = 'accrual.double_paid' AND a.resolved_ms IS NULL LIMIT ?`,
      ASKED_PER_RUN + 1,
    )
    .toArray()
    .map((row) => row.payment_id)
  if (ids.length > ASKED_PER_RUN) setMeta(sql, 'payments_walk_open', '1')
  else if (ids.length > 0) {
    sql.exec('INSERT INTO payments_to_ask (payment_id) SELECT value FROM json_each(?)', JSON.stringify(ids))
  }
}

/** The next payment to ask for, or null. */
export function nextPaymentToAsk(sql: SqlStorage): string | null {
  const next = sql.exec<{ payment_id: string }>('SELECT payment_id FROM payments_to_ask LIMIT 1').toArray()[0]
  return next?.payment_id ?? null
}

/** It was asked for. */
export function forgetPaymentToAsk(sql: SqlStorage, paymentId: string): void {
  sql.exec('DELETE FROM payments_to_ask WHERE payment_id = ?', paymentId)
}
