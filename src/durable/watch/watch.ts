/**
 * The watch: what is known of the organisation, in one object with SQLite. It fetches the pages itself, since handing
 * them over costs more than reading them. The hourly workflow only says «go on» until a run is closed.
 */
import { DurableObject } from 'cloudflare:workers'
import { overdueCutoffMs, staleCutoffMs } from '../../domain/freshness.ts'
import type { HourlyRunParams, RunOutcome } from '../../domain/runs.ts'
import { type Env, parseSettings } from '../../env.ts'
import { log } from '../../log.ts'
import { createTransport } from '../../trackagoat/transport.ts'
import { destinationsOf } from '../destinations.ts'
import { outboxStub, requestBudgetStub } from '../stubs.ts'
import { type AlertDetail, type AlertQuery, type AlertSummary, alertDetail, listAlerts } from './alert-log.ts'
import { LeasedBudget } from './budget-gate.ts'
import { closeRun } from './close.ts'
import { judgeFreshness, judgeOverdue } from './conditions.ts'
import { type EventQuery, lastEventSeq, listEvents } from './event-log.ts'
import { look, type Progress } from './look.ts'
import { getRun, listRuns, type Run, type RunDetail, type RunSummary, runDetail, runUnderWay } from './run-log.ts'
import { migrate } from './schema.ts'

/** A run that has not moved for this long (of its own clock) is taken for dead when the next one starts. */
const DEAD_AFTER_MS = 10 * 60_000
/** How many notices go to an outbox in one call. */
const HANDOVER_BATCH = 20
/** When the workflow could not hand over, the watch tries itself, this often. */
const HANDOVER_RETRY_MS = 60_000

/** How a run ended, for the workflow's last steps. */
export interface ClosedRun {
  readonly id: string
  readonly at: string
  readonly outcome: RunOutcome
}

export class Watch extends DurableObject<Env> {
  /** The clock on the wall, epoch ms: for durations, waits and the budget, never for conclusions. A field, for tests. */
  now: () => number = () => Date.now()
  readonly #sql: SqlStorage

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    ctx.blockConcurrencyWhile(async () => migrate(ctx.storage))
  }

  /**
   * Opens a run, or finds where it stands: the id decides, so asking twice opens it once. While another run is under
   * way and alive the new one is recorded as skipped; a dead one is closed as incomplete first.
   */
  openRun(id: string, params: HourlyRunParams): Progress {
    return this.ctx.storage.transactionSync(() => {
      const known = getRun(this.#sql, id)
      if (known) return { phase: known.phase, waitMs: 0 }
      const other = runUnderWay(this.#sql)
      const alive = other !== null && params.nowMs - other.progressMs < DEAD_AFTER_MS
      if (other !== null && !alive) {
        this.#sql.exec(
          "UPDATE runs SET outcome = 'incomplete', phase = 'closed', reason = ?, finished_wall_ms = ? WHERE id = ?",
          `${other.phase}: superseded`,
          this.now(),
          other.id,
        )
        log('run.superseded', { run: other.id, by: id })
      }
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

  /** Goes on with a run for one call: some pages, some questions, or a batch of conclusions. */
  async advance(id: string): Promise<Progress> {
    const run = getRun(this.#sql, id)
    if (run === null || run.phase === 'closed') return { phase: 'closed', waitMs: 0 }
    return run.phase === 'conclude' ? this.#conclude(run) : this.#look(run)
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
      return { phase: progress.phase, waitMs: progress.waitMs }
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

  /** Conditions in batches, each its own transaction, then the closing one. */
  async #conclude(run: Run): Promise<Progress> {
    const settings = parseSettings(this.env)
    const rules = {
      staleAfterHours: settings.STALE_AFTER_HOURS,
      overdueAfterDays: settings.OVERDUE_AFTER_DAYS,
      remindEveryHours: settings.REMIND_EVERY_HOURS,
    }
    const { storage } = this.ctx
    const { nowMs } = run
    const inBatches = (batch: () => boolean) => {
      while (storage.transactionSync(batch)) {
        // Until nothing is left to open or to resolve.
      }
    }
    // A condition is judged only on a complete look at what it depends on.
    if (run.creatorsDone) inBatches(() => judgeFreshness(this.#sql, staleCutoffMs(rules, nowMs), nowMs))
    if (run.accrualsDone) inBatches(() => judgeOverdue(this.#sql, overdueCutoffMs(rules, nowMs), nowMs))
    const advice = runDetail(this.#sql, run.id)?.advice ?? null
    const outcome = storage.transactionSync(() =>
      closeRun(this.#sql, run, advice, destinationsOf(this.env, settings), rules, this.now()),
    )
    await storage.setAlarm(Date.now() + HANDOVER_RETRY_MS)
    log('run.closed', { run: run.id, outcome, reason: run.reason })
    return { phase: 'closed', waitMs: 0 }
  }

  /** Gives up a run after a fault of our own; the next one starts afresh. */
  abandon(id: string, reason: string): void {
    this.#sql.exec(
      "UPDATE runs SET phase = 'conclude', reason = coalesce(reason, ?) WHERE id = ? AND phase <> 'closed'",
      `${reason}`,
      id,
    )
  }

  /** How a run ended, or null while it has not. */
  closedRun(id: string): ClosedRun | null {
    const run = getRun(this.#sql, id)
    return run === null || run.phase !== 'closed'
      ? null
      : { id, at: new Date(run.nowMs).toISOString(), outcome: run.outcome }
  }

  /** Hands what is due to the outboxes; they keep each id once, so a repeat after a crash does no harm. */
  async handOver(): Promise<{ handedOver: number }> {
    let handedOver = 0
    for (;;) {
      const first = this.#sql
        .exec<{ destination: string }>('SELECT destination FROM handover ORDER BY seq LIMIT 1')
        .toArray()[0]
      if (!first) return { handedOver }
      const rows = this.#sql
        .exec<{ seq: number; id: string; thread: string | null; mode: string; notice: string }>(
          'SELECT seq, id, thread, mode, notice FROM handover WHERE destination = ? ORDER BY seq LIMIT ?',
          first.destination,
          HANDOVER_BATCH,
        )
        .toArray()
      await outboxStub(this.env, first.destination).enqueue(
        first.destination,
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

  listEvents(query: EventQuery) {
    return listEvents(this.#sql, query)
  }

  listRuns(limit: number): RunSummary[] {
    return listRuns(this.#sql, limit)
  }

  getRun(id: string): RunDetail | null {
    return runDetail(this.#sql, id)
  }

  listAlerts(query: AlertQuery): AlertSummary[] {
    return listAlerts(this.#sql, query)
  }

  getAlert(id: string): AlertDetail | null {
    return alertDetail(this.#sql, id)
  }
}
