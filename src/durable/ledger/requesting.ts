/** Requesting a payment: find what is meant, check it against the policy, and lock the accruals, in that order. */
import { startOfDayMs } from '../../domain/days.ts'
import { CURRENCY, formatCents, sumCents } from '../../domain/money.ts'
import type { PaymentIntent } from '../../domain/payments/intent.ts'
import {
  EXPIRY_MS,
  mayRequest,
  PAYMENTS_OFF,
  type Refusal,
  recordsAtOnce,
  roleRequired,
} from '../../domain/payments/policy.ts'
import { isLive } from '../../domain/payments/states.ts'
import { type Actor, hasRole } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { sha256Hex } from '../../domain/sha256.ts'
import { earnedAccruals } from '../../trackagoat/accruals.ts'
import { fetchPayment } from '../../trackagoat/payments.ts'
import type { PayoutMethod } from '../../trackagoat/payout-methods.ts'
import type { AccrualRow } from '../../trackagoat/schemas.ts'
import { storedName } from '../../trackagoat/schemas.ts'
import { projectName } from '../naming.ts'
import type { LedgerDeps } from './deps.ts'
import {
  type FoundCreator,
  findCreator,
  findMethod,
  type NotFound,
  pickAccruals,
  refused,
  troubled,
} from './finding.ts'
import { tell } from './outgoing.ts'
import { audit, dayTotal, holdersOf, move, type RequestRow, requestBySeq } from './rows.ts'

/** A wish with who has it. */
export interface Wish {
  readonly intent: PaymentIntent
  readonly actor: Actor
  /** The channel it was asked in, for the card. */
  readonly askedIn: string | null
}

/** What was found for a wish. */
interface Found {
  readonly creator: FoundCreator
  readonly projectName: string | null
  readonly method: PayoutMethod
  readonly accruals: readonly AccrualRow[]
}

/**
 * Makes a request, or says why not. `commit` runs in the transaction that creates it: what it writes is there if and only
 * if the request is. The request is approved at once where the policy lets a token record without a person.
 */
export async function requestPayment(
  deps: LedgerDeps,
  wish: Wish,
  commit: (row: RequestRow) => void,
): Promise<Result<RequestRow, NotFound>> {
  const { intent, actor } = wish
  if (deps.policy().mode === 'off') return refused(PAYMENTS_OFF)
  // Before anything is asked upstream; the caps come when the total is known.
  if (!hasRole(actor.role, 'requester')) return refused(roleRequired(actor, 'requester', 'request a payment'))
  const found = await find(deps, intent)
  if (!found.ok) return found
  const sum = sumCents(found.value.accruals.map(({ amount_cents }) => amount_cents))
  const total = intent.totalCents ?? sum
  if (total <= 0) return refused({ code: 'nothing_owed', detail: 'What was earned adds up to nothing.' })
  if (total !== sum && intent.adjustmentReason === null) {
    return refused({
      code: 'adjustment_reason_required',
      detail: `The accruals add up to ${formatCents(sum)}, not ${formatCents(total)}: say why in adjustment_reason.`,
      extra: { accruals_sum_cents: sum, total_amount_cents: total },
    })
  }
  const logicalKey = await sha256Hex(
    JSON.stringify([
      found.value.creator.project_id,
      found.value.creator.id,
      found.value.accruals.map(({ id }) => id).sort(),
      total,
      CURRENCY,
      found.value.method.id,
    ]),
  )
  return deps.storage.transaction((): Result<RequestRow, NotFound> => {
    const nowMs = deps.now()
    const policy = deps.policy()
    const inUse = conflictOf(
      deps,
      found.value.accruals.map(({ id }) => id),
      'any',
      logicalKey,
    )
    if (inUse !== null) return refused(inUse)
    const day = dayTotal(deps.storage.sql, startOfDayMs(nowMs, policy.timeZone), -1)
    const over = mayRequest(policy, actor, total, day)
    if (over !== null) return refused(over)
    const row = insert(deps, wish, found.value, { sum, total, logicalKey, nowMs })
    const atOnce = recordsAtOnce(policy, actor, total, intent.method !== null)
    const result = atOnce ? approve(deps, row, 'policy:auto', nowMs) : row
    commit(result)
    return ok(result)
  })
}

/** Notes an approval; the caller has asked the policy. Call inside a transaction. */
export function approve(deps: LedgerDeps, row: RequestRow, by: string, nowMs: number): RequestRow {
  const approved = move(deps.storage.sql, row, 'approved', { by }, nowMs, {
    approved_by: by,
    counted_ms: nowMs,
    due_ms: nowMs,
    tries: 0,
  })
  tell(deps.storage.sql, approved, deps.policy(), nowMs)
  return approved
}

async function find(deps: LedgerDeps, intent: PaymentIntent): Promise<Result<Found, NotFound>> {
  if (intent.accrualIds !== null) {
    const inUse = conflictOf(deps, intent.accrualIds, 'live')
    if (inUse !== null) return refused(inUse)
  }
  const creator = await findCreator(deps, intent.creator, intent.project)
  if (!creator.ok) return creator
  const { id, tiktok_handle: handle } = creator.value
  const method = await findMethod(deps, intent.method, id)
  if (!method.ok) return method
  const earned = await earnedAccruals(deps.read, id)
  if (!earned.ok) return troubled(earned.error)
  const picked =
    intent.accrualIds === null ? ok([...earned.value]) : await pickAccruals(deps, earned.value, intent.accrualIds, id)
  if (!picked.ok) return picked
  if (picked.value.length === 0) {
    return refused({ code: 'nothing_owed', detail: `@${handle} has no earned accruals: nothing is owed.` })
  }
  const released = await releaseVoided(
    deps,
    picked.value.map((accrual) => accrual.id),
  )
  if (!released.ok) return released
  return ok({
    creator: creator.value,
    projectName: await projectName(deps.knowledge, creator.value.project_id),
    method: method.value,
    accruals: picked.value,
  })
}

/**
 * The request in the way, if there is one. `live`: recorded ones do not count. Two people who ask for the same are told so by
 * the logical key.
 */
function conflictOf(
  deps: LedgerDeps,
  accrualIds: readonly string[],
  which: 'live' | 'any',
  logicalKey: string | null = null,
): Refusal | null {
  for (const [accrualId, holder] of holdersOf(deps.storage.sql, accrualIds)) {
    if (which === 'live' && !isLive(holder.status)) continue
    return {
      code: 'accrual_in_use',
      detail:
        holder.logical_key === logicalKey && isLive(holder.status)
          ? `Exactly this is requested already: request ${holder.id} (${holder.status}).`
          : holder.status === 'recorded'
            ? `Accrual ${accrualId} is covered by payment ${holder.payment_id}, which request ${holder.id} recorded. Void that first.`
            : `Accrual ${accrualId} is part of request ${holder.id} (${holder.status}).`,
      extra: { request_id: holder.id, accrual_id: accrualId },
    }
  }
  return null
}

/**
 * An accrual that is earned although a recorded request of ours covers it: was that payment voided in trackagoat itself?
 * Then the request is voided here too, and lets go.
 */
async function releaseVoided(deps: LedgerDeps, accrualIds: readonly string[]): Promise<Result<null, NotFound>> {
  const holders = new Map([...holdersOf(deps.storage.sql, accrualIds).values()].map((row) => [row.seq, row]))
  for (const holder of holders.values()) {
    if (holder.status !== 'recorded' || holder.payment_id === null) continue
    const payment = await fetchPayment(deps.read, holder.payment_id)
    if (!payment.ok) {
      if (payment.error.kind === 'not_found') continue
      return fail({ kind: 'upstream', error: payment.error })
    }
    if (payment.value.status === 'voided') noteVoided(deps, holder.seq, 'trackagoat', 'voided_in_trackagoat')
  }
  return ok(null)
}

/** Notes that the payment of a recorded request is voided. Returns whether it was news. */
export function noteVoided(deps: LedgerDeps, seq: number, by: string, reason: string | null): boolean {
  return deps.storage.transaction(() => {
    const { sql } = deps.storage
    const row = requestBySeq(sql, seq)
    if (row.status !== 'recorded') return false
    const voided = move(sql, row, 'voided', { by, reason }, deps.now())
    tell(sql, voided, deps.policy(), deps.now())
    return true
  })
}

function insert(
  deps: LedgerDeps,
  { intent, actor, askedIn }: Wish,
  { creator, projectName, method, accruals }: Found,
  { sum, total, logicalKey, nowMs }: { sum: number; total: number; logicalKey: string; nowMs: number },
): RequestRow {
  const { sql } = deps.storage
  const expiresMs = nowMs + EXPIRY_MS
  const { seq } = sql
    .exec<{ seq: number }>(
      `INSERT INTO requests (id, status, creator_id, handle, display_name, project_id, project_name, method_id, method_name,
         method_assumed, total_cents, sum_cents, adjustment_reason, note, paid_at, requested_by, created_ms, updated_ms, counted_ms, expires_ms,
         logical_key, upstream_key, due_ms, revision, card)
       VALUES (?, 'requested', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?) RETURNING seq`,
      deps.uuid(),
      creator.id,
      storedName(creator.tiktok_handle),
      creator.display_name == null ? null : storedName(creator.display_name),
      creator.project_id,
      projectName,
      method.id,
      storedName(method.name),
      intent.method === null ? 1 : 0,
      total,
      sum,
      total === sum ? null : intent.adjustmentReason,
      intent.note,
      intent.paidAt,
      actor.id,
      nowMs,
      nowMs,
      nowMs,
      expiresMs,
      logicalKey,
      deps.uuid(),
      expiresMs,
      deps.cardDestination(askedIn),
    )
    .one()
  for (const accrual of accruals) {
    sql.exec(
      'INSERT INTO request_accruals (request_seq, accrual_id, amount_cents, period_start_at, period_end_at) VALUES (?, ?, ?, ?, ?)',
      seq,
      accrual.id,
      accrual.amount_cents,
      new Date(accrual.period_start_at).toISOString(),
      new Date(accrual.period_end_at).toISOString(),
    )
    sql.exec('INSERT INTO locks (accrual_id, request_seq) VALUES (?, ?)', accrual.id, seq)
  }
  audit(sql, seq, 'requested', { by: actor.id }, nowMs)
  const row = requestBySeq(sql, seq)
  tell(sql, row, deps.policy(), nowMs)
  return row
}
