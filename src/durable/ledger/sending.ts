/**
 * From approved to recorded: read again, write down what is about to leave, send, and hear of it. The same code goes on after
 * a crash, since where it stands is in the row: an attempt counts as unclear from before it leaves until its answer is in.
 */
import { errorReason, isTransient, type UpstreamError } from '../../domain/errors.ts'
import { toCents } from '../../domain/money.ts'
import { fateOf, keyIsRemembered, retryWaitMs } from '../../domain/payments/sending.ts'
import { askedAdvice, writeAdvice } from '../../domain/reasons.ts'
import { earnedAccruals } from '../../trackagoat/accruals.ts'
import { fetchPayment, paymentBody, recordPayment } from '../../trackagoat/payments.ts'
import { fetchMethod } from '../../trackagoat/payout-methods.ts'
import type { LedgerDeps } from './deps.ts'
import { refreshCard, tell } from './outgoing.ts'
import { type Look, look } from './reconciling.ts'
import { noteVoided } from './requesting.ts'
import {
  accrualsOf,
  type Cause,
  type Change,
  change,
  changeUnmoved,
  move,
  type RequestRow,
  requestById,
  requestByPayment,
  requestBySeq,
} from './rows.ts'
import { voidOf } from './voiding.ts'

/** Not sent for this long after the approval, whatever was in the way: it ends as failed. */
const GIVE_UP_APPROVED_MS = 24 * 3_600_000
/** After a look that settled nothing, a person is asked; Goatherd looks again this often all the same. */
const RECHECK_MS = 6 * 3_600_000
/** Looked at again after this long at the latest, whatever trackagoat asks for: or its end would never be seen. */
const LONGEST_WAIT_MS = 6 * 3_600_000
/** A long list is read in several goes. */
const BETWEEN_LOOKS_MS = 1_000

const LEDGER = 'policy:ledger'

/** Takes the next step of a request, whatever it is; answers whether another may follow at once. */
export async function step(deps: LedgerDeps, id: string): Promise<boolean> {
  const row = requestById(deps.storage.sql, id)
  switch (row?.status) {
    case 'requested':
      return expire(deps, row)
    case 'approved':
      return check(deps, row)
    case 'sending':
      // Nothing unclear: a limit of trackagoat made it wait. Else the answer was lost with whoever waited for it.
      return row.unclear === 0 ? check(deps, row) : lose(deps, row, 'interrupted')
    case 'unknown':
      return findOut(deps, row)
    default:
      // Over: nothing is due any more.
      if (row !== null && row.due_ms !== null) change(deps.storage.sql, row, { due_ms: null })
      return false
  }
}

function expire(deps: LedgerDeps, row: RequestRow): boolean {
  if (deps.now() < row.expires_ms) return false
  return advance(deps, row, 'expired', { by: LEDGER, reason: 'expired', detail: 'Nobody approved it in time.' })
}

/** Reads the accruals and the method again, then sends. Nothing has been done in trackagoat yet. */
async function check(deps: LedgerDeps, row: RequestRow): Promise<boolean> {
  if (deps.policy().mode === 'off') return switchedOff(deps, row)
  // A clock that was put back counts as much as one that went on: what was approved long ago is asked for again.
  if (Math.abs(deps.now() - row.counted_ms) >= GIVE_UP_APPROVED_MS) {
    return failed(
      deps,
      row,
      row.reason ?? 'not_sent_in_time',
      'It could not be sent for a day after the approval. Nothing was recorded.',
    )
  }
  const earned = await earnedAccruals(deps.read, row.creator_id)
  if (!earned.ok) return unreadable(deps, row, earned.error)
  const method = await fetchMethod(deps.read, row.method_id)
  if (!method.ok && method.error.kind !== 'not_found') return unreadable(deps, row, method.error)
  const now = new Map(earned.value.map((accrual) => [accrual.id, accrual.amount_cents as number]))
  const changed = accrualsOf(deps.storage.sql, row.seq).find(
    (accrual) => now.get(accrual.accrual_id) !== accrual.amount_cents,
  )
  if (changed) {
    const what = now.has(changed.accrual_id) ? 'has another amount' : 'is no longer earned'
    return failed(deps, row, 'changed_since_approval', `Accrual ${changed.accrual_id} ${what}. Nothing was recorded.`)
  }
  if (!method.ok || !method.value.is_active) {
    return failed(
      deps,
      row,
      'changed_since_approval',
      `The method «${row.method_name}» is no longer active. Nothing was recorded.`,
    )
  }
  return send(deps, row)
}

/** trackagoat could not be read before anything was sent: later, or never. */
function unreadable(deps: LedgerDeps, row: RequestRow, error: UpstreamError): boolean {
  if (!isPassing(error)) {
    return failed(deps, row, errorReason(error), `${askedAdvice(error)} Nothing was recorded.`)
  }
  return later(deps, row, waitFor(error, row.tries + 1), { tries: row.tries + 1, reason: errorReason(error) })
}

/** What the last look before sending says. */
type Ready =
  | { readonly go: true; readonly row: RequestRow; readonly body: string }
  | { readonly go: false; readonly why: 'moved_on' | 'payments_off' | 'key_forgotten' }

/** Sends once, if nothing has come in between. */
async function send(deps: LedgerDeps, row: RequestRow): Promise<boolean> {
  const ready = prepare(deps, row)
  if (ready.go) {
    const answer = await recordPayment(deps.write, {
      body: ready.body,
      idempotencyKey: ready.row.upstream_key,
    })
    return answer.ok
      ? recorded(deps, ready.row, answer.value.id, answer.value.status === 'voided')
      : heard(deps, ready.row, answer.error)
  }
  switch (ready.why) {
    case 'moved_on':
      return true
    case 'payments_off':
      return row.unclear === 0 ? switchedOff(deps, row) : later(deps, row, retryWaitMs(row.attempts + 1))
    case 'key_forgotten':
      return later(deps, row, 0)
  }
}

/**
 * Before a write leaves, one transaction writes down that it does: the bytes, the key, the time. The kill switch and the age
 * of the key are looked at in that same transaction, after everything that takes time.
 */
function prepare(deps: LedgerDeps, row: RequestRow): Ready {
  return deps.storage.transaction((): Ready => {
    const { sql } = deps.storage
    const current = requestBySeq(sql, row.seq)
    if (current.revision !== row.revision) return { go: false, why: 'moved_on' }
    if (deps.policy().mode === 'off') return { go: false, why: 'payments_off' }
    const nowMs = deps.now()
    // Only answers of «not now» came so far: the key is as good as new.
    const firstMs = current.unclear > 0 && current.first_attempt_ms !== null ? current.first_attempt_ms : nowMs
    if (!keyIsRemembered(firstMs, nowMs)) return { go: false, why: 'key_forgotten' }
    const paidAt = current.paid_at ?? new Date(nowMs).toISOString()
    const body = current.body ?? bodyOf(deps, current, paidAt)
    const fields: Change = {
      body,
      paid_at: paidAt,
      first_attempt_ms: firstMs,
      last_attempt_ms: nowMs,
      attempts: current.attempts + 1,
      unclear: current.unclear + 1,
      // Should this object die now, it comes back to this row.
      due_ms: nowMs,
    }
    if (current.status === 'approved') {
      const sending = move(sql, current, 'sending', { by: LEDGER }, nowMs, fields)
      tell(sql, sending, deps.policy(), nowMs)
      return { go: true, row: sending, body }
    }
    // Nobody may settle it while it is under way.
    change(sql, current, { ...fields, needs_person: 0, revision: current.revision + 1 })
    return { go: true, row: requestBySeq(sql, row.seq), body }
  })
}

function switchedOff(deps: LedgerDeps, row: RequestRow): boolean {
  return failed(deps, row, 'payments_off', 'Payments were switched off before it was sent.')
}

/** What is sent, byte for byte, for the life of the request (contract 1.6). */
function bodyOf(deps: LedgerDeps, row: RequestRow, paidAt: string): string {
  return paymentBody({
    creatorId: row.creator_id,
    methodId: row.method_id,
    totalCents: toCents(row.total_cents),
    accrualIds: accrualsOf(deps.storage.sql, row.seq).map(({ accrual_id }) => accrual_id),
    adjustmentReason: row.adjustment_reason,
    note: row.note,
    paidAt,
  })
}

/** trackagoat answered something else than «recorded». */
function heard(deps: LedgerDeps, row: RequestRow, error: UpstreamError): boolean {
  const fate = fateOf(error)
  // This attempt did nothing; those before it may have.
  const unclear = fate.fate === 'unclear' ? row.unclear : row.unclear - 1
  if (fate.fate === 'unclear') {
    return row.status === 'sending'
      ? lose(deps, row, fate.reason)
      : later(deps, row, retryWaitMs(row.attempts), { reason: fate.reason })
  }
  if (fate.fate === 'limited') return later(deps, row, Math.max(fate.waitMs, 1_000), { unclear, reason: fate.reason })
  if (unclear > 0) {
    // Refused now, but an earlier attempt may be why. From here on Goatherd only reads.
    return later(deps, row, 0, { unclear, refused: fate.reason, reason: fate.reason })
  }
  return failed(deps, row, fate.reason, `${writeAdvice(error)} Nothing was recorded.`, { unclear })
}

/** Sent, and not heard of. */
function lose(deps: LedgerDeps, row: RequestRow, reason: string): boolean {
  return advance(
    deps,
    row,
    'unknown',
    { by: LEDGER, reason, detail: 'The answer of trackagoat was lost or cannot be read.' },
    { due_ms: deps.now() + retryWaitMs(row.attempts) },
  )
}

/**
 * Sent once or more, and not heard of: look whether it is there; if not, send the same again while the key is remembered;
 * else conclude from what is there, or ask a person.
 */
async function findOut(deps: LedgerDeps, row: RequestRow): Promise<boolean> {
  if (row.claimed_by !== null && row.twin_id !== null) return confirm(deps, row, row.twin_id, row.claimed_by)
  const seen = await look(deps, row)
  if (!seen.ok) return blind(deps, row, seen.error)
  if (seen.value === null) return later(deps, row, BETWEEN_LOOKS_MS)
  const { verdict, mayResend } = seen.value
  const current = requestBySeq(deps.storage.sql, row.seq)
  if (current.revision !== row.revision) return true
  switch (verdict.verdict) {
    case 'recorded':
      return recorded(deps, current, verdict.paymentId, verdict.isVoided)
    case 'early':
    case 'absent':
    case 'doubt':
      if (mayResend && mayRepeat(deps, current)) return send(deps, current)
  }
  return conclude(deps, current, verdict)
}

/** A person says which payment it is: believed if it is still there, and still could be it. */
async function confirm(deps: LedgerDeps, row: RequestRow, paymentId: string, by: string): Promise<boolean> {
  const seen = await fetchPayment(deps.read, paymentId)
  if (!seen.ok) {
    if (isPassing(seen.error)) return later(deps, row, waitFor(seen.error, row.tries + 1), { tries: row.tries + 1 })
    return later(deps, row, 0, { claimed_by: null, scan: null })
  }
  const { creatorId, totalCents, status } = seen.value
  if (creatorId !== row.creator_id || totalCents !== row.total_cents) {
    return later(deps, row, 0, { claimed_by: null, scan: null })
  }
  return recorded(deps, row, paymentId, status === 'voided', by)
}

/** trackagoat cannot be read: again later, and after a day of it, or when that is no use, a person is asked. */
function blind(deps: LedgerDeps, row: RequestRow, error: UpstreamError): boolean {
  const isLate = Math.abs(deps.now() - (row.first_attempt_ms ?? row.counted_ms)) >= GIVE_UP_APPROVED_MS
  const passes = isPassing(error)
  // Who has been asked already is not told of every hiccup, and what was found before stays.
  if (passes && (!isLate || row.needs_person === 1)) {
    return later(deps, row, waitFor(error, row.tries + 1), { tries: row.tries + 1 })
  }
  const what = passes ? 'trackagoat could not be read for a day.' : askedAdvice(error)
  return ask(deps, row, errorReason(error), what, row.twin_id)
}

function isPassing(error: UpstreamError): boolean {
  return isTransient(error) || error.kind === 'quota_exhausted'
}

function mayRepeat(deps: LedgerDeps, row: RequestRow): boolean {
  const { refused, first_attempt_ms: firstMs } = row
  return deps.policy().mode !== 'off' && refused === null && firstMs !== null && keyIsRemembered(firstMs, deps.now())
}

function conclude(
  deps: LedgerDeps,
  row: RequestRow,
  verdict: Exclude<Look['verdict'], { verdict: 'recorded' }>,
): boolean {
  switch (verdict.verdict) {
    case 'early':
      return later(deps, row, 60_000)
    case 'absent': {
      const why =
        verdict.reason === 'settled_elsewhere'
          ? 'Another payment covers its accruals.'
          : 'trackagoat shows no such payment.'
      return failed(deps, row, row.refused ?? verdict.reason, `${why} It was not recorded.`)
    }
    case 'doubt':
      return ask(
        deps,
        row,
        'contradictory',
        `${verdict.why}. Look at the creator's payments in trackagoat.`,
        verdict.twinId,
      )
  }
}

/** Only a person can settle it. Goatherd goes on looking all the same, and the card always says what is known now. */
function ask(deps: LedgerDeps, row: RequestRow, reason: string, detail: string, twinId: string | null): boolean {
  deps.storage.transaction(() => {
    const { sql } = deps.storage
    const nowMs = deps.now()
    const advice = `Whether it was recorded cannot be told: ${detail}`
    const isNews = row.needs_person === 0 || row.reason !== reason || row.advice !== advice || row.twin_id !== twinId
    const fields: Change = {
      needs_person: 1,
      reason,
      advice,
      twin_id: twinId,
      claimed_by: null,
      due_ms: nowMs + RECHECK_MS,
    }
    if (changeUnmoved(sql, row, fields) && isNews) {
      refreshCard(sql, requestBySeq(sql, row.seq), deps.policy(), nowMs)
    }
  })
  return false
}

/** It is there. Voided since, by whomever, it goes on to `voided` at once. */
function recorded(deps: LedgerDeps, row: RequestRow, paymentId: string, isVoided: boolean, by = LEDGER): boolean {
  const owner = requestByPayment(deps.storage.sql, paymentId)
  if (owner !== null && owner.seq !== row.seq) {
    if (row.status === 'sending') return lose(deps, row, 'answered_with_another_payment')
    const what = `trackagoat answers with payment ${paymentId}, which request ${owner.id} recorded.`
    return ask(deps, row, 'contradictory', `${what} Look at the creator's payments in trackagoat.`, null)
  }
  advance(deps, row, 'recorded', { by }, { payment_id: paymentId, unclear: 0, refused: null })
  const voided = voidOf(deps, paymentId)
  if (voided?.status === 'done') noteVoided(deps, row.seq, voided.by, null)
  else if (isVoided) noteVoided(deps, row.seq, 'trackagoat', 'voided_in_trackagoat')
  return false
}

function failed(deps: LedgerDeps, row: RequestRow, reason: string, detail: string, fields: Change = {}): boolean {
  return advance(deps, row, 'failed', { by: LEDGER, reason, detail }, fields)
}

/** One step of the life of a request, unless somebody else has moved it meanwhile. Answers whether more may follow. */
function advance(
  deps: LedgerDeps,
  row: RequestRow,
  to: Parameters<typeof move>[2],
  cause: Cause,
  fields: Change = {},
): boolean {
  return deps.storage.transaction(() => {
    const { sql } = deps.storage
    const current = requestBySeq(sql, row.seq)
    if (current.revision !== row.revision) return true
    const nowMs = deps.now()
    tell(sql, move(sql, current, to, cause, nowMs, fields), deps.policy(), nowMs)
    return false
  })
}

/** Not now; somebody who has moved it meanwhile knows better. */
function later(deps: LedgerDeps, row: RequestRow, waitMs: number, fields: Change = {}): boolean {
  const dueMs = deps.now() + Math.min(waitMs, LONGEST_WAIT_MS)
  const unmoved = deps.storage.transaction(() => changeUnmoved(deps.storage.sql, row, { ...fields, due_ms: dueMs }))
  return !unmoved || waitMs === 0
}

function waitFor(error: UpstreamError, tries: number): number {
  return 'waitMs' in error ? Math.max(error.waitMs, 1_000) : retryWaitMs(tries)
}
