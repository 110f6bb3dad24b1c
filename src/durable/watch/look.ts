/**
 * Looking: the walks of a run, page by page, and the questions by id. Where a run stands is a row that changes in the
 * same transaction as the page it stands behind, so a run that dies goes on where it was and stores nothing twice.
 */
import { errorAdvice, errorReason, isKeyProblem, isTransient, type UpstreamError } from '../../domain/errors.ts'
import type { Phase, Walk } from '../../domain/runs.ts'
import { type CircleGuard, fetchAccrual, fetchPage, guardCursor, NEW_GUARD, type Page } from '../../trackagoat/pages.ts'
import type { Transport } from '../../trackagoat/transport.ts'
import { storeAccruals } from './accruals.ts'
import { concludeAbsence, storeCreators } from './creators.ts'
import { explainByPayments, nextUnexplained, noteLeaving, storeConfirmed } from './leaving.ts'
import type { LookContext } from './look-context.ts'
import { notePaymentsOrder, paymentsComeNewestFirst, storePayments } from './payments.ts'
import { storeProjects } from './projects.ts'
import { getRun, type Run } from './run-log.ts'
import { getMeta } from './schema.ts'
import { forgetSeen } from './seen.ts'

/** What a call of the run answers: what comes next, and how long to wait before it. */
export interface Progress {
  readonly phase: Phase
  readonly waitMs: number
}

/** Asked for again after these waits, then given up; the next hour tries anew. */
export const RETRY_WAITS_MS: readonly number[] = [2_000, 8_000]
/** A limiter may make us wait this often in a row before the run is given up. */
const RATE_LIMIT_WAITS = 12
/** Pages or questions in one call: below the free plan's 50 subrequests with room for leases and retries. */
export const REQUESTS_PER_CALL = 20

const NEXT_PHASE: Record<Walk, Phase> = {
  projects: 'creators',
  creators: 'accruals',
  accruals: 'payments',
  payments: 'confirm',
}

/** One call of a run in a walk or in `confirm`. `limitedForMs` of the answer: trackagoat asked for silence (429). */
export async function look(
  storage: DurableObjectStorage,
  transport: Transport,
  run: Run,
): Promise<Progress & { limitedForMs: number }> {
  let current = run
  for (let asked = 0; asked < REQUESTS_PER_CALL; asked++) {
    const { phase } = current
    if (phase === 'conclude' || phase === 'closed') return { phase, waitMs: 0, limitedForMs: 0 }
    const error =
      phase === 'confirm'
        ? await confirmOne(storage, transport, current)
        : await lookAtPage(storage, transport, current, phase)
    if (error !== null) return giveUpOrWait(storage, current, error)
    current = getRun(storage.sql, run.id) ?? current
  }
  return { phase: current.phase, waitMs: 0, limitedForMs: 0 }
}

async function lookAtPage(
  storage: DurableObjectStorage,
  transport: Transport,
  run: Run,
  walk: Walk,
): Promise<UpstreamError | null> {
  const answer = await fetchPage(transport, walk, run.cursor)
  if (!answer.ok) return answer.error
  const page = answer.value
  const memory: WalkMemory = run.memory ?? { guard: NEW_GUARD, firstPaidMs: null }
  const guard = page.nextCursor === null ? memory.guard : guardCursor(memory.guard, page.nextCursor)
  if (guard === null) return { kind: 'bad_cursor', problem: 'repeated' }
  return storage.transactionSync(() => storePage(storage.sql, run, walk, page, { ...memory, guard }))
}

/** What a walk remembers from page to page beside its cursor. */
export interface WalkMemory {
  readonly guard: CircleGuard
  /** `paid_at` of the very first payment listed, epoch ms. */
  readonly firstPaidMs: number | null
}

function storePage(sql: SqlStorage, run: Run, walk: Walk, page: Page, memory: WalkMemory): UpstreamError | null {
  const context = contextOf(sql, run)
  if (run.cursor === null) forgetSeen(sql, walk)
  let ended = page.nextCursor === null
  let { firstPaidMs } = memory
  switch (walk) {
    case 'projects':
      if (!storeProjects(context, page.rows)) return { kind: 'organisation_changed' }
      break
    case 'creators':
      storeCreators(context, page.rows)
      if (ended) concludeAbsence(context)
      break
    case 'accruals':
      storeAccruals(context, page.rows)
      if (ended) noteLeaving(sql)
      break
    case 'payments': {
      const stored = storePayments(context, page.rows)
      if (run.cursor === null) firstPaidMs = stored.firstPaidMs
      const several = run.cursor !== null
      if (ended && several && firstPaidMs !== null && stored.lastPaidMs !== null) {
        notePaymentsOrder(sql, firstPaidMs > stored.lastPaidMs ? 'newest_first' : 'unknown')
      }
      if (!ended && stored.newCount === 0 && paymentsComeNewestFirst(sql)) ended = true
      break
    }
  }
  sql.exec(
    `UPDATE runs SET phase = ?, cursor = ?, memory = ?, attempts = 0, pages = json_set(pages, '$.' || ?, ?),
       creators_done = creators_done OR ? WHERE id = ?`,
    ended ? NEXT_PHASE[walk] : walk,
    ended ? null : page.nextCursor,
    ended ? null : JSON.stringify({ ...memory, firstPaidMs }),
    walk,
    (run.pages[walk] ?? 0) + 1,
    ended && walk === 'creators' ? 1 : 0,
    run.id,
  )
  return null
}

async function confirmOne(
  storage: DurableObjectStorage,
  transport: Transport,
  run: Run,
): Promise<UpstreamError | null> {
  const { sql } = storage
  while (storage.transactionSync(() => explainByPayments(contextOf(sql, run)))) {
    // One batch after the other, each a transaction of its own.
  }
  const leaver = nextUnexplained(sql)
  if (leaver === null) {
    sql.exec("UPDATE runs SET phase = 'conclude', accruals_done = 1, attempts = 0 WHERE id = ?", run.id)
    return null
  }
  const answer = await fetchAccrual(transport, leaver.id)
  if (!answer.ok && answer.error.kind !== 'not_found') return answer.error
  storage.transactionSync(() => {
    const status = storeConfirmed(contextOf(sql, run), leaver, answer.ok ? answer.value : null)
    // Paid, and no payment of this run says so: the order of payments is not what it seemed. Walk them all next time.
    if (status === 'paid') notePaymentsOrder(sql, 'unknown')
    sql.exec('UPDATE runs SET attempts = 0, confirmations = confirmations + 1 WHERE id = ?', run.id)
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
  const waitMs =
    error.kind === 'rate_limited'
      ? run.attempts < RATE_LIMIT_WAITS
        ? error.waitMs
        : null
      : isTransient(error)
        ? (RETRY_WAITS_MS[run.attempts] ?? null)
        : null
  if (waitMs !== null) {
    sql.exec('UPDATE runs SET attempts = attempts + 1 WHERE id = ?', run.id)
    return { phase: run.phase, waitMs, limitedForMs }
  }
  sql.exec(
    "UPDATE runs SET phase = 'conclude', reason = ?, advice = ?, urgent = ? WHERE id = ?",
    `${run.phase}: ${errorReason(error)}`,
    errorAdvice(error),
    isKeyProblem(error) ? 1 : 0,
    run.id,
  )
  return { phase: 'conclude', waitMs: 0, limitedForMs }
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
