/**
 * The ledger's rules against the emulated trackagoat, in one process: SQLite for the rows, the emulator's own routes for
 * the answers, and a stage between the two on which anything may go wrong. Time and chance come from a seed.
 */
import { DatabaseSync } from 'node:sqlite'
import { Clock } from '../../emulator/clock.ts'
import { OptionSet } from '../../emulator/options.ts'
import { createTrackagoat } from '../../emulator/trackagoat/index.ts'
import { World } from '../../emulator/trackagoat/world.ts'
import type { LedgerStorage, Sql, SqlValue } from '../../src/durable/ledger/storage.ts'

/** Stands still unless it is moved. */
class StillClock extends Clock {
  atMs: number
  constructor(atMs: number) {
    super()
    this.atMs = atMs
  }
  override nowMs(): number {
    return this.atMs
  }
  override now(): Date {
    return new Date(this.atMs)
  }
}

/** Numbers from a seed (mulberry32). */
export class Chance {
  #state: number
  constructor(seed: number) {
    this.#state = seed >>> 0
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
  hits(probability: number): boolean {
    return this.next() < probability
  }
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}

/** An organisation in trackagoat, and the ways to look at it from outside. */
export class Upstream {
  readonly clock: StillClock
  readonly options = new OptionSet()
  readonly world: World
  readonly #app: ReturnType<typeof createTrackagoat>

  constructor(nowMs: number) {
    this.clock = new StillClock(nowMs)
    this.world = new World({ clock: this.clock, options: this.options })
    this.#app = createTrackagoat(this.world, (problem) => {
      throw new Error(problem)
    })
  }

  reset(seed: number, creators: number, accruals: number, options: Record<string, unknown>): void {
    this.options.reset()
    this.options.change({
      requests_per_minute: 1_000_000,
      requests_per_day: 100_000_000,
      accrual_run: 'skipped',
      ...options,
    })
    this.world.reset({ seed, projects: 2, creators, accruals })
  }

  /** One request, as over the wire. */
  async request(path: string, init: RequestInit): Promise<Response> {
    return this.#app.request(path, init)
  }

  async api<T>(method: string, path: string, body?: unknown): Promise<{ status: number; data: T }> {
    const response = await this.request(path, {
      method,
      headers: { authorization: `Bearer tga_${'1'.repeat(64)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const envelope = (await response.json()) as { data: T }
    return { status: response.status, data: envelope.data }
  }
}

/** The ledger's object died here. Nothing after it happens. */
export class Crash extends Error {}

/** A life of the object: when it has ended, nothing it still holds may touch the tables. */
export class Life {
  over = false
  /** Called before and after each transaction; may throw `Crash`. */
  atTransaction: (when: 'before' | 'after') => void = () => {}
}

/** SQLite that outlives the object. */
export class Disk {
  readonly #db = new DatabaseSync(':memory:')
  #depth = 0

  storage(life: Life): LedgerStorage {
    const alive = () => {
      if (life.over) throw new Crash()
    }
    const sql: Sql = {
      exec: <T extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]) => {
        alive()
        return this.#exec<T>(query, bindings)
      },
    }
    return {
      sql,
      transaction: (work) => {
        alive()
        if (this.#depth > 0) return work()
        life.atTransaction('before')
        this.#db.exec('BEGIN')
        this.#depth++
        let result: ReturnType<typeof work>
        try {
          result = work()
          this.#db.exec('COMMIT')
        } catch (error) {
          this.#db.exec('ROLLBACK')
          throw error
        } finally {
          this.#depth--
        }
        life.atTransaction('after')
        return result
      },
    }
  }

  wipe(): void {
    for (const table of ['requests', 'request_accruals', 'locks', 'history', 'keys', 'voids', 'jobs', 'handover']) {
      this.#db.exec(`DELETE FROM ${table}`)
    }
  }

  #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  #exec<T>(query: string, bindings: SqlValue[]): { toArray(): T[]; one(): T } {
    if (bindings.length === 0 && /^\s*CREATE/.test(query)) {
      this.#db.exec(query)
      return { toArray: () => [], one: () => undefined as T }
    }
    const statement = this.#prepared.get(query) ?? this.#db.prepare(query)
    this.#prepared.set(query, statement)
    const rows = statement.all(...(bindings as (string | number | null)[])) as T[]
    return {
      toArray: () => rows,
      one: () => {
        if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
        return rows[0] as T
      },
    }
  }
}
