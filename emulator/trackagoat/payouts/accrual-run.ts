/**
 * The accrual runs: hourly at :15 (contract 5.1). They are computed when somebody looks, all that were missed in their
 * order, going from period end to period end; the hours in between have nothing to do.
 * @module
 */
import type { Options } from '../../options.ts'
import { HOUR_MS } from '../durations.ts'
import type { World } from '../world.ts'
import { accruePeriod, type DuePeriod } from './accrue.ts'
import { type PeriodKind, periodsEnding } from './periods.ts'

const MINUTE_MS = 60_000

/** Goals are judged 48 hours after the period's end, when posts are settled (contract 5.1). */
const GOALS_WAIT_MS = 48 * HOUR_MS

const RUN_AT_MINUTE = { on_time: 15, delayed: 40, skipped: 15 } as const

const KINDS: readonly PeriodKind[] = ['weekly', 'monthly']

type Progress = {
  /** What became due until then has been computed. */
  handledUntilMs: number
  /** No run happened before: runs were switched off until then. */
  offUntilMs: number
}

type Candidate = { structure: number; project: number; version: number; period: PeriodKind; criteria_type: string }

/** The latest run of the hour at or before an instant. */
export function runBefore(instantMs: number, mode: Options['accrual_run']): number {
  const offsetMs = RUN_AT_MINUTE[mode] * MINUTE_MS
  return Math.floor((instantMs - offsetMs) / HOUR_MS) * HOUR_MS + offsetMs
}

/** The first run at or after an instant. */
function runAfter(instantMs: number, mode: Options['accrual_run']): number {
  const offsetMs = RUN_AT_MINUTE[mode] * MINUTE_MS
  return Math.ceil((instantMs - offsetMs) / HOUR_MS) * HOUR_MS + offsetMs
}

/** When a period of this type can first be computed. */
export function dueMs(endMs: number, criteriaType: string): number {
  return criteriaType === 'goals' ? endMs + GOALS_WAIT_MS : endMs
}

export class AccrualRuns {
  readonly #world: World
  #progress: Progress = { handledUntilMs: 0, offUntilMs: 0 }

  constructor(world: World) {
    this.#world = world
  }

  /** After a reset: what was due before belongs to the seeded past. */
  startAt(nowMs: number): void {
    this.#keep({ handledUntilMs: runBefore(nowMs, 'on_time'), offUntilMs: 0 })
  }

  restore(): void {
    this.#progress = this.#world.setting<Progress>('accrual_runs') ?? this.#progress
  }

  /** The runs change their minute, or come back after having been skipped: a missed run is made up for at the next. */
  rulesChange(nowMs: number, before: Options['accrual_run']): void {
    if (before === 'skipped') this.#keep({ ...this.#progress, offUntilMs: nowMs })
  }

  /**
   * Computes every run between the last look and now. `letPass` brings everything else to the instant of each run first:
   * posts that were found by then count in it.
   */
  catchUp(nowMs: number, letPass: (untilMs: number) => void): void {
    const mode = this.#world.options.accrual_run
    if (nowMs < this.#progress.handledUntilMs) this.#keep({ ...this.#progress, handledUntilMs: runBefore(nowMs, mode) })
    const lastRunMs = runBefore(nowMs, mode)
    const { handledUntilMs, offUntilMs } = this.#progress
    if (mode === 'skipped' || lastRunMs <= handledUntilMs || lastRunMs < offUntilMs) return
    this.#world.store.transaction(() => {
      for (const due of this.#due(handledUntilMs, lastRunMs)) {
        const computedMs = runAfter(Math.max(due.dueMs, offUntilMs), mode)
        letPass(computedMs)
        accruePeriod(this.#world, due, computedMs)
      }
      this.#keep({ handledUntilMs: lastRunMs, offUntilMs })
    })
  }

  /** The periods of all structures that became due in between, in order. */
  #due(afterMs: number, untilMs: number): DuePeriod[] {
    const due: DuePeriod[] = []
    for (const kind of KINDS) {
      for (const span of periodsEnding(kind, afterMs - GOALS_WAIT_MS, untilMs)) {
        for (const candidate of this.#candidates(kind, span.endMs)) {
          const at = dueMs(span.endMs, candidate.criteria_type)
          if (at > afterMs && at <= untilMs) due.push({ ...candidate, ...span, dueMs: at })
        }
      }
    }
    return due.sort((a, b) => a.dueMs - b.dueMs || a.structure - b.structure)
  }

  /** The structures that are not archived, each with the version that was in force at the period's end (3.8): the one written last, which after the clock was set back need not be the latest. */
  #candidates(kind: PeriodKind, endMs: number): Candidate[] {
    return this.#world.store
      .all<Candidate>(
        `SELECT s.seq AS structure, s.project, v.seq AS version, v.period, v.criteria_type
         FROM structures s JOIN versions v ON v.seq =
           (SELECT seq FROM versions WHERE structure = s.seq AND created_ms <= ? ORDER BY seq DESC LIMIT 1)
         WHERE s.is_active = 1 ORDER BY s.seq`,
        endMs,
      )
      .filter((candidate) => candidate.period === kind)
  }

  #keep(progress: Progress): void {
    this.#progress = progress
    this.#world.setSetting('accrual_runs', progress)
  }
}
