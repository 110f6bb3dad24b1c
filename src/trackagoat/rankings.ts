/**
 * Rankings of a project (contract 2.7, 8.10): part by part with `limit` and `offset`. Of the one of videos (posts.ts) query and
 * fields are documented; of those of creators and campaigns nothing but the name, so they are asked in the same way and
 * only what names a row is relied upon.
 */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { PAGE_SIZE } from './pages.ts'
import { badShape, queryOf } from './rows.ts'
import { id, rowProblem } from './schemas.ts'
import type { Envelope, Reader } from './transport.ts'

/** A part of a ranking, best first, out of `total`; null when trackagoat does not say how many there are. */
export interface Ranking<T> {
  readonly rows: readonly T[]
  readonly total: number | null
}

/** Which part of which ranking. Days are `YYYY-MM-DD` and inclusive; absent: all that is kept. */
export interface RankingQuery {
  readonly projectId: string
  readonly fromDay?: string | null | undefined
  readonly toDay?: string | null | undefined
  /** At most 100. */
  readonly limit?: number
  readonly offset?: number
}

const counts = {
  post_count: z.number().nullish(),
  view_count: z.number().nullish(),
  like_count: z.number().nullish(),
  comment_count: z.number().nullish(),
  share_count: z.number().nullish(),
  save_count: z.number().nullish(),
  engagement_rate_by_views: z.number().nullish(),
}
const rankedCreator = z.looseObject({
  creator_id: id,
  tiktok_handle: z.string().nullish(),
  display_name: z.string().nullish(),
  ...counts,
})
const rankedCampaign = z.looseObject({
  campaign_id: id,
  name: z.string().nullish(),
  ...counts,
})

/** A creator in a ranking; every number is inferred from the ranking of videos, so it may be missing. */
export type RankedCreator = z.infer<typeof rankedCreator>
/** A campaign in a ranking, as `RankedCreator`. Inner campaigns are in its numbers already. */
export type RankedCampaign = z.infer<typeof rankedCampaign>

/** Creators by views. */
export function creatorRanking(
  reader: Reader,
  query: RankingQuery,
): Promise<Result<Ranking<RankedCreator>, UpstreamError>> {
  return askRanking(reader, 'creator-leaderboard', partOf(query), rankedCreator, 'a creator')
}

/** Campaigns by views. */
export function campaignRanking(
  reader: Reader,
  query: RankingQuery,
): Promise<Result<Ranking<RankedCampaign>, UpstreamError>> {
  return askRanking(reader, 'campaign-leaderboard', partOf(query), rankedCampaign, 'a campaign')
}

/** The query of a part. */
export function partOf({
  projectId,
  fromDay,
  toDay,
  limit = PAGE_SIZE,
  offset = 0,
}: RankingQuery): Record<string, string> {
  return queryOf({
    project_id: projectId,
    from: fromDay,
    to: toDay,
    limit: String(limit),
    offset: String(offset),
  })
}

/** Asks for a part. A row that cannot be read is an error: a ranking with a gap is another ranking. */
export async function askRanking<T>(
  reader: Reader,
  name: string,
  query: Record<string, string>,
  schema: z.ZodType<T>,
  what: string,
): Promise<Result<Ranking<T>, UpstreamError>> {
  const answer = await reader.get(`/analytics/aggregate/${name}`, query)
  return answer.ok ? readRanking(answer.value, schema, what) : answer
}

/** Where the rows and `total_count` stand is not documented (contract 2.7): in `data` or beside it. */
function readRanking<T>(
  { data, meta }: Envelope,
  schema: z.ZodType<T>,
  what: string,
): Result<Ranking<T>, UpstreamError> {
  const list = Array.isArray(data) ? data : listIn(data)
  if (list === null) return badShape('no list in a ranking')
  const rows: T[] = []
  for (const row of list) {
    const checked = schema.safeParse(row)
    if (!checked.success) return badShape(`${what}: ${rowProblem(checked.error)}`)
    rows.push(checked.data)
  }
  return ok({ rows, total: totalIn(meta) ?? totalIn(data) })
}

function listIn(data: unknown): unknown[] | null {
  if (typeof data !== 'object' || data === null) return null
  return Object.values(data).find((value): value is unknown[] => Array.isArray(value)) ?? null
}

function totalIn(part: unknown): number | null {
  if (typeof part !== 'object' || part === null || !('total_count' in part)) return null
  return Number.isSafeInteger(part.total_count) ? Number(part.total_count) : null
}
