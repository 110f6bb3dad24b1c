/**
 * Creators post as time passes. Each has a rhythm; a video is found by the first scrape after it was posted, and not at
 * all when there is none any more. Computed when somebody looks, like the accrual runs.
 *
 * The accrual computation has posts and views of its own (activity.ts), for years and without rows; the videos listed
 * are few enough to be stored, so the two do not add up to each other.
 * @module
 */
import { DAY_MS } from './periods.ts'
import { fractionOf, mixPair } from './random.ts'
import { SCRAPE_EVERY_MS } from './scraping.ts'
import { titleOf } from './seed/titles.ts'
import { tiktokIdOf, VIDEO_COLUMNS } from './video-rows.ts'
import type { World } from './world.ts'

/** After a longer jump of the clock only the newest posts are written. */
const LONGEST_PAST_MS = 60 * DAY_MS

/** What decides how somebody's videos come about. */
export type Poster = {
  creator: number
  project: number
  tracking_mode: 'auto' | 'selective'
  activity_seed: number
  views_per_post: number
}

type Due = Poster & {
  every_ms: number
  posted: number
  next_ms: number
  scrapes_from_ms: number | null
  scrapes_until_ms: number | null
  scrape_phase_ms: number
}

export type NewVideo = {
  seq: number
  id: string
  tiktokId: string
  postedMs: number
  /** The scrape that found it. */
  foundMs: number
  status: 'auto_tracked' | 'included' | 'excluded' | 'pending_review'
  viewsAtOnce: number
}

/** The values of a creator's new video, in the order of the columns. */
export function videoValues(poster: Poster, video: NewVideo) {
  const luck = mixPair(poster.activity_seed, video.seq)
  // Most do as usual, a few go far beyond.
  const fortune = fractionOf(luck, 5)
  const factor = fortune > 0.93 ? 6 + 20 * fractionOf(luck, 6) : 0.25 + 1.3 * fortune
  return [
    video.seq,
    video.id,
    poster.project,
    poster.creator,
    video.tiktokId,
    null,
    titleOf(luck),
    null,
    null,
    '{}',
    video.status,
    0,
    null,
    luck,
    video.viewsAtOnce,
    Math.round(poster.views_per_post * factor),
    video.postedMs,
    null,
    null,
    video.foundMs,
    video.foundMs,
    null,
  ] as const
}

/** How long after the n-th post the next one comes: half to one and a half times what is usual. */
export function pauseMs(activitySeed: number, everyMs: number, n: number): number {
  return Math.round(everyMs * (0.5 + fractionOf(activitySeed ^ 0x9057, n)))
}

/** The first scheduled scrape at or after an instant. */
export function scrapeAfter(phaseMs: number, instantMs: number): number {
  return Math.ceil((instantMs - phaseMs) / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS + phaseMs
}

/** Writes what was found between the last look and now. `next_ms` is when the next post is found. */
export function postUntil(world: World, nowMs: number): void {
  const { store } = world
  if (store.get('SELECT 1 FROM rhythms WHERE next_ms <= ? LIMIT 1', nowMs) === undefined) return
  store.transaction(() => {
    const due = store.all<Due>(
      `SELECT r.creator, r.every_ms, r.posted, r.next_ms, k.project, k.tracking_mode, k.activity_seed, k.views_per_post,
         k.scrapes_from_ms, k.scrapes_until_ms, k.scrape_phase_ms
       FROM rhythms r JOIN creators k ON k.seq = r.creator WHERE r.next_ms <= ? ORDER BY r.next_ms, r.creator`,
      nowMs,
    )
    const insert = store.inserter('videos', VIDEO_COLUMNS)
    let { seq } = world.identity('video')
    for (const poster of due) {
      let { posted, next_ms } = poster
      for (; next_ms <= nowMs; posted += 1) {
        if (next_ms > nowMs - LONGEST_PAST_MS && isScraped(poster, next_ms)) {
          insert(
            ...videoValues(poster, {
              seq,
              id: world.idOf('video', seq),
              tiktokId: tiktokIdOf(world.seed, seq),
              postedMs: next_ms - Math.floor(SCRAPE_EVERY_MS * fractionOf(poster.activity_seed, posted)),
              foundMs: next_ms,
              status: poster.tracking_mode === 'auto' ? 'auto_tracked' : 'pending_review',
              viewsAtOnce: 0,
            }),
          )
          seq += 1
        }
        const pause = pauseMs(poster.activity_seed, poster.every_ms, posted)
        next_ms = scrapeAfter(poster.scrape_phase_ms, Math.max(next_ms + 1, next_ms + pause))
      }
      store.run('UPDATE rhythms SET posted = ?, next_ms = ? WHERE creator = ?', posted, next_ms, poster.creator)
    }
  })
}

function isScraped(due: Due, atMs: number): boolean {
  if (due.scrapes_from_ms === null || atMs < due.scrapes_from_ms) return false
  return due.scrapes_until_ms === null || atMs <= due.scrapes_until_ms
}

/** A new creator begins to post. */
export function beginToPost(world: World, creator: number, postsPerWeek: number, scrapePhaseMs: number): void {
  const everyMs = Math.round((7 * DAY_MS) / postsPerWeek)
  const nextMs = scrapeAfter(scrapePhaseMs, world.nowMs() + everyMs)
  world.store.run(
    'INSERT OR REPLACE INTO rhythms (creator, every_ms, posted, next_ms) VALUES (?, ?, 0, ?)',
    creator,
    everyMs,
    nextMs,
  )
}

/** Somebody posts now and is seen at once, with so many views; absent: a fifth of what is usual. */
export function postNow(world: World, creator: number, views?: number): number {
  const poster = world.store.get<Poster>(
    'SELECT seq AS creator, project, tracking_mode, activity_seed, views_per_post FROM creators WHERE seq = ?',
    creator,
  )
  if (poster === undefined) throw new Error(`no creator ${creator}`)
  const { seq, id } = world.identity('video')
  const nowMs = world.nowMs()
  world.store.inserter(
    'videos',
    VIDEO_COLUMNS,
  )(
    ...videoValues(poster, {
      seq,
      id,
      tiktokId: tiktokIdOf(world.seed, seq),
      postedMs: nowMs,
      foundMs: nowMs,
      status: poster.tracking_mode === 'auto' ? 'auto_tracked' : 'pending_review',
      viewsAtOnce: views ?? Math.round(poster.views_per_post / 5),
    }),
  )
  return seq
}
