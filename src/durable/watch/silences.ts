/** Silences as rows, and what they do: an alert under one is marked, so that whoever decides need not match again. */
import type { AlertKind } from '../../domain/notice.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import {
  checkSilence,
  type Silence,
  type SilenceMatch,
  type SilenceOrder,
  type SilenceRefusal,
  silenceId,
  silenceSeq,
} from '../../domain/silences.ts'
import { groupId, groupSeq } from './groups.ts'

interface SilenceRow extends Record<string, SqlStorageValue> {
  seq: number
  kind: string | null
  creator_id: string | null
  handle: string | null
  project_id: string | null
  group_seq: number | null
  until_ms: number
  by: string
  comment: string | null
  created_ms: number
}

/** The longest first: an alert under several is silenced by that one. */
function inForce(sql: SqlStorage, nowMs: number): SilenceRow[] {
  return sql
    .exec<SilenceRow>(
      `SELECT seq, kind, creator_id, handle, project_id, group_seq, until_ms, by, comment, created_ms FROM silences
       WHERE ended_ms IS NULL AND until_ms > ? ORDER BY until_ms DESC, seq`,
      nowMs,
    )
    .toArray()
}

/**
 * Marks the alerts that a silence in force covers, and frees those whose silence is over. Call before deciding, in the same
 * transaction.
 */
export function applySilences(sql: SqlStorage, nowMs: number): void {
  const rows = inForce(sql, nowMs)
  sql.exec(
    `UPDATE alerts SET silenced = 0 WHERE silenced = 1 AND resolved_ms IS NULL
     AND silence_seq NOT IN (SELECT value FROM json_each(?))`,
    JSON.stringify(rows.map(({ seq }) => seq)),
  )
  for (const row of rows) cover(sql, row)
}

function cover(sql: SqlStorage, row: SilenceRow): void {
  const conditions = ["resolved_ms IS NULL AND silenced = 0 AND kind <> 'watch.failing'"]
  const values: SqlStorageValue[] = []
  const also = (condition: string, value: SqlStorageValue) => {
    if (value === null) return
    conditions.push(condition)
    values.push(value)
  }
  also('kind = ?', row.kind)
  also('creator_id = ?', row.creator_id)
  also('creator_id IN (SELECT id FROM creators WHERE lower(handle) = lower(?))', row.handle)
  also('group_seq IN (SELECT seq FROM alert_groups WHERE project_id = ?)', row.project_id)
  also('group_seq = ?', row.group_seq)
  sql.exec(`UPDATE alerts SET silenced = 1, silence_seq = ? WHERE ${conditions.join(' AND ')}`, row.seq, ...values)
}

/** The same wish of the same person again within minutes: a repeated delivery or a second click, not a second silence. */
const REPEAT_MS = 10 * 60_000

function isRepeat(row: SilenceRow, { match, untilMs, by, comment }: SilenceOrder, group: number | null, nowMs: number) {
  const isSameMatch =
    row.kind === (match.kind ?? null) &&
    row.creator_id === (match.creator_id ?? null) &&
    row.handle === (match.handle ?? null) &&
    row.project_id === (match.project_id ?? null) &&
    row.group_seq === group
  const isSoon = Math.abs(row.created_ms - nowMs) < REPEAT_MS && Math.abs(row.until_ms - untilMs) < REPEAT_MS
  return isSameMatch && isSoon && row.by === by && row.comment === comment
}

/** Stores a silence and marks what it covers. Call inside a transaction. */
export function storeSilence(sql: SqlStorage, order: SilenceOrder, nowMs: number): Result<Silence, SilenceRefusal> {
  const checked = checkSilence(order, nowMs)
  if (!checked.ok) return checked
  const { match, untilMs, by, comment } = checked.value
  const group = match.group_id === undefined ? null : groupSeq(match.group_id)
  if (match.group_id !== undefined && group === null) {
    return fail({ code: 'silence_not_allowed', detail: 'There is no such group of alerts.' })
  }
  const again = inForce(sql, nowMs).find((row) => isRepeat(row, checked.value, group, nowMs))
  if (again) return ok(toSilence(again))
  const row = sql
    .exec<SilenceRow>(
      `INSERT INTO silences (kind, creator_id, handle, project_id, group_seq, until_ms, by, comment, created_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       RETURNING seq, kind, creator_id, handle, project_id, group_seq, until_ms, by, comment, created_ms`,
      match.kind ?? null,
      match.creator_id ?? null,
      match.handle ?? null,
      match.project_id ?? null,
      group,
      untilMs,
      by,
      comment,
      nowMs,
    )
    .one()
  applySilences(sql, nowMs)
  return ok(toSilence(row))
}

/** Silences in force, the one that lasts longest first. */
export function listSilences(sql: SqlStorage, nowMs: number): Silence[] {
  return inForce(sql, nowMs).map(toSilence)
}

/** Ends a silence. False when it is over already, or never was. Call inside a transaction. */
export function endSilence(sql: SqlStorage, id: string, by: string, nowMs: number): boolean {
  const ended = sql
    .exec(
      'UPDATE silences SET ended_ms = ?, ended_by = ? WHERE seq = ? AND ended_ms IS NULL AND until_ms > ? RETURNING seq',
      nowMs,
      by,
      silenceSeq(id) ?? -1,
      nowMs,
    )
    .toArray()
  if (ended.length > 0) applySilences(sql, nowMs)
  return ended.length > 0
}

/** Groups whose message still counts alerts that are silenced now. */
export function groupsToRetell(sql: SqlStorage): number[] {
  return sql
    .exec<{ seq: number }>(
      `SELECT DISTINCT group_seq AS seq FROM alerts WHERE silenced = 1 AND resolved_ms IS NULL AND announced = 1`,
    )
    .toArray()
    .map(({ seq }) => seq)
}

function toSilence(row: SilenceRow): Silence {
  const match: SilenceMatch = {
    ...(row.kind === null ? {} : { kind: row.kind as AlertKind }),
    ...(row.creator_id === null ? {} : { creator_id: row.creator_id }),
    ...(row.handle === null ? {} : { handle: row.handle }),
    ...(row.project_id === null ? {} : { project_id: row.project_id }),
    ...(row.group_seq === null ? {} : { group_id: groupId(row.group_seq) }),
  }
  return {
    id: silenceId(row.seq),
    match,
    until: new Date(row.until_ms).toISOString(),
    by: row.by,
    comment: row.comment,
    created_at: new Date(row.created_ms).toISOString(),
  }
}
