/** Creators as they are known, in lists. */
import { staleCutoffMs } from '../../../domain/freshness.ts'
import type { KnownCreator, Read, ReadQuery } from '../../../domain/reads.ts'
import type { CreatorQuery } from '../contract.ts'
import { asOfMs, isoOrNull } from './as-of.ts'

type Columns = [
  id: string,
  handle: string,
  displayName: string | null,
  projectId: string,
  projectName: string | null,
  isActive: number,
  lastScrapedMs: number | null,
]

const SELECT = `SELECT c.id, c.handle, c.display_name, c.project_id, p.name, c.is_active AND c.listed, c.last_scraped_ms
  FROM creators AS c LEFT JOIN projects AS p ON p.id = c.project_id`

/** Tracked by trackagoat now. Whoever a walk no longer listed is not (decision 004). */
export const TRACKED = 'c.is_active = 1 AND c.listed = 1'

function toCreator([id, handle, displayName, projectId, projectName, isActive, scrapedMs]: Columns): KnownCreator {
  return {
    id,
    handle,
    displayName,
    project: { id: projectId, name: projectName ?? projectId },
    isActive: isActive === 1,
    lastScrapedAt: isoOrNull(scrapedMs),
  }
}

/** Runs `SELECT … FROM creators AS c` with the rest of a statement. */
export function selectCreators(sql: SqlStorage, rest: string, ...bindings: SqlStorageValue[]): KnownCreator[] {
  return Array.from(sql.exec(`${SELECT} ${rest}`, ...bindings).raw<Columns>(), toCreator)
}

/** Creators by id; those never listed are absent. */
export function creatorsById(sql: SqlStorage, ids: readonly string[]): Map<string, KnownCreator> {
  if (ids.length === 0) return new Map()
  const found = selectCreators(sql, 'WHERE c.id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
  return new Map(found.map((creator) => [creator.id, creator]))
}

/** Everyone who was ever listed, by handle. */
export function creators(sql: SqlStorage, query: CreatorQuery): Read<KnownCreator> {
  const search = query.search?.trim().replace(/^@/, '') ?? ''
  return listCreators(sql, query, {
    where: `(?1 = '' OR instr(lower(c.handle), lower(?1)) > 0 OR instr(lower(ifnull(c.display_name, '')), lower(?1)) > 0)`,
    argument: search,
    // All of them come out of the index in order; some are found faster by reading the table as it lies.
    order: search === '' ? 'lower(c.handle), c.seq' : '+lower(c.handle), c.seq',
  })
}

/** Tracked creators who were not scraped for too long at the «now» of the last run: never scraped first, then oldest. */
export function stale(sql: SqlStorage, query: ReadQuery, staleAfterHours: number): Read<KnownCreator> {
  const nowMs = asOfMs(sql, 'creators')
  const cutoffMs = nowMs === null ? 0 : Math.floor(staleCutoffMs({ staleAfterHours }, nowMs))
  return listCreators(sql, query, {
    where: `${TRACKED} AND ifnull(c.last_scraped_ms, -1) < ?1`,
    argument: cutoffMs,
    order: 'ifnull(c.last_scraped_ms, -1), c.seq',
  })
}

interface Wanted {
  /** `?1` is the argument. */
  readonly where: string
  readonly argument: SqlStorageValue
  readonly order: string
}

function listCreators(sql: SqlStorage, query: ReadQuery, { where, argument, order }: Wanted): Read<KnownCreator> {
  const nowMs = asOfMs(sql, 'creators')
  if (nowMs === null) return { asOf: null, total: 0, rows: [] }
  const matching = `WHERE ${where} AND (?2 IS NULL OR c.project_id = ?2) AND (?3 IS NULL OR c.id = ?3)`
  const { projectId, creatorId, limit, offset } = query
  const { n } = sql
    .exec<{ n: number }>(`SELECT count(*) AS n FROM creators AS c ${matching}`, argument, projectId, creatorId)
    .one()
  const rows = selectCreators(
    sql,
    `${matching} ORDER BY ${order} LIMIT ?4 OFFSET ?5`,
    argument,
    projectId,
    creatorId,
    limit,
    offset,
  )
  return { asOf: isoOrNull(nowMs), total: n, rows }
}
