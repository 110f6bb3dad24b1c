/**
 * Creators post as time passes. Each has a rhythm; a video is found by the first scrape after it was posted, and not at
 * all when there is none any more or the post lies outside the creator's tracking window. Computed when somebody looks, in time order with the accrual runs, which count them.
 * @module
 */

import { SCRAPE_EVERY_MS } from '../creators/scraping.ts'
import { isInWindow, type TrackingWindow } from '../creators/tracking-window.ts'
import { DAY_MS } from '../durations.ts'
import { fractionOf, mixPair } from '../random.ts'
import { titleOf } from '../seed/titles.ts'
import { conflict } from '../wire/http.ts'
import type { World } from '../world.ts'
import { type TrackingStatus, tiktokIdOf, VIDEO_COLUMNS } from './video-rows.ts'

/** After a long jump of the clock about as many posts are written, the newest ones. */
const MOST_AT_ONCE = 50_000

/** What decides how somebody's videos come about. */
export type Poster = {
  creator: number
  project: number
  tracking_mode: 'auto' | 'selective'
  activity_seed: number
  views_per_post: number
}

type Due = Poster &
  TrackingWindow & {
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
  status: TrackingStatus
  viewsAtOnce: number
  /** What title and numbers are made from. */
  luck: number
}

/** The views that will come to a post one after the other: most do as usual, a few go far beyond. */
export function viewsToCome(viewsPerPost: number, luck: number): number {
  const fortune = fractionOf(luck, 5)
  return Math.round(viewsPerPost * (fortune > 0.93 ? 6 + 20 * fractionOf(luck, 6) : 0.25 + 1.3 * fortune))
}

/** The values of a creator's new video, in the order of the columns. */
export function videoValues(poster: Poster, video: NewVideo) {
  const { luck } = video
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
    viewsToCome(poster.views_per_post, luck),
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

/** From when on posts are filled in when somebody looks now; null when none has become due. */
export function postsFrom(world: World, nowMs: number): number | null {
  const sql = 'SELECT sum(1.0 / every_ms) AS per_ms FROM rhythms WHERE next_ms <= ?'
  const perMs = world.store.get<{ per_ms: number | null }>(sql, nowMs)?.per_ms ?? null
  return perMs === null ? null : nowMs - MOST_AT_ONCE / perMs
}

/** Writes what was found until an instant and not before `fromMs`, in that order. `next_ms` is when the next post is found. */
export function postUntil(world: World, untilMs: number, fromMs: number): void {
  const { store } = world
  const posters = store.all<Due>(
    `SELECT r.creator, r.every_ms, r.posted, r.next_ms, k.project, k.tracking_mode, k.activity_seed, k.views_per_post,
       k.scrapes_from_ms, k.scrapes_until_ms, k.scrape_phase_ms, k.tracking_start_date, k.tracking_end_date
     FROM rhythms r JOIN creators k ON k.seq = r.creator WHERE r.next_ms <= ?`,
    untilMs,
  )
  if (posters.length === 0) return
  store.transaction(() => {
    const found: Found[] = []
    for (const poster of posters) {
      let { posted: n, next_ms: foundMs } = poster
      for (; foundMs <= untilMs; n += 1) {
        const postedMs = foundMs - Math.floor(SCRAPE_EVERY_MS * fractionOf(poster.activity_seed, n))
        if (foundMs >= fromMs && isScraped(poster, foundMs) && isInWindow(poster, postedMs)) {
          found.push({ poster, n, postedMs, foundMs })
        }
        const pause = pauseMs(poster.activity_seed, poster.every_ms, n)
        foundMs = scrapeAfter(poster.scrape_phase_ms, Math.max(foundMs + 1, foundMs + pause))
      }
      store.run('UPDATE rhythms SET posted = ?, next_ms = ? WHERE creator = ?', n, foundMs, poster.creator)
    }
    const insert = store.inserter('videos', VIDEO_COLUMNS)
    let { seq } = world.identity('video')
    for (const { poster, n, postedMs, foundMs } of found.sort(inOrder)) {
      insert(
        ...videoValues(poster, {
          seq,
          id: world.idOf('video', seq),
          tiktokId: tiktokIdOf(world.seed, seq),
          postedMs,
          foundMs,
          status: poster.tracking_mode === 'auto' ? 'auto_tracked' : 'pending_review',
          viewsAtOnce: 0,
          luck: mixPair(poster.activity_seed ^ 0x10c4, n),
        }),
      )
      seq += 1
    }
  })
}

type Found = { poster: Due; n: number; postedMs: number; foundMs: number }

function inOrder(a: Found, b: Found): number {
  return a.foundMs - b.foundMs || a.poster.creator - b.poster.creator
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

/** Somebody posts now and is seen at once, with so many views; absent: a fifth of what is usual. 409 outside the tracking window. */
export function postNow(world: World, creator: number, views?: number): number {
  const poster = world.store.get<Poster & TrackingWindow>(
    `SELECT seq AS creator, project, tracking_mode, activity_seed, views_per_post, tracking_start_date, tracking_end_date
     FROM creators WHERE seq = ?`,
    creator,
  )
  if (poster === undefined) throw new Error(`no creator ${creator}`)
  const nowMs = world.nowMs()
  if (!isInWindow(poster, nowMs)) throw conflict('outside_tracking_window', 'The creator is not tracked on this day')
  const { seq, id } = world.identity('video')
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
      luck: mixPair(poster.activity_seed, seq),
    }),
  )
  return seq
}
