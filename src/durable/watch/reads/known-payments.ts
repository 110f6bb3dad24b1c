/** Payments as they are known, and one creator with everything about them. */
import { toCents } from '../../../domain/money.ts'
import type { CreatorRead, KnownPayment, Read, ReadQuery } from '../../../domain/reads.ts'
import { asOfMs, isoOrNull } from './as-of.ts'
import { selectCreators } from './known-creators.ts'
import { owed } from './owed.ts'

/** How many payments stand beside a creator. */
const PAYMENTS_OF_CREATOR = 5

/**
 * Payments, newest `paid_at` first; those without one last. A payment without a project of its own belongs to its creator's
 * (contract 6.24).
 */
export function knownPayments(sql: SqlStorage, query: ReadQuery): Read<KnownPayment> {
  const nowMs = asOfMs(sql, 'owed')
  if (nowMs === null) return { asOf: null, total: 0, rows: [] }
  const { projectId, creatorId, limit, offset } = query
  // As in `owed`: only what is asked for stands in the statement.
  const ofCreator = creatorId === null ? '' : 'AND p.creator_id = ?2'
  const ofProject =
    projectId === null
      ? ''
      : 'AND ifnull(p.project_id, (SELECT c.project_id FROM creators AS c WHERE c.id = p.creator_id)) = ?1'
  const matching = `FROM payments AS p WHERE TRUE ${ofCreator} ${ofProject}`
  const { n } = sql
    .exec<{ n: number }>(`SELECT count(*) AS n, ?1 AS a, ?2 AS b ${matching}`, projectId, creatorId)
    .one()
  const rows = sql
    .exec<{
      id: string
      creator_id: string | null
      total_cents: number
      method_name: string | null
      status: string
      paid_at: string | null
    }>(
      `SELECT p.id, p.creator_id, p.total_cents, p.method_name, p.status, p.paid_at ${matching}
       ORDER BY unixepoch(p.paid_at, 'subsec') DESC, p.seq DESC LIMIT ?3 OFFSET ?4`,
      projectId,
      creatorId,
      limit,
      offset,
    )
    .toArray()
  return {
    asOf: isoOrNull(nowMs),
    total: n,
    rows: rows.map((row) => ({
      id: row.id,
      creatorId: row.creator_id,
      totalCents: toCents(row.total_cents),
      methodName: row.method_name,
      status: row.status,
      paidAt: row.paid_at === null ? null : isoOrNull(Date.parse(row.paid_at)),
    })),
  }
}

/** One creator by id with what is owed and the last payments; null when never listed. */
export function creatorRead(sql: SqlStorage, creatorId: string, overdueAfterDays: number): CreatorRead | null {
  const creator = selectCreators(sql, 'WHERE c.id = ?', creatorId)[0]
  if (creator === undefined) return null
  const query: ReadQuery = { projectId: null, creatorId, limit: 1, offset: 0 }
  const debt = owed(sql, query, overdueAfterDays)
  return {
    asOf: debt.asOf,
    creator,
    owed: debt.rows[0] ?? null,
    payments: knownPayments(sql, { ...query, limit: PAYMENTS_OF_CREATOR }).rows,
  }
}
