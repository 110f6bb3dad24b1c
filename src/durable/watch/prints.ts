/**
 * Prints: a row's watched fields in short. A row whose print is the one that was checked and stored before needs no second
 * look, so in a quiet hour a page costs parsing it and one query. What moves money or state stands in the print as it came;
 * names, ids and dates are hashed (53 bits), so of 10^15 renamings one may wait for the next change to be noticed.
 */

import type { Walk } from '../../domain/runs.ts'
import { type LookContext, rawId, setAside } from './look-context.ts'

/** The rows of a page by id, each with its print. Rows without an id are set aside; of repeated ones the last counts. */
export interface PrintedPage {
  readonly rows: ReadonlyMap<string, unknown>
  readonly prints: Readonly<Record<string, string>>
}

/** The watched fields of a list, in a fixed order. */
export interface Watched {
  readonly exact: readonly string[]
  readonly hashed: readonly string[]
}

/** Prints a page. */
export function printPage(context: LookContext, walk: Walk, page: readonly unknown[], watched: Watched): PrintedPage {
  const rows = new Map<string, unknown>()
  const prints: Record<string, string> = Object.create(null)
  for (const row of page) {
    const id = rawId(row)
    if (id === null) setAside(context, walk, null, 'no id')
    else {
      rows.set(id, row)
      prints[id] = printOf(row as Record<string, unknown>, watched)
    }
  }
  return { rows, prints }
}

/** No sound value of an exact field is longer: amounts, statuses, times. */
const LONGEST_EXACT = 80

/** The print of one row. */
export function printOf(row: Readonly<Record<string, unknown>>, { exact, hashed }: Watched): string {
  let print = ''
  for (const field of exact) {
    const value = String(JSON.stringify(row[field]))
    // Whatever upstream sends, a print stays short.
    print += value.length <= LONGEST_EXACT ? `${value} ` : `${hash53(value).toString(36)} `
  }
  let text = ''
  for (const field of hashed) {
    const value = row[field]
    // The type is part of the text: a number must not pass for the same digits as text.
    text += typeof value === 'string' ? `"${value}\n` : `${JSON.stringify(value)}\n`
  }
  return print + hash53(text).toString(36)
}

/** Two multiplicative 32-bit hashes with different constants, mixed at the end; 53 bits of the pair are kept. */
function hash53(text: string): number {
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
    b ^= b >>> 15
  }
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d) ^ b
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35) ^ (a >>> 15)
  return (b >>> 0) * 0x200000 + ((a >>> 0) & 0x1fffff)
}

/** What comparing a page with a table has shown. */
export interface Comparison {
  /** Seqs of unmoved rows that `counts` holds for: they are there. */
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
  table: 'accruals' | 'creators' | 'payments',
  prints: Readonly<Record<string, string>>,
  counts: string,
): Comparison {
  const { known, moved } = sql
    .exec<{ known: string; moved: string }>(
      `SELECT json_group_array(t.seq) FILTER (WHERE ${counts} AND t.print IS j.value) AS known,
              json_group_array(j.key) FILTER (WHERE t.print IS NOT j.value) AS moved
       FROM json_each(?) AS j LEFT JOIN ${table} AS t ON t.id = j.key`,
      JSON.stringify(prints),
    )
    .one()
  return { known: JSON.parse(known) as number[], moved: JSON.parse(moved) as string[] }
}

/** Seqs of rows by id that `counts` holds for: for rows that turn out bad, from which nothing may be concluded. */
export function seqsOf(
  sql: SqlStorage,
  table: 'accruals' | 'creators',
  ids: readonly string[],
  counts: string,
): number[] {
  if (ids.length === 0) return []
  const rows = sql.exec(
    `SELECT t.seq FROM ${table} AS t WHERE t.id IN (SELECT value FROM json_each(?)) AND ${counts}`,
    JSON.stringify(ids),
  )
  return Array.from(rows.raw<[number]>(), ([seq]) => seq)
}
