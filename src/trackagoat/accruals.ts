/** Payout accruals (contract 2.8, 3.8): computed by trackagoat, read here. Money is not guessed at. */
import type { UpstreamError } from '../domain/errors.ts'
import type { Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { fetchOne, queryOf, rowReader } from './rows.ts'
import { type AccrualRow, accrualRow } from './schemas.ts'
import type { Reader } from './transport.ts'

/** Which accruals. A row does not say its project, so whether that filter was heard cannot be checked (contract 5.4). */
export interface AccrualFilter {
  readonly projectId?: string | null | undefined
  readonly creatorId?: string | null | undefined
  /** `earned`, `paid`, `rejected`, `voided`, or what may come (contract 3.8). */
  readonly status?: string | null | undefined
}

/** Accruals. */
export function listAccruals(
  reader: Reader,
  { projectId, creatorId, status }: AccrualFilter = {},
  { maxPages }: ListOptions = {},
): List<AccrualRow> {
  const checkable = { creator_id: creatorId, status }
  return new List(reader, {
    path: '/payout-accruals',
    query: queryOf({ project_id: projectId, ...checkable }),
    maxPages,
    read: rowReader(accrualRow, 'an accrual', checkable),
  })
}

/**
 * All earned accruals of a creator. Both filters are checked again, since a filter that is ignored must not mix
 * creators up. A row that cannot be read makes the whole answer unusable.
 */
export function earnedAccruals(reader: Reader, creatorId: string): Promise<Result<AccrualRow[], UpstreamError>> {
  return listAccruals(reader, { creatorId, status: 'earned' }).all()
}

/** One accrual by id, whoever's it is. */
export function fetchAccrualRow(reader: Reader, id: string): Promise<Result<AccrualRow, UpstreamError>> {
  return fetchOne(reader, `/payout-accruals/${encodeURIComponent(id)}`, accrualRow, 'an accrual')
}
