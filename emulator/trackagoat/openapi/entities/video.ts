/**
 * Videos in answers (contract 3.3).
 * @module
 */
import * as z from 'zod'
import { TRACKING_STATUSES } from '../../videos/video-rows.ts'
import { id, instant, metadata, note, text } from './basics.ts'

const count = z.int().meta({ description: 'As of the last scrape.' })

export const video = z
  .object({
    id,
    project_id: id,
    creator_id: id.nullable().meta({ description: 'null: added by URL.' }),
    tiktok_video_id: z.string().meta({ example: '7412345678901234567' }),
    url: z.string().meta({ format: 'uri' }),
    title: text,
    description: text.meta({ description: 'Context for agents.' }),
    readme: note,
    metadata,
    thumbnail_url: text,
    view_count: count,
    like_count: count,
    comment_count: count,
    share_count: count,
    save_count: count,
    tracking_status: z.enum(TRACKING_STATUSES).meta({
      description: 'Statistics leave out `pending_review` and `excluded`; lists never have `excluded`.',
    }),
    tracking_disabled: z.boolean().meta({ description: 'Its numbers stay as they are. The name is chosen.' }),
    tracking_exempt: z.boolean().meta({ description: 'Its tracking does not expire. The name is chosen.' }),
    posted_at: instant.nullable(),
    last_scraped_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Video', description: 'A post, video or photo carousel, tracked in one project.' })

/** What one added video answers (chosen). */
export const addedVideo = z.object({ status: z.literal('direct_add'), video })

/** What becomes of each when several are added (chosen). */
export const addedVideos = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      status: z.enum(['direct_add', 'failed']),
      code: z.string().optional().meta({ description: 'Why it failed.' }),
      video: video.nullable(),
    }),
  ),
})

export const queuedVideoScrape = z.object({ video_id: id, status: z.literal('queued') })
