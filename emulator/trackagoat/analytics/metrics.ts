/**
 * Metrics over time (contract 2.7): what was there at an instant, what came within a bucket, and rates made of both.
 * @module
 */
import type { CreatorRow } from '../creators/creator-rows.ts'
import { lastScrapedMs, profileAt } from '../creators/scraping.ts'
import { DAY_MS } from '../payouts/periods.ts'
import { type Counts, countsAt, type VideoRow, videoScrapedMs } from '../videos/video-rows.ts'
import type { Bucket } from './calendar.ts'

/** The names of the last two are chosen. */
export const BASE_METRICS = ['views', 'likes', 'comments', 'shares', 'saves', 'followers', 'videos'] as const
export type BaseMetric = (typeof BASE_METRICS)[number]

export const RATE_METRICS = [
  'engagement_rate_by_views',
  'engagement_rate_by_followers',
  'posts_per_week',
  'avg_views_per_post',
  'growth_rate_pop',
] as const
export type RateMetric = (typeof RATE_METRICS)[number]

export type Metric = BaseMetric | RateMetric

export type Mode = 'new' | 'cumulative' | 'rate'

export const GROWTH_BASES = ['views', 'likes', 'comments', 'shares', 'saves'] as const
export type GrowthBase = (typeof GROWTH_BASES)[number]

export type EntityKind = 'creator' | 'campaign' | 'video'

export function isRate(metric: Metric): metric is RateMetric {
  return (RATE_METRICS as readonly string[]).includes(metric)
}

/** What a single video has no value for. */
export function isForCreators(metric: Metric): boolean {
  return !['views', 'likes', 'comments', 'shares', 'saves', 'engagement_rate_by_views', 'growth_rate_pop'].includes(
    metric,
  )
}

/** What is measured: videos, and the creators whose followers count. */
export type Subject = { videos: readonly VideoRow[]; creators: readonly CreatorRow[] }

export type Wanted = { metric: Metric; mode: Mode; base: GrowthBase }

/** The names of the markers are chosen. `baseline`: here the first video was found, with all the views it had by then. */
export type Point = { date: string; value: number | null; partial: boolean; baseline: boolean }

type Totals = Counts & { followers: number | null; videos: number; found: number }

/** One point per bucket that has begun. */
export function pointsOf(subject: Subject, wanted: Wanted, buckets: readonly Bucket[], nowMs: number): Point[] {
  const measured = measuring(subject, nowMs)
  const begun = buckets.filter(({ startMs }) => startMs <= nowMs)
  const first = begun[0]
  if (first === undefined) return []
  let before = measured(first.startMs)
  // Growth needs the bucket before the first one too.
  let earlier = measured(first.startMs - (first.endMs - first.startMs))
  return begun.map(({ date, startMs, endMs }) => {
    const after = measured(endMs)
    // Rounded: a day on which clocks change has 23 or 25 hours.
    const step = { earlier, before, after, days: Math.round((endMs - startMs) / DAY_MS) }
    earlier = before
    before = after
    return {
      date,
      value: pointValue(wanted, step),
      partial: endMs > nowMs,
      baseline: step.before.found === 0 && step.after.found > 0,
    }
  })
}

type Step = { earlier: Totals; before: Totals; after: Totals; days: number }

function pointValue({ metric, mode, base }: Wanted, { earlier, before, after, days }: Step): number | null {
  if (!isRate(metric)) {
    if (mode === 'cumulative') return after[metric]
    const [now, then] = [after[metric], before[metric]]
    return now === null || then === null ? null : now - then
  }
  const engagement = engagementOf(after) - engagementOf(before)
  const views = after.views - before.views
  switch (metric) {
    case 'engagement_rate_by_views':
      return ratio(engagement * 100, views)
    case 'engagement_rate_by_followers':
      return ratio(engagement * 100, after.followers ?? 0)
    case 'posts_per_week':
      return rounded(((after.videos - before.videos) / days) * 7)
    case 'avg_views_per_post':
      return ratio(views, after.videos)
    case 'growth_rate_pop': {
      const previous = before[base] - earlier[base]
      return ratio((after[base] - before[base] - previous) * 100, previous)
    }
  }
}

/** Answers what there was at an instant, as far as scrapes have seen it. */
function measuring({ videos, creators }: Subject, nowMs: number): (instantMs: number) => Totals {
  const scraped = videos.map((video) => ({ video, scrapedMs: videoScrapedMs(video, nowMs) }))
  return (instantMs) => {
    const totals: Totals = {
      views: 0,
      likes: 0,
      comments: 0,
      shares: 0,
      saves: 0,
      videos: 0,
      found: 0,
      followers: null,
    }
    for (const { video, scrapedMs } of scraped) {
      // What happens at the very instant belongs to what begins there.
      if (video.posted_ms < instantMs) totals.videos += 1
      if (video.created_ms >= instantMs) continue
      totals.found += 1
      const counts = countsAt(video, Math.min(instantMs, scrapedMs))
      for (const name of GROWTH_BASES) totals[name] += counts[name]
    }
    for (const creator of creators) {
      const atMs = lastScrapedMs(creator, Math.min(instantMs, nowMs))
      if (atMs !== null) totals.followers = (totals.followers ?? 0) + profileAt(creator, atMs).follower_count
    }
    return totals
  }
}

export function engagementOf(counts: Counts): number {
  return counts.likes + counts.comments + counts.shares + counts.saves
}

/** Null where there is nothing to divide by (contract 2.7). */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded(part / whole)
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

export type Series = { entity_ref: { entity: EntityKind; id: string; label: string }; points: Point[] }
