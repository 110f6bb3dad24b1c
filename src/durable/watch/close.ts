/** Closing a run: the watch's own health, the announcement and the clean-up, in one transaction. */
import { FAILED_RUNS_TO_ALERT } from '../../domain/alerts.ts'
import type { RunOutcome } from '../../domain/runs.ts'
import { type AnnounceRules, announce, type Destinations } from './announce.ts'
import { groupOf, openAlert, resolveAlert } from './conditions.ts'
import { appendEvents } from './event-log.ts'
import type { Run } from './run-log.ts'
import { getMeta, setMeta } from './schema.ts'

const DAY_MS = 86_400_000
/** How long things are kept; docs/storage.md. */
const KEEP_EVENTS_DAYS = 90
const KEEP_RUNS_DAYS = 30
const KEEP_ALERTS_DAYS = 30

/** Closes a run that looked as far as it could. Call inside a transaction. */
export function closeRun(
  sql: SqlStorage,
  run: Run,
  destinations: Destinations,
  rules: AnnounceRules,
  wallMs: number,
): RunOutcome {
  const outcome: RunOutcome = run.reason === null ? 'complete' : 'incomplete'
  if (outcome === 'complete') noteGoodRun(sql, run)
  else noteFailedRun(sql, run)
  announce(sql, { ...run, outcome }, destinations, rules)
  sql.exec(
    `UPDATE runs SET outcome = ?, phase = 'closed', finished_wall_ms = ?, cursor = NULL, memory = NULL,
       event_count = (SELECT count(*) FROM events WHERE seq > events_from AND noted = 0) WHERE id = ?`,
    outcome,
    wallMs,
    run.id,
  )
  prune(sql, run.nowMs)
  return outcome
}

/** A run that saw everything: whatever was wrong with the watch is over. */
function noteGoodRun(sql: SqlStorage, run: Run): void {
  setMeta(sql, 'failed_runs', '0')
  if (resolveAlert(sql, 'watch.failing', 'watch', run.nowMs)) tell(sql, run, 'watch.recovered', {})
}

/**
 * A run that saw nothing conclusive. `watch.failing` opens at once when the key is refused, else after two such runs in a
 * row. What is wrong may change while it is open: then the message is edited, and people are told anew when it is the key.
 */
export function noteFailedRun(sql: SqlStorage, run: Run): void {
  const { reason, advice, urgent } = run
  const failedRuns = Number(getMeta(sql, 'failed_runs') ?? 0) + 1
  setMeta(sql, 'failed_runs', String(failedRuns))
  const group = groupOf(sql, 'watch.failing', null)
  const before = sql
    .exec<{ detail: string | null }>('SELECT detail FROM alert_groups WHERE seq = ?', group)
    .one().detail
  if (before !== advice) {
    sql.exec('UPDATE alert_groups SET detail = ? WHERE seq = ?', advice, group)
    sql.exec('UPDATE alerts SET announced = 0 WHERE group_seq = ? AND resolved_ms IS NULL', group)
    // Long ago: so a reminder is due, which people notice.
    if (urgent) sql.exec('UPDATE alert_groups SET last_notified_ms = 0 WHERE seq = ? AND last_notified_ms > 0', group)
  }
  if (!urgent && failedRuns < FAILED_RUNS_TO_ALERT) return
  if (openAlert(sql, 'watch.failing', null, 'watch', null, run.nowMs, null)) {
    tell(sql, run, 'watch.failing', { reason, advice, failed_runs: failedRuns })
  }
}

function tell(
  sql: SqlStorage,
  run: Run,
  type: 'watch.failing' | 'watch.recovered',
  data: Record<string, unknown>,
): void {
  const revision = Number(getMeta(sql, 'watch_revision') ?? 0) + 1
  setMeta(sql, 'watch_revision', String(revision))
  appendEvents(sql, run.nowMs, [
    { type, subjectId: 'watch', revision, projectId: null, amountCents: null, data: { run_id: run.id, ...data } },
  ])
}

function prune(sql: SqlStorage, nowMs: number): void {
  const before = (days: number) => nowMs - days * DAY_MS
  sql.exec('DELETE FROM events WHERE at_ms < ?', before(KEEP_EVENTS_DAYS))
  sql.exec('DELETE FROM bad_rows WHERE run_id IN (SELECT id FROM runs WHERE now_ms < ?)', before(KEEP_RUNS_DAYS))
  // The last full look stays, however long ago: reads say by it how old they are.
  sql.exec(
    `DELETE FROM runs WHERE now_ms < ? AND now_ms <> ifnull((SELECT max(now_ms) FROM runs WHERE accruals_done = 1), -1)`,
    before(KEEP_RUNS_DAYS),
  )
  sql.exec('DELETE FROM decisions WHERE at_ms < ?', before(KEEP_RUNS_DAYS))
  sql.exec('DELETE FROM alerts WHERE resolved_ms < ? AND (end_told = 1 OR announced <> 1)', before(KEEP_ALERTS_DAYS))
  sql.exec('DELETE FROM silences WHERE ifnull(ended_ms, until_ms) < ?', before(KEEP_ALERTS_DAYS))
}
