/** Opening and resolving alerts: which conditions hold now. Each batch is one transaction of its own. */
import { EARNED } from '../../domain/accruals.ts'
import { toCents } from '../../domain/money.ts'
import type { AlertKind } from '../../domain/notice.ts'
import { accrualData, creatorFacts, UNKNOWN_CREATOR } from './accruals.ts'
import { creatorEventOf } from './creators.ts'
import { appendEvents, type NewEvent } from './event-log.ts'

const BATCH = 500

/** The group of a kind in a project, made when there is none. */
export function groupOf(sql: SqlStorage, kind: AlertKind, projectId: string | null): number {
  const found = sql
    .exec<{ seq: number }>(
      "SELECT seq FROM alert_groups WHERE kind = ? AND ifnull(project_id, '') = ifnull(?, '')",
      kind,
      projectId,
    )
    .toArray()[0]
  if (found) return found.seq
  return sql
    .exec<{ seq: number }>('INSERT INTO alert_groups (kind, project_id) VALUES (?, ?) RETURNING seq', kind, projectId)
    .one().seq
}

/**
 * Opens an alert unless one is open for the same subject. Returns whether it was opened. `creatorId`: whom it concerns, for
 * silences. `basisMs`: what the condition was judged by, a creator's last scrape.
 */
export function openAlert(
  sql: SqlStorage,
  kind: AlertKind,
  projectId: string | null,
  subjectId: string,
  creatorId: string | null,
  nowMs: number,
  basisMs: number | null,
): boolean {
  const opened = sql.exec(
    `INSERT OR IGNORE INTO alerts (group_seq, kind, subject_id, creator_id, opened_ms, basis_ms) VALUES (?, ?, ?, ?, ?, ?)
     RETURNING seq`,
    groupOf(sql, kind, projectId),
    kind,
    subjectId,
    creatorId,
    nowMs,
    basisMs,
  )
  return opened.toArray().length > 0
}

/** Ends the open alert of a subject. Returns whether there was one. */
export function resolveAlert(sql: SqlStorage, kind: AlertKind, subjectId: string, nowMs: number): boolean {
  const ended = sql.exec(
    'UPDATE alerts SET resolved_ms = ? WHERE kind = ? AND subject_id = ? AND resolved_ms IS NULL RETURNING seq',
    nowMs,
    kind,
    subjectId,
  )
  return ended.toArray().length > 0
}

/** What is judged: now, the threshold, and where the last batch stopped. All times epoch ms. */
export interface Judgement {
  readonly nowMs: number
  readonly cutoffMs: number
  /** Rows up to this seq were judged by earlier batches. */
  readonly afterSeq: number
}

/** Answers of a batch: the seq it got to; null when nothing is left to open. */
export type Batch = number | null

/** A creator as both conditions and their events need it. */
interface CreatorRow extends Record<string, SqlStorageValue> {
  seq: number
  id: string
  handle: string
  display_name: string | null
  project_id: string
  project_name: string | null
  last_scraped_at: string | null
  last_scraped_ms: number | null
  is_active: number
  revision: number
}

const CREATOR_COLUMNS = `c.seq, c.id, c.handle, c.display_name, c.project_id, p.name AS project_name,
  c.last_scraped_at, c.last_scraped_ms, c.is_active, c.revision`
const STALE = 'c.is_active = 1 AND c.listed = 1 AND ifnull(c.last_scraped_ms, -1) < ?'

/** Opens `creator.stale` for the next creators. Only after a complete walk of creators. */
export function openStale(sql: SqlStorage, { nowMs, cutoffMs, afterSeq }: Judgement): Batch {
  const rows = sql
    .exec<CreatorRow>(
      `SELECT ${CREATOR_COLUMNS} FROM creators AS c LEFT JOIN projects AS p ON p.id = c.project_id
       WHERE ${STALE} AND c.seq > ? AND NOT EXISTS (
         SELECT 1 FROM alerts AS a WHERE a.kind = 'creator.stale' AND a.subject_id = c.id AND a.resolved_ms IS NULL)
       ORDER BY c.seq LIMIT ${BATCH}`,
      cutoffMs,
      afterSeq,
    )
    .toArray()
  for (const row of rows)
    openAlert(sql, 'creator.stale', row.project_id, row.id, row.id, nowMs, row.last_scraped_ms ?? -1)
  tellOfCreators(sql, 'creator.stale', rows, nowMs)
  return rows.length < BATCH ? null : (rows.at(-1)?.seq ?? null)
}

/**
 * Ends `creator.stale` where it no longer holds. `creator.recovered` is told of those who were scraped since: one that is
 * not tracked any more did not recover, nor did one for whom only the threshold moved.
 */
export function endStale(sql: SqlStorage, { nowMs, cutoffMs }: Judgement): Batch {
  const rows = sql
    .exec<CreatorRow & { basis_ms: number | null }>(
      `SELECT ${CREATOR_COLUMNS}, a.basis_ms FROM alerts AS a JOIN creators AS c ON c.id = a.subject_id
       LEFT JOIN projects AS p ON p.id = c.project_id
       WHERE a.kind = 'creator.stale' AND a.resolved_ms IS NULL AND NOT (${STALE}) LIMIT ${BATCH}`,
      cutoffMs,
    )
    .toArray()
  for (const { id } of rows) resolveAlert(sql, 'creator.stale', id, nowMs)
  const recovered = rows.filter((row) => row.is_active === 1 && (row.last_scraped_ms ?? -1) > (row.basis_ms ?? -1))
  tellOfCreators(sql, 'creator.recovered', recovered, nowMs)
  return rows.length < BATCH ? null : 0
}

function tellOfCreators(
  sql: SqlStorage,
  type: 'creator.stale' | 'creator.recovered',
  rows: readonly CreatorRow[],
  nowMs: number,
): void {
  appendEvents(
    sql,
    nowMs,
    rows.map((row) =>
      creatorEventOf(type, row.revision + 1, {
        id: row.id,
        handle: row.handle,
        displayName: row.display_name,
        projectId: row.project_id,
        projectName: row.project_name,
        lastScrapedAt: row.last_scraped_at,
        isActive: row.is_active === 1,
      }),
    ),
  )
  bump(
    sql,
    'creators',
    rows.map(({ id }) => id),
  )
}

/** Ends `accrual.overdue` where it no longer holds; what became of the accrual has an event of its own. */
export function endOverdue(sql: SqlStorage, { nowMs, cutoffMs }: Judgement): void {
  sql.exec(
    `UPDATE alerts SET resolved_ms = ? WHERE kind = 'accrual.overdue' AND resolved_ms IS NULL AND NOT EXISTS (
       SELECT 1 FROM accruals AS x WHERE x.id = alerts.subject_id AND x.status = 'earned' AND x.period_end_ms < ?)`,
    nowMs,
    cutoffMs,
  )
}

interface AccrualRow extends Record<string, SqlStorageValue> {
  seq: number
  id: string
  creator_id: string
  structure_id: string | null
  amount_cents: number
  period_start_at: string
  period_end_at: string
  revision: number
}

/** Opens `accrual.overdue` for the next accruals. Only when it is known what left the earned set. */
export function openOverdue(sql: SqlStorage, { nowMs, cutoffMs, afterSeq }: Judgement): Batch {
  const rows = sql
    .exec<AccrualRow>(
      `SELECT x.seq, x.id, x.creator_id, x.structure_id, x.amount_cents, x.period_start_at, x.period_end_at, x.revision
       FROM accruals AS x WHERE x.status = 'earned' AND x.period_end_ms < ? AND x.seq > ? AND NOT EXISTS (
         SELECT 1 FROM alerts AS a WHERE a.kind = 'accrual.overdue' AND a.subject_id = x.id AND a.resolved_ms IS NULL)
       ORDER BY x.seq LIMIT ${BATCH}`,
      cutoffMs,
      afterSeq,
    )
    .toArray()
  const people = creatorFacts(
    sql,
    rows.map((row) => row.creator_id),
  )
  appendEvents(
    sql,
    nowMs,
    rows.map((row): NewEvent => {
      const creator = people.get(row.creator_id) ?? UNKNOWN_CREATOR
      openAlert(sql, 'accrual.overdue', creator.projectId, row.id, row.creator_id, nowMs, null)
      return {
        type: 'accrual.overdue',
        subjectId: row.id,
        revision: row.revision + 1,
        projectId: creator.projectId,
        amountCents: row.amount_cents,
        data: accrualData({ ...row, amount_cents: toCents(row.amount_cents), status: EARNED }, creator),
      }
    }),
  )
  bump(
    sql,
    'accruals',
    rows.map(({ id }) => id),
  )
  return rows.length < BATCH ? null : (rows.at(-1)?.seq ?? null)
}

function bump(sql: SqlStorage, table: 'creators' | 'accruals', ids: readonly string[]): void {
  sql.exec(
    `UPDATE ${table} SET revision = revision + 1 WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
}
