/**
 * The only file that talks to SQLite. Rows live there, outside JavaScript's memory, so an organisation of 100,000
 * creators costs no more heap than one of ten.
 * @module
 */
import { rmSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { INDEXES, SCHEMA_VERSION, TABLES } from './tables.ts'

/** The values of one row, in the order of the columns. */
type Values = readonly SQLOutputValue[]

type Selection = { statement: StatementSync; rowOf: (values: Values) => unknown }

/**
 * A function that makes a row out of its values. SQLite's own objects are made one named property after the other, which
 * costs a page of a list more than reading it. A literal with the names in it is made at once, and only compiled code has one.
 */
function rowMaker(columns: readonly string[]): Selection['rowOf'] {
  const fields = columns.map((name, index) => `${JSON.stringify(name)}: values[${index}]`)
  return new Function('values', `return {${fields.join(', ')}}`) as Selection['rowOf']
}

/** A database file, or a private temporary one that disappears with the process. */
export class Store {
  #db: DatabaseSync
  #statements = new Map<string, StatementSync>()
  #selections = new Map<string, Selection>()
  readonly #file: string | undefined
  /** Whether the file was there already with a schema of this version. */
  readonly restored: boolean

  constructor(file?: string) {
    this.#file = file
    this.#db = this.#open()
    this.restored = this.get<{ user_version: number }>('PRAGMA user_version')?.user_version === SCHEMA_VERSION
  }

  #open(): DatabaseSync {
    // An empty name is SQLite's own temporary database: in memory while small, spilled to disk when large.
    const db = new DatabaseSync(this.#file ?? '')
    db.exec('PRAGMA cache_size = -65536')
    db.exec(this.#file === undefined ? 'PRAGMA synchronous = OFF' : 'PRAGMA journal_mode = WAL')
    if (this.#file !== undefined) db.exec('PRAGMA synchronous = NORMAL')
    return db
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #selection(sql: string): Selection {
    const known = this.#selections.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    statement.setReturnArrays(true)
    const selection = { statement, rowOf: rowMaker(statement.columns().map(({ name }) => name)) }
    this.#selections.set(sql, selection)
    return selection
  }

  // The row types are the caller's word: SQLite has none to check against. They stand next to the columns they name.

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    const { statement, rowOf } = this.#selection(sql)
    const rows = statement.all(...values) as unknown as Values[]
    return rows.map(rowOf) as Row[]
  }

  /** Row by row; the same text must not be run again until the loop has ended. */
  each<Row>(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#statement(sql).iterate(...values) as Iterable<Row>
  }

  /** Answers how many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes)
  }

  /** A statement for inserting many rows of a table, column by column in the order given. */
  inserter(table: string, columns: readonly string[]): (...values: SQLInputValue[]) => void {
    const marks = columns.map(() => '?').join(', ')
    const statement = this.#statement(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
    return (...values) => {
      statement.run(...values)
    }
  }

  /** All or nothing: what was written is undone when the work throws. */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work()
    this.#db.exec('BEGIN')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /** Throws everything away, lets `fill` write into empty tables, and indexes them afterwards, which is much faster. */
  recreate(fill: () => void): void {
    this.close()
    if (this.#file !== undefined)
      for (const suffix of ['', '-wal', '-shm']) rmSync(this.#file + suffix, { force: true })
    this.#db = this.#open()
    this.transaction(() => {
      for (const table of TABLES) this.#db.exec(table)
      fill()
      for (const index of INDEXES) this.#db.exec(index)
      this.#db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    })
  }

  close(): void {
    this.#statements.clear()
    this.#selections.clear()
    this.#db.close()
  }
}
