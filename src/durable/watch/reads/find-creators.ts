/** Whom a handle means. Exact is exact: what is merely near is offered to a person, never acted on (contract 6.2). */
import { isUuid } from '../../../domain/ids.ts'
import { editDistance, oneMistakeAway } from '../../../domain/near.ts'
import type { CreatorMatches, KnownCreator } from '../../../domain/reads.ts'
import { selectCreators, TRACKED } from './known-creators.ts'

const MAX_NEAR = 5
/** An inactive namesake is rare; a page of them would help nobody. */
const MAX_INACTIVE = 20
/** Shorter parts are found in too many handles to mean anything. */
const MIN_PART_LENGTH = 3
/** With more creators than this no part is searched for: it reads the whole index of handles, 100,000 in about 6 ms. */
const PART_SEARCH_MAX_CREATORS = 200_000
/** How many handles that begin alike are compared letter by letter, and how many that hold a part are considered. */
const ALIKE_LIMIT = 500
const MAX_DISTANCE = 2
const MAX_INPUT_LENGTH = 100

/** Finds creators by handle (a leading `@` and case do not matter, dots do) or by id, in one project or all. */
export function findCreators(sql: SqlStorage, text: string, projectId: string | null): CreatorMatches {
  const handle = text.trim().replace(/^@/, '').slice(0, MAX_INPUT_LENGTH)
  if (handle === '') return { exact: [], inactive: [], near: [] }
  const byId = isUuid(handle) ? selectCreators(sql, 'WHERE c.id IN (?1, lower(?1))', handle) : []
  const named = byId.length > 0 ? byId : byHandle(sql, handle)
  const here = named.filter(({ project }) => projectId === null || project.id === projectId)
  const exact = here.filter(({ isActive }) => isActive)
  const inactive = here.filter(({ isActive }) => !isActive).slice(0, MAX_INACTIVE)
  if (exact.length > 0) return { exact, inactive, near: [] }
  // The same handle in another project comes before other handles in this one.
  const elsewhere = named.filter((creator) => creator.isActive && !here.includes(creator))
  return { exact, inactive, near: [...elsewhere, ...nearIn(sql, handle, projectId)].slice(0, MAX_NEAR) }
}

function byHandle(sql: SqlStorage, handle: string): KnownCreator[] {
  return selectCreators(sql, 'WHERE lower(c.handle) = lower(?) ORDER BY c.project_id, c.seq LIMIT 1000', handle)
}

/**
 * Tracked creators whose handle is nearly this one: one mistake away; beginning like it; containing it; beginning alike and
 * two mistakes away. Later kinds are looked for only while there are too few. Each looks at a bounded number of handles.
 */
function nearIn(sql: SqlStorage, handle: string, projectId: string | null): KnownCreator[] {
  const word = handle.toLowerCase()
  const found = new Map<string, KnownCreator>()
  const add = (creators: readonly KnownCreator[]) => {
    for (const creator of creators) if (found.size < MAX_NEAR) found.set(creator.id, creator)
  }
  const tracked = `${TRACKED} AND (?2 IS NULL OR c.project_id = ?2)`
  const some = `ORDER BY length(c.handle), c.seq LIMIT ${MAX_NEAR}`
  const mistyped = selectCreators(
    sql,
    `WHERE lower(c.handle) IN (SELECT value FROM json_each(?1)) AND ${tracked} ${some}`,
    JSON.stringify(oneMistakeAway(word)),
    projectId,
  )
  add(mistyped)
  if (found.size < MAX_NEAR) {
    const begins = selectCreators(
      sql,
      `WHERE lower(c.handle) >= ?1 AND lower(c.handle) < ?1 || char(1114111) AND ${tracked} LIMIT ${ALIKE_LIMIT}`,
      word,
      projectId,
    )
    add(begins.toSorted((a, b) => a.handle.length - b.handle.length))
  }
  if (found.size < MAX_NEAR && word.length >= MIN_PART_LENGTH && largestSeq(sql) <= PART_SEARCH_MAX_CREATORS) {
    const contains = selectCreators(
      sql,
      `WHERE c.seq IN (SELECT seq FROM creators WHERE instr(lower(handle), ?1) > 0 LIMIT ${ALIKE_LIMIT}) AND ${tracked} ${some}`,
      word,
      projectId,
    )
    add(contains)
  }
  if (found.size < MAX_NEAR && word.length >= MIN_PART_LENGTH) {
    const alike = selectCreators(
      sql,
      `WHERE c.seq IN (SELECT value FROM json_each(?1)) AND ${tracked} ${some}`,
      JSON.stringify(seqsAlike(sql, word)),
      projectId,
    )
    add(alike)
  }
  return [...found.values()]
}

function largestSeq(sql: SqlStorage): number {
  return sql.exec<{ seq: number | null }>('SELECT max(seq) AS seq FROM creators').one().seq ?? 0
}

/** Two mistakes away, sharing the first half. Read from the index alone. */
function seqsAlike(sql: SqlStorage, word: string): number[] {
  const head = word.slice(0, Math.max(MIN_PART_LENGTH, Math.floor(word.length / 2)))
  const handles = sql
    .exec(
      `SELECT seq, lower(handle) FROM creators WHERE lower(handle) >= ?1 AND lower(handle) < ?1 || char(1114111)
         AND length(lower(handle)) BETWEEN ?2 AND ?3 LIMIT ${ALIKE_LIMIT}`,
      head,
      word.length - MAX_DISTANCE,
      word.length + MAX_DISTANCE,
    )
    .raw<[number, string]>()
  const alike: number[] = []
  for (const [seq, handle] of handles) {
    if (editDistance(word, handle, MAX_DISTANCE) <= MAX_DISTANCE) alike.push(seq)
  }
  return alike
}
