/**
 * Voiding a payment. PATCH knows no idempotency key, so each try reads first and a lost answer is answered by reading
 * (contract 2.8, 7.3). Works for payments that others recorded too: the door is the same.
 */
import { errorReason, isTransient } from '../../domain/errors.ts'
import { mayVoid, PAYMENTS_OFF, type Refusal } from '../../domain/payments/policy.ts'
import { fateOf, retryWaitMs } from '../../domain/payments/sending.ts'
import type { Actor } from '../../domain/people.ts'
import { askedAdvice, writeAdvice } from '../../domain/reasons.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { fetchPayment, voidPayment } from '../../trackagoat/payments.ts'
import type { LedgerDeps } from './deps.ts'
import { refreshCard } from './outgoing.ts'
import { noteVoided } from './requesting.ts'
import { audit, requestById, requestByPayment } from './rows.ts'
import type { SqlValue } from './storage.ts'

/** A void as stored. */
export interface VoidRow extends Record<string, SqlValue> {
  payment_id: string
  by: string
  asked_ms: number
  status: 'pending' | 'done' | 'failed'
  reason: string | null
  /** Why it failed, for people. */
  detail: string | null
  attempts: number
  due_ms: number | null
}

/** Looked at again after this long at the latest, whatever trackagoat asks for. */
const LONGEST_WAIT_MS = 6 * 3_600_000
/** Given up after this long; a person has to look. */
const GIVE_UP_MS = 24 * 3_600_000

/** The void of a payment, if one was asked for. */
export function voidOf(deps: LedgerDeps, paymentId: string): VoidRow | null {
  return deps.storage.sql.exec<VoidRow>('SELECT * FROM voids WHERE payment_id = ?', paymentId).toArray()[0] ?? null
}

/** Asks for a void. `id`: of a request, or of a payment in trackagoat. Answers the payment's id; asking twice is once. */
export function askVoid(deps: LedgerDeps, id: string, actor: Actor): Result<string, Refusal> {
  const refusal = mayVoid(deps.policy(), actor)
  if (refusal !== null) return fail(refusal)
  return deps.storage.transaction((): Result<string, Refusal> => {
    const { sql } = deps.storage
    const row = requestById(sql, id) ?? requestByPayment(sql, id)
    const paymentId = row === null ? id : row.payment_id
    if (row !== null && row.status === 'voided' && paymentId !== null) return ok(paymentId)
    if (paymentId === null || (row !== null && row.status !== 'recorded')) {
      const detail = `The request is ${row?.status ?? 'unknown'}; only a recorded payment can be voided.`
      return fail({ code: 'invalid_state', detail, ...(row === null ? {} : { extra: { request_status: row.status } }) })
    }
    const known = voidOf(deps, paymentId)
    if (known?.status === 'pending') return ok(paymentId)
    if (known?.status === 'done') {
      // Voided while the request was still in doubt.
      if (row !== null) noteVoided(deps, row.seq, known.by, null)
      return ok(paymentId)
    }
    const nowMs = deps.now()
    sql.exec(
      `INSERT OR REPLACE INTO voids (payment_id, by, asked_ms, status, due_ms) VALUES (?, ?, ?, 'pending', ?)`,
      paymentId,
      actor.id,
      nowMs,
      nowMs,
    )
    if (row !== null) {
      audit(sql, row.seq, row.status, { by: actor.id, reason: 'void_requested' }, nowMs)
      refreshCard(sql, row, deps.policy(), nowMs)
    }
    return ok(paymentId)
  })
}

/** Takes the next step of a void; answers whether another may follow at once. */
export async function stepVoid(deps: LedgerDeps, paymentId: string): Promise<boolean> {
  const wanted = voidOf(deps, paymentId)
  if (wanted === null || wanted.status !== 'pending') return false
  const seen = await fetchPayment(deps.read, paymentId)
  if (!seen.ok) {
    if (isTransient(seen.error) || seen.error.kind === 'quota_exhausted') {
      return again(
        deps,
        wanted,
        'waitMs' in seen.error ? Math.max(seen.error.waitMs, 1_000) : null,
        errorReason(seen.error),
      )
    }
    const isMissing = seen.error.kind === 'not_found'
    return isMissing
      ? end(deps, wanted, 'payment_not_found', 'trackagoat knows no payment with this id.')
      : end(deps, wanted, errorReason(seen.error), askedAdvice(seen.error))
  }
  if (seen.value.status === 'voided') return done(deps, wanted)
  if (deps.policy().mode === 'off') return end(deps, wanted, 'payments_off', PAYMENTS_OFF.detail)
  const answer = await voidPayment(deps.write, paymentId)
  if (answer.ok && answer.value.status === 'voided') return done(deps, wanted)
  if (answer.ok) return again(deps, wanted, null, 'not_voided_yet')
  const fate = fateOf(answer.error)
  // Refused may mean that it is voided already: the next step reads. Refused again means refused.
  if (fate.fate === 'refused' && wanted.reason === fate.reason)
    return end(deps, wanted, fate.reason, writeAdvice(answer.error))
  return again(
    deps,
    wanted,
    fate.fate === 'limited' ? Math.max(fate.waitMs, 1_000) : fate.fate === 'refused' ? 0 : null,
    fate.reason,
  )
}

function again(deps: LedgerDeps, wanted: VoidRow, waitMs: number | null, reason: string): boolean {
  const nowMs = deps.now()
  if (Math.abs(nowMs - wanted.asked_ms) >= GIVE_UP_MS)
    return end(deps, wanted, reason, 'trackagoat did not void it for a day.')
  const attempts = wanted.attempts + 1
  deps.storage.sql.exec(
    "UPDATE voids SET attempts = ?, reason = ?, due_ms = ? WHERE payment_id = ? AND status = 'pending'",
    attempts,
    reason,
    nowMs + Math.min(waitMs ?? retryWaitMs(attempts), LONGEST_WAIT_MS),
    wanted.payment_id,
  )
  return waitMs === 0
}

function done(deps: LedgerDeps, wanted: VoidRow): boolean {
  deps.storage.transaction(() => {
    if (!close(deps, wanted, 'done', null, null)) return
    // Looked up now: it may have been in doubt when the void was asked for.
    const row = requestByPayment(deps.storage.sql, wanted.payment_id)
    if (row !== null) noteVoided(deps, row.seq, wanted.by, null)
  })
  return false
}

function end(deps: LedgerDeps, wanted: VoidRow, reason: string, detail: string): boolean {
  deps.storage.transaction(() => {
    const { sql } = deps.storage
    if (!close(deps, wanted, 'failed', reason, detail)) return
    const row = requestByPayment(sql, wanted.payment_id)
    if (row === null) return
    audit(sql, row.seq, row.status, { by: 'policy:ledger', reason: 'void_failed', detail }, deps.now())
    refreshCard(sql, row, deps.policy(), deps.now())
  })
  return false
}

/** Ends a void once. False: somebody else has. */
function close(
  deps: LedgerDeps,
  wanted: VoidRow,
  status: 'done' | 'failed',
  reason: string | null,
  detail: string | null,
): boolean {
  const closed = deps.storage.sql
    .exec<{ payment_id: string }>(
      `UPDATE voids SET status = ?, reason = ?, detail = ?, due_ms = NULL WHERE payment_id = ? AND status = 'pending'
       RETURNING payment_id`,
      status,
      reason,
      detail,
      wanted.payment_id,
    )
    .toArray()
  return closed.length > 0
}
