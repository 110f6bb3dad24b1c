/** What the lists of known things share: their query, their cursor, and how a creator, a debt and a list look. */
import * as z from 'zod'
import { amountOf } from '../../domain/money.ts'
import type { Ageing, KnownCreator, OwedRow, Read, ReadQuery } from '../../domain/reads.ts'
import { limitParam } from './query.ts'

/** Rows are found anew for each page, so a cursor is a place in the list; a run between two pages may shift it (`as_of`). */
const CURSOR = /^c([0-9a-z]{1,6})$/
const cursorParam = z.string().regex(CURSOR, 'must be the next_cursor of an earlier answer').optional()
const idParam = z.string().max(100, 'is too long').optional()

/** Query parameters of these lists. Ids that nobody knows match nothing. */
export const knownQuery = z.object({ project_id: idParam, limit: limitParam, cursor: cursorParam })
/** As `knownQuery`, and for one creator. */
export const creatorQuery = knownQuery.extend({ creator_id: idParam })
/** As `knownQuery`, with a part of a handle or name. */
export const searchQuery = knownQuery.extend({ search: z.string().max(200, 'is too long').optional() })

/** A query as the watch takes it. */
export function readQueryOf(
  asked: z.infer<typeof knownQuery> & { readonly creator_id?: string | undefined },
): ReadQuery {
  const place = CURSOR.exec(asked.cursor ?? '')?.[1]
  return {
    // Forms and templates send what was left blank as an empty text.
    projectId: asked.project_id || null,
    creatorId: asked.creator_id || null,
    limit: asked.limit,
    offset: place === undefined ? 0 : Number.parseInt(place, 36),
  }
}

/**
 * A list as it is answered. `complete`: nothing comes after these rows, and the list was walked to its end at least once.
 * `as_of` null: no run has got that far, so nothing is known and `data` is empty.
 */
export function listOf<Row>(read: Read<Row>, { offset }: ReadQuery, toJson: (row: Row) => unknown) {
  const next = offset + read.rows.length
  const hasMore = read.rows.length > 0 && next < read.total
  return {
    as_of: read.asOf,
    total_count: read.total,
    data: read.rows.map(toJson),
    next_cursor: hasMore ? `c${next.toString(36)}` : null,
    complete: read.asOf !== null && !hasMore,
  }
}

/** A creator. */
export function creatorJson({ id, handle, displayName, project, isActive, lastScrapedAt }: KnownCreator) {
  return {
    id,
    handle,
    display_name: displayName,
    project: { id: project.id, name: project.name },
    is_active: isActive,
    last_scraped_at: lastScrapedAt,
  }
}

/** Amounts by age. */
export function ageingJson({ upTo7DaysCents, upTo30DaysCents, over30DaysCents }: Ageing) {
  return {
    up_to_7_days: amountOf(upTo7DaysCents),
    up_to_30_days: amountOf(upTo30DaysCents),
    over_30_days: amountOf(over30DaysCents),
  }
}

/** What one creator is owed. `creator` null: trackagoat never listed whoever earned it. */
export function owedJson(row: OwedRow) {
  return {
    creator_id: row.creatorId,
    creator: row.creator === null ? null : creatorJson(row.creator),
    accrual_count: row.accrualCount,
    total: amountOf(row.totalCents),
    ageing: ageingJson(row.ageing),
    oldest_period_end_at: row.oldestPeriodEndAt,
    overdue_count: row.overdueCount,
  }
}
