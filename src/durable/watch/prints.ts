/**
 * Prints: the watched fields of a row, exactly as they came. A row whose print is the one that was checked and stored
 * before needs no second look, so in a quiet hour a page costs parsing it and one query.
 */

import type { Walk } from '../../domain/runs.ts'
import { type LookContext, rawId, setAside } from './look-context.ts'

/** The rows of a page by id, each with its print. Rows without an id are set aside; of repeated ones the last counts. */
export interface PrintedPage {
  readonly rows: ReadonlyMap<string, unknown>
  readonly prints: Readonly<Record<string, string>>
}

/** Prints a page. `fields` are the watched ones, in a fixed order. */
export function printPage(
  context: LookContext,
  walk: Walk,
  page: readonly unknown[],
  fields: readonly string[],
): PrintedPage {
  const rows = new Map<string, unknown>()
  const prints: Record<string, string> = Object.create(null)
  for (const row of page) {
    const id = rawId(row)
    if (id === null) setAside(context, walk, null, 'no id')
    else {
      rows.set(id, row)
      prints[id] = printOf(row as Record<string, unknown>, fields)
    }
  }
  return { rows, prints }
}

/** The print of one row. */
export function printOf(row: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  return JSON.stringify(fields.map((field) => row[field]))
}

/** What comparing a page with a table has shown. */
export interface Comparison {
  /** Seqs of rows that `counts` holds for, moved or not: they are there. */
  readonly known: readonly number[]
  /** Ids of rows that are new or whose print differs. */
  readonly moved: readonly string[]
}

/**
 * Compares the prints of a page with those stored, in one statement that answers one row. `counts` is a condition on the
 * table's row (`t`), and must hold for the rows that a walk marks as seen.
 */
export function comparePage(
  sql: SqlStorage,
  table: 'accruals' | 'creators',
  prints: Readonly<Record<string, string>>,
  counts: string,
): Comparison {
  const { known, moved } = sql
    .exec<{ known: string; moved: string }>(
      `SELECT json_group_array(t.seq) FILTER (WHERE ${counts}) AS known,
              json_group_array(j.key) FILTER (WHERE t.print IS NOT j.value) AS moved
       FROM json_each(?) AS j LEFT JOIN ${table} AS t ON t.id = j.key`,
      JSON.stringify(prints),
    )
    .one()
  return { known: JSON.parse(known) as number[], moved: JSON.parse(moved) as string[] }
}
