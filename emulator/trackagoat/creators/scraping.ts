/**
 * When a creator was last scraped and what was found. Scheduled scrapes come every six hours; instead of writing them
 * down, their time and numbers are computed when a row is read. Some creators are stuck (their scrapes ended at some
 * time), some were never scraped. A manual or first scrape shows after 90 seconds (contract 5.1: one to two minutes).
 * @module
 */
import { DAY_MS } from '../payouts/periods.ts'

export const SCRAPE_EVERY_MS = 6 * 3_600_000
export const SCRAPE_TAKES_MS = 90_000

export type ScrapePlan = {
  /** When scheduled scrapes began; null: never. */
  scrapes_from_ms: number | null
  /** When they ended: inactive or stuck; null: they go on. */
  scrapes_until_ms: number | null
  scrape_phase_ms: number
  manual_done_ms: number | null
  manual_due_ms: number | null
}

/** The newest scrape that has finished by now; null when there is none. */
export function lastScrapedMs(plan: ScrapePlan, nowMs: number): number | null {
  const manualMs = newest(plan.manual_done_ms, plan.manual_due_ms, nowMs)
  if (plan.scrapes_from_ms === null) return manualMs
  const untilMs = Math.min(nowMs, plan.scrapes_until_ms ?? nowMs)
  if (untilMs < plan.scrapes_from_ms) return manualMs
  const tickMs = Math.floor((untilMs - plan.scrape_phase_ms) / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS + plan.scrape_phase_ms
  const scheduledMs = Math.max(tickMs, plan.scrapes_from_ms)
  return manualMs === null ? scheduledMs : Math.max(manualMs, scheduledMs)
}

function newest(doneMs: number | null, dueMs: number | null, nowMs: number): number | null {
  if (dueMs !== null && dueMs <= nowMs) return dueMs
  return doneMs !== null && doneMs <= nowMs ? doneMs : null
}

/** Both manual columns after asking for a scrape now: a finished one is kept until the new one has finished. */
export function manualScrapeAsked(plan: ScrapePlan, nowMs: number): { doneMs: number | null; dueMs: number } {
  return { doneMs: newest(plan.manual_done_ms, plan.manual_due_ms, nowMs), dueMs: nowMs + SCRAPE_TAKES_MS }
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
