/** Goatherd with a ledger that can be filled at once, as years would have filled it: for bench/ledger-size.ts. */
import { Ledger as RealLedger } from '../../src/durable/ledger/ledger.ts'
import { default as goatherd } from '../../src/index.ts'

export { Outbox, RequestBudget, Watch } from '../../src/index.ts'

const DAY_MS = 86_400_000

export class Ledger extends RealLedger {
  /**
   * Adds requests, 100 a day, and for each two accruals, its history, the caller's key and the order from Slack behind it.
   * Of twenty, one still waits for approval, one was denied, the others are recorded; the accruals of all but the denied are locked.
   */
  fill(count: number): void {
    const { sql } = this.ctx.storage
    const nowMs = Date.now()
    this.ctx.storage.transactionSync(() => {
      for (let n = 1; n <= count; n++) {
        const status = n % 20 === 0 ? 'requested' : n % 20 === 1 ? 'denied' : 'recorded'
        const atMs = nowMs - Math.floor((count - n) / 100) * DAY_MS
        const creator = `00000000-0000-4000-8000-${String(n % 300).padStart(12, '0')}`
        const { seq } = sql
          .exec<{ seq: number }>(
            `INSERT INTO requests (id, status, creator_id, handle, project_id, method_id, method_name, method_assumed, total_cents, sum_cents,
               requested_by, approved_by, created_ms, updated_ms, counted_ms, expires_ms, logical_key, upstream_key, body, payment_id, due_ms, revision)
             VALUES (?, ?, ?, 'somebody', 'project', 'method', 'Venmo', 0, 5000, 5000, 'slack:U0REQUEST', 'slack:U0APPROVE', ?, ?, ?, ?, ?, ?, ?, ?, ?, 4)
             RETURNING seq`,
            crypto.randomUUID(),
            status,
            creator,
            atMs,
            atMs,
            atMs,
            nowMs + DAY_MS,
            `logical-${n}`,
            crypto.randomUUID(),
            'x'.repeat(300),
            status === 'recorded' ? crypto.randomUUID() : null,
            status === 'requested' ? nowMs + DAY_MS : null,
          )
          .one()
        for (const accrual of [`accrual-${n}-a`, `accrual-${n}-b`]) {
          sql.exec('INSERT INTO request_accruals VALUES (?, ?, 2500, ?, ?)', seq, accrual, '2026-01-01', '2026-01-31')
          if (status !== 'denied') sql.exec('INSERT INTO locks VALUES (?, ?)', accrual, seq)
        }
        for (const step of ['requested', 'approved', 'sending', 'recorded']) {
          sql.exec(
            'INSERT INTO history (request_seq, at_ms, status, by) VALUES (?, ?, ?, ?)',
            seq,
            atMs,
            step,
            'somebody',
          )
        }
        sql.exec('INSERT INTO keys VALUES (?, ?, ?, ?)', `filled/${n}`, 'x'.repeat(64), 'x'.repeat(1_000), nowMs)
        sql.exec(
          "INSERT INTO jobs (id, job_order, asks, status, created_ms) VALUES (?, '', 1, 'done', ?)",
          `filled:${n}`,
          nowMs,
        )
      }
    })
  }
}

export default goatherd
