/** Looking whether a payment whose answer was lost is there: the list of payments, to its end, and the accruals. Reads only. */
import type { UpstreamError } from '../../domain/errors.ts'
import { kinship, reconcile, type SentPayment, type Verdict } from '../../domain/payments/reconcile.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { earnedAccruals, fetchAccrualRow } from '../../trackagoat/accruals.ts'
import { type ScanPlace, scanPayments } from '../../trackagoat/payment-scan.ts'
import type { LedgerDeps } from './deps.ts'
import { accrualsOf, changeUnmoved, type RequestRow, requestByPayment } from './rows.ts'

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
  readonly voided: readonly string[]
  readonly twins: readonly string[]
  readonly overlapping: readonly string[]
}

/**
 * Looks. An unfinished walk is an error, never a conclusion; it goes on where it stopped. What is concluded is judged by
 * when the look began: a payment may appear behind its back. Null: there is more to read.
 */
export async function look(deps: LedgerDeps, row: RequestRow): Promise<Result<Look | null, UpstreamError>> {
  const sent = sentPayment(deps, row)
  if (sent === null || row.last_attempt_ms === null)
    throw new Error('nothing was sent, so there is nothing to look for')
  const gathered = resumed(row) ?? {
    beganMs: deps.now(),
    place: null,
    same: [],
    voided: [],
    twins: [],
    overlapping: [],
  }
  const same = new Set(gathered.same)
  const voided = new Set(gathered.voided)
  const twins = new Set(gathered.twins)
  const overlapping = new Set(gathered.overlapping)
  const scanned = await scanPayments(deps.read, row.project_id, row.creator_id, gathered.place, (payment) => {
    const kin = kinship(sent, payment)
    if (kin === 'other') return
    const owner = requestByPayment(deps.storage.sql, payment.id)
    if (owner !== null && owner.seq !== row.seq) return
    if (kin === 'same') (payment.status === 'voided' ? voided : same).add(payment.id)
    else if (kin === 'twin') twins.add(payment.id)
    else overlapping.add(payment.id)
  })
  const next: Gathered | null =
    scanned.place === null
      ? null
      : {
          beganMs: gathered.beganMs,
          place: scanned.place,
          same: [...same],
          voided: [...voided],
          twins: [...twins],
          overlapping: [...overlapping],
        }
  if (next !== null || row.scan !== null) {
    deps.storage.transaction(() =>
      changeUnmoved(deps.storage.sql, row, { scan: next === null ? null : JSON.stringify(next) }),
    )
  }
  // A place that is refused may have died: from the beginning, before anything is made of it.
  if (scanned.error !== null && MAY_BE_DEAD.includes(scanned.error.kind) && gathered.place !== null) return ok(null)
  if (scanned.error !== null) return fail(scanned.error)
  if (next !== null) return ok(null)
  const earned = await earnedAccruals(deps.read, row.creator_id)
  if (!earned.ok) return earned
  const amounts = new Map(earned.value.map((accrual) => [accrual.id, accrual.amount_cents as number]))
  const accruals = accrualsOf(deps.storage.sql, row.seq)
  const paid = await countPaid(
    deps,
    accruals.map(({ accrual_id }) => accrual_id).filter((id) => !amounts.has(id)),
  )
  if (!paid.ok) return paid
  const unchanged = accruals.every((accrual) => amounts.get(accrual.accrual_id) === accrual.amount_cents)
  const findings = {
    same: [...(same.size > 0 ? same : voided)],
    isVoided: same.size === 0,
    twins: [...twins],
    overlapping: [...overlapping],
    paidCount: paid.value,
  }
  return ok({
    verdict: reconcile(findings, row.last_attempt_ms, gathered.beganMs),
    mayResend: overlapping.size === 0 && twins.size === 0 && unchanged,
  })
}

/** How a cursor that has died is answered. Anything else would come again, page by page and without end. */
const MAY_BE_DEAD: readonly UpstreamError['kind'][] = ['refused', 'not_found']

/** Accruals that are asked for by id; of more it is enough to know that some are paid. */
const ASKED_BY_ID = 10

/** How many of the accruals that are not earned any more are paid. Unknown to trackagoat (404) is not paid. */
async function countPaid(deps: LedgerDeps, ids: readonly string[]): Promise<Result<number, UpstreamError>> {
  let paid = 0
  for (const id of ids.slice(0, ASKED_BY_ID)) {
    const accrual = await fetchAccrualRow(deps.read, id)
    if (accrual.ok) paid += PLAINLY_UNPAID.includes(accrual.value.status) ? 0 : 1
    else if (accrual.error.kind === 'bad_shape') paid++
    else if (accrual.error.kind !== 'not_found') return accrual
  }
  return ok(paid)
}

/** States in which an accrual is certainly not paid; the enum is open (contract 3.8). */
const PLAINLY_UNPAID = ['earned', 'rejected', 'voided']

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
