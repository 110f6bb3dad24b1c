/**
 * Metrics over time (contract 2.7): what was there at an instant, what came within a bucket, and rates made of both.
 * What was there is what the last scrape before the instant had found: a time without scrapes is flat, and the next one
 * brings all that came meanwhile.
 * @module
 */
import type { CreatorRow } from '../creators/creator-rows.ts'
import { pastScrapes } from '../creators/scrape-history.ts'
import { lastScrapedMs, profileAt } from '../creators/scraping.ts'
import { DAY_MS } from '../durations.ts'
import type { Store } from '../store/store.ts'
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
export function pointsOf(
  store: Store,
  subject: Subject,
  wanted: Wanted,
  buckets: readonly Bucket[],
  nowMs: number,
): Point[] {
  const measured = measuring(store, subject, nowMs)
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

/** Answers what there was before an instant, as far as scrapes had seen it by then. */
function measuring(store: Store, { videos, creators }: Subject, nowMs: number): (instantMs: number) => Totals {
  const ownPast = pastScrapes(store, 'video', new Set(videos.map(({ seq }) => seq)))
  const creatorSeqs = [...videos.flatMap(({ creator }) => creator ?? []), ...creators.map(({ seq }) => seq)]
  const creatorPast = pastScrapes(store, 'creator', new Set(creatorSeqs))
  const scraped = videos.map((video) => {
    const past = { own: ownPast.get(video.seq), creators: creatorPast.get(video.creator ?? 0) }
    return { video, past }
  })
  return (instantMs) => {
    // What happens at the very instant belongs to what begins there.
    const seenMs = Math.min(instantMs - 1, nowMs)
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
    for (const { video, past } of scraped) {
      // A post counts on its own day (contract 2.7), however late it was found.
      if (video.posted_ms < instantMs) totals.videos += 1
      if (video.created_ms > seenMs) continue
      totals.found += 1
      const counts = countsAt(video, videoScrapedMs(video, seenMs, past))
      for (const name of GROWTH_BASES) totals[name] += counts[name]
    }
    for (const creator of creators) {
      const atMs = lastScrapedMs(creator, seenMs, creatorPast.get(creator.seq))
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
