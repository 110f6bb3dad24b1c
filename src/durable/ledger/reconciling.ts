/** Looking whether a payment whose answer was lost is there: the list of payments, to its end, and the accruals. Reads only. */
import type { UpstreamError } from '../../domain/errors.ts'
import { kinship, reconcile, type SentPayment, type Verdict } from '../../domain/payments/reconcile.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { earnedAccruals, type ScanPlace, scanPayments } from '../../trackagoat/payouts.ts'
import type { LedgerDeps } from './deps.ts'
import { accrualsOf, change, type RequestRow, requestByPayment } from './rows.ts'

/** What a look found. `mayResend`: nothing that is there speaks against sending the same again: its accruals are as they
 * were, and no other payment covers them. */
export interface Look {
  readonly verdict: Verdict
  readonly mayResend: boolean
}

/** What a look has gathered so far; kept in the row, since a long list takes longer than a minute's budget of requests. */
interface Gathered {
  readonly beganMs: number
  readonly place: ScanPlace | null
  readonly same: readonly string[]
  readonly overlapping: readonly string[]
}

/**
 * Looks. An unfinished walk is an error, never a conclusion; it goes on where it stopped. What is concluded is judged by
 * when the look began: a payment may appear behind its back.
 */
export async function look(deps: LedgerDeps, row: RequestRow): Promise<Result<Look, UpstreamError>> {
  const sent = sentPayment(deps, row)
  if (sent === null || row.last_attempt_ms === null) return fail({ kind: 'bad_shape', problem: 'nothing was sent' })
  const gathered = resumed(row) ?? { beganMs: deps.now(), place: null, same: [], overlapping: [] }
  const same = new Set(gathered.same)
  const overlapping = new Set(gathered.overlapping)
  const scanned = await scanPayments(deps.read, row.project_id, row.creator_id, gathered.place, (payment) => {
    const kin = kinship(sent, payment)
    if (kin === 'other') return
    const owner = requestByPayment(deps.storage.sql, payment.id)
    if (owner !== null && owner.seq !== row.seq) return
    if (kin === 'same') same.add(payment.id)
    else overlapping.add(payment.id)
  })
  const next: Gathered | null =
    scanned.place === null
      ? null
      : { beganMs: gathered.beganMs, place: scanned.place, same: [...same], overlapping: [...overlapping] }
  if (next !== null || row.scan !== null) {
    deps.storage.transaction(() => change(deps.storage.sql, row, { scan: next === null ? null : JSON.stringify(next) }))
  }
  if (scanned.error !== null) return fail(scanned.error)
  const earned = await earnedAccruals(deps.read, row.creator_id)
  if (!earned.ok) return earned
  const amounts = new Map(earned.value.map((accrual) => [accrual.id, accrual.amount_cents as number]))
  const accruals = accrualsOf(deps.storage.sql, row.seq)
  const earnedCount = accruals.filter(({ accrual_id }) => amounts.has(accrual_id)).length
  const unchanged = accruals.every((accrual) => amounts.get(accrual.accrual_id) === accrual.amount_cents)
  const findings = { same: [...same], overlapping: [...overlapping], earnedCount, accrualCount: accruals.length }
  return ok({
    verdict: reconcile(findings, row.last_attempt_ms, gathered.beganMs),
    mayResend: overlapping.size === 0 && unchanged,
  })
}

/** Where an earlier look stopped, unless something was sent since: then it begins anew. */
function resumed(row: RequestRow): Gathered | null {
  if (row.scan === null) return null
  const gathered = JSON.parse(row.scan) as Gathered
  return gathered.beganMs > (row.last_attempt_ms ?? 0) ? gathered : null
}

function sentPayment(deps: LedgerDeps, row: RequestRow): SentPayment | null {
  const paidAtMs = Date.parse(row.paid_at ?? '')
  if (row.body === null || !Number.isFinite(paidAtMs)) return null
  return {
    creatorId: row.creator_id,
    totalCents: row.total_cents,
    methodId: row.method_id,
    paidAtMs,
    accrualIds: accrualsOf(deps.storage.sql, row.seq).map(({ accrual_id }) => accrual_id),
  }
}
