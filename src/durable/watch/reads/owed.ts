/** What is owed, per creator: the sum of earned accruals and nothing else (contract 6.14). */
import { ageingCutoffs } from '../../../domain/ageing.ts'
import { overdueCutoffMs } from '../../../domain/freshness.ts'
import { type Cents, toCents } from '../../../domain/money.ts'
import type { Ageing, OwedRead, OwedRow, ReadQuery } from '../../../domain/reads.ts'
import { asOfMs, isoOrNull } from './as-of.ts'
import { creatorsById } from './known-creators.ts'

/** Whose accruals count: everyone's, or those of creators who have no live payment at all. */
type Whose = 'everyone' | 'never_paid'

/** The first row holds the totals: its creator is null and `oldest_ms` counts the rows. */
type Columns = [
  creatorId: string | null,
  accrualCount: number,
  totalCents: number,
  upTo7: number,
  upTo30: number,
  over30: number,
  oldestMs: number,
  overdueCount: number,
]

const NOTHING = toCents(0)

/** Everything owed, the overdue first (the oldest before others), then the largest. */
export function owed(sql: SqlStorage, query: ReadQuery, overdueAfterDays: number): OwedRead {
  return owedTo(sql, 'everyone', query, overdueAfterDays)
}

/** As `owed`, for creators without a payment of status `paid`: earned, and never paid (contract 6.14). */
export function unpaid(sql: SqlStorage, query: ReadQuery, overdueAfterDays: number): OwedRead {
  return owedTo(sql, 'never_paid', query, overdueAfterDays)
}

/** One pass over the index `accruals_owed`: groups come out of it in order, and both totals and rows are taken from them. */
function owedTo(sql: SqlStorage, whose: Whose, query: ReadQuery, overdueAfterDays: number): OwedRead {
  const nowMs = asOfMs(sql, 'owed')
  if (nowMs === null) return NOTHING_KNOWN
  const { upTo7Ms, upTo30Ms } = ageingCutoffs(nowMs)
  const overdueMs = overdueCutoffMs({ overdueAfterDays }, nowMs)
  const { projectId, creatorId, limit, offset } = query
  // Conditions that are not asked for must not stand in the statement: they would cost the planner its index.
  const ofCreator = creatorId === null ? '' : 'AND x.creator_id = ?5'
  const ofProject = projectId === null ? '' : 'AND x.creator_id IN (SELECT id FROM creators WHERE project_id = ?4)'
  const neverPaid =
    whose === 'everyone'
      ? ''
      : "HAVING NOT EXISTS (SELECT 1 FROM payments AS p WHERE p.creator_id = x.creator_id AND p.status = 'paid')"
  const [totals, ...rows] = sql
    .exec(
      `WITH owed AS MATERIALIZED (
         SELECT x.creator_id, count(*) AS n, sum(x.amount_cents) AS total,
           sum(iif(x.period_end_ms > ?1, x.amount_cents, 0)) AS up_to_7,
           sum(iif(x.period_end_ms <= ?1 AND x.period_end_ms > ?2, x.amount_cents, 0)) AS up_to_30,
           sum(iif(x.period_end_ms <= ?2, x.amount_cents, 0)) AS over_30,
           min(x.period_end_ms) AS oldest_ms, sum(x.period_end_ms < ?3) AS overdue
         FROM accruals AS x WHERE x.status = 'earned' ${ofCreator} ${ofProject}
         GROUP BY x.creator_id ${neverPaid})
       SELECT NULL, ifnull(sum(n), 0), ifnull(sum(total), 0), ifnull(sum(up_to_7), 0), ifnull(sum(up_to_30), 0),
         ifnull(sum(over_30), 0), count(*), ifnull(sum(overdue), 0) FROM owed
       UNION ALL SELECT * FROM (
         SELECT * FROM owed ORDER BY iif(overdue > 0, oldest_ms, 9e15), total DESC, creator_id LIMIT ?6 OFFSET ?7)`,
      upTo7Ms,
      upTo30Ms,
      overdueMs,
      projectId,
      creatorId,
      limit,
      offset,
    )
    .raw<Columns>()
  if (totals === undefined) return NOTHING_KNOWN
  const people = creatorsById(
    sql,
    rows.map(([id]) => id ?? ''),
  )
  const [, accrualCount, totalCents, , , , creatorCount] = totals
  return {
    asOf: isoOrNull(nowMs),
    total: creatorCount,
    rows: rows.map((row): OwedRow => {
      const [id, count, cents, , , , oldestMs, overdueCount] = row
      return {
        creatorId: id ?? '',
        creator: people.get(id ?? '') ?? null,
        accrualCount: count,
        totalCents: toCents(cents),
        ageing: ageingOf(row),
        oldestPeriodEndAt: new Date(oldestMs).toISOString(),
        overdueCount,
      }
    }),
    accrualCount,
    totalCents: toCents(totalCents),
    ageing: ageingOf(totals),
  }
}

function ageingOf([, , , upTo7, upTo30, over30]: Columns): Ageing {
  return { upTo7DaysCents: toCents(upTo7), upTo30DaysCents: toCents(upTo30), over30DaysCents: toCents(over30) }
}

const NOTHING_KNOWN: OwedRead = {
  asOf: null,
  total: 0,
  rows: [],
  accrualCount: 0,
  totalCents: NOTHING,
  ageing: { upTo7DaysCents: NOTHING, upTo30DaysCents: NOTHING, over30DaysCents: NOTHING },
}

/** What is owed altogether. */
export function owedCents(sql: SqlStorage): Cents {
  const { total } = sql
    .exec<{ total: number | null }>("SELECT sum(amount_cents) AS total FROM accruals WHERE status = 'earned'")
    .one()
  return toCents(total ?? 0)
}

/** Accruals beyond the threshold: how many, of how many creators, how much. */
export function overdueTotals(
  sql: SqlStorage,
  cutoffMs: number,
): { readonly creatorCount: number; readonly accrualCount: number; readonly totalCents: Cents } {
  const { creators, n, total } = sql
    .exec<{ creators: number; n: number; total: number | null }>(
      `SELECT count(DISTINCT creator_id) AS creators, count(*) AS n, sum(amount_cents) AS total
       FROM accruals WHERE status = 'earned' AND period_end_ms < ?`,
      cutoffMs,
    )
    .one()
  return { creatorCount: creators, accrualCount: n, totalCents: toCents(total ?? 0) }
}
