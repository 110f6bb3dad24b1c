/**
 * The watch: what is known of the organisation, in one object with SQLite. It fetches the pages itself, since handing
 * them over costs more than reading them. The hourly workflow only says «go on» until a run is closed.
 */
import { overdueCutoffMs, staleCutoffMs } from '../../domain/freshness.ts'
import type { HourlyRunParams, RunOutcome } from '../../domain/runs.ts'
import { type Env, parseSettings, type Settings } from '../../env.ts'
import { log } from '../../log.ts'
import { createTransport } from '../../trackagoat/transport.ts'
import { destinationsOf } from '../destinations.ts'
import { ledgerStub, outboxStub, requestBudgetStub } from '../stubs.ts'
import { LeasedBudget } from './budget-gate.ts'
import { closeRun, noteFailedRun } from './close.ts'
import { type Batch, endOverdue, endStale, type Judgement, openOverdue, openStale } from './conditions.ts'
import { endDoublePaid, openDoublePaid } from './double-paid.ts'
import { lastEventSeq } from './event-log.ts'
import { look, type Progress } from './look.ts'
import { type AskOrigins, judgeOrigins } from './payment-origins.ts'
import { getRun, type Run, runUnderWay } from './run-log.ts'
import { migrate } from './schema.ts'
import { CallableWatch, rulesOf } from './watch-calls.ts'

/** A run that has not moved for this long (of its own clock) is taken for dead when the next one starts. */
const DEAD_AFTER_MS = 10 * 60_000
/** How many notices go to an outbox in one call. */
const HANDOVER_BATCH = 20
/** When the workflow could not hand over, the watch tries itself, this often. */
const HANDOVER_RETRY_MS = 60_000

/** Added to every wait, up to this. */
const JITTER_MS = 1_000
/** Batches of conditions in one call: 500 alerts each. */
const BATCHES_PER_CALL = 20
const INTERNAL_ADVICE = 'Goatherd met a fault of its own. The log of the Worker tells more; please report it.'

/** How a run ended, for the workflow's last steps. */
export interface ClosedRun {
  readonly id: string
  readonly at: string
  readonly outcome: RunOutcome
}

export class Watch extends CallableWatch {
  /** From 0 to 1. A field, for tests. */
  random: () => number = () => Math.random()
  /** Asks the ledger whose payments these are. A field, for tests. */
  askOrigins: AskOrigins = (payments) => ledgerStub(this.env).originsOf(payments)
  #turn: Promise<unknown> = Promise.resolve()
  readonly #sql: SqlStorage

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    ctx.blockConcurrencyWhile(async () => migrate(ctx.storage))
  }

  /**
   * Opens a run, or finds where it stands: the id decides, so asking twice opens it once. While another run is under
   * way and alive the new one is recorded as skipped; a dead one is closed as incomplete first, and can store nothing more.
   */
  openRun(id: string, params: HourlyRunParams): Progress {
    return this.ctx.storage.transactionSync(() => {
      const known = getRun(this.#sql, id)
      if (known) return { phase: known.phase, waitMs: 0 }
      const other = runUnderWay(this.#sql)
      // Both by their own clocks: a simulated hour has no wall. Far ahead counts as dead as well, or it would block for ever.
      const alive = other !== null && Math.abs(params.nowMs - other.progressMs) < DEAD_AFTER_MS
      if (other !== null && !alive) this.#supersede(other, id)
      this.#sql.exec(
        `INSERT INTO runs (id, trigger, now_ms, outcome, reason, phase, events_from, started_wall_ms, finished_wall_ms, progress_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        params.trigger,
        params.nowMs,
        alive ? 'skipped' : 'running',
        alive ? 'another_run_under_way' : null,
        alive ? 'closed' : 'projects',
        lastEventSeq(this.#sql),
        this.now(),
        alive ? this.now() : null,
        params.nowMs,
      )
      return { phase: alive ? 'closed' : 'projects', waitMs: 0 } satisfies Progress
    })
  }

  #supersede(run: Run, by: string): void {
    const reason = run.reason ?? `${run.phase}: superseded`
    this.#sql.exec(
      "UPDATE runs SET outcome = 'incomplete', phase = 'closed', reason = ?, finished_wall_ms = ? WHERE id = ?",
      reason,
      this.now(),
      run.id,
    )
    noteFailedRun(this.#sql, { ...run, reason, advice: run.advice ?? 'A check did not come to its end.' })
    log('run.superseded', { run: run.id, by })
  }

  /**
   * Goes on with a run for one call: some pages, some questions, or some batches of conclusions. Calls that overlap, as
   * when a step is repeated while the first call still works, come one after the other.
   */
  advance(id: string): Promise<Progress> {
    const turn = this.#turn.then(async (): Promise<Progress> => {
      const run = getRun(this.#sql, id)
      if (run === null || run.phase === 'closed') return { phase: 'closed', waitMs: 0 }
      return run.phase === 'conclude' ? this.#conclude(run) : this.#look(run)
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #look(run: Run): Promise<Progress> {
    const settings = parseSettings(this.env)
    // The run's own clock: its «now» and what has passed since, so that a simulated hour has a window of its own.
    const clock = () => run.nowMs + Math.max(0, this.now() - run.startedWallMs)
    const gate = new LeasedBudget(
      requestBudgetStub(this.env),
      {
        perMinute: settings.TRACKAGOAT_REQUESTS_PER_MINUTE,
        dailyQuota: settings.TRACKAGOAT_REQUESTS_PER_DAY ?? null,
      },
      clock,
    )
    const transport = createTransport({
      baseUrl: settings.TRACKAGOAT_BASE_URL,
      apiKey: settings.TRACKAGOAT_API_KEY,
      budget: gate,
    })
    let limitedForMs = 0
    try {
      const progress = await look(this.ctx.storage, transport, run)
      limitedForMs = progress.limitedForMs
      // Not all who were limited at once should come back at once (contract 1.7).
      const jitterMs = progress.waitMs > 0 ? Math.round(this.random() * JITTER_MS) : 0
      return { phase: progress.phase, waitMs: progress.waitMs + jitterMs }
    } finally {
      this.#sql.exec(
        'UPDATE runs SET requests = requests + ?, progress_ms = ? WHERE id = ?',
        gate.used,
        clock(),
        run.id,
      )
      await gate.close(limitedForMs)
    }
  }

  /** Whose payments the new ones are; conditions in batches, each its own transaction; then the closing one. */
  async #conclude(run: Run): Promise<Progress> {
    const settings = parseSettings(this.env)
    const rules = rulesOf(settings)
    const { storage } = this.ctx
    const { nowMs } = run
    if (!(await judgeOrigins(storage, run, this.askOrigins))) return { phase: 'conclude', waitMs: 0 }
    let batches = 0
    /** False when the call has done enough and conditions are left. */
    const inBatches = (cutoffMs: number, batch: (sql: SqlStorage, judgement: Judgement) => Batch): boolean => {
      let next: Batch = -1
      while (next !== null) {
        if (++batches > BATCHES_PER_CALL) return false
        const judgement: Judgement = { nowMs, cutoffMs, afterSeq: next }
        next = storage.transactionSync((): Batch => batch(this.#sql, judgement))
      }
      return true
    }
    // A condition is judged only on a complete look at what it depends on.
    const staleMs = Math.floor(staleCutoffMs(rules, nowMs))
    const overdueMs = overdueCutoffMs(rules, nowMs)
    if (run.accrualsDone) endOverdue(this.#sql, { nowMs, cutoffMs: overdueMs, afterSeq: -1 })
    // Known then are payments as well: their walk comes before the last questions about accruals.
    if (run.accrualsDone) endDoublePaid(this.#sql, nowMs)
    const done =
      (!run.creatorsDone || (inBatches(staleMs, endStale) && inBatches(staleMs, openStale))) &&
      (!run.accrualsDone ||
        (inBatches(overdueMs, openOverdue) && inBatches(nowMs, (sql) => openDoublePaid(sql, nowMs))))
    if (!done) return { phase: 'conclude', waitMs: 0 }
    await this.#close(run, settings)
    return { phase: 'closed', waitMs: 0 }
  }

  async #close(run: Run, settings: Settings): Promise<void> {
    const destinations = destinationsOf(this.env, settings)
    const outcome = this.ctx.storage.transactionSync(() =>
      closeRun(this.#sql, run, destinations, rulesOf(settings), this.now()),
    )
    await this.ctx.storage.setAlarm(Date.now() + HANDOVER_RETRY_MS)
    log('run.closed', { run: run.id, outcome, reason: run.reason })
  }

  /** Gives up a run after a fault of our own: it is closed as incomplete, announced if that works, and the next starts afresh. */
  async abandon(id: string): Promise<void> {
    const run = getRun(this.#sql, id)
    if (run === null || run.phase === 'closed') return
    const given = { ...run, reason: run.reason ?? 'internal_fault', advice: run.advice ?? INTERNAL_ADVICE }
    this.#sql.exec('UPDATE runs SET reason = ?, advice = ? WHERE id = ?', given.reason, given.advice, id)
    try {
      await this.#close(given, parseSettings(this.env))
    } catch (error) {
      log('close.failed', { run: id, reason: error instanceof Error ? error.name : 'unknown' })
      this.ctx.storage.transactionSync(() => this.#supersede(given, 'abandon'))
    }
  }

  /** How a run ended, or null while it has not. */
  closedRun(id: string): ClosedRun | null {
    const run = getRun(this.#sql, id)
    return run === null || run.phase !== 'closed'
      ? null
      : { id, at: new Date(run.nowMs).toISOString(), outcome: run.outcome }
  }

  /**
   * Hands what is due to the outboxes; they keep each id once, so a repeat after a crash does no harm. One outbox that
   * cannot take it does not keep the others from theirs; then this throws at the end.
   */
  async handOver(): Promise<{ handedOver: number }> {
    const destinations = this.#sql
      .exec<{ destination: string }>('SELECT DISTINCT destination FROM handover')
      .toArray()
      .map(({ destination }) => destination)
    const results = await Promise.allSettled(destinations.map((destination) => this.#handOverTo(destination)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    return { handedOver: results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0) }
  }

  async #handOverTo(destination: string): Promise<number> {
    for (let handedOver = 0; ; ) {
      const rows = this.#sql
        .exec<{ seq: number; id: string; thread: string | null; mode: string; notice: string }>(
          'SELECT seq, id, thread, mode, notice FROM handover WHERE destination = ? ORDER BY seq LIMIT ?',
          destination,
          HANDOVER_BATCH,
        )
        .toArray()
      if (rows.length === 0) return handedOver
      await outboxStub(this.env, destination).enqueue(
        destination,
        rows.map(({ id, thread, mode, notice }) => ({ id, thread, mode, notice })),
      )
      this.#sql.exec(
        'DELETE FROM handover WHERE seq IN (SELECT value FROM json_each(?))',
        JSON.stringify(rows.map((row) => row.seq)),
      )
      handedOver += rows.length
    }
  }

  override async alarm(): Promise<void> {
    try {
      await this.handOver()
    } catch {
      log('handover.failed')
    } finally {
      const left = this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM handover').one().n
      if (left > 0) await this.ctx.storage.setAlarm(Date.now() + HANDOVER_RETRY_MS)
    }
  }
}
