/**
 * Cursor lists (contract 1.4): keyset pages over (created_at, id), so that a page costs the same at the end of a list
 * as at its start and inserts in between neither repeat nor hide a row.
 * @module
 */
import type { SQLInputValue } from 'node:sqlite'
import * as z from 'zod'
import type { World } from '../world.ts'
import { type ApiContext, envelope, envelopeOfRows, iso, sendJson } from './http.ts'
import { badQuery, readQuery } from './input.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 100

/** The `limit` of a query; see {@link readLimit}. */
export const limitParameter = z
  .string()
  .optional()
  .meta({ override: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT } })

const pageQuery = {
  limit: limitParameter,
  cursor: z.string().optional().meta({ description: '`meta.nextCursor` of the page before.' }),
}

/** A query schema with `limit` and `cursor` added. */
export function listQuery<S extends z.ZodRawShape>(shape: S) {
  return z.object({ ...shape, ...pageQuery })
}

/** A condition on the table `t`; false when the filter is not in use. */
export type Filter = false | { sql: string; value: SQLInputValue }

export type ListOf<Row> = {
  /** Goes into cursors, so that one list's cursor is refused by another. */
  name: string
  /** Columns to read and the table, which must be called `t`. */
  select: string
  filters: Filter[]
  toWire: (row: Row) => unknown
  /** Nothing documents that this list has pages (contract 1.4). */
  pagingUndocumented?: boolean
}

type Position = { createdMs: number; id: string | null }

type Ordered = { created_ms: number; id: string }

/** Answers one page of a list. */
export function answerList<Row extends Ordered>(
  c: ApiContext,
  world: World,
  query: { limit?: string | undefined; cursor?: string | undefined },
  list: ListOf<Row>,
) {
  const { options } = world
  if (list.pagingUndocumented && options.undocumented_paging === 'whole_list') {
    const rows = world.store.all<Row>(...statementFor(list, world, null, undefined))
    return sendJson(c, 200, envelope(options, rows.map(list.toWire), null, null))
  }
  const limit = readLimit(query.limit, options.limit_over_max === 'clamped')
  const after = query.cursor === undefined ? null : decode(list.name, query.cursor)
  // One row more than the page shows whether there is another.
  const rows = world.store.all<Row>(...statementFor(list, world, after, limit + 1))
  const hasMore = rows.length > limit
  if (hasMore) rows.pop()
  const last = rows.at(-1)
  const cursorBehind = last === undefined ? query.cursor : encode(list.name, last, options.cursor_style === 'opaque')
  if (cursorBehind !== undefined) c.set('cursorBehind', cursorBehind)
  const meta = { hasMore, nextCursor: hasMore ? (cursorBehind ?? null) : null }
  return sendJson(c, 200, envelopeOfRows(options, rows.map(list.toWire), meta))
}

export const plainListQuery = listQuery({})

/** Reads the query and answers the page: for lists without parameters of their own. */
export function answerPlainList<Row extends Ordered>(c: ApiContext, world: World, list: ListOf<Row>) {
  return answerList(c, world, readQuery(c, world, plainListQuery), list)
}

function statementFor<Row>(
  list: ListOf<Row>,
  world: World,
  after: Position | null,
  rowCount: number | undefined,
): [sql: string, ...values: SQLInputValue[]] {
  const newestFirst = world.options.list_order === 'newest_first'
  const used = list.filters.filter((filter) => filter !== false)
  const conditions = used.map((filter) => filter.sql)
  const values = used.map((filter) => filter.value)
  if (after !== null) {
    const beyond = newestFirst ? '<' : '>'
    if (after.id === null) {
      conditions.push(`t.created_ms ${beyond}${world.options.cursor_style === 'timestamp_inclusive' ? '=' : ''} ?`)
      values.push(after.createdMs)
    } else {
      conditions.push(`(t.created_ms, t.id) ${beyond} (?, ?)`)
      values.push(after.createdMs, after.id)
    }
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const direction = newestFirst ? 'DESC' : 'ASC'
  if (rowCount !== undefined) values.push(rowCount)
  const limit = rowCount === undefined ? '' : 'LIMIT ?'
  return [`${list.select} ${where} ORDER BY t.created_ms ${direction}, t.id ${direction} ${limit}`, ...values]
}

/** The `limit` of a query. */
export function readLimit(text: string | undefined, clamp: boolean): number {
  if (text === undefined) return DEFAULT_LIMIT
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit > MAX_LIMIT && clamp) return MAX_LIMIT
  if (limit < 1 || limit > MAX_LIMIT) throw badQuery('limit', `must be a whole number from 1 to ${MAX_LIMIT}`)
  return limit
}

const OPAQUE = /^([a-z-]+)\|(-?\d+)\|([0-9a-f-]{36})$/
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

function encode(list: string, row: Ordered, opaque: boolean): string {
  return opaque ? Buffer.from(`${list}|${row.created_ms}|${row.id}`).toString('base64url') : iso(row.created_ms)
}

/** Where a cursor points. Both forms are read whatever the option, so that it can change in the middle of a walk. */
function decode(list: string, cursor: string): Position {
  if (TIMESTAMP.test(cursor)) {
    const createdMs = Date.parse(cursor)
    // Date.parse takes the 30th of February for the 2nd of March.
    if (!Number.isNaN(createdMs) && iso(createdMs).startsWith(cursor.slice(0, 19))) return { createdMs, id: null }
  }
  const parts = OPAQUE.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (parts === null || parts[1] !== list) throw badQuery('cursor', 'is not a cursor of this list')
  return { createdMs: Number(parts[2]), id: parts[3] ?? '' }
}
