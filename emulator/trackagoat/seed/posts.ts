/**
 * The posts of creators who are paid by goals or views, and the accruals that follow from them by the same rule as later
 * ones. The posts are laid out period by period, counted back from the period's end, so that the same numbers give the
 * same amounts wherever the calendar puts the periods.
 * @module
 */

import { SCRAPE_EVERY_MS } from '../creators/scraping.ts'
import { DAY_MS, WEEK_MS } from '../durations.ts'
import { reachedBy } from '../goals/goal-status.ts'
import { earnedIn } from '../payouts/accrue.ts'
import type { Span } from '../payouts/periods.ts'
import { mixPair, Random } from '../random.ts'
import { scrapeAfter, viewsToCome } from '../videos/posting.ts'
import type { CountedVideo } from '../videos/video-rows.ts'
import type { PastPeriod } from './history.ts'
import type { Plan } from './index.ts'
import { MAX_PERIODS, type Trait } from './shares.ts'
import { ruleAt, type SeededStructure } from './structures.ts'
import { habitOf } from './videos.ts'

/** In large organisations only the first creators are paid by their posts, so that a reset stays quick. */
const MAX_CREATORS = 40
const MAX_POSTS = 60

/** Some periods bring nothing; looking for those that do ends so many periods before the number wanted. */
const MAX_MISSED = 6

/** A goals period that has ended may wait for its computation; the one after it is running. */
const PERIODS_NOT_COMPUTED = 2

/** What decides how somebody posts. */
export type SeededPoster = {
  seq: number
  tracking_mode: 'auto' | 'selective'
  activity_seed: number
  views_per_post: number
  scrape_phase_ms: number
}

export type PaidByPosts = {
  /** The oldest first. */
  posts: CountedVideo[]
  /** The periods that brought something, the oldest first. */
  earned: PastPeriod[]
  everyMs: number
}

/** Whether a creator's first structure can pay by posts in the past: the others are assigned to it since the last computation. */
export function postsForPay(plan: Plan, index: number, trait: Trait, structure: SeededStructure): boolean {
  if (structure.criteria === 'recurring') return false
  return index < MAX_CREATORS && trait === 'healthy' && habitOf(plan, index) === 'posting'
}

/** Goes back through the periods until as many have paid as are wanted, or there are enough posts. */
export function paidByPosts(
  plan: Plan,
  poster: SeededPoster,
  structure: SeededStructure,
  wanted: number,
): PaidByPosts | null {
  if (wanted === 0) return null
  const usual = new Random(mixPair(plan.seed ^ 0x5bd1, poster.seq)).between(5, 7)
  const latestMs = scrapeAfter(poster.scrape_phase_ms, plan.hourMs + 1) - SCRAPE_EVERY_MS
  const recent: CountedVideo[] = []
  for (let ago = -PERIODS_NOT_COMPUTED; ago < 0; ago += 1) {
    recent.unshift(...postsOf(plan, poster, structure, ago, usual).filter(({ posted_ms }) => posted_ms < latestMs))
  }
  const posts: CountedVideo[] = []
  const earned: PastPeriod[] = []
  const most = Math.min(wanted, MAX_PERIODS)
  for (let ago = 0; earned.length < most && ago < most + MAX_MISSED; ago += 1) {
    const older = postsOf(plan, poster, structure, ago, usual)
    if (posts.length + older.length > MAX_POSTS) break
    posts.unshift(...older)
    const period = judged(structure, ago, older)
    if (period !== null) earned.unshift(period)
  }
  // What was posted before the first period that paid is forgotten with the periods themselves.
  const fromMs = earned[0]?.span.startMs ?? Number.NEGATIVE_INFINITY
  return {
    posts: [...posts.filter(({ posted_ms }) => posted_ms >= fromMs), ...recent],
    earned,
    everyMs: Math.round(periodMs(structure) / usual),
  }
}

/** What the structure owes for a period with these posts; null: nothing. */
function judged(structure: SeededStructure, ago: number, posts: CountedVideo[]): PastPeriod | null {
  const span = structure.span(ago)
  const { version, rule } = ruleAt(structure, ago)
  const evidence = {
    countsFromMs: span.startMs,
    postsIn: (asked: Span) => reachedBy(posts, asked, structure.computedMs(span)),
    ownGoals: () => [],
  }
  const earned = earnedIn(rule, evidence, span)
  return earned === null ? null : { ago, span, version, ...earned }
}

/** A period's posts, the oldest first. None on its first day, in which the creator may only just have been assigned. */
function postsOf(
  plan: Plan,
  poster: SeededPoster,
  structure: SeededStructure,
  ago: number,
  usual: number,
): CountedVideo[] {
  const random = new Random(mixPair(plan.seed ^ mixPair(poster.seq, ago), 0x90575))
  // Not every period is as busy as the newest, so that a goal of four posts is sometimes missed.
  const count = ago < 2 ? Math.max(6, usual) : usual + random.between(-4, 1)
  const { endMs } = structure.span(ago)
  const spacingMs = (periodMs(structure) - DAY_MS) / count
  return Array.from({ length: count }, (_, n) => {
    const postedMs = endMs - Math.ceil(((count - n - random.next()) * spacingMs) / 1000) * 1000
    const luck = mixPair(poster.activity_seed ^ ago, n)
    return {
      creator: poster.seq,
      tracking_status: poster.tracking_mode === 'auto' ? 'auto_tracked' : reviewed(n, ago),
      luck,
      views_at_once: 0,
      views_to_come: viewsToCome(poster.views_per_post, luck),
      posted_ms: postedMs,
      created_ms: scrapeAfter(poster.scrape_phase_ms, postedMs),
      disabled_ms: null,
      own_done_ms: null,
      own_due_ms: null,
      scrapes_from_ms: 0,
      scrapes_until_ms: null,
      scrape_phase_ms: poster.scrape_phase_ms,
      own_gap_from_ms: null,
      own_gap_until_ms: null,
      manual_done_ms: null,
      manual_due_ms: null,
      gap_from_ms: null,
      gap_until_ms: null,
    }
  })
}

/** In selective mode what has not been paid for yet may wait in the inbox; of the rest some were left out. */
function reviewed(n: number, ago: number): 'pending_review' | 'excluded' | 'included' {
  if (n % 4 !== 1) return 'included'
  return ago < 0 ? 'pending_review' : 'excluded'
}

/** The shortest that a period of the kind can be. */
function periodMs(structure: SeededStructure): number {
  return structure.period === 'weekly' ? WEEK_MS : 4 * WEEK_MS
}
