/** The ledger's rows, read and written: requests with their accruals, locks and history. Always inside a transaction when writing. */
import { amountOf, type Cents, toCents } from '../../domain/money.ts'
import type { HistoryEntry, PaymentRequest, PaymentStatus } from '../../domain/payments/request.ts'
import { COUNTED, holdsAccruals, mayMove } from '../../domain/payments/states.ts'
import type { PaymentQuery } from './contract.ts'
import type { Sql, SqlValue } from './storage.ts'

/** A request as stored. */
export interface RequestRow extends Record<string, SqlValue> {
  seq: number
  id: string
  status: PaymentStatus
  creator_id: string
  handle: string
  display_name: string | null
  project_id: string
  project_name: string | null
  method_id: string
  method_name: string
  method_assumed: number
  total_cents: number
  sum_cents: number
  adjustment_reason: string | null
  note: string | null
  paid_at: string | null
  requested_by: string
  approved_by: string | null
  created_ms: number
  updated_ms: number
  counted_ms: number
  expires_ms: number
  logical_key: string
  upstream_key: string
  body: string | null
  first_attempt_ms: number | null
  last_attempt_ms: number | null
  attempts: number
  unclear: number
  tries: number
  refused: string | null
  payment_id: string | null
  reason: string | null
  advice: string | null
  scan: string | null
  twin_id: string | null
  claimed_by: string | null
  needs_person: number
  due_ms: number | null
  revision: number
  card: string | null
}

/** An accrual of a request, as it stood when it was requested. */
export interface AccrualRow extends Record<string, SqlValue> {
  accrual_id: string
  amount_cents: number
  period_start_at: string
  period_end_at: string
}

/** A request by its id. */
export function requestById(sql: Sql, id: string): RequestRow | null {
  return sql.exec<RequestRow>('SELECT * FROM requests WHERE id = ?', id).toArray()[0] ?? null
}

/** A request by its row number. Rows are never deleted: one that is not there is a bug. */
export function requestBySeq(sql: Sql, seq: number): RequestRow {
  const row = sql.exec<RequestRow>('SELECT * FROM requests WHERE seq = ?', seq).toArray()[0]
  if (row === undefined) throw new Error('a request vanished')
  return row
}

/** The request that recorded a payment. */
export function requestByPayment(sql: Sql, paymentId: string): RequestRow | null {
  return sql.exec<RequestRow>('SELECT * FROM requests WHERE payment_id = ?', paymentId).toArray()[0] ?? null
}

/** The accruals of a request, oldest period first. */
export function accrualsOf(sql: Sql, seq: number): AccrualRow[] {
  return sql
    .exec<AccrualRow>(
      `SELECT accrual_id, amount_cents, period_start_at, period_end_at FROM request_accruals
       WHERE request_seq = ? ORDER BY period_start_at, accrual_id`,
      seq,
    )
    .toArray()
}

/** The requests that hold accruals, by accrual id. */
export function holdersOf(sql: Sql, accrualIds: readonly string[]): Map<string, RequestRow> {
  const rows = sql
    .exec<RequestRow & { accrual_id: string }>(
      `SELECT l.accrual_id, r.* FROM locks AS l JOIN requests AS r ON r.seq = l.request_seq
       WHERE l.accrual_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(accrualIds),
    )
    .toArray()
  return new Map(rows.map((row) => [row.accrual_id, row]))
}

/** What the day's requests add up to, those that failed or were denied aside. `exceptSeq`: not counted. */
export function dayTotal(sql: Sql, sinceMs: number, exceptSeq: number): Cents {
  // The + keeps the planner from the index on status, which holds every request there ever was.
  const row = sql
    .exec<{ cents: number | null }>(
      `SELECT sum(total_cents) AS cents FROM requests WHERE counted_ms >= ? AND seq <> ?
       AND +status IN (SELECT value FROM json_each(?))`,
      sinceMs,
      exceptSeq,
      JSON.stringify(COUNTED),
    )
    .one()
  return toCents(row.cents ?? 0)
}

/** Fields that may be written together with a step. */
export type Change = Partial<
  Pick<
    RequestRow,
    | 'approved_by'
    | 'counted_ms'
    | 'paid_at'
    | 'body'
    | 'first_attempt_ms'
    | 'last_attempt_ms'
    | 'attempts'
    | 'unclear'
    | 'tries'
    | 'refused'
    | 'payment_id'
    | 'reason'
    | 'advice'
    | 'scan'
    | 'twin_id'
    | 'claimed_by'
    | 'needs_person'
    | 'due_ms'
    | 'revision'
  >
>

/** Writes fields of a request that are no step of its life. */
export function change(sql: Sql, row: RequestRow, fields: Change): void {
  const names = Object.keys(fields)
  if (names.length === 0) return
  sql.exec(
    `UPDATE requests SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`,
    ...Object.values(fields),
    row.seq,
  )
}

/** As `change`, unless somebody has moved the request since it was read. Says whether it was done. */
export function changeUnmoved(sql: Sql, row: RequestRow, fields: Change): boolean {
  if (requestBySeq(sql, row.seq).revision !== row.revision) return false
  change(sql, row, fields)
  return true
}

/** Who moves a request, and why. `reason` is a word, `detail` a sentence for people. */
export interface Cause {
  readonly by: string
  readonly reason?: string | null
  readonly detail?: string | null
}

/**
 * Moves a request to another state, with its audit row; locks go where the state says. Throws on a move that the state
 * machine does not know: that is a bug, and the transaction leaves no trace.
 */
export function move(
  sql: Sql,
  row: RequestRow,
  to: PaymentStatus,
  cause: Cause,
  nowMs: number,
  fields: Change = {},
): RequestRow {
  if (!mayMove(row.status, to)) throw new Error(`a request cannot go from ${row.status} to ${to}`)
  sql.exec('UPDATE requests SET status = ?, updated_ms = ?, revision = revision + 1 WHERE seq = ?', to, nowMs, row.seq)
  change(sql, row, {
    reason: cause.reason ?? null,
    advice: cause.detail ?? null,
    needs_person: 0,
    due_ms: null,
    ...fields,
  })
  audit(sql, row.seq, to, cause, nowMs)
  if (!holdsAccruals(to)) sql.exec('DELETE FROM locks WHERE request_seq = ?', row.seq)
  return requestBySeq(sql, row.seq)
}

/** Writes an audit row. */
export function audit(sql: Sql, seq: number, status: PaymentStatus, cause: Cause, nowMs: number): void {
  sql.exec(
    'INSERT INTO history (request_seq, at_ms, status, by, reason, detail) VALUES (?, ?, ?, ?, ?, ?)',
    seq,
    nowMs,
    status,
    cause.by,
    cause.reason ?? null,
    cause.detail ?? null,
  )
}

/** A request as everyone sees it. */
export function viewOf(sql: Sql, row: RequestRow): PaymentRequest {
  const history = sql
    .exec<{ at_ms: number; status: PaymentStatus; by: string; reason: string | null; detail: string | null }>(
      'SELECT at_ms, status, by, reason, detail FROM history WHERE request_seq = ? ORDER BY seq',
      row.seq,
    )
    .toArray()
    .map(
      (entry): HistoryEntry => ({
        at: iso(entry.at_ms),
        status: entry.status,
        by: entry.by,
        reason: entry.reason,
        detail: entry.detail,
      }),
    )
  const voiding = sql
    .exec<{ n: number }>("SELECT count(*) AS n FROM voids WHERE payment_id = ? AND status = 'pending'", row.payment_id)
    .one().n
  return {
    id: row.id,
    status: row.status,
    creator: {
      id: row.creator_id,
      handle: row.handle,
      display_name: row.display_name,
      project_id: row.project_id,
      project_name: row.project_name,
    },
    method: { id: row.method_id, name: row.method_name },
    method_assumed: row.method_assumed === 1,
    accruals: accrualsOf(sql, row.seq).map((accrual) => ({
      id: accrual.accrual_id,
      amount: amountOf(toCents(accrual.amount_cents)),
      period_start_at: accrual.period_start_at,
      period_end_at: accrual.period_end_at,
    })),
    total: amountOf(toCents(row.total_cents)),
    accruals_sum: amountOf(toCents(row.sum_cents)),
    adjustment: amountOf(toCents(row.total_cents - row.sum_cents)),
    adjustment_reason: row.adjustment_reason,
    note: row.note,
    paid_at: row.paid_at,
    requested_by: row.requested_by,
    approved_by: row.approved_by,
    created_at: iso(row.created_ms),
    updated_at: iso(row.updated_ms),
    expires_at: iso(row.expires_ms),
    idempotency_key: row.upstream_key,
    trackagoat_payment_id: row.payment_id,
    reason: row.reason,
    advice: row.advice,
    needs_person: row.needs_person === 1,
    candidate_payment_id: row.needs_person === 1 ? row.twin_id : null,
    void_pending: voiding > 0,
    history,
  }
}

/** Requests, newest first. */
export function listRequests(sql: Sql, query: PaymentQuery): PaymentRequest[] {
  return sql
    .exec<RequestRow>(
      `SELECT * FROM requests WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR creator_id = ?2)
       ORDER BY seq DESC LIMIT ?3`,
      query.status,
      query.creatorId,
      query.limit,
    )
    .toArray()
    .map((row) => viewOf(sql, row))
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
