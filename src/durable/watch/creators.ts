/** Storing a page of creators, and concluding which are no longer listed. */
import { type CreatorEventType, creatorEvent, WALKS_TO_CONFIRM_ABSENCE } from '../../domain/creators.ts'
import type { EventType } from '../../domain/events.ts'
import { type CreatorRow, creatorRow, rowProblem, storedName } from '../../trackagoat/schemas.ts'
import { appendEvents, type NewEvent } from './event-log.ts'
import { type LookContext, setAside } from './look-context.ts'
import { comparePage, printPage, seqsOf } from './prints.ts'
import { unseen } from './seen.ts'

/** The fields whose change matters. */
const WATCHED = {
  exact: ['is_active', 'last_scraped_at'],
  hashed: ['project_id', 'tiktok_handle', 'display_name'],
}

/** Stores one page; answers the seqs of the rows that were seen. Writes only what moved, in one transaction. */
export function storeCreators(context: LookContext, page: readonly unknown[]): number[] {
  const { sql } = context
  const { rows, prints } = printPage(context, 'creators', page, WATCHED)
  const { known, moved } = comparePage(sql, 'creators', prints, 't.listed = 1')
  return moved.length === 0 ? [...known] : [...known, ...storeMoved(context, rows, prints, moved)]
}

function storeMoved(
  context: LookContext,
  rows: ReadonlyMap<string, unknown>,
  prints: Readonly<Record<string, string>>,
  moved: readonly string[],
): number[] {
  const { sql } = context
  const before = new Map<string, { isActive: boolean; revision: number }>()
  const known = sql
    .exec(
      'SELECT id, is_active, revision FROM creators WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(moved),
    )
    .raw<[string, number, number]>()
  for (const [id, isActive, revision] of known) before.set(id, { isActive: isActive === 1, revision })

  const events: { row: CreatorRow; type: CreatorEventType; revision: number }[] = []
  const tuples: unknown[][] = []
  const bad: string[] = []
  for (const id of moved) {
    const checked = creatorRow.safeParse(rows.get(id))
    if (!checked.success) {
      setAside(context, 'creators', id, rowProblem(checked.error))
      bad.push(id)
      continue
    }
    const creator = checked.data
    const previous = before.get(id) ?? null
    const type = context.creatorsKnown ? creatorEvent(previous, { isActive: creator.is_active }) : null
    const revision = (previous?.revision ?? 0) + (type === null ? 0 : 1)
    if (type !== null) events.push({ row: creator, type, revision })
    const scraped = creator.last_scraped_at
    const displayName = creator.display_name == null ? null : storedName(creator.display_name)
    tuples.push([
      id,
      creator.project_id,
      creator.tiktok_handle.toWellFormed(),
      displayName,
      creator.is_active ? 1 : 0,
      scraped,
      scraped === null ? null : Date.parse(scraped),
      revision,
      prints[id],
    ])
  }
  const stored = sql
    .exec(
      `INSERT INTO creators (id, project_id, handle, display_name, is_active, last_scraped_at, last_scraped_ms, revision, print)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8
       FROM json_each(?) WHERE true
       ON CONFLICT (id) DO UPDATE SET project_id = excluded.project_id, handle = excluded.handle,
         display_name = excluded.display_name, is_active = excluded.is_active, last_scraped_at = excluded.last_scraped_at,
         last_scraped_ms = excluded.last_scraped_ms, revision = excluded.revision, print = excluded.print, listed = 1, missed_walks = 0
       RETURNING seq`,
      JSON.stringify(tuples),
    )
    .raw<[number]>()
  const seqs = seqsOf(sql, 'creators', bad, 't.listed = 1')
  for (const [seq] of stored) seqs.push(seq)
  if (events.length > 0) {
    const names = projectNames(
      sql,
      events.map(({ row }) => row.project_id),
    )
    appendEvents(
      sql,
      context.nowMs,
      events.map(({ row, type, revision }) =>
        creatorEventOf(type, revision, {
          id: row.id,
          handle: row.tiktok_handle,
          displayName: row.display_name == null ? null : storedName(row.display_name),
          projectId: row.project_id,
          projectName: names.get(row.project_id) ?? null,
          lastScrapedAt: row.last_scraped_at,
          isActive: row.is_active,
        }),
      ),
    )
  }
  return seqs
}

/**
 * After a walk that ended properly: counts who was not listed, and takes those for deactivated who were missed by
 * enough walks in a row. Call inside a transaction, once a run.
 */
export function concludeAbsence(context: LookContext): void {
  const { sql } = context
  forgiveSeen(sql)
  for (const seqs of unseen(sql, 'creators', 'creators', 'listed = 1')) {
    const list = JSON.stringify(seqs)
    sql.exec('UPDATE creators SET missed_walks = missed_walks + 1 WHERE seq IN (SELECT value FROM json_each(?))', list)
    const gone = Array.from(
      sql
        .exec(
          `SELECT c.id, c.handle, c.display_name, c.project_id, p.name, c.last_scraped_at, c.is_active, c.revision
         FROM creators AS c LEFT JOIN projects AS p ON p.id = c.project_id
         WHERE c.seq IN (SELECT value FROM json_each(?)) AND c.missed_walks >= ?`,
          list,
          WALKS_TO_CONFIRM_ABSENCE,
        )
        .raw<[string, string, string | null, string, string | null, string | null, number, number]>(),
    )
    const told = gone.filter((row) => row[6] === 1 && context.creatorsKnown)
    // The print is dropped so that a return is looked at whatever it looks like.
    sql.exec(
      `UPDATE creators SET listed = 0, is_active = 0, print = NULL, revision = revision + (is_active * ?)
       WHERE id IN (SELECT value FROM json_each(?))`,
      context.creatorsKnown ? 1 : 0,
      JSON.stringify(gone.map((row) => row[0])),
    )
    appendEvents(
      sql,
      context.nowMs,
      told.map(([id, handle, displayName, projectId, projectName, lastScrapedAt, , revision]) =>
        creatorEventOf('creator.deactivated', revision + 1, {
          id,
          handle,
          displayName,
          projectId,
          projectName,
          lastScrapedAt,
          isActive: false,
        }),
      ),
    )
  }
}

/** Whoever was missed before and is listed again was only missed. */
function forgiveSeen(sql: SqlStorage): void {
  const missed = sql.exec('SELECT seq FROM creators WHERE missed_walks > 0 AND listed = 1').raw<[number]>()
  const suspects = new Set(Array.from(missed, ([seq]) => seq))
  if (suspects.size === 0) return
  for (const seqs of unseen(sql, 'creators', 'creators', 'listed = 1')) {
    for (const seq of seqs) suspects.delete(seq)
  }
  sql.exec(
    'UPDATE creators SET missed_walks = 0 WHERE seq IN (SELECT value FROM json_each(?))',
    JSON.stringify([...suspects]),
  )
}

/** A creator's facts as events carry them. */
export interface CreatorEventFacts {
  readonly id: string
  readonly handle: string
  readonly displayName: string | null
  readonly projectId: string
  readonly projectName: string | null
  readonly lastScrapedAt: string | null
  readonly isActive: boolean
}

/** Builds an event about a creator (interface 4). */
export function creatorEventOf(type: EventType, revision: number, creator: CreatorEventFacts): NewEvent {
  return {
    type,
    subjectId: creator.id,
    revision,
    projectId: creator.projectId,
    amountCents: null,
    data: {
      creator_id: creator.id,
      handle: creator.handle,
      display_name: creator.displayName,
      project_id: creator.projectId,
      project_name: creator.projectName,
      last_scraped_at: creator.lastScrapedAt === null ? null : new Date(creator.lastScrapedAt).toISOString(),
      is_active: creator.isActive,
    },
  }
}

function projectNames(sql: SqlStorage, projectIds: readonly string[]): Map<string, string> {
  const rows = sql
    .exec(
      'SELECT id, name FROM projects WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify([...new Set(projectIds)]),
    )
    .raw<[string, string]>()
  return new Map(rows)
}
