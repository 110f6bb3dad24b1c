/**
 * Rankings and distributions over a project in answers (contract 2.7, 8.10). Only the items of video-leaderboard and
 * posting-heatmap are documented; the fields of the others are chosen after their names.
 * @module
 */
import * as z from 'zod'
import { id, instant, text } from './basics.ts'

const counts = {
  view_count: z.int(),
  like_count: z.int(),
  comment_count: z.int(),
  share_count: z.int(),
  save_count: z.int(),
}

const sums = { post_count: z.int(), ...counts, engagement_rate_by_views: z.number().nullable() }

const creatorRef = { creator_id: id, tiktok_handle: z.string(), display_name: text }

export const rankedVideo = z
  .object({ video_id: id, title: text, thumbnail_url: text, url: text, ...counts, posted_at: instant })
  .meta({ id: 'RankedVideo' })

export const rankedCreator = z.object({ ...creatorRef, ...sums }).meta({ id: 'RankedCreator' })

export const rankedCampaign = z
  .object({ campaign_id: id, name: z.string(), target_views: z.number().nullable(), ...sums })
  .meta({ id: 'RankedCampaign' })

/** How many rows a ranking has as a whole. */
export const totalCount = z.object({ total_count: z.int() })

export const heatmapCell = z
  .object({
    dow: z.int().min(0).max(6).meta({ description: '0: Sunday.' }),
    hour: z.int().min(0).max(23),
    post_count: z.int(),
    avg_views: z.number(),
  })
  .meta({ id: 'HeatmapCell' })

export const viewDistribution = z
  .object({
    buckets: z.array(
      z.object({
        min: z.int(),
        max: z.int().nullable().meta({ description: 'Exclusive; null: no end.' }),
        count: z.int(),
      }),
    ),
    percentiles: z.object({ p25: z.int(), p50: z.int(), p75: z.int(), p90: z.int(), p99: z.int() }),
    total_count: z.int(),
  })
  .meta({ id: 'ViewDistribution' })

export const outlier = z
  .object({
    video_id: id,
    title: text,
    url: z.string(),
    ...creatorRef,
    view_count: z.int(),
    median_views: z.int().meta({ description: 'Of the creator’s posts in the range.' }),
    multiple: z.number(),
  })
  .meta({ id: 'Outlier' })

export const consistency = z
  .object({
    ...creatorRef,
    post_count: z.int(),
    posts_per_week: z.number(),
    active_days: z.int(),
    longest_gap_days: z.number(),
    last_posted_at: instant,
  })
  .meta({ id: 'PostingConsistency' })

export const scatterPoint = z
  .object({ ...creatorRef, post_count: z.int(), avg_views: z.number(), follower_count: z.int().nullable() })
  .meta({ id: 'CreatorScatterPoint' })

export const overlap = z
  .object({
    campaign_ids: z.array(id).length(2),
    campaign_names: z.array(z.string()).length(2),
    shared_creators: z.int(),
    shared_videos: z.int(),
  })
  .meta({ id: 'MemberOverlap' })
