/** Opening and resolving alerts: which conditions hold now. Each batch is one transaction of its own. */
import { EARNED } from '../../domain/accruals.ts'
import { toCents } from '../../domain/money.ts'
import type { AlertKind } from '../../domain/notice.ts'
import { accrualData, creatorFacts } from './accruals.ts'
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

/** Opens an alert unless one is open for the same subject. Returns whether it was opened. */
export function openAlert(
  sql: SqlStorage,
  kind: AlertKind,
  projectId: string | null,
  subjectId: string,
  nowMs: number,
): boolean {
  const opened = sql.exec(
    'INSERT OR IGNORE INTO alerts (group_seq, kind, subject_id, opened_ms) VALUES (?, ?, ?, ?) RETURNING seq',
    groupOf(sql, kind, projectId),
    kind,
    subjectId,
    nowMs,
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

/** Opens and resolves `creator.stale`. Only after a complete walk of creators. Returns false when nothing is left to do. */
export function judgeFreshness(sql: SqlStorage, cutoffMs: number, nowMs: number): boolean {
  const stale = `c.is_active = 1 AND c.listed = 1 AND ifnull(c.last_scraped_ms, -1) < ${Math.floor(cutoffMs)}`
  const columns = 'c.id, c.handle, c.display_name, c.project_id, p.name, c.last_scraped_at, c.is_active, c.revision'
  const from = 'FROM creators AS c LEFT JOIN projects AS p ON p.id = c.project_id'
  const opening = Array.from(
    sql
      .exec(
        `SELECT ${columns} ${from} WHERE ${stale} AND NOT EXISTS (
         SELECT 1 FROM alerts AS a WHERE a.kind = 'creator.stale' AND a.subject_id = c.id AND a.resolved_ms IS NULL)
       LIMIT ${BATCH}`,
      )
      .raw<CreatorTuple>(),
  )
  const ending = Array.from(
    sql
      .exec(
        `SELECT ${columns} FROM alerts AS a JOIN creators AS c ON c.id = a.subject_id
       LEFT JOIN projects AS p ON p.id = c.project_id
       WHERE a.kind = 'creator.stale' AND a.resolved_ms IS NULL AND NOT (${stale}) LIMIT ${BATCH}`,
      )
      .raw<CreatorTuple>(),
  )
  for (const creator of opening) openAlert(sql, 'creator.stale', creator[3], creator[0], nowMs)
  for (const creator of ending) resolveAlert(sql, 'creator.stale', creator[0], nowMs)
  // One that is not tracked any more did not recover; its deactivation has an event of its own.
  const recovered = ending.filter((creator) => creator[6] === 1)
  const toEvent = (type: 'creator.stale' | 'creator.recovered') => (row: CreatorTuple) => {
    const [id, handle, displayName, projectId, projectName, lastScrapedAt, isActive, revision] = row
    return creatorEventOf(type, revision + 1, {
      id,
      handle,
      displayName,
      projectId,
      projectName,
      lastScrapedAt,
      isActive: isActive === 1,
    })
  }
  appendEvents(sql, nowMs, [...opening.map(toEvent('creator.stale')), ...recovered.map(toEvent('creator.recovered'))])
  bump(
    sql,
    'creators',
    [...opening, ...recovered].map((row) => row[0]),
  )
  return opening.length === BATCH || ending.length === BATCH
}

type CreatorTuple = [string, string, string | null, string, string | null, string | null, number, number]

/** Opens and resolves `accrual.overdue`. Only when it is known what left the earned set. Returns as `judgeFreshness`. */
export function judgeOverdue(sql: SqlStorage, cutoffMs: number, nowMs: number): boolean {
  const opening = Array.from(
    sql
      .exec(
        `SELECT x.id, x.creator_id, x.structure_id, x.amount_cents, x.period_start_at, x.period_end_at, x.revision
       FROM accruals AS x WHERE x.status = 'earned' AND x.period_end_ms < ? AND NOT EXISTS (
         SELECT 1 FROM alerts AS a WHERE a.kind = 'accrual.overdue' AND a.subject_id = x.id AND a.resolved_ms IS NULL)
       LIMIT ${BATCH}`,
        cutoffMs,
      )
      .raw<[string, string, string | null, number, string, string, number]>(),
  )
  sql.exec(
    `UPDATE alerts SET resolved_ms = ? WHERE kind = 'accrual.overdue' AND resolved_ms IS NULL AND NOT EXISTS (
       SELECT 1 FROM accruals AS x WHERE x.id = alerts.subject_id AND x.status = 'earned' AND x.period_end_ms < ?)`,
    nowMs,
    cutoffMs,
  )
  const people = creatorFacts(
    sql,
    opening.map((row) => row[1]),
  )
  appendEvents(
    sql,
    nowMs,
    opening.map((row): NewEvent => {
      const [id, creatorId, structureId, amountCents, periodStartAt, periodEndAt, revision] = row
      const creator = people.get(creatorId) ?? { handle: null, displayName: null, projectId: null, projectName: null }
      openAlert(sql, 'accrual.overdue', creator.projectId, id, nowMs)
      return {
        type: 'accrual.overdue',
        subjectId: id,
        revision: revision + 1,
        projectId: creator.projectId,
        amountCents,
        data: accrualData(
          {
            id,
            creator_id: creatorId,
            structure_id: structureId,
            amount_cents: toCents(amountCents),
            status: EARNED,
            period_start_at: periodStartAt,
            period_end_at: periodEndAt,
          },
          creator,
        ),
      }
    }),
  )
  bump(
    sql,
    'accruals',
    opening.map((row) => row[0]),
  )
  return opening.length === BATCH
}

function bump(sql: SqlStorage, table: 'creators' | 'accruals', ids: readonly string[]): void {
  sql.exec(
    `UPDATE ${table} SET revision = revision + 1 WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
}
