/** What people decide about a request that waits: approve, deny, cancel; and looking again at one that is in doubt. */
import { startOfDayMs } from '../../domain/days.ts'
import { toCents } from '../../domain/money.ts'
import {
  mayApprove,
  mayCancel,
  mayDeny,
  maySettle,
  type PolicyFacts,
  type Refusal,
} from '../../domain/payments/policy.ts'
import type { Actor } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { LedgerDeps } from './deps.ts'
import { tell } from './outgoing.ts'
import { approve } from './requesting.ts'
import { change, dayTotal, move, type RequestRow, requestById } from './rows.ts'

/**
 * A decision. `recheck` decides nothing: it only looks sooner. `settle`: a person has looked into trackagoat and says that it
 * was not recorded.
 */
export type Decision = 'approve' | 'deny' | 'cancel' | 'recheck' | 'settle'

/** Applies a decision in one transaction. Approving twice is approving once: whoever comes second hears that it is done. */
export function decide(deps: LedgerDeps, id: string, decision: Decision, actor: Actor): Result<RequestRow, Refusal> {
  return deps.storage.transaction((): Result<RequestRow, Refusal> => {
    const { sql } = deps.storage
    const nowMs = deps.now()
    const row = requestById(sql, id)
    if (row === null) return fail({ code: 'payment_not_found', detail: 'There is no payment request with this id.' })
    if (decision === 'recheck') return recheck(deps, row, nowMs)
    if (decision === 'settle') return settle(deps, row, actor, nowMs)
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

function recheck(deps: LedgerDeps, row: RequestRow, nowMs: number): Result<RequestRow, Refusal> {
  if (row.status !== 'unknown') {
    return fail({
      code: 'invalid_state',
      detail: `The request is ${row.status}: there is nothing to check.`,
      extra: { request_status: row.status },
    })
  }
  change(deps.storage.sql, row, { due_ms: nowMs })
  return ok({ ...row, due_ms: nowMs })
}

function settle(deps: LedgerDeps, row: RequestRow, actor: Actor, nowMs: number): Result<RequestRow, Refusal> {
  const refusal = maySettle(actor, row, row.needs_person === 1)
  if (refusal !== null) return fail(refusal)
  const detail = 'A person looked into trackagoat and says that it was not recorded.'
  const failed = move(deps.storage.sql, row, 'failed', { by: actor.id, reason: 'settled_by_person', detail }, nowMs)
  tell(deps.storage.sql, failed, deps.policy(), nowMs)
  return ok(failed)
}
