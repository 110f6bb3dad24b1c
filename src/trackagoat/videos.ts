/** A project's posts by rank or by date (contract 2.7, 8.10). Only posts that count in statistics are listed. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { PAGE_SIZE } from './pages.ts'
import type { Envelope, Reader } from './transport.ts'

const post = z.looseObject({
  video_id: z.string().min(1).max(100),
  title: z.string().nullish(),
  url: z.string().nullish(),
  view_count: z.number().nullish(),
  like_count: z.number().nullish(),
  comment_count: z.number().nullish(),
  posted_at: z.string().nullish(),
})

/** A post. Counts are as of its last scrape. */
export type Post = z.infer<typeof post>

/** Which posts. Days are `YYYY-MM-DD` and inclusive, in the organisation's time zone. */
export interface PostQuery {
  readonly projectId: string
  readonly fromDay: string
  readonly order: 'view_count' | 'posted_at'
}

/** Some posts out of `total`; null when trackagoat does not say how many there are. */
export interface Posts {
  readonly posts: readonly Post[]
  readonly total: number | null
}

/** The first `limit` (at most 100) posts of an order. */
export async function firstPosts(
  transport: Reader,
  query: PostQuery,
  limit: number,
): Promise<Result<Posts, UpstreamError>> {
  return postsAt(transport, query, limit, 0)
}

async function postsAt(
  transport: Reader,
  { projectId, fromDay, order }: PostQuery,
  limit: number,
  offset: number,
): Promise<Result<Posts, UpstreamError>> {
  // No `to`: «today» is the organisation's day, which only trackagoat knows.
  const answer = await transport.get('/analytics/aggregate/video-leaderboard', {
    project_id: projectId,
    from: fromDay,
    order,
    limit: String(limit),
    offset: String(offset),
  })
  return answer.ok ? readPosts(answer.value) : answer
}

/** Where the rows and `total_count` stand is not documented (contract 2.7): in `data` or beside it. */
function readPosts({ data, meta }: Envelope): Result<Posts, UpstreamError> {
  const rows = Array.isArray(data) ? data : listIn(data)
  if (rows === null) return fail({ kind: 'bad_shape', problem: 'no list of videos' })
  const posts: Post[] = []
  for (const row of rows) {
    const checked = post.safeParse(row)
    if (!checked.success) return fail({ kind: 'bad_shape', problem: 'a video that cannot be read' })
    posts.push(checked.data)
  }
  return ok({ posts, total: totalIn(meta) ?? totalIn(data) })
}

function listIn(data: unknown): unknown[] | null {
  if (typeof data !== 'object' || data === null) return null
  return Object.values(data).find((value): value is unknown[] => Array.isArray(value)) ?? null
}

function totalIn(part: unknown): number | null {
  if (typeof part !== 'object' || part === null || !('total_count' in part)) return null
  return Number.isSafeInteger(part.total_count) ? Number(part.total_count) : null
}

/**
 * All posts since a day, newest first. The list counts as walked to its end when as many different posts were seen as
 * trackagoat counts, or, where it does not count, when a page is empty; everything else is an error, never a shorter list.
 */
export async function postsSince(
  transport: Reader,
  projectId: string,
  fromDay: string,
  maxPages: number,
): Promise<Result<Post[], UpstreamError>> {
  const seen = new Map<string, Post>()
  let offset = 0
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await postsAt(transport, { projectId, fromDay, order: 'posted_at' }, PAGE_SIZE, offset)
    if (!page.ok) return page
    const { posts, total } = page.value
    for (const row of posts) seen.set(row.video_id, row)
    offset += posts.length
    if (total !== null && seen.size >= total) return ok([...seen.values()])
    if (posts.length > 0) continue
    return total === null ? ok([...seen.values()]) : fail({ kind: 'bad_shape', problem: 'fewer videos than counted' })
  }
  return fail({ kind: 'too_many_pages', limitPages: maxPages })
}

/** The handle in a post's address, without `@`; null when there is none. Videos and photo posts alike. */
export function handleInUrl(url: string | null | undefined): string | null {
  return /^https?:\/\/(?:[a-z]+\.)?tiktok\.com\/@([A-Za-z0-9._-]{1,30})(?:[/?#]|$)/i.exec(url ?? '')?.[1] ?? null
}
