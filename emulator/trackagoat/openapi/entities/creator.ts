/**
 * Creators in answers (contract 3.2).
 * @module
 */
import * as z from 'zod'
import { day, id, instant, metadata, note, scrapedCount, text } from './basics.ts'

export const creator = z
  .object({
    id,
    project_id: id,
    tiktok_handle: z.string().meta({ description: 'Without `@`.' }),
    display_name: text,
    description: text.meta({ description: 'Notes of the team, context for agents.' }),
    readme: note,
    metadata,
    tracking_mode: z.enum(['auto', 'selective']),
    tracking_start_date: day.nullable(),
    tracking_end_date: day.nullable(),
    avatar_url: text,
    follower_count: scrapedCount,
    following_count: scrapedCount,
    total_likes_count: scrapedCount,
    video_count: scrapedCount,
    last_scraped_at: instant.nullable().meta({ description: 'null: never.' }),
    is_active: z.boolean().meta({ description: 'false after a soft delete.' }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Creator', description: 'A TikTok account tracked in one project.' })

/** What becomes of each when several are added (chosen). */
export const addedCreators = z.object({
  results: z.array(
    z.object({
      tiktok_handle: z.string(),
      status: z.enum(['created', 'reactivated', 'failed']),
      code: z.string().optional().meta({ description: 'Why it failed.' }),
      creator: creator.nullable(),
    }),
  ),
})

export const queuedScrape = z.object({
  creator_id: id,
  job_type: z.enum(['creator_profiles', 'video_stats', 'discover_videos']),
  status: z.literal('queued'),
})
