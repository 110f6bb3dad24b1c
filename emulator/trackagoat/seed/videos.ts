/**
 * The newest posts of the creators, and how often they go on posting. Some have paused for weeks, some never posted.
 * @module
 */
import { DAY_MS } from '../periods.ts'
import { type Poster, pauseMs, scrapeAfter, videoValues } from '../posting.ts'
import { fractionOf, Random, uuidOf } from '../random.ts'
import { lastScrapedMs, SCRAPE_EVERY_MS, type ScrapePlan } from '../scraping.ts'
import { tiktokIdOf, VIDEO_COLUMNS } from '../video-rows.ts'
import type { Plan } from './index.ts'

/** Large organisations have videos for their first creators only, so that a reset stays quick. */
export const MAX_VIDEOS = 3_000
const MAX_EACH = 7

type Habit = 'posting' | 'paused' | 'never'

/** Small organisations have each kind: one in twelve never posted, one of each of two projects has paused. */
const FIRST_HABITS: Record<number, Habit> = { 4: 'never', 8: 'paused', 11: 'paused' }

function habitOf(plan: Plan, index: number): Habit {
  if (index < 12) return FIRST_HABITS[index] ?? 'posting'
  const luck = fractionOf(plan.seed ^ 0x7057, index)
  if (luck < 0.06) return 'never'
  return luck < 0.14 ? 'paused' : 'posting'
}

type Seen = Poster & ScrapePlan & { seq: number }

/** Writes the videos of the first creators. */
export function writeVideos(plan: Plan): void {
  const each = Math.max(1, Math.min(MAX_EACH, Math.floor(MAX_VIDEOS / Math.max(1, plan.creators))))
  const insertRhythm = plan.store.inserter('rhythms', ['creator', 'every_ms', 'posted', 'next_ms'])
  const write = videoWriter(plan)
  const creators = plan.store.all<Seen>(
    `SELECT seq AS creator, seq, project, tracking_mode, activity_seed, views_per_post, scrapes_from_ms,
       scrapes_until_ms, scrape_phase_ms, manual_done_ms, manual_due_ms FROM creators WHERE seq <= ? ORDER BY seq`,
    MAX_VIDEOS,
  )
  for (const creator of creators) {
    const habit = habitOf(plan, creator.seq - 1)
    const scrapedMs = lastScrapedMs(creator, plan.hourMs)
    if (habit === 'never' || scrapedMs === null) continue
    const random = new Random(plan.seed ^ Math.imul(creator.seq, 0x3c6ef35f))
    const everyMs = random.between(30, 200) * 3_600_000
    const quietMs = habit === 'paused' ? random.between(16, 40) * DAY_MS : Math.round(everyMs * 0.5 * random.next())
    const newestMs = scrapedMs - quietMs
    write(creator, scrapedMs, newestMs, everyMs, Math.min(each, random.between(4, MAX_EACH)))
    // Who has paused goes on pausing: the next post is far away.
    const nextMs = habit === 'paused' ? newestMs + 120 * DAY_MS : newestMs + pauseMs(creator.activity_seed, everyMs, 0)
    insertRhythm(
      creator.creator,
      everyMs,
      1,
      scrapeAfter(creator.scrape_phase_ms, Math.max(nextMs, plan.hourMs + SCRAPE_EVERY_MS)),
    )
  }
}

/** Writes a creator's posts, the oldest first, so that older rows have lower numbers. */
function videoWriter(plan: Plan) {
  const insert = plan.store.inserter('videos', VIDEO_COLUMNS)
  let seq = 0
  return (creator: Seen, scrapedMs: number, newestMs: number, everyMs: number, count: number): void => {
    const times = [newestMs]
    for (let n = 1; n < count; n += 1) times.unshift((times[0] ?? 0) - pauseMs(creator.activity_seed, everyMs, -n))
    times.forEach((time, index) => {
      seq += 1
      const postedMs = Math.floor(time / 1000) * 1000
      const foundMs = Math.max(scrapeAfter(creator.scrape_phase_ms, postedMs), creator.scrapes_from_ms ?? 0)
      insert(
        ...videoValues(creator, {
          seq,
          id: uuidOf(plan.seed, 'video', seq),
          tiktokId: tiktokIdOf(plan.seed, seq),
          postedMs,
          foundMs: Math.min(foundMs, scrapedMs),
          status: creator.tracking_mode === 'auto' ? 'auto_tracked' : reviewed(index, count),
          viewsAtOnce: 0,
        }),
      )
    })
  }
}

/** In selective mode the newest one waits in the inbox; of the others some were left out. */
function reviewed(index: number, count: number): 'pending_review' | 'excluded' | 'included' {
  if (index === count - 1) return 'pending_review'
  return index % 3 === 1 ? 'excluded' : 'included'
}
