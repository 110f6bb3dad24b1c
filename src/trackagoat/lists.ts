/**
 * Lists that say how they ended (contract 1.4). Read row by row with `for await`, whole with `all()`, or page by page with
 * `page()`. The hourly run has its own walk over many calls (pages.ts).
 */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { askPage, guardCursor, type ListAddress, NEW_GUARD, PAGE_SIZE } from './pages.ts'
import { type BadRows, badShape, idOf, type Reading } from './rows.ts'
import type { Reader } from './transport.ts'

/** More pages than this are no answer to a question that a person waits for. */
const MAX_PAGES = 20

/** What a caller may choose of any list. */
export interface ListOptions {
  /** Then the list ends as too long; `Infinity` for none. */
  readonly maxPages?: number | undefined
  /** Instead of the list's own way with rows that cannot be read. */
  readonly badRows?: BadRows | undefined
}

/** Where a list is and how its rows are read. */
export interface Source<T> extends ListAddress {
  readonly read: (raw: unknown) => Reading<T>
  /** What makes a row the same row; by default its `id`. Null: it has nothing of the kind, and is kept. */
  readonly idOf?: (raw: unknown) => string | null
  readonly maxPages?: number | undefined
}

/** How a walk through a list ended. Only a complete one may conclude that something is not there. */
export type Ending = { readonly pages: number; readonly badRows: number } & (
  | { readonly complete: true }
  | { readonly complete: false; readonly error: UpstreamError }
)

/** One page. `nextCursor` null: the list ends here. */
export interface ListPage<T> {
  readonly rows: readonly T[]
  readonly nextCursor: string | null
  readonly badRows: number
}

/**
 * A list of trackagoat, asked for as it is read: a page is fetched when its first row is wanted, and none after a `break`.
 *
 * ```ts
 * const creators = listCreators(reader, { projectId })
 * for await (const creator of creators) …
 * if (!creators.ending?.complete) …  // these were not all
 * ```
 *
 * Errors are not thrown: the loop ends, and `ending` says why. Memory is one page. A row that comes again within the last
 * 1,000 is left out, which covers rows of one instant at a page's edge; only `all()` finds every repetition. Rows that
 * upstream leaves out at such an edge cannot be noticed.
 */
export class List<T> implements AsyncIterable<T> {
  readonly #reader: Reader
  readonly #source: Source<T>
  #walk = new Walk()

  constructor(reader: Reader, source: Source<T>) {
    this.#reader = reader
    this.#source = source
  }

  /** How the walk that began last has ended; null: it goes on, was broken off, or never began. */
  get ending(): Ending | null {
    return this.#walk.ending
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const recent = new RecentIds()
    for await (const page of this.#pages(this.#begin())) {
      for (const { id, reading } of page) {
        if (reading.kind === 'row' && (id === null || recent.add(id))) yield reading.row
      }
    }
  }

  /** All rows, or why there are not all. A row that comes again counts as it came last, where it stood first. */
  async all(): Promise<Result<T[], UpstreamError>> {
    const walk = this.#begin()
    const rows = new Map<string | symbol, T>()
    for await (const page of this.#pages(walk)) {
      for (const { id, reading } of page) {
        const key = id ?? Symbol()
        if (reading.kind === 'row') rows.set(key, reading.row)
        else rows.delete(key)
      }
    }
    const { ending } = walk
    if (ending === null) throw new Error('a walk without an ending')
    return ending.complete ? ok([...rows.values()]) : fail(ending.error)
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
    const rows: T[] = []
    let badRows = 0
    for (const raw of page.value.rows) {
      const reading = this.#source.read(raw)
      if (reading.kind === 'refuse') return badShape(reading.problem)
      if (reading.kind === 'skip') badRows++
      if (reading.kind === 'row') rows.push(reading.row)
    }
    return ok({ rows, nextCursor: page.value.nextCursor, badRows })
  }

  #begin(): Walk {
    this.#walk = new Walk()
    return this.#walk
  }

  /** The pages from the first on; leaves the ending in `walk` when the reader has taken the last. */
  async *#pages(walk: Walk): AsyncGenerator<Judged<T>[], void, undefined> {
    const { read, idOf: identify = idOf, maxPages = MAX_PAGES } = this.#source
    let cursor: string | null = null
    let guard = NEW_GUARD
    while (walk.pages < maxPages) {
      const page = await askPage(this.#reader, this.#source, cursor)
      if (!page.ok) return walk.breakOff(page.error)
      walk.pages++
      const judged: Judged<T>[] = []
      for (const raw of page.value.rows) {
        const reading = read(raw)
        if (reading.kind === 'refuse') {
          yield judged
          return walk.breakOff({ kind: 'bad_shape', problem: reading.problem })
        }
        if (reading.kind === 'skip') walk.badRows++
        else judged.push({ id: identify(raw), reading })
      }
      yield judged
      cursor = page.value.nextCursor
      if (cursor === null) return walk.complete()
      const next = guardCursor(guard, cursor)
      if (next === null) return walk.breakOff({ kind: 'bad_cursor', problem: 'repeated' })
      guard = next
    }
    walk.breakOff({ kind: 'too_many_pages', limitPages: maxPages })
  }
}

interface Judged<T> {
  readonly id: string | null
  readonly reading: Reading<T>
}

/** One walk through a list. */
class Walk {
  pages = 0
  badRows = 0
  ending: Ending | null = null

  complete(): void {
    this.ending = { complete: true, pages: this.pages, badRows: this.badRows }
  }

  breakOff(error: UpstreamError): void {
    this.ending = { complete: false, error, pages: this.pages, badRows: this.badRows }
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
