/** The named lines of a group's message. */
import { toCents } from '../../domain/money.ts'
import type { AlertKind, NoticeItem } from '../../domain/notice.ts'

/** Payments of one accrual that are named; more are counted. */
const NAMED_PAYMENTS = 3

/** Names alerts of a group: overdue ones by amount, doubly paid ones the newest first, stale creators the oldest first. */
export function groupItems(
  sql: SqlStorage,
  group: { readonly seq: number; readonly kind: AlertKind },
  which: string,
  limit: number,
): NoticeItem[] {
  if (group.kind === 'accrual.overdue') {
    return sql
      .exec<{
        handle: string | null
        display_name: string | null
        amount_cents: number
        period_start_at: string
        period_end_at: string
      }>(
        `SELECT c.handle, c.display_name, x.amount_cents, x.period_start_at, x.period_end_at
         FROM alerts AS a JOIN accruals AS x ON x.id = a.subject_id LEFT JOIN creators AS c ON c.id = x.creator_id
         WHERE a.group_seq = ? AND ${which} ORDER BY x.amount_cents DESC, x.period_end_ms, x.id LIMIT ?`,
        group.seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        handle: row.handle,
        displayName: row.display_name,
        amountCents: toCents(row.amount_cents),
        periodStartAt: new Date(row.period_start_at).toISOString(),
        periodEndAt: new Date(row.period_end_at).toISOString(),
      }))
  }
  if (group.kind === 'accrual.double_paid') return doublePaidItems(sql, group.seq, which, limit)
  if (group.kind === 'creator.stale') {
    return sql
      .exec<{ handle: string; display_name: string | null; last_scraped_at: string | null }>(
        `SELECT c.handle, c.display_name, c.last_scraped_at FROM alerts AS a JOIN creators AS c ON c.id = a.subject_id
         WHERE a.group_seq = ? AND ${which} ORDER BY ifnull(c.last_scraped_ms, -1), c.id LIMIT ?`,
        group.seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        handle: row.handle,
        displayName: row.display_name,
        amountCents: null,
        lastScrapedAt: row.last_scraped_at === null ? null : new Date(row.last_scraped_at).toISOString(),
      }))
  }
  return []
}

/** An accrual that was settled before the first look is known by its payments only: no amount, no period. */
function doublePaidItems(sql: SqlStorage, seq: number, which: string, limit: number): NoticeItem[] {
  return sql
    .exec<{
      handle: string | null
      display_name: string | null
      amount_cents: number | null
      period_start_at: string | null
      period_end_at: string | null
      payments: string
    }>(
      `SELECT c.handle, c.display_name, x.amount_cents, x.period_start_at, x.period_end_at,
              (SELECT json_group_array(l.payment_id) FROM payment_lines AS l WHERE l.accrual_id = a.subject_id) AS payments
       FROM alerts AS a LEFT JOIN accruals AS x ON x.id = a.subject_id LEFT JOIN creators AS c ON c.id = a.creator_id
       WHERE a.group_seq = ? AND ${which} ORDER BY a.seq DESC LIMIT ?`,
      seq,
      limit,
    )
    .toArray()
    .map((row) => ({
      handle: row.handle,
      displayName: row.display_name,
      amountCents: row.amount_cents === null ? null : toCents(row.amount_cents),
      periodStartAt: row.period_start_at === null ? null : new Date(row.period_start_at).toISOString(),
      periodEndAt: row.period_end_at === null ? null : new Date(row.period_end_at).toISOString(),
      remark: paymentsRemark(JSON.parse(row.payments) as string[]),
    }))
}

function paymentsRemark(ids: readonly string[]): string | null {
  if (ids.length === 0) return null
  const more = ids.length - NAMED_PAYMENTS
  const named = ids.slice(0, NAMED_PAYMENTS).join(', ')
  return `${ids.length === 1 ? 'payment' : 'payments'} ${named}${more > 0 ? ` and ${more} more` : ''}`
}
