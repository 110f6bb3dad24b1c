/**
 * The work of the watch on pages that are already here: the walks of src/durable/watch in a Durable Object with SQLite, on
 * a transport that answers from memory. What remains of a run without network, platform and waiting.
 */
import { DurableObject } from 'cloudflare:workers'
import { look } from '../../src/durable/watch/look.ts'
import { getRun } from '../../src/durable/watch/run-log.ts'
import { migrate } from '../../src/durable/watch/schema.ts'
import type { Reader } from '../../src/trackagoat/transport.ts'

interface Env {
  readonly BASE_URL: string
  readonly API_KEY: string
  readonly PAGE_WORK: DurableObjectNamespace<PageWork>
}

const LISTS: readonly (readonly [string, Record<string, string>])[] = [
  ['/projects', {}],
  ['/creators', {}],
  ['/payout-accruals', { status: 'earned' }],
  ['/payout-payments', {}],
]

const keyOf = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`

export class PageWork extends DurableObject<Env> {
  readonly #pages = new Map<string, string>()
  #runs = 0

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.blockConcurrencyWhile(async () => migrate(ctx.storage))
  }

  /** Fetches every page once and keeps its text. */
  async load(): Promise<{ rows: number; bytes: number }> {
    let rows = 0
    let bytes = 0
    for (const [path, query] of LISTS) {
      let cursor: string | null = null
      do {
        const asked: Record<string, string> = { ...query, limit: '100', ...(cursor === null ? {} : { cursor }) }
        const response = await fetch(`${this.env.BASE_URL}${keyOf(path, asked)}`, {
          headers: { authorization: `Bearer ${this.env.API_KEY}` },
        })
        const text = await response.text()
        this.#pages.set(keyOf(path, asked), text)
        const page = JSON.parse(text) as { data: unknown[]; meta: { nextCursor: string | null } | null }
        rows += page.data.length
        bytes += text.length
        cursor = page.meta?.nextCursor ?? null
      } while (cursor !== null)
    }
    return { rows, bytes }
  }

  /** Bare JSON.parse of every page. Answers a sum, so that nothing can be left out. */
  parse(times: number): number {
    let rows = 0
    for (let n = 0; n < times; n++) {
      for (const text of this.#pages.values()) rows += (JSON.parse(text) as { data: unknown[] }).data.length
    }
    return rows
  }

  /** Walks every list to its end, `times` times: the first time everything is new, after that nothing is. */
  async walk(times: number): Promise<{ pages: number; rowsWritten: number }> {
    let pages = 0
    const { storage, rowsWritten } = countingWrites(this.ctx.storage)
    const transport: Reader = {
      get: async (path, query = {}) => {
        pages++
        const { data, meta } = JSON.parse(this.#pages.get(keyOf(path, query)) ?? 'null') as {
          data: unknown
          meta: unknown
        }
        return { ok: true, value: { data, meta } }
      },
    }
    const { sql } = this.ctx.storage
    for (let n = 0; n < times; n++) {
      const id = `run-${++this.#runs}`
      sql.exec(
        `INSERT INTO runs (id, trigger, now_ms, outcome, phase, started_wall_ms, progress_ms) VALUES (?, 'cron', ?, 'running', 'projects', 0, 0)`,
        id,
        Date.now(),
      )
      for (;;) {
        const run = getRun(sql, id)
        if (run === null) throw new Error('no run')
        // As a deployed run: payments are walked to the end once, then to the first page without anything new.
        const { phase } = await look(storage, transport, run)
        if (phase === 'conclude') break
      }
      sql.exec("UPDATE runs SET outcome = 'complete' WHERE id = ?", id)
    }
    return { pages, rowsWritten: rowsWritten() }
  }
}

/** The same storage, with a count of the rows it writes: what a Durable Object is billed for, indexes included. */
function countingWrites(storage: DurableObjectStorage) {
  const cursors: { rowsWritten: number }[] = []
  const sql = new Proxy(storage.sql, {
    get: (target, name) =>
      name === 'exec'
        ? (...args: Parameters<SqlStorage['exec']>) => {
            const cursor = target.exec(...args)
            cursors.push(cursor)
            return cursor
          }
        : Reflect.get(target, name),
  })
  const counted = new Proxy(storage, {
    get: (target, name) => {
      if (name === 'sql') return sql
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { storage: counted, rowsWritten: () => cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0) }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const object = env.PAGE_WORK.get(env.PAGE_WORK.idFromName(searchParams.get('object') ?? 'one'))
    const times = Number(searchParams.get('times') ?? 1)
    if (pathname === '/load') return Response.json(await object.load())
    if (pathname === '/parse') return Response.json(await object.parse(times))
    return Response.json(await object.walk(times))
  },
}
