/** What people decide about a request that waits: approve, deny, cancel; and looking again at one that is in doubt. */
import { startOfDayMs } from '../../domain/days.ts'
import { toCents } from '../../domain/money.ts'
import {
  mayApprove,
  mayCancel,
  mayDeny,
  mayRecheck,
  maySettle,
  type PolicyFacts,
  type Refusal,
} from '../../domain/payments/policy.ts'
import type { Actor } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { LedgerDeps } from './deps.ts'
import { tell } from './outgoing.ts'
import { approve } from './requesting.ts'
import { audit, change, dayTotal, move, type RequestRow, requestById, requestByPayment } from './rows.ts'

/**
 * A decision. `recheck` decides nothing: it only looks sooner. `settle`: a person has looked into trackagoat and says that it
 * was not recorded; `claim`: that the one payment that is the same but for its time is it.
 */
export type Decision = 'approve' | 'deny' | 'cancel' | 'recheck' | 'settle' | 'claim'

/**
 * Applies a decision in one transaction. Approving twice is approving once: whoever comes second hears that it is done.
 * `paymentId`: the payment that a claim means.
 */
export function decide(
  deps: LedgerDeps,
  id: string,
  decision: Decision,
  actor: Actor,
  paymentId: string | null = null,
): Result<RequestRow, Refusal> {
  return deps.storage.transaction((): Result<RequestRow, Refusal> => {
    const { sql } = deps.storage
    const nowMs = deps.now()
    const row = requestById(sql, id)
    if (row === null) return fail({ code: 'payment_not_found', detail: 'There is no payment request with this id.' })
    if (decision === 'recheck') return recheck(deps, row, actor, nowMs)
    if (decision === 'settle') return settle(deps, row, actor, nowMs)
    if (decision === 'claim') return claim(deps, row, paymentId, actor, nowMs)
    const facts: PolicyFacts = {
      status: row.status,
      requestedBy: row.requested_by,
      totalCents: toCents(row.total_cents),
      expiresMs: row.expires_ms,
    }
    if (decision === 'approve') {
      const policy = deps.policy()
      const day = dayTotal(sql, startOfDayMs(nowMs, policy.timeZone), row.seq)
      const refusal = mayApprove(policy, actor, facts, day, nowMs)
      return refusal === null ? ok(approve(deps, row, actor.id, nowMs)) : fail(refusal)
    }
    const refusal = decision === 'deny' ? mayDeny(actor, facts, nowMs) : mayCancel(actor, facts, nowMs)
    if (refusal !== null) return fail(refusal)
    const reason = decision === 'deny' ? 'denied' : 'cancelled'
    const denied = move(sql, row, 'denied', { by: actor.id, reason }, nowMs)
    tell(sql, denied, deps.policy(), nowMs)
    return ok(denied)
  })
}

/** People press again and again: what was sent moments ago is left to answer. */
const RECHECK_AFTER_MS = 30_000

function recheck(deps: LedgerDeps, row: RequestRow, actor: Actor, nowMs: number): Result<RequestRow, Refusal> {
  const { sql } = deps.storage
  const refusal = mayRecheck(actor, row)
  if (refusal !== null) return fail(refusal)
  const sinceMs = nowMs - (row.last_attempt_ms ?? 0)
  if (sinceMs >= 0 && sinceMs < RECHECK_AFTER_MS) {
    return fail({
      code: 'invalid_state',
      detail: 'It was tried moments ago. Goatherd looks again by itself in a minute.',
    })
  }
  audit(sql, row.seq, row.status, { by: actor.id, reason: 'recheck' }, nowMs)
  // From the beginning: where an earlier look stopped may be no place any more.
  change(sql, row, { due_ms: nowMs, scan: null })
  return ok({ ...row, due_ms: nowMs, scan: null })
}

function settle(deps: LedgerDeps, row: RequestRow, actor: Actor, nowMs: number): Result<RequestRow, Refusal> {
  const { sql } = deps.storage
  const refusal = maySettle(actor, row, row.needs_person === 1, row.last_attempt_ms ?? 0, nowMs)
  if (refusal !== null) return fail(refusal)
  const detail = 'A person looked into trackagoat and says that it was not recorded.'
  const failed = move(sql, row, 'failed', { by: actor.id, reason: 'settled_by_person', detail }, nowMs)
  tell(sql, failed, deps.policy(), nowMs)
  return ok(failed)
}

/** Notes who says which payment it is. Before it is believed, that payment is read again (sending.ts). */
function claim(
  deps: LedgerDeps,
  row: RequestRow,
  paymentId: string | null,
  actor: Actor,
  nowMs: number,
): Result<RequestRow, Refusal> {
  const { sql } = deps.storage
  const refusal = maySettle(actor, row, row.needs_person === 1, row.last_attempt_ms ?? 0, nowMs)
  if (refusal !== null) return fail(refusal)
  if (paymentId === null || row.twin_id !== paymentId || requestByPayment(sql, paymentId) !== null) {
    const detail = 'That payment is not, or no longer, the one that could be it. Look at the card, or check again.'
    return fail({ code: 'invalid_state', detail, extra: { request_status: row.status } })
  }
  audit(
    sql,
    row.seq,
    row.status,
    { by: actor.id, reason: 'claim', detail: `Payment ${paymentId} is said to be it.` },
    nowMs,
  )
  change(sql, row, { claimed_by: actor.id, due_ms: nowMs })
  return ok({ ...row, claimed_by: actor.id, due_ms: nowMs })
}
