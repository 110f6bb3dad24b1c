/**
 * Lists that say how they ended (contract 1.4). Read row by row with `for await`, whole with `all()`, or page by page with
 * `page()`. The hourly run has its own walk over many calls (pages.ts).
 */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { askPage, guardCursor, type ListAddress, NEW_GUARD, PAGE_SIZE } from './pages.ts'
import { badShape, idOf, type Reading } from './rows.ts'
import type { Reader } from './transport.ts'

/** More pages than this are no answer to a question that a person waits for. */
const MAX_PAGES = 20

/** What a caller may choose of any list. */
export interface ListOptions {
  /** Then the list ends as too long; `Infinity` for none. */
  readonly maxPages?: number | undefined
}

/** Where a list is and how its rows are read. */
export interface Source<T> extends ListAddress {
  readonly read: (raw: unknown) => Reading<T>
  /** What makes a row the same row; by default its `id`. Null: it has nothing of the kind, and is kept. */
  readonly idOf?: (raw: unknown) => string | null
  readonly maxPages?: number | undefined
}

/** The rows that can be read, and how many cannot: one of those may be what seems to be absent here. */
export interface Readable<T> {
  readonly rows: readonly T[]
  readonly badRows: number
}

/** One page. `nextCursor` null: the list ends here. */
export interface ListPage<T> extends Readable<T> {
  readonly nextCursor: string | null
}

/**
 * A list of trackagoat, asked for as it is read: a page is fetched when its first row is wanted, and none after a `break`.
 *
 * ```ts
 * for await (const creator of listCreators(reader, { projectId })) {
 *   if (!creator.ok) return creator // one that cannot be read, or the list broke off here
 *   use(creator.value)
 * }
 * // these were all
 * ```
 *
 * Errors are not thrown: they come among the rows, so that no row can be had without looking whether it is one. After one that
 * cannot be read the loop goes on, if its reader does; after any other error it ends. Memory is one page. A row that comes again
 * within the last 1,000 is left out, which covers rows of one instant at a page's edge; only `all()` and `allReadable()` find
 * every repetition. Rows that upstream leaves out at such an edge cannot be noticed.
 */
export class List<T> implements AsyncIterable<Result<T, UpstreamError>> {
  readonly #reader: Reader
  readonly #source: Source<T>

  constructor(reader: Reader, source: Source<T>) {
    this.#reader = reader
    this.#source = source
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Result<T, UpstreamError>, void, undefined> {
    const recent = new RecentIds()
    for await (const page of this.#pages()) {
      if (!page.ok) return yield page
      for (const { id, reading } of page.value) {
        if (reading.kind === 'bad') yield badShape(reading.problem)
        else if (reading.kind === 'row' && (id === null || recent.add(id))) yield ok(reading.row)
      }
    }
  }

  /** All rows, or why there are not all: one that cannot be read is enough. A row that comes again counts as it came last. */
  async all(): Promise<Result<T[], UpstreamError>> {
    const rows = new LastReadings<T>()
    for await (const page of this.#pages()) {
      if (!page.ok) return page
      for (const { id, reading } of page.value) {
        if (reading.kind === 'bad') return badShape(reading.problem)
        rows.add(id, reading)
      }
    }
    return ok(rows.readable().rows)
  }

  /**
   * As `all()`, but rows that cannot be read are left out and counted: for callers that only show what there is, and say
   * that something is missing.
   */
  async allReadable(): Promise<Result<Readable<T>, UpstreamError>> {
    const rows = new LastReadings<T>()
    for await (const page of this.#pages()) {
      if (!page.ok) return page
      for (const { id, reading } of page.value) rows.add(id, reading)
    }
    return ok(rows.readable())
  }

  /**
   * The page that `cursor` points to, for callers that turn pages themselves; null or absent: the first. `limit` from 1 to
   * 100. A list that upstream does not page comes whole, however long. Rows that are repeated by another page are the caller's.
   */
  async page({
    limit = PAGE_SIZE,
    cursor = null,
  }: {
    limit?: number
    cursor?: string | null
  } = {}): Promise<Result<ListPage<T>, UpstreamError>> {
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_SIZE) throw new RangeError(`not a page's limit: ${limit}`)
    const page = await askPage(this.#reader, this.#source, cursor, limit)
    if (!page.ok) return page
    const rows = new LastReadings<T>()
    for (const { id, reading } of this.#judge(page.value.rows)) rows.add(id, reading)
    return ok({ ...rows.readable(), nextCursor: page.value.nextCursor })
  }

  /** The pages from the first on. An error is the last that comes; without one the list came to its proper end. */
  async *#pages(): AsyncGenerator<Result<Judged<T>[], UpstreamError>, void, undefined> {
    const { maxPages = MAX_PAGES } = this.#source
    let cursor: string | null = null
    let guard = NEW_GUARD
    for (let pages = 0; pages < maxPages; pages++) {
      const page = await askPage(this.#reader, this.#source, cursor)
      if (!page.ok) return yield page
      yield ok(this.#judge(page.value.rows))
      cursor = page.value.nextCursor
      if (cursor === null) return
      const next = guardCursor(guard, cursor)
      if (next === null) return yield fail({ kind: 'bad_cursor', problem: 'repeated' })
      guard = next
    }
    yield fail({ kind: 'too_many_pages', limitPages: maxPages })
  }

  #judge(rows: readonly unknown[]): Judged<T>[] {
    const { read, idOf: identify = idOf } = this.#source
    return rows.map((raw) => ({ id: identify(raw), reading: read(raw) }))
  }
}

interface Judged<T> {
  readonly id: string | null
  readonly reading: Reading<T>
}

/** Every row once, as it came last, where it stood first. */
class LastReadings<T> {
  readonly #readings = new Map<string | symbol, Reading<T>>()

  add(id: string | null, reading: Reading<T>): void {
    this.#readings.set(id ?? Symbol(), reading)
  }

  readable(): { rows: T[]; badRows: number } {
    const rows: T[] = []
    let badRows = 0
    for (const reading of this.#readings.values()) {
      if (reading.kind === 'row') rows.push(reading.row)
      else if (reading.kind === 'bad') badRows++
    }
    return { rows, badRows }
  }
}

/** Ten full pages. */
const REMEMBERED_IDS = 1_000

/** The ids of the rows read last. */
class RecentIds {
  readonly #ids = new Set<string>()

  /** False when the id is among them. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    if (this.#ids.size > REMEMBERED_IDS) {
      const [oldest] = this.#ids
      if (oldest !== undefined) this.#ids.delete(oldest)
    }
    return true
  }
}
