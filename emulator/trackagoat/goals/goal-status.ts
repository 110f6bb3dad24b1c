/**
 * How far a creator is with a goal (contract 2.6): counted from the videos, judged by the clock.
 * @module
 */
import type { CreatorRow } from '../creators/creator-rows.ts'
import { pastScrapes } from '../creators/scrape-history.ts'
import { lastScrapedMs, profileAt } from '../creators/scraping.ts'
import { DAY_MS, HOUR_MS } from '../durations.ts'
import { periodAt, type Span } from '../payouts/periods.ts'
import type { Store } from '../store/store.ts'
import { type CountedVideo, countsShown, isCounted, SELECT_VIDEOS, type VideoRow } from '../videos/video-rows.ts'
import { iso, isoOrNull } from '../wire/http.ts'
import type { World } from '../world.ts'

/** Numbers are final 48 hours after a period's end, and stale when the last scrape is over 12 hours ago (contract 5.1, 5.2). */
const SETTLED_AFTER_MS = 48 * HOUR_MS
const STALE_AFTER_MS = 12 * HOUR_MS

/** Below this share of the projected pace a goal is at risk. */
const BEHIND = 0.7

export const GOAL_METRICS = ['posts', 'views', 'engagement', 'followers'] as const
export const GOAL_PERIODS = ['daily', 'weekly', 'monthly'] as const
export type GoalMetric = (typeof GOAL_METRICS)[number]
export type GoalPeriod = (typeof GOAL_PERIODS)[number]

export type GoalStatus = 'on_track' | 'behind_pace' | 'at_risk' | 'completed' | 'missed'

export type GoalRow = {
  seq: number
  id: string
  creator: number
  project: number
  metric: GoalMetric
  period: GoalPeriod
  target_value: number
  start_date: string | null
  end_date: string | null
  is_active: number
  created_ms: number
}

/** Exactly the fields of the sample (contract 8.9). */
export function goalOnWire(world: World, row: GoalRow) {
  return {
    id: row.id,
    creator_id: world.idOf('creator', row.creator),
    project_id: world.idOf('project', row.project),
    metric: row.metric,
    period: row.period,
    target_value: row.target_value,
    start_date: row.start_date,
    end_date: row.end_date,
    is_active: row.is_active === 1,
  }
}

type Times = Pick<GoalRow, 'period' | 'start_date' | 'end_date'>

/**
 * The period that a day lies in, cut to the goal's own dates. Of a goal that has ended it is the last one, of a goal
 * that has not begun the first (both chosen). Weeks run Tuesday to Monday like those of accruals.
 */
export function goalSpan(goal: Times, dayMs: number): Span {
  const firstMs = goal.start_date === null ? Number.NEGATIVE_INFINITY : Date.parse(goal.start_date)
  const lastMs = goal.end_date === null ? Number.POSITIVE_INFINITY : Date.parse(goal.end_date)
  const day = Math.max(firstMs, Math.min(lastMs, dayMs))
  const span = goal.period === 'daily' ? { startMs: day, endMs: day + DAY_MS } : periodAt(goal.period, day)
  return { startMs: Math.max(span.startMs, firstMs), endMs: Math.min(span.endMs, lastMs + DAY_MS) }
}

export type PostsReached = Pick<Record<GoalMetric, number>, 'posts' | 'views' | 'engagement'>

/**
 * What videos posted in a span had reached, as known at an instant. Posts that are not counted in statistics, and those
 * whose tracking is off, do not count (contract 2.6). Accruals by goals and views are reckoned by this too.
 */
export function reachedBy(videos: readonly CountedVideo[], span: Span, atMs: number): PostsReached {
  const reached = { posts: 0, views: 0, engagement: 0 }
  for (const video of videos) {
    if (video.posted_ms < span.startMs || video.posted_ms >= span.endMs || video.created_ms > atMs) continue
    if (video.disabled_ms !== null || !isCounted(video.tracking_status)) continue
    const { views, likes, comments, shares, saves } = countsShown(video, atMs)
    reached.posts += 1
    reached.views += views
    reached.engagement += likes + comments + shares + saves
  }
  return reached
}

/** The same of a creator's videos. */
export function postsIn(store: Store, creator: number, span: Span, atMs: number): PostsReached {
  const sql = `${SELECT_VIDEOS} WHERE t.creator = ? AND t.posted_ms >= ? AND t.posted_ms < ? AND t.deleted_ms IS NULL`
  return reachedBy(store.all<VideoRow>(sql, creator, span.startMs, span.endMs), span, atMs)
}

/** What a creator had reached in a span, by every metric of goals. */
export function reachedIn(store: Store, creator: CreatorRow, span: Span, atMs: number): Record<GoalMetric, number> {
  const past = pastScrapes(store, 'creator', [creator.seq]).get(creator.seq)
  const scrapedMs = lastScrapedMs(creator, Math.min(atMs, span.endMs), past)
  const followers = scrapedMs === null ? 0 : profileAt(creator, scrapedMs).follower_count
  return { ...postsIn(store, creator.seq, span, atMs), followers }
}

/** The status of contract 2.6. Followers are a level, so no pace is expected of them. */
export function judge(metric: GoalMetric, actual: number, target: number, span: Span, nowMs: number): GoalStatus {
  if (nowMs >= span.endMs) return actual >= target ? 'completed' : 'missed'
  const gone = Math.max(0, nowMs - span.startMs) / (span.endMs - span.startMs)
  const expected = nowMs < span.startMs ? 0 : metric === 'followers' ? target : target * gone
  if (actual >= expected) return 'on_track'
  return actual >= BEHIND * expected ? 'behind_pace' : 'at_risk'
}

/** One row of `compliance`. */
export function complianceOf(world: World, creator: CreatorRow, goal: GoalRow, dayMs: number, nowMs: number) {
  const span = goalSpan(goal, dayMs)
  const notYetStarted = goal.start_date !== null && Date.parse(goal.start_date) > nowMs
  const actual = notYetStarted ? 0 : reachedIn(world.store, creator, span, nowMs)[goal.metric]
  const target = goal.target_value
  return {
    goal: goalOnWire(world, goal),
    target,
    actual,
    percentage: Math.round((actual / target) * 100),
    status: judge(goal.metric, actual, target, span, nowMs),
    advisory: advisoryOf(span, lastScrapedMs(creator, nowMs), notYetStarted, nowMs),
  }
}

/** Why a number may still change. The fields of `scrape_freshness` are chosen; the contract does not name them. */
function advisoryOf(span: Span, scrapedMs: number | null, notYetStarted: boolean, nowMs: number) {
  const flags = {
    period_in_progress: nowMs >= span.startMs && nowMs < span.endMs,
    period_recently_ended: nowMs >= span.endMs && nowMs - span.endMs < SETTLED_AFTER_MS,
    scrape_stale: scrapedMs === null || nowMs - scrapedMs > STALE_AFTER_MS,
    not_yet_started: notYetStarted,
  }
  const messages = Object.entries(MESSAGES).flatMap(([flag, text]) => (flags[flag as keyof typeof flags] ? [text] : []))
  return {
    ...flags,
    has_advisory: messages.length > 0,
    period_start: iso(span.startMs),
    period_end: iso(span.endMs),
    hours_until_period_end: nowMs < span.endMs ? hours(span.endMs - nowMs) : null,
    hours_since_period_end: nowMs >= span.endMs ? hours(nowMs - span.endMs) : null,
    scrape_freshness: {
      last_scraped_at: isoOrNull(scrapedMs),
      hours_since_last_scrape: scrapedMs === null ? null : hours(nowMs - scrapedMs),
    },
    messages,
  }
}

const MESSAGES = {
  period_in_progress: 'The period is still in progress; the number will change.',
  period_recently_ended: 'The period ended less than 48 hours ago; late posts may still be counted.',
  scrape_stale: 'The last scrape is a while ago; newer posts and views may be missing.',
  not_yet_started: 'The goal has not started yet.',
}

function hours(ms: number): number {
  return Math.round((ms / HOUR_MS) * 10) / 10
}
