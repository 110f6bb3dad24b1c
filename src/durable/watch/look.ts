/** Looking: the walks of a run, page by page, and the questions by id. Where a run stands is a row of `runs`. */
import { errorAdvice, errorReason, isKeyProblem, isTransient, type UpstreamError } from '../../domain/errors.ts'
import type { Phase, Walk } from '../../domain/runs.ts'
import { fetchPage, fetchRawAccrual, fetchRawPayment, guardCursor, NEW_GUARD } from '../../trackagoat/pages.ts'
import type { Reader } from '../../trackagoat/transport.ts'
import { storeAccruals } from './accruals.ts'
import { concludeAbsence, storeCreators } from './creators.ts'
import { forgetPaymentToAsk, nextPaymentToAsk, noteDoublePaidToAsk } from './double-paid.ts'
import { explainByPayments, nextUnexplained, noteLeaving, storeConfirmed } from './leaving.ts'
import { type LookContext, rawField, rawId } from './look-context.ts'
import {
  closePaymentsWalk,
  mustLookForVoids,
  notePaymentsOrder,
  paymentsComeNewestFirst,
  paymentsWalkIsOpen,
  storePayment,
  storePayments,
} from './payments.ts'
import { storeProjects } from './projects.ts'
import { getRun, type Run, type WalkMemory } from './run-log.ts'
import { getMeta } from './schema.ts'
import { Seen } from './seen.ts'

/** What a call of the run answers: what comes next, and how long to wait before it. */
export interface Progress {
  readonly phase: Phase
  readonly waitMs: number
}

/** Asked for again after these waits, then given up; the next hour tries anew. */
export const RETRY_WAITS_MS: readonly number[] = [2_000, 8_000]
/** A limiter may make us wait this often in a row before the run is given up. */
const RATE_LIMIT_WAITS = 12
/** Pages or questions in one call: with the leases of the budget it stays below the free plan's 50 subrequests. */
export const REQUESTS_PER_CALL = 40
/** A call that has worked for this long comes to an end, so that a step of the workflow is never long. */
const CALL_MS = 30_000

const NEXT_PHASE: Record<Walk, Phase> = {
  projects: 'creators',
  creators: 'accruals',
  accruals: 'payments',
  payments: 'confirm',
}

/** One call of a run in a walk or in `confirm`. `limitedForMs` of the answer: trackagoat asked for silence (429). */
export async function look(
  storage: DurableObjectStorage,
  transport: Reader,
  run: Run,
): Promise<Progress & { limitedForMs: number }> {
  const untilMs = Date.now() + CALL_MS
  let asked = 0
  let current = run
  while (asked < REQUESTS_PER_CALL && Date.now() < untilMs) {
    const { phase } = current
    if (phase === 'conclude' || phase === 'closed') break
    let error: UpstreamError | null
    if (phase === 'confirm') {
      asked++
      error = await confirmOne(storage, transport, current)
    } else {
      const walk = new WalkCall(storage, current, phase)
      error = await walk.go(transport, REQUESTS_PER_CALL - asked, untilMs)
      asked += walk.asked
    }
    current = getRun(storage.sql, run.id) ?? current
    if (error !== null) return giveUpOrWait(storage, current, error)
  }
  return { phase: current.phase, waitMs: 0, limitedForMs: 0 }
}

/**
 * Some pages of one walk. Each page that brings something new is stored with its events in a transaction of its own; where
 * the walk stands and what it has seen is written once, at the end of the call. A call that dies is walked again, and what
 * it had stored is then nothing new: the same events are not written twice.
 */
class WalkCall {
  asked = 0
  readonly #storage: DurableObjectStorage
  readonly #run: Run
  readonly #walk: Walk
  readonly #seen: Seen
  #cursor: string | null
  #memory: WalkMemory
  #pages: number

  constructor(storage: DurableObjectStorage, run: Run, walk: Walk) {
    this.#storage = storage
    this.#run = run
    this.#walk = walk
    this.#seen = new Seen(storage.sql, walk)
    this.#cursor = run.cursor
    this.#memory = run.memory ?? {
      guard: NEW_GUARD,
      firstPaidMs: null,
      mayStopEarly: paymentsComeNewestFirst(storage.sql) && !paymentsWalkIsOpen(storage.sql),
    }
    this.#pages = run.pages[walk] ?? 0
    if (run.cursor === null) this.#seen.forget()
  }

  /**
   * Walks up to `limit` pages, until the wall's clock shows `untilMs`. Answers what stopped it, or null: the walk or the call
   * is at its end.
   */
  async go(transport: Reader, limit: number, untilMs: number): Promise<UpstreamError | null> {
    while (this.asked < limit && (this.asked === 0 || Date.now() < untilMs)) {
      this.asked++
      const answer = await fetchPage(transport, this.#walk, this.#cursor)
      if (!answer.ok) {
        this.#save()
        return answer.error
      }
      const { rows, nextCursor } = answer.value
      const guard = nextCursor === null ? this.#memory.guard : guardCursor(this.#memory.guard, nextCursor)
      if (guard === null) return { kind: 'bad_cursor', problem: 'repeated' }
      const ended = this.#storage.transactionSync(() =>
        isRunning(this.#storage.sql, this.#run) ? this.#store(rows, nextCursor === null) : 'superseded',
      )
      if (ended === 'superseded') return null
      if (ended === 'organisation_changed') return { kind: 'organisation_changed' }
      this.#pages++
      this.#cursor = nextCursor
      this.#memory = { ...this.#memory, guard }
      if (ended) {
        this.#storage.transactionSync(() => this.#end())
        return null
      }
    }
    this.#save()
    return null
  }

  /** Stores a page; answers whether the walk may end here. */
  #store(rows: readonly unknown[], last: boolean): boolean | 'organisation_changed' {
    const context = contextOf(this.#storage.sql, this.#run)
    switch (this.#walk) {
      case 'projects':
        return storeProjects(context, rows) ? last : 'organisation_changed'
      case 'creators':
        this.#seen.mark(storeCreators(context, rows))
        return last
      case 'accruals':
        this.#seen.mark(storeAccruals(context, rows))
        return last
      case 'payments':
        return this.#storePayments(context, rows, last)
    }
  }

  #storePayments(context: LookContext, rows: readonly unknown[], last: boolean): boolean {
    const { newCount, firstPaidMs, lastPaidMs } = storePayments(context, rows)
    if (this.#cursor === null) this.#memory = { ...this.#memory, firstPaidMs }
    const first = this.#memory.firstPaidMs
    if (last && this.#cursor !== null && first !== null && lastPaidMs !== null) {
      notePaymentsOrder(context.sql, first > lastPaidMs ? 'newest_first' : 'unknown')
    }
    return last || (newCount === 0 && this.#memory.mayStopEarly && !mustLookForVoids(context.sql))
  }

  /** The walk ended properly: what it did not list may be concluded upon. */
  #end(): void {
    const { sql } = this.#storage
    this.#seen.save()
    if (this.#walk === 'creators') concludeAbsence(contextOf(sql, this.#run))
    if (this.#walk === 'accruals') noteLeaving(sql)
    if (this.#walk === 'payments') {
      closePaymentsWalk(sql)
      noteDoublePaidToAsk(sql, this.#cursor === null)
    }
    this.#note(NEXT_PHASE[this.#walk], null, null)
    if (this.#walk === 'creators') sql.exec('UPDATE runs SET creators_done = 1 WHERE id = ?', this.#run.id)
  }

  #save(): void {
    // Nothing was read: how often it was tried must not be forgotten.
    if (this.#pages === (this.#run.pages[this.#walk] ?? 0)) return
    this.#storage.transactionSync(() => {
      if (!isRunning(this.#storage.sql, this.#run)) return
      this.#seen.save()
      this.#note(this.#walk, this.#cursor, JSON.stringify(this.#memory))
    })
  }

  #note(phase: Phase, cursor: string | null, memory: string | null): void {
    this.#storage.sql.exec(
      `UPDATE runs SET phase = ?, cursor = ?, memory = ?, attempts = 0, limiter_waits = 0,
         pages = json_set(pages, '$.' || ?, ?) WHERE id = ? AND outcome = 'running'`,
      phase,
      cursor,
      memory,
      this.#walk,
      this.#pages,
      this.#run.id,
    )
  }
}

async function confirmOne(storage: DurableObjectStorage, transport: Reader, run: Run): Promise<UpstreamError | null> {
  const { sql } = storage
  while (storage.transactionSync(() => isRunning(sql, run) && explainByPayments(contextOf(sql, run)))) {
    // One batch after the other, each a transaction of its own.
  }
  const leaver = nextUnexplained(sql)
  const paymentId = leaver === null ? nextPaymentToAsk(sql) : null
  if (paymentId !== null) return askForPayment(storage, transport, run, paymentId)
  if (leaver === null) {
    sql.exec("UPDATE runs SET phase = 'conclude', accruals_done = 1 WHERE id = ? AND outcome = 'running'", run.id)
    return null
  }
  const answer = await fetchRawAccrual(transport, leaver.id)
  if (!answer.ok && answer.error.kind !== 'not_found') return answer.error
  storage.transactionSync(() => {
    if (!isRunning(sql, run)) return
    const status = storeConfirmed(contextOf(sql, run), leaver, answer.ok ? answer.value : null)
    // Paid, and no payment of this run says so: the order of payments is not what it seemed. Walk them all next time.
    if (status === 'paid') notePaymentsOrder(sql, 'unknown')
    sql.exec('UPDATE runs SET attempts = 0, limiter_waits = 0, confirmations = confirmations + 1 WHERE id = ?', run.id)
  })
  return null
}

/** Asks for a payment by id. One that trackagoat does not know any more stays as it was. */
async function askForPayment(
  storage: DurableObjectStorage,
  transport: Reader,
  run: Run,
  paymentId: string,
): Promise<UpstreamError | null> {
  const answer = await fetchRawPayment(transport, paymentId)
  if (!answer.ok && answer.error.kind !== 'not_found') return answer.error
  storage.transactionSync(() => {
    if (!isRunning(storage.sql, run)) return
    forgetPaymentToAsk(storage.sql, paymentId)
    // Only to learn that it does not count any more: that this answer has the lines as the list has them is not documented.
    const isOver = answer.ok && rawId(answer.value) === paymentId && rawField(answer.value, 'status') === 'voided'
    if (isOver) storePayment(contextOf(storage.sql, run), answer.value)
    storage.sql.exec('UPDATE runs SET attempts = 0, limiter_waits = 0 WHERE id = ?', run.id)
  })
  return null
}

function giveUpOrWait(
  storage: DurableObjectStorage,
  run: Run,
  error: UpstreamError,
): Progress & { limitedForMs: number } {
  const { sql } = storage
  const limitedForMs = error.kind === 'rate_limited' || error.kind === 'quota_exhausted' ? error.waitMs : 0
  const limited = error.kind === 'rate_limited'
  const waitMs = limited
    ? run.limiterWaits < RATE_LIMIT_WAITS
      ? error.waitMs
      : null
    : isTransient(error)
      ? (RETRY_WAITS_MS[run.attempts] ?? null)
      : null
  if (waitMs !== null) {
    sql.exec(
      'UPDATE runs SET attempts = attempts + ?, limiter_waits = limiter_waits + ? WHERE id = ?',
      limited ? 0 : 1,
      limited ? 1 : 0,
      run.id,
    )
    return { phase: run.phase, waitMs, limitedForMs }
  }
  sql.exec(
    "UPDATE runs SET phase = 'conclude', reason = ?, advice = ?, urgent = ? WHERE id = ? AND outcome = 'running'",
    `${run.phase}: ${errorReason(error)}`,
    errorAdvice(error),
    isKeyProblem(error) ? 1 : 0,
    run.id,
  )
  return { phase: 'conclude', waitMs: 0, limitedForMs }
}

/** False once another run took over: whatever this one still brings must not be stored. */
function isRunning(sql: SqlStorage, run: Run): boolean {
  return sql.exec("SELECT 1 FROM runs WHERE id = ? AND outcome = 'running'", run.id).toArray().length > 0
}

function contextOf(sql: SqlStorage, run: Run): LookContext {
  return {
    sql,
    runId: run.id,
    nowMs: run.nowMs,
    creatorsKnown: getMeta(sql, 'creators_known') !== null,
    accrualsKnown: getMeta(sql, 'accruals_known') !== null,
  }
}
