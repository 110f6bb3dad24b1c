/** What the code that stores a page needs to know of the run, and how it sets a row aside. */
import type { Walk } from '../../domain/runs.ts'

/** The run as the page code sees it. */
export interface LookContext {
  readonly sql: SqlStorage
  readonly runId: string
  /** The run's «now», epoch ms. */
  readonly nowMs: number
  /** False until a list was walked to its end once: what is there then is history, not news. */
  readonly creatorsKnown: boolean
  readonly accrualsKnown: boolean
}

/** How many bad rows a run names; the rest are counted. */
const NAMED_BAD_ROWS = 50

/** Counts a row that breaks its schema, and names it: the good rows of its page still count. */
export function setAside(context: LookContext, walk: Walk, rowId: string | null, problem: string): void {
  const { sql, runId } = context
  const count = sql
    .exec<{ n: number }>(
      'UPDATE runs SET bad_row_count = bad_row_count + 1 WHERE id = ? RETURNING bad_row_count AS n',
      runId,
    )
    .one().n
  if (count <= NAMED_BAD_ROWS) {
    sql.exec('INSERT INTO bad_rows (run_id, walk, row_id, problem) VALUES (?, ?, ?, ?)', runId, walk, rowId, problem)
  }
}

/** The id of a row nobody has checked yet, or null. Cut, since it is shown to people. */
export function rawId(row: unknown): string | null {
  return typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' && row.id !== ''
    ? row.id.slice(0, 100)
    : null
}

/** A field of a row nobody has checked yet. */
export function rawField(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[name] : undefined
}
