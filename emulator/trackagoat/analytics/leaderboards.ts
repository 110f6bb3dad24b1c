/**
 * Rankings of a project: /analytics/aggregate/{video,creator,campaign}-leaderboard (contract 2.7, 8.10). Of the last two
 * only the names are documented.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { startOf } from '../../time-zone.ts'
import { type CampaignRow, campaignVideos, SELECT_CAMPAIGNS } from '../campaigns/campaign-rows.ts'
import { type CreatorRow, creatorBySeq } from '../creators/creator-rows.ts'
import { requireProject } from '../projects.ts'
import { type Counts, countedVideos, countsShown, thumbnailUrl, type VideoRow, videoUrl } from '../videos/video-rows.ts'
import { type ApiContext, type ApiEnv, envelope, iso, sendJson } from '../wire/http.ts'
import { badQuery, readQuery, uuid } from '../wire/input.ts'
import { limitParameter, readLimit } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { addDays, dateRange } from './calendar.ts'
import { engagementOf, ratio } from './metrics.ts'

const COUNT_ORDERS = ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count'] as const

const offset = z
  .string()
  .optional()
  .meta({ override: { type: 'integer', minimum: 0, default: 0 } })

const paged = { limit: limitParameter, offset }

export const projectRange = { project_id: uuid, ...dateRange }

export const videoRankingQuery = z.object({
  ...projectRange,
  ...paged,
  order: z.enum([...COUNT_ORDERS, 'posted_at']).default('view_count'),
})

export const creatorRankingQuery = z.object({
  ...projectRange,
  ...paged,
  order: z.enum([...COUNT_ORDERS, 'post_count']).default('view_count'),
})

export const campaignRankingQuery = z.object({ ...projectRange, ...paged })

/** The videos that count and were posted on the days asked for; without bounds all of them. */
export function videosIn(
  world: World,
  asked: { project_id: string; from?: string | undefined; to?: string | undefined },
  tz = world.options.organization_time_zone,
): VideoRow[] {
  const { from, to } = asked
  if (from !== undefined && to !== undefined && from > to) throw badQuery('from', 'is after to')
  const startMs = from === undefined ? Number.MIN_SAFE_INTEGER : startOf(from, tz)
  const endMs = to === undefined ? Number.MAX_SAFE_INTEGER : startOf(addDays(to, 1), tz)
  return countedVideos(world, requireProject(world, asked.project_id).seq, startMs, endMs)
}

export function leaderboardRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const base = '/analytics/aggregate'

  routes.get(`${base}/video-leaderboard`, (c) => {
    const asked = readQuery(c, world, videoRankingQuery)
    const nowMs = world.nowMs()
    const rows = videosIn(world, asked).map((video) => videoItem(video, nowMs))
    // What was posted last stands first already; sorting keeps the order of equals.
    const { order } = asked
    if (order !== 'posted_at') rows.sort((a, b) => b[order] - a[order])
    return answerRanking(c, world, asked, rows)
  })

  routes.get(`${base}/creator-leaderboard`, (c) => {
    const asked = readQuery(c, world, creatorRankingQuery)
    const nowMs = world.nowMs()
    const rows = byCreator(world, videosIn(world, asked)).map(({ creator, videos }) => ({
      ...creatorRef(world, creator),
      ...summed(videos, nowMs),
    }))
    return answerRanking(
      c,
      world,
      asked,
      rows.sort((a, b) => b[asked.order] - a[asked.order]),
    )
  })

  routes.get(`${base}/campaign-leaderboard`, (c) => {
    const asked = readQuery(c, world, campaignRankingQuery)
    const nowMs = world.nowMs()
    const wanted = new Set(videosIn(world, asked).map(({ seq }) => seq))
    const rows = campaignsOf(world, asked.project_id).map(({ seq, id, name, target_views }) => ({
      campaign_id: id,
      name,
      target_views,
      ...summed(
        campaignVideos(world, seq).filter((video) => wanted.has(video.seq)),
        nowMs,
      ),
    }))
    return answerRanking(
      c,
      world,
      asked,
      rows.sort((a, b) => b.view_count - a.view_count),
    )
  })

  return routes
}

/** Exactly the fields of the sample. */
function videoItem(video: VideoRow, nowMs: number) {
  const counts = countsShown(video, nowMs)
  return {
    video_id: video.id,
    title: video.title,
    thumbnail_url: thumbnailUrl(video),
    url: videoUrl(video),
    ...onWire(counts),
    posted_at: iso(video.posted_ms),
  }
}

function onWire(counts: Counts) {
  return {
    view_count: counts.views,
    like_count: counts.likes,
    comment_count: counts.comments,
    share_count: counts.shares,
    save_count: counts.saves,
  }
}

function summed(videos: readonly VideoRow[], nowMs: number) {
  const total: Counts = { views: 0, likes: 0, comments: 0, shares: 0, saves: 0 }
  for (const video of videos) {
    const counts = countsShown(video, nowMs)
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name]
  }
  return {
    post_count: videos.length,
    ...onWire(total),
    engagement_rate_by_views: ratio(engagementOf(total) * 100, total.views),
  }
}

export function creatorRef(world: World, creator: CreatorRow) {
  return {
    creator_id: world.idOf('creator', creator.seq),
    tiktok_handle: creator.handle,
    display_name: creator.display_name,
  }
}

/** The videos of each creator who has any; those that belong to nobody are left out. */
export function byCreator(world: World, videos: readonly VideoRow[]): { creator: CreatorRow; videos: VideoRow[] }[] {
  const groups = Map.groupBy(
    videos.filter((video) => video.creator !== null),
    (video) => video.creator ?? 0,
  )
  return [...groups].flatMap(([seq, own]) => {
    const creator = creatorBySeq(world, seq)
    return creator === undefined ? [] : [{ creator, videos: own }]
  })
}

export function campaignsOf(world: World, projectId: string): CampaignRow[] {
  const sql = `${SELECT_CAMPAIGNS} WHERE t.project = ? AND t.deleted_ms IS NULL ORDER BY t.seq`
  return world.store.all<CampaignRow>(sql, requireProject(world, projectId).seq)
}

/** One part of a ranking, with how many rows it has as a whole; where that number stands is unknown. */
function answerRanking(
  c: ApiContext,
  world: World,
  asked: { limit?: string | undefined; offset?: string | undefined },
  rows: unknown[],
) {
  const limit = readLimit(asked.limit, world.options.limit_over_max === 'clamped')
  const offset = /^\d{1,9}$/.test(asked.offset ?? '0') ? Number(asked.offset ?? 0) : -1
  if (offset < 0) throw badQuery('offset', 'must be a whole number')
  const page = rows.slice(offset, offset + limit)
  const total = { total_count: rows.length }
  const text =
    world.options.leaderboard_total_count === 'meta'
      ? envelope(world.options, page, null, total)
      : envelope(world.options, { items: page, ...total }, null, null)
  return sendJson(c, 200, text)
}
