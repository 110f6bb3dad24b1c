/** Runs as rows: where a run stands, what it cost, how it ended. */
import type { HourlyRunParams, Phase, RunOutcome, Walk } from '../../domain/runs.ts'
import type { CircleGuard } from '../../trackagoat/pages.ts'
import type { RunDetail, RunSummary } from './contract.ts'

/** What a walk remembers from page to page beside its cursor. */
export interface WalkMemory {
  readonly guard: CircleGuard
  /** `paid_at` of the very first payment listed, epoch ms. */
  readonly firstPaidMs: number | null
  /** Payments: whether the walk may end at a page without anything new. */
  readonly mayStopEarly: boolean
}

/** A run as it is worked on. Wall times are for durations and health only; conclusions use `nowMs`. */
export interface Run {
  readonly id: string
  readonly trigger: HourlyRunParams['trigger']
  readonly nowMs: number
  readonly outcome: RunOutcome
  readonly reason: string | null
  readonly advice: string | null
  readonly phase: Phase
  readonly cursor: string | null
  readonly memory: WalkMemory | null
  /** The failure concerns the key: the operator hears of it at once. */
  readonly urgent: boolean
  readonly attempts: number
  readonly limiterWaits: number
  readonly creatorsDone: boolean
  readonly accrualsDone: boolean
  readonly pages: Partial<Record<Walk, number>>
  readonly eventsFrom: number
  readonly startedWallMs: number
  readonly progressMs: number
}

interface RunRow extends Record<string, SqlStorageValue> {
  id: string
  trigger: string
  now_ms: number
  outcome: string
  reason: string | null
  advice: string | null
  phase: string
  cursor: string | null
  memory: string | null
  urgent: number
  attempts: number
  limiter_waits: number
  creators_done: number
  accruals_done: number
  pages: string
  requests: number
  bad_row_count: number
  events_from: number
  event_count: number
  vanished: number
  confirmations: number
  started_wall_ms: number
  finished_wall_ms: number | null
  progress_ms: number
}

/** Reads a run, or null. */
export function getRun(sql: SqlStorage, id: string): Run | null {
  const row = sql.exec<RunRow>('SELECT * FROM runs WHERE id = ?', id).toArray()[0]
  return row ? toRun(row) : null
}

/** The run under way, or null. There is at most one. */
export function runUnderWay(sql: SqlStorage): Run | null {
  const row = sql.exec<RunRow>("SELECT * FROM runs WHERE outcome = 'running'").toArray()[0]
  return row ? toRun(row) : null
}

/** The newest run, or null. */
export function lastRun(sql: SqlStorage): Run | null {
  const row = sql.exec<RunRow>('SELECT * FROM runs ORDER BY now_ms DESC, rowid DESC LIMIT 1').toArray()[0]
  return row ? toRun(row) : null
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    trigger: row.trigger as Run['trigger'],
    nowMs: row.now_ms,
    outcome: row.outcome as RunOutcome,
    reason: row.reason,
    advice: row.advice,
    phase: row.phase as Phase,
    cursor: row.cursor,
    memory: row.memory === null ? null : (JSON.parse(row.memory) as WalkMemory),
    urgent: row.urgent === 1,
    attempts: row.attempts,
    limiterWaits: row.limiter_waits,
    creatorsDone: row.creators_done === 1,
    accrualsDone: row.accruals_done === 1,
    pages: JSON.parse(row.pages) as Run['pages'],
    eventsFrom: row.events_from,
    startedWallMs: row.started_wall_ms,
    progressMs: row.progress_ms,
  }
}

/** Runs, newest first. */
export function listRuns(sql: SqlStorage, limit: number): RunSummary[] {
  return sql.exec<RunRow>('SELECT * FROM runs ORDER BY now_ms DESC, rowid DESC LIMIT ?', limit).toArray().map(toSummary)
}

/** One run, or null. */
export function runDetail(sql: SqlStorage, id: string): RunDetail | null {
  const row = sql.exec<RunRow>('SELECT * FROM runs WHERE id = ?', id).toArray()[0]
  if (!row) return null
  return {
    ...toSummary(row),
    set_aside: sql
      .exec<{ walk: string; id: string | null; problem: string }>(
        'SELECT walk, row_id AS id, problem FROM bad_rows WHERE run_id = ? ORDER BY rowid',
        id,
      )
      .toArray(),
    decisions: sql
      .exec<{ group: string; kind: string; project: string | null; action: string; reason: string; open: number }>(
        `SELECT 'grp_' || d.group_seq AS "group", g.kind, p.name AS project, d.action, d.reason, d.open_count AS open
         FROM decisions AS d JOIN alert_groups AS g ON g.seq = d.group_seq LEFT JOIN projects AS p ON p.id = g.project_id
         WHERE d.run_id = ? ORDER BY d.seq`,
        id,
      )
      .toArray(),
  }
}

function toSummary(row: RunRow): RunSummary {
  return {
    id: row.id,
    trigger: row.trigger,
    at: new Date(row.now_ms).toISOString(),
    outcome: row.outcome as RunOutcome,
    reason: row.reason,
    advice: row.advice,
    phase: row.phase as Phase,
    pages: JSON.parse(row.pages) as Run['pages'],
    confirmations: row.confirmations,
    requests: row.requests,
    events: row.event_count,
    bad_rows: row.bad_row_count,
    vanished: row.vanished,
    started_at: new Date(row.started_wall_ms).toISOString(),
    finished_at: row.finished_wall_ms === null ? null : new Date(row.finished_wall_ms).toISOString(),
    duration_ms: row.finished_wall_ms === null ? null : row.finished_wall_ms - row.started_wall_ms,
  }
}
