/** Videos and photo posts by list (contract 2.4, 3.3). Ranked or by date they are in posts.ts. */
import * as z from 'zod'
import { List, type ListOptions } from './lists.ts'
import { queryOf, rowReader } from './rows.ts'
import { id, optionalId } from './schemas.ts'
import type { Reader } from './transport.ts'

const videoRow = z.looseObject({
  id,
  project_id: id,
  /** Null for one that was added by its address. */
  creator_id: optionalId,
  url: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  readme: z.string().nullish(),
  view_count: z.number().nullish(),
  like_count: z.number().nullish(),
  comment_count: z.number().nullish(),
  share_count: z.number().nullish(),
  tracking_status: z.string().min(1),
  posted_at: z.string().nullish(),
  last_scraped_at: z.string().nullish(),
})

/** A video. Counts are as of its last scrape; free text is data; `pending_review` ones count in no statistics. */
export type Video = z.infer<typeof videoRow>

/** Which videos. */
export interface VideoFilter {
  readonly projectId?: string | null | undefined
  readonly creatorId?: string | null | undefined
}

/** Videos; excluded ones are never listed. */
export function listVideos(
  reader: Reader,
  { projectId, creatorId }: VideoFilter = {},
  { maxPages }: ListOptions = {},
): List<Video> {
  const filter = { project_id: projectId, creator_id: creatorId }
  return new List(reader, {
    path: '/videos',
    query: queryOf(filter),
    maxPages,
    read: rowReader(videoRow, 'a video', filter),
  })
}
