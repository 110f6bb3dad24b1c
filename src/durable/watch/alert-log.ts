/** Alerts as `GET /v1/alerts` shows them, with the reasons of the decisions that concerned them. */
import type { AlertKind } from '../../domain/notice.ts'
import { silenceId } from '../../domain/silences.ts'
import type { AlertDecision, AlertDetail, AlertSummary } from './contract.ts'
import { groupId } from './groups.ts'

interface AlertRow extends Record<string, SqlStorageValue> {
  seq: number
  kind: string
  subject_id: string
  group_seq: number
  opened_ms: number
  resolved_ms: number | null
  announced: number
  silenced: number
  silence_seq: number | null
  acknowledged_by: string | null
  project_id: string | null
  project_name: string | null
  handle: string | null
}

const SELECT = `
  SELECT a.seq, a.kind, a.subject_id, a.group_seq, a.opened_ms, a.resolved_ms, a.announced, a.silenced, a.silence_seq,
         g.acknowledged_by, g.project_id, p.name AS project_name, c.handle
  FROM alerts AS a JOIN alert_groups AS g ON g.seq = a.group_seq LEFT JOIN projects AS p ON p.id = g.project_id
  LEFT JOIN creators AS c ON c.id = a.creator_id`

/** What `GET /v1/alerts` asks for. */
export interface AlertQuery {
  readonly state: 'open' | 'resolved' | null
  readonly kind: string | null
  readonly limit: number
}

/** Alerts, newest first. */
export function listAlerts(sql: SqlStorage, query: AlertQuery): AlertSummary[] {
  return sql
    .exec<AlertRow>(
      `${SELECT} WHERE (?1 IS NULL OR (a.resolved_ms IS NULL) = (?1 = 'open')) AND (?2 IS NULL OR a.kind = ?2)
       ORDER BY a.seq DESC LIMIT ?3`,
      query.state,
      query.kind,
      query.limit,
    )
    .toArray()
    .map((row) => toSummary(sql, row))
}

/** One alert by its id `alr_N`, or the newest of a group by `grp_N`; null when there is none. */
export function alertDetail(sql: SqlStorage, id: string): AlertDetail | null {
  const match = /^(alr|grp)_(\d{1,15})$/.exec(id)
  if (!match) return null
  const column = match[1] === 'alr' ? 'a.seq' : 'a.group_seq'
  const row = sql
    .exec<AlertRow>(`${SELECT} WHERE ${column} = ? ORDER BY a.seq DESC LIMIT 1`, Number(match[2]))
    .toArray()[0]
  return row ? { ...toSummary(sql, row), decisions: decisions(sql, row, 50) } : null
}

function toSummary(sql: SqlStorage, row: AlertRow): AlertSummary {
  return {
    id: `alr_${row.seq}`,
    kind: row.kind as AlertKind,
    state: row.resolved_ms === null ? 'open' : 'resolved',
    subject_id: row.subject_id,
    handle: row.handle,
    project: row.project_id === null ? null : { id: row.project_id, name: row.project_name ?? row.project_id },
    group_id: groupId(row.group_seq),
    opened_at: new Date(row.opened_ms).toISOString(),
    resolved_at: row.resolved_ms === null ? null : new Date(row.resolved_ms).toISOString(),
    announced: row.announced !== 0,
    silenced_by: row.resolved_ms === null && row.silenced === 1 ? silenceId(row.silence_seq ?? 0) : null,
    acknowledged_by: row.resolved_ms === null ? row.acknowledged_by : null,
    last_decision: decisions(sql, row, 1)[0] ?? null,
  }
}

/** Decisions made since the alert opened; the one that told its end included. Those on silenced ones only if it was one. */
function decisions(sql: SqlStorage, row: AlertRow, limit: number): AlertDecision[] {
  return sql
    .exec<{ at_ms: number; run_id: string; action: string; reason: string; open_count: number; times: number }>(
      `SELECT at_ms, run_id, action, reason, open_count, times FROM decisions
       WHERE group_seq = ? AND silenced <= ? AND at_ms >= ? AND at_ms <= ? ORDER BY seq DESC LIMIT ?`,
      row.group_seq,
      row.silence_seq === null ? 0 : 1,
      row.opened_ms,
      row.resolved_ms ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .toArray()
    .map((decision) => ({
      at: new Date(decision.at_ms).toISOString(),
      run_id: decision.run_id,
      action: decision.action,
      reason: decision.reason,
      open: decision.open_count,
      times: decision.times,
    }))
}
