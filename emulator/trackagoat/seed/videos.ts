/**
 * The newest posts of the creators, and how often they go on posting. Some have paused for weeks, some never posted.
 * @module
 */

import { lastScrapedMs, SCRAPE_EVERY_MS, type ScrapePlan } from '../creators/scraping.ts'
import { DAY_MS, HOUR_MS } from '../durations.ts'
import { fractionOf, mixPair, Random, uuidOf } from '../random.ts'
import { type NewVideo, type Poster, pauseMs, scrapeAfter, videoValues } from '../videos/posting.ts'
import { tiktokIdOf, VIDEO_COLUMNS } from '../videos/video-rows.ts'
import type { Plan } from './index.ts'
import type { PaidByPosts } from './posts.ts'

/** Large organisations have videos for their first creators only, so that a reset stays quick. */
export const MAX_VIDEOS = 3_000
const MAX_EACH = 7

type Habit = 'posting' | 'paused' | 'never'

/** Small organisations have each kind: one in twelve never posted, one of each of two projects has paused. */
const FIRST_HABITS: Record<number, Habit> = { 6: 'never', 8: 'paused', 11: 'paused' }

export function habitOf(plan: Plan, index: number): Habit {
  if (index < 12) return FIRST_HABITS[index] ?? 'posting'
  const luck = fractionOf(plan.seed ^ 0x7057, index)
  if (luck < 0.06) return 'never'
  return luck < 0.14 ? 'paused' : 'posting'
}

type Seen = Poster & ScrapePlan & { seq: number }

type Post = Pick<NewVideo, 'postedMs' | 'foundMs' | 'status' | 'luck'>

/** Writes the videos of one creator after the other. */
export function videoWriter(plan: Plan) {
  const insert = plan.store.inserter('videos', VIDEO_COLUMNS)
  const insertRhythm = plan.store.inserter('rhythms', ['creator', 'every_ms', 'posted', 'next_ms'])
  const each = Math.max(1, Math.min(MAX_EACH, Math.floor(MAX_VIDEOS / Math.max(1, plan.creators))))
  let seq = 0

  /** The oldest first, so that older rows have lower numbers. */
  function writePosts(creator: Seen, posts: readonly Post[]): void {
    for (const post of posts) {
      seq += 1
      const identity = { seq, id: uuidOf(plan.seed, 'video', seq), tiktokId: tiktokIdOf(plan.seed, seq) }
      insert(...videoValues(creator, { ...identity, ...post, viewsAtOnce: 0 }))
    }
  }

  return {
    /** The posts that a creator was paid for and those since; without any, some newest ones. Answers when the oldest was posted. */
    write(creator: Seen, paid: PaidByPosts | null): number {
      const scrapedMs = lastScrapedMs(creator, plan.hourMs)
      const habit = habitOf(plan, creator.seq - 1)
      if (scrapedMs === null || habit === 'never' || creator.seq > MAX_VIDEOS || seq >= MAX_VIDEOS) {
        return Number.POSITIVE_INFINITY
      }
      const random = new Random(plan.seed ^ Math.imul(creator.seq, 0x3c6ef35f))
      const everyMs = paid?.everyMs ?? random.between(30, 200) * HOUR_MS
      const quietMs = habit === 'paused' ? random.between(16, 40) * DAY_MS : Math.round(everyMs * 0.5 * random.next())
      const count = Math.min(each, random.between(4, MAX_EACH), MAX_VIDEOS - seq)
      const posts =
        paid === null ? newest(creator, scrapedMs, scrapedMs - quietMs, everyMs, count) : paidFor(paid, creator)
      writePosts(creator, posts)
      const newestMs = posts.at(-1)?.postedMs ?? scrapedMs
      // Who has paused goes on pausing: the next post is far away.
      const nextMs = newestMs + (habit === 'paused' ? 120 * DAY_MS : pauseMs(creator.activity_seed, everyMs, 0))
      const soonestMs = plan.hourMs + SCRAPE_EVERY_MS
      insertRhythm(creator.creator, everyMs, 1, scrapeAfter(creator.scrape_phase_ms, Math.max(nextMs, soonestMs)))
      return posts[0]?.postedMs ?? Number.POSITIVE_INFINITY
    },
  }
}

function paidFor({ posts }: PaidByPosts, creator: Seen): Post[] {
  return posts.map((post) => ({
    postedMs: post.posted_ms,
    foundMs: Math.max(post.created_ms, creator.scrapes_from_ms ?? 0),
    status: post.tracking_status,
    luck: post.luck,
  }))
}

/** A creator's newest posts, counted back from the newest of all. */
function newest(creator: Seen, scrapedMs: number, newestMs: number, everyMs: number, count: number): Post[] {
  const times = [newestMs]
  for (let n = 1; n < count; n += 1) times.unshift((times[0] ?? 0) - pauseMs(creator.activity_seed, everyMs, -n))
  return times.map((time, index) => {
    const postedMs = Math.floor(time / 1000) * 1000
    const foundMs = Math.max(scrapeAfter(creator.scrape_phase_ms, postedMs), creator.scrapes_from_ms ?? 0)
    return {
      postedMs,
      foundMs: Math.min(foundMs, scrapedMs),
      status: creator.tracking_mode === 'auto' ? 'auto_tracked' : reviewed(index, count),
      luck: mixPair(creator.activity_seed ^ 0x5eed, index),
    }
  })
}

/** In selective mode the newest one waits in the inbox; of the others some were left out. */
function reviewed(index: number, count: number): 'pending_review' | 'excluded' | 'included' {
  if (index === count - 1) return 'pending_review'
  return index % 3 === 1 ? 'excluded' : 'included'
}
