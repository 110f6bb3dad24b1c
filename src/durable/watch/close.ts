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
  advice: string | null,
  destinations: Destinations,
  rules: AnnounceRules,
  wallMs: number,
): RunOutcome {
  const outcome: RunOutcome = run.reason === null ? 'complete' : 'incomplete'
  judgeWatch(sql, run, outcome, advice)
  announce(sql, { ...run, outcome }, destinations, rules)
  sql.exec(
    `UPDATE runs SET outcome = ?, phase = 'closed', finished_wall_ms = ?, cursor = NULL, memory = NULL,
       event_count = (SELECT count(*) FROM events WHERE seq > events_from) WHERE id = ?`,
    outcome,
    wallMs,
    run.id,
  )
  prune(sql, run.nowMs)
  return outcome
}

/** `watch.failing`: at once when the key is refused, else after two runs in a row that saw nothing conclusive. */
function judgeWatch(sql: SqlStorage, run: Run, outcome: RunOutcome, advice: string | null): void {
  if (outcome === 'complete') {
    setMeta(sql, 'failed_runs', '0')
    if (resolveAlert(sql, 'watch.failing', 'watch', run.nowMs)) tell(sql, run, 'watch.recovered', {})
    return
  }
  const failedRuns = Number(getMeta(sql, 'failed_runs') ?? 0) + 1
  setMeta(sql, 'failed_runs', String(failedRuns))
  const group = groupOf(sql, 'watch.failing', null)
  sql.exec('UPDATE alert_groups SET detail = ? WHERE seq = ?', advice, group)
  if (!run.urgent && failedRuns < FAILED_RUNS_TO_ALERT) return
  if (openAlert(sql, 'watch.failing', null, 'watch', run.nowMs)) {
    tell(sql, run, 'watch.failing', { reason: run.reason, advice, failed_runs: failedRuns })
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
  sql.exec('DELETE FROM runs WHERE now_ms < ?', before(KEEP_RUNS_DAYS))
  sql.exec('DELETE FROM decisions WHERE at_ms < ?', before(KEEP_RUNS_DAYS))
  sql.exec('DELETE FROM alerts WHERE resolved_ms < ? AND (end_told = 1 OR announced = 0)', before(KEEP_ALERTS_DAYS))
}
