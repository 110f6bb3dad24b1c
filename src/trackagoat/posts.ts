/** A project's posts by rank or by date (contract 2.7, 8.10). Only posts that count in statistics are listed. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { askRanking, partOf, type Ranking, type RankingQuery } from './rankings.ts'
import { badShape } from './rows.ts'
import { id, incidental } from './schemas.ts'
import type { Reader } from './transport.ts'

const post = z.looseObject({
  video_id: id,
  title: z.string().nullish(),
  thumbnail_url: incidental(z.string()),
  url: z.string().nullish(),
  view_count: z.number().nullish(),
  like_count: z.number().nullish(),
  comment_count: z.number().nullish(),
  share_count: incidental(z.number()),
  save_count: incidental(z.number()),
  posted_at: z.string().nullish(),
})

/** A post. Counts are as of its last scrape. */
export type Post = z.infer<typeof post>

/** Which posts. Without `toDay` up to the organisation's today, which only trackagoat knows. */
export interface PostQuery extends RankingQuery {
  readonly order: 'view_count' | 'like_count' | 'comment_count' | 'share_count' | 'save_count' | 'posted_at'
}

/** Posts, most or newest first. */
export function postRanking(reader: Reader, query: PostQuery): Promise<Result<Ranking<Post>, UpstreamError>> {
  return askRanking(reader, 'video-leaderboard', { ...partOf(query), order: query.order }, post, 'a video')
}

/**
 * All posts since a day, newest first. The list counts as walked to its end when as many different posts were seen as
 * trackagoat counts, or, where it does not count, when a page is empty; everything else is an error, never a shorter list.
 */
export async function postsSince(
  reader: Reader,
  projectId: string,
  fromDay: string,
  maxPages: number,
): Promise<Result<Post[], UpstreamError>> {
  const seen = new Map<string, Post>()
  let offset = 0
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await postRanking(reader, { projectId, fromDay, order: 'posted_at', offset })
    if (!page.ok) return page
    const { rows, total } = page.value
    for (const row of rows) seen.set(row.video_id, row)
    offset += rows.length
    if (total !== null && seen.size >= total) return ok([...seen.values()])
    if (rows.length > 0) continue
    return total === null ? ok([...seen.values()]) : badShape('fewer videos than counted')
  }
  return fail({ kind: 'too_many_pages', limitPages: maxPages })
}

/** The handle in a post's address, without `@`; null when there is none. Videos and photo posts alike. */
export function handleInUrl(url: string | null | undefined): string | null {
  return /^https?:\/\/(?:[a-z]+\.)?tiktok\.com\/@([A-Za-z0-9._-]{1,30})(?:[/?#]|$)/i.exec(url ?? '')?.[1] ?? null
}
