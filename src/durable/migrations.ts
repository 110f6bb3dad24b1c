/** Bringing the tables of an object up to date: each entry runs once, in order. Append entries, never edit one. */

/** As much of SQLite as this needs; `SqlStorage` and the ledger's `Sql` are both. */
interface MigrationSql {
  exec<T extends Record<string, number>>(query: string, ...bindings: number[]): { one(): T }
}

/** Runs what has not run yet. Call inside a transaction. */
export function runMigrations(sql: MigrationSql, migrations: readonly string[]): void {
  sql.exec('CREATE TABLE IF NOT EXISTS migrations (n INTEGER PRIMARY KEY)')
  const done = sql.exec<{ n: number }>('SELECT count(*) AS n FROM migrations').one().n
  migrations.forEach((statements, index) => {
    if (index < done) return
    sql.exec(statements)
    sql.exec('INSERT INTO migrations (n) VALUES (?)', index)
  })
}
