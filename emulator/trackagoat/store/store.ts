/**
 * The only file that talks to SQLite, but for opening the file of `--state` (state-file.ts). Rows live there, outside
 * JavaScript's memory, so an organisation of 100,000 creators costs no more heap than one of ten.
 * @module
 */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { openStateFile } from './state-file.ts'
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
  readonly #db: DatabaseSync
  #statements = new Map<string, StatementSync>()
  #selections = new Map<string, Selection>()
  /** Whether the file was there already with rows in it. */
  readonly restored: boolean

  constructor(file?: string) {
    // An empty name is SQLite's own temporary database: in memory while small, spilled to disk when large.
    const opened =
      file === undefined ? { db: new DatabaseSync(''), restored: false } : openStateFile(file, SCHEMA_VERSION)
    this.#db = opened.db
    this.restored = opened.restored
    this.#db.exec('PRAGMA cache_size = -65536')
    if (file === undefined) this.#db.exec('PRAGMA synchronous = OFF')
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
    this.#forgetStatements()
    this.transaction(() => {
      const old = this.#db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
      for (const { name } of old) this.#db.exec(`DROP TABLE ${name}`)
      for (const table of TABLES) this.#db.exec(table)
      fill()
      for (const index of INDEXES) this.#db.exec(index)
      this.#db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    })
    this.#giveSpaceBack()
  }

  /** A large organisation's pages are kept for the next one, unless that one is much smaller. */
  #giveSpaceBack(): void {
    const free = this.#db.prepare('PRAGMA freelist_count').get()?.freelist_count
    const all = this.#db.prepare('PRAGMA page_count').get()?.page_count
    if (Number(free) > Number(all) / 2) this.#db.exec('VACUUM')
  }

  #forgetStatements(): void {
    this.#statements.clear()
    this.#selections.clear()
  }

  close(): void {
    this.#forgetStatements()
    this.#db.close()
  }
}
