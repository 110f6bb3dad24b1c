/**
 * When a creator was last scraped and what was found. Scheduled scrapes come every six hours; instead of writing them
 * down, their time and numbers are computed when a row is read. Some creators are stuck (their scrapes ended at some
 * time), some were never scraped. A manual or first scrape shows after 90 seconds (contract 5.1: one to two minutes).
 * A row knows its newest manual scrapes and its newest gap, enough for what is shown now; for instants of the past the
 * older ones are needed too (scrape-history.ts).
 * @module
 */
import { DAY_MS, HOUR_MS } from '../durations.ts'

export const SCRAPE_EVERY_MS = 6 * HOUR_MS
export const SCRAPE_TAKES_MS = 90_000

export type ScrapePlan = {
  /** When scheduled scrapes began; null: never. */
  scrapes_from_ms: number | null
  /** When they ended: inactive or stuck; null: they go on. */
  scrapes_until_ms: number | null
  scrape_phase_ms: number
  manual_done_ms: number | null
  manual_due_ms: number | null
  /** The newest time without scheduled scrapes that came to an end. */
  gap_from_ms: number | null
  gap_until_ms: number | null
}

/** No scrapes come after the beginning of a gap and before its end; its end is one. */
export type Gap = { from_ms: number; until_ms: number }

/** What a row does not know any more, the newest first. */
export type PastScrapes = { gaps: readonly Gap[]; manualMs: readonly number[] }

/** The newest scrape that had finished at an instant; null when there was none. Without `past` as far as the row knows. */
export function lastScrapedMs(plan: ScrapePlan, atMs: number, past?: PastScrapes): number | null {
  const manualMs = lastManualMs(plan.manual_done_ms, plan.manual_due_ms, atMs, past)
  if (plan.scrapes_from_ms === null) return manualMs
  const endMs = Math.min(atMs, plan.scrapes_until_ms ?? atMs)
  if (endMs < plan.scrapes_from_ms) return manualMs
  const { firstMs, untilMs } = stretchAt(plan.scrapes_from_ms, plan.gap_from_ms, plan.gap_until_ms, endMs, past)
  const tickMs = Math.floor((untilMs - plan.scrape_phase_ms) / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS + plan.scrape_phase_ms
  const scheduledMs = Math.max(tickMs, firstMs)
  return manualMs === null ? scheduledMs : Math.max(manualMs, scheduledMs)
}

/** The newest manual scrape that had finished at an instant. */
export function lastManualMs(doneMs: number | null, dueMs: number | null, atMs: number, past?: PastScrapes) {
  if (dueMs !== null && dueMs <= atMs) return dueMs
  if (doneMs !== null && doneMs <= atMs) return doneMs
  return past?.manualMs.find((ms) => ms <= atMs) ?? null
}

/** The time between gaps that an instant shows: of an instant within a gap that before it. Its beginning is a scrape. */
export function stretchAt(
  beginMs: number,
  gapFromMs: number | null,
  gapUntilMs: number | null,
  atMs: number,
  past?: PastScrapes,
): { firstMs: number; untilMs: number } {
  let untilMs = atMs
  if (gapFromMs !== null && gapUntilMs !== null) {
    if (untilMs >= gapUntilMs) return { firstMs: gapUntilMs, untilMs }
    untilMs = Math.min(untilMs, gapFromMs)
  }
  for (const gap of past?.gaps ?? []) {
    if (untilMs >= gap.until_ms) return { firstMs: gap.until_ms, untilMs }
    untilMs = Math.min(untilMs, gap.from_ms)
  }
  return { firstMs: beginMs, untilMs }
}

export type Popularity = {
  created_ms: number
  followers_at_start: number
  followers_per_day: number
  posts_per_week: number
}

/** The numbers a scrape at that instant finds on the profile. */
export function profileAt(creator: Popularity, scrapedMs: number) {
  const days = (scrapedMs - creator.created_ms) / DAY_MS
  const followers = Math.max(0, Math.round(creator.followers_at_start + creator.followers_per_day * days))
  return {
    follower_count: followers,
    following_count: 40 + (creator.followers_at_start % 700),
    total_likes_count: followers * 11 + (creator.followers_at_start % 97),
    video_count: Math.max(0, Math.round(30 + (creator.posts_per_week * days) / 7)),
  }
}
