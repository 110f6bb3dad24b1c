/**
 * When and how unevenly things happen in a project: the other routes below /analytics/aggregate (contract 2.7). Only
 * posting-heatmap is documented; the fields of the others are made up after their names.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { dateAt, timeZone, wallClock } from '../../time-zone.ts'
import { membersOf } from '../campaigns/campaign-rows.ts'
import { lastScrapedMs, profileAt } from '../creators/scraping.ts'
import { DAY_MS } from '../durations.ts'
import { requireProject } from '../projects.ts'
import { countsShown, type VideoRow, videoUrl } from '../videos/video-rows.ts'
import { type ApiEnv, answer, iso } from '../wire/http.ts'
import { date, readQuery } from '../wire/input.ts'
import type { World } from '../world.ts'
import { type DateRange, daysIn, rangeOf, spanOf } from './calendar.ts'
import { byCreator, campaignsOf, creatorRef, projectRange, videosIn } from './leaderboards.ts'

export const rangeQuery = z.object(projectRange)
export const heatmapQuery = z.object({ ...projectRange, from: date, to: date, tz: timeZone.optional() })

/** A video is an outlier when it has so many times the views of its creator's middle one. */
const OUTLIER = 3

export function distributionRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  /** A route whose range defaults to the last 30 days. */
  const route = (
    name: string,
    figures: (videos: VideoRow[], range: DateRange, nowMs: number, tz: string) => unknown,
  ) => {
    routes.get(`/analytics/aggregate/${name}`, (c) => {
      const asked = readQuery(c, world, rangeQuery)
      const nowMs = world.nowMs()
      const tz = world.options.organization_time_zone
      const range = rangeOf(asked, nowMs, tz)
      return answer(c, world, figures(videosIn(world, { ...asked, ...range }), range, nowMs, tz))
    })
  }

  routes.get('/analytics/aggregate/posting-heatmap', (c) => {
    const asked = readQuery(c, world, heatmapQuery)
    const tz = asked.tz ?? world.options.organization_time_zone
    const cells = heatmap(videosIn(world, asked, tz), tz, world.nowMs())
    return answer(c, world, cells)
  })

  route('view-distribution', (videos, _range, nowMs) => distribution(videos, nowMs))

  route('outliers', (videos, _range, nowMs) =>
    byCreator(world, videos).flatMap(({ creator, videos: own }) => {
      const middle = percentile(viewsOf(own, nowMs), 0.5)
      return own.flatMap((video) => {
        const views = countsShown(video, nowMs).views
        if (own.length < 3 || middle === 0 || views < OUTLIER * middle) return []
        const { id: video_id, title } = video
        const multiple = Math.round((views / middle) * 10) / 10
        const url = videoUrl(video)
        return [
          { video_id, title, url, ...creatorRef(world, creator), view_count: views, median_views: middle, multiple },
        ]
      })
    }),
  )

  route('posting-consistency', (videos, range, nowMs, tz) =>
    byCreator(world, videos).map(({ creator, videos: own }) => ({
      ...creatorRef(world, creator),
      ...consistency(own, range, nowMs, tz),
    })),
  )

  route('creator-scatter', (videos, _range, nowMs) =>
    byCreator(world, videos).map(({ creator, videos: own }) => {
      const views = viewsOf(own, nowMs)
      const scrapedMs = lastScrapedMs(creator, nowMs)
      return {
        ...creatorRef(world, creator),
        post_count: own.length,
        avg_views: average(views),
        follower_count: scrapedMs === null ? null : profileAt(creator, scrapedMs).follower_count,
      }
    }),
  )

  routes.get('/analytics/aggregate/member-overlap', (c) => {
    const { project_id } = readQuery(c, world, rangeQuery)
    return answer(c, world, overlaps(world, requireProject(world, project_id).id))
  })

  return routes
}

function viewsOf(videos: readonly VideoRow[], nowMs: number): number[] {
  return videos.map((video) => countsShown(video, nowMs).views).sort((a, b) => a - b)
}

function average(values: readonly number[]): number {
  if (values.length === 0) return 0
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100
}

/** Of values in ascending order; 0 when there are none. */
function percentile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
}

/** Posts by day of the week (0 is Sunday) and hour; cells without posts are left out. */
function heatmap(videos: readonly VideoRow[], tz: string, nowMs: number) {
  const cells = Map.groupBy(videos, (video) => {
    const at = new Date(wallClock(video.posted_ms, tz))
    return at.getUTCDay() * 24 + at.getUTCHours()
  })
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([cell, own]) => ({
      dow: Math.floor(cell / 24),
      hour: cell % 24,
      post_count: own.length,
      avg_views: average(viewsOf(own, nowMs)),
    }))
}

/** How many videos have up to 1,000 views, 10,000 and so on. */
function distribution(videos: readonly VideoRow[], nowMs: number) {
  const views = viewsOf(videos, nowMs)
  const bounds = [0, 1_000, 10_000, 100_000, 1_000_000]
  const buckets = bounds.map((min, index) => {
    const max = bounds[index + 1] ?? null
    return { min, max, count: views.filter((n) => n >= min && (max === null || n < max)).length }
  })
  const percentiles = { p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p99: 0.99 }
  return {
    buckets,
    percentiles: Object.fromEntries(
      Object.entries(percentiles).map(([name, share]) => [name, percentile(views, share)]),
    ),
    total_count: views.length,
  }
}

/** The longest time without a post counts from the first post of the range to its end, or until now. */
function consistency(videos: readonly VideoRow[], range: DateRange, nowMs: number, tz: string) {
  const times = videos.map(({ posted_ms }) => posted_ms).sort((a, b) => a - b)
  const last = times.at(-1) ?? 0
  const ends = [...times, Math.min(nowMs, spanOf(range, tz).endMs)]
  const gaps = times.map((time, index) => (ends[index + 1] ?? time) - time)
  return {
    post_count: times.length,
    posts_per_week: Math.round((times.length / daysIn(range)) * 7 * 100) / 100,
    active_days: new Set(times.map((time) => dateAt(time, tz))).size,
    longest_gap_days: Math.round((Math.max(0, ...gaps) / DAY_MS) * 10) / 10,
    last_posted_at: iso(last),
  }
}

/** Which campaigns share creators or single videos. */
function overlaps(world: World, projectId: string) {
  const campaigns = campaignsOf(world, projectId).map(({ seq, id, name }) => ({ id, name, ...membersOf(world, seq) }))
  return campaigns.flatMap((a, index) =>
    campaigns.slice(index + 1).flatMap((b) => {
      const shared_creators = inBoth(a.creators, b.creators)
      const shared_videos = inBoth(a.videos, b.videos)
      if (shared_creators + shared_videos === 0) return []
      const refs = { campaign_ids: [a.id, b.id], campaign_names: [a.name, b.name] }
      return [{ ...refs, shared_creators, shared_videos }]
    }),
  )
}

function inBoth(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  return [...a].filter((item) => b.has(item)).length
}
