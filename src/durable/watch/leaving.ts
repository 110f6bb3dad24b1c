/** Accruals that left the earned set: explained by a payment seen in this run, else asked for by id (contract 5.4.3). */
import { MISSING } from '../../domain/accruals.ts'
import { toCents } from '../../domain/money.ts'
import { type AccrualRow, accrualRow, rowProblem } from '../../trackagoat/schemas.ts'
import { type PaidBy, storeMoved } from './accruals.ts'
import { type LookContext, setAside } from './look-context.ts'
import { unseen } from './seen.ts'

/** After a walk of accruals that ended properly: notes which known ones it did not list. Call inside a transaction. */
export function noteLeaving(sql: SqlStorage): void {
  sql.exec('DELETE FROM leaving')
  for (const seqs of unseen(sql, 'accruals', 'accruals', "status = 'earned'")) {
    sql.exec('INSERT INTO leaving (seq) SELECT value FROM json_each(?)', JSON.stringify(seqs))
  }
}

const BATCH = 200

/**
 * Takes the next accruals that a live payment seen in this run names, and stores them as paid.
 * Returns false when none is left. Call inside a transaction.
 */
export function explainByPayments(context: LookContext): boolean {
  const { sql } = context
  const rows = Array.from(
    sql
      .exec(
        `SELECT a.id, a.creator_id, a.structure_id, a.amount_cents, a.period_start_at, a.period_end_at,
              p.id, p.method_name, p.paid_at, l.seq
       FROM leaving AS l JOIN accruals AS a ON a.seq = l.seq
       JOIN payments AS p ON p.id = l.payment_id LIMIT ${BATCH}`,
      )
      .raw<[string, string, string | null, number, string, string, string, string | null, string | null, number]>(),
  )
  if (rows.length === 0) return false
  const paidBy = new Map<string, PaidBy>()
  const paid = rows.map((row): AccrualRow => {
    const [id, creatorId, structureId, amountCents, periodStartAt, periodEndAt, paymentId, method, paidAt] = row
    paidBy.set(id, { paymentId, method, paidAt })
    return {
      id,
      creator_id: creatorId,
      structure_id: structureId,
      amount_cents: toCents(amountCents),
      currency: 'USD',
      status: 'paid',
      period_start_at: periodStartAt,
      period_end_at: periodEndAt,
    }
  })
  storeMoved(context, paid, paidBy)
  forget(
    sql,
    rows.map((row) => row[9]),
  )
  return true
}

/** An accrual to ask for. */
export interface Leaver {
  readonly seq: number
  readonly id: string
}

/** The next accrual that nothing explains, or null. */
export function nextUnexplained(sql: SqlStorage): Leaver | null {
  const next = sql
    .exec<{ seq: number; id: string }>(
      'SELECT l.seq, a.id FROM leaving AS l JOIN accruals AS a ON a.seq = l.seq ORDER BY l.seq LIMIT 1',
    )
    .toArray()[0]
  return next ?? null
}

/**
 * Stores what asking by id brought. `answer` null: trackagoat does not know the id any more; then it is kept as
 * missing, counted in the run and told to nobody, since no documented event explains it.
 * Returns the status stored, or null for a row that breaks its schema. Call inside a transaction.
 */
export function storeConfirmed(context: LookContext, leaver: Leaver, answer: unknown | null): string | null {
  const { sql, runId } = context
  forget(sql, [leaver.seq])
  if (answer === null) {
    sql.exec('UPDATE accruals SET status = ?, print = NULL WHERE seq = ?', MISSING, leaver.seq)
    sql.exec('UPDATE runs SET vanished = vanished + 1 WHERE id = ?', runId)
    return MISSING
  }
  const checked = accrualRow.safeParse(answer)
  if (!checked.success || checked.data.id !== leaver.id) {
    setAside(context, 'accruals', leaver.id, checked.success ? 'another id than asked for' : rowProblem(checked.error))
    return null
  }
  storeMoved(context, [checked.data], null)
  return checked.data.status
}

function forget(sql: SqlStorage, seqs: readonly number[]): void {
  sql.exec('DELETE FROM leaving WHERE seq IN (SELECT value FROM json_each(?))', JSON.stringify(seqs))
}
