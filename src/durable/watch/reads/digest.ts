/** What a digest tells, from what is known. */
import type { CheckHealth, DigestRead, Flow } from '../../../domain/digest.ts'
import { type FreshnessRules, overdueCutoffMs } from '../../../domain/freshness.ts'
import { toCents } from '../../../domain/money.ts'
import type { AlertKind } from '../../../domain/notice.ts'
import type { ReadQuery } from '../../../domain/reads.ts'
import type { RunOutcome } from '../../../domain/runs.ts'
import { listSilences } from '../silences.ts'
import { asOfMs } from './as-of.ts'
import { stale } from './known-creators.ts'
import { overdueTotals, owed } from './owed.ts'

const DAY_MS = 86_400_000
const STALE_NAMED = 10
const OVERDUE_NAMED = 5
const everyone = (limit: number): ReadQuery => ({ projectId: null, creatorId: null, limit, offset: 0 })

/** Reads it all. Spans of time end with the last run, whatever its outcome; what is owed is as of the last full look. */
export function digestRead(sql: SqlStorage, rules: FreshnessRules, requestsPerDay: number | null): DigestRead {
  const last = sql
    .exec<{ now_ms: number; outcome: RunOutcome; advice: string | null }>(
      "SELECT now_ms, outcome, advice FROM runs WHERE outcome IN ('complete', 'incomplete') ORDER BY now_ms DESC LIMIT 1",
    )
    .toArray()[0]
  const endMs = last?.now_ms ?? 0
  const owedMs = asOfMs(sql, 'owed')
  const debt = owed(sql, everyone(OVERDUE_NAMED), rules.overdueAfterDays)
  const sleepers = stale(sql, everyone(STALE_NAMED), rules.staleAfterHours)
  return {
    asOf: debt.asOf,
    owed: {
      creatorCount: debt.total,
      accrualCount: debt.accrualCount,
      totalCents: debt.totalCents,
      ageing: debt.ageing,
    },
    overdue: {
      afterDays: rules.overdueAfterDays,
      ...overdueTotals(sql, owedMs === null ? 0 : overdueCutoffMs(rules, owedMs)),
      oldest: debt.rows.filter(({ overdueCount }) => overdueCount > 0),
    },
    lastDay: flow(sql, endMs - DAY_MS, endMs),
    lastWeek: flow(sql, endMs - 7 * DAY_MS, endMs),
    weekBefore: flow(sql, endMs - 14 * DAY_MS, endMs - 7 * DAY_MS),
    stale: { afterHours: rules.staleAfterHours, count: sleepers.total, oldest: sleepers.rows },
    openAlerts: sql
      .exec<{ kind: AlertKind; count: number }>(
        'SELECT kind, count(*) AS count FROM alerts WHERE resolved_ms IS NULL AND silenced = 0 GROUP BY kind ORDER BY kind',
      )
      .toArray(),
    silencedAlertCount: sql
      .exec<{ n: number }>('SELECT count(*) AS n FROM alerts WHERE resolved_ms IS NULL AND silenced = 1')
      .one().n,
    silences: listSilences(sql, endMs),
    checks: {
      lastAt: last === undefined ? null : new Date(last.now_ms).toISOString(),
      lastOutcome: last?.outcome ?? null,
      lastAdvice: last?.advice ?? null,
      ...checksBetween(sql, endMs - DAY_MS, endMs),
      requestsPerDay,
    },
  }
}

/**
 * Events after `fromMs` up to `toMs`. The log is in the order of the runs, and a run knows where it began: so older events,
 * of which there may be a million, are not read.
 */
function flow(sql: SqlStorage, fromMs: number, toMs: number): Flow {
  const first = sql
    .exec<{ seq: number | null }>(
      'SELECT min(events_from) AS seq FROM runs WHERE now_ms > ? AND now_ms <= ?',
      fromMs,
      toMs,
    )
    .one().seq
  const sumOf = (type: string) =>
    sql
      .exec<{ n: number; total: number | null }>(
        `SELECT count(*) AS n, sum(amount_cents) AS total FROM events
         WHERE type = ? AND seq > ? AND at_ms > ? AND at_ms <= ?`,
        type,
        first ?? Number.MAX_SAFE_INTEGER,
        fromMs,
        toMs,
      )
      .one()
  const earned = sumOf('accrual.earned')
  const paid = sumOf('accrual.paid')
  return {
    earnedCount: earned.n,
    earnedCents: toCents(earned.total ?? 0),
    paidCount: paid.n,
    paidCents: toCents(paid.total ?? 0),
  }
}

function checksBetween(
  sql: SqlStorage,
  fromMs: number,
  toMs: number,
): Pick<CheckHealth, 'runCount' | 'failedCount' | 'requests'> {
  const { runs, failed, requests } = sql
    .exec<{ runs: number; failed: number; requests: number | null }>(
      `SELECT count(*) AS runs, count(*) FILTER (WHERE outcome = 'incomplete') AS failed, sum(requests) AS requests
       FROM runs WHERE now_ms > ? AND now_ms <= ? AND outcome IN ('complete', 'incomplete')`,
      fromMs,
      toMs,
    )
    .one()
  return { runCount: runs, failedCount: failed, requests: requests ?? 0 }
}
