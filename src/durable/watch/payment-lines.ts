/** Which accruals live payments name: the lines of what is on record, and accruals that are on two of them. */
import { namedAccruals, type PaymentRow } from '../../trackagoat/schemas.ts'
import type { StoredPayment } from './payment-origins.ts'

/** The documented status of a payment that counts (contract 3.9). */
export const PAID = 'paid'
/** No accrual that is known has a longer id (trackagoat/schemas.ts). */
const MAX_ID_LENGTH = 100
/** Pairs in one statement: with ids as long as they may be it stays below 2 MB. */
const MAX_PAIRS = 8_000

/**
 * Writes the lines of payments that are new or changed, and notes accruals that another live payment names as well.
 * `before`: those known already. Call inside a transaction.
 */
export function storeLines(
  sql: SqlStorage,
  rows: readonly PaymentRow[],
  before: ReadonlyMap<string, StoredPayment>,
): void {
  // This reads all lines, some milliseconds for a hundred thousand: for payments that changed, which are few.
  const known = rows.flatMap(({ id }) => (before.get(id)?.hasLines ? [id] : []))
  if (known.length > 0) {
    sql.exec('DELETE FROM payment_lines WHERE payment_id IN (SELECT value FROM json_each(?))', JSON.stringify(known))
  }
  const pairs = rows
    .filter(({ status }) => status === PAID)
    .flatMap((row) => accrualsOf(row).map((accrualId): [string, string] => [row.id, accrualId]))
  for (let from = 0; from < pairs.length; from += MAX_PAIRS) {
    const json = JSON.stringify(pairs.slice(from, from + MAX_PAIRS))
    sql.exec(
      'INSERT OR IGNORE INTO payment_lines (payment_id, accrual_id) SELECT value->>0, value->>1 FROM json_each(?)',
      json,
    )
    sql.exec(
      `INSERT OR IGNORE INTO double_suspects (accrual_id)
       SELECT accrual_id FROM payment_lines WHERE accrual_id IN (SELECT value->>1 FROM json_each(?))
       GROUP BY accrual_id HAVING count(*) > 1`,
      json,
    )
  }
}

/** The accruals that a payment's lines name and that can be ids. */
export function accrualsOf(row: PaymentRow): string[] {
  return namedAccruals(row).filter((id) => id !== '' && id.length <= MAX_ID_LENGTH)
}
