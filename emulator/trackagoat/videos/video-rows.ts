/**
 * Videos as rows and on the wire (contract 3.3). Their counts are not stored but computed: half of a video's views come
 * in the first days, the rest ever more slowly, and what the API shows is what the last scrape found.
 * @module
 */

import {
  lastManualMs,
  lastScrapedMs,
  type PastScrapes,
  SCRAPE_EVERY_MS,
  type ScrapePlan,
  stretchAt,
} from '../creators/scraping.ts'
import { DAY_MS } from '../durations.ts'
import { fractionOf } from '../random.ts'
import { iso, isoOrNull, jsonOf } from '../wire/http.ts'
import type { World } from '../world.ts'

export const TRACKING_STATUSES = ['auto_tracked', 'included', 'excluded', 'pending_review', 'direct_add'] as const
export type TrackingStatus = (typeof TRACKING_STATUSES)[number]

const COUNTED_STATUSES: readonly TrackingStatus[] = ['auto_tracked', 'included', 'direct_add']

/** The statuses that count in statistics, for use in SQL (contract 3.3). */
export const COUNTED = `(${COUNTED_STATUSES.map((status) => `'${status}'`).join(', ')})`

export function isCounted(status: TrackingStatus): boolean {
  return COUNTED_STATUSES.includes(status)
}

export type VideoRow = ScrapePlan & {
  seq: number
  id: string
  project: number
  creator: number | null
  /** Null for one that was added by its URL. */
  handle: string | null
  tiktok_video_id: string
  url: string | null
  title: string | null
  description: string | null
  readme: string | null
  metadata: string
  tracking_status: TrackingStatus
  is_exempt: number
  disabled_ms: number | null
  luck: number
  views_at_once: number
  views_to_come: number
  posted_ms: number
  own_done_ms: number | null
  own_due_ms: number | null
  own_gap_from_ms: number | null
  own_gap_until_ms: number | null
  created_ms: number
  updated_ms: number
}

/** What a video's numbers follow from. */
export type GrowingVideo = ScrapePlan &
  Pick<
    VideoRow,
    | 'creator'
    | 'luck'
    | 'views_at_once'
    | 'views_to_come'
    | 'posted_ms'
    | 'created_ms'
    | 'disabled_ms'
    | 'own_done_ms'
    | 'own_due_ms'
    | 'own_gap_from_ms'
    | 'own_gap_until_ms'
  >

/** What decides whether and how much a video counts. */
export type CountedVideo = GrowingVideo & Pick<VideoRow, 'tracking_status'>

export const VIDEO_COLUMNS = [
  'seq',
  'id',
  'project',
  'creator',
  'tiktok_video_id',
  'url',
  'title',
  'description',
  'readme',
  'metadata',
  'tracking_status',
  'is_exempt',
  'disabled_ms',
  'luck',
  'views_at_once',
  'views_to_come',
  'posted_ms',
  'manual_done_ms',
  'manual_due_ms',
  'created_ms',
  'updated_ms',
  'deleted_ms',
] as const

export const SELECT_VIDEOS = `
  SELECT t.seq, t.id, t.project, t.creator, k.handle, t.tiktok_video_id, t.url, t.title, t.description, t.readme,
    t.metadata, t.tracking_status, t.is_exempt, t.disabled_ms, t.luck, t.views_at_once, t.views_to_come, t.posted_ms,
    t.manual_done_ms AS own_done_ms, t.manual_due_ms AS own_due_ms, t.gap_from_ms AS own_gap_from_ms,
    t.gap_until_ms AS own_gap_until_ms, t.created_ms, t.updated_ms, k.scrapes_from_ms, k.scrapes_until_ms,
    k.scrape_phase_ms, k.manual_done_ms, k.manual_due_ms, k.gap_from_ms, k.gap_until_ms
  FROM videos t LEFT JOIN creators k ON k.seq = t.creator`

/** The number TikTok would have given: 19 digits. */
export function tiktokIdOf(seed: number, seq: number): string {
  const digits = (part: number) => String(Math.floor(fractionOf(seed ^ 0x7109, seq * 2 + part) * 1e9)).padStart(9, '0')
  return `7${digits(0)}${digits(1)}`
}

export type Counts = { views: number; likes: number; comments: number; shares: number; saves: number }

/** After so many days half of the views have come. */
const HALF_AFTER_DAYS = 2.5

/** What TikTok shows below the video at an instant. None of it ever falls. */
export function countsAt(video: GrowingVideo, instantMs: number): Counts {
  const ageDays = (instantMs - video.posted_ms) / DAY_MS
  if (ageDays < 0) return { views: 0, likes: 0, comments: 0, shares: 0, saves: 0 }
  const share = ageDays / (ageDays + HALF_AFTER_DAYS)
  const views = video.views_at_once + Math.round(video.views_to_come * share)
  const part = (n: number, low: number, high: number) =>
    Math.floor(views * (low + (high - low) * fractionOf(video.luck, n)))
  return {
    views,
    likes: part(1, 0.03, 0.12),
    comments: part(2, 0.001, 0.008),
    shares: part(3, 0.001, 0.01),
    saves: part(4, 0.003, 0.02),
  }
}

/** What the row does not know any more of the video's scrapes and of its creator's. */
export type PastOfVideo = { own?: PastScrapes | undefined; creators?: PastScrapes | undefined }

/** When the numbers of an instant were found: by finding the video, by the creator's scrapes or by one of its own. */
export function videoScrapedMs(video: GrowingVideo, atMs: number, past: PastOfVideo = {}): number {
  // Disabled ones are not scraped any more, and those that are enabled again were not in between.
  const endMs = Math.min(atMs, video.disabled_ms ?? atMs)
  const { own_gap_from_ms, own_gap_until_ms, created_ms, own_done_ms, own_due_ms } = video
  const { firstMs, untilMs } = stretchAt(created_ms, own_gap_from_ms, own_gap_until_ms, endMs, past.own)
  const plan = video.creator === null ? planOfItsOwn(video) : video
  const scheduledMs = lastScrapedMs(plan, untilMs, past.creators) ?? 0
  return Math.max(firstMs, scheduledMs, lastManualMs(own_done_ms, own_due_ms, untilMs, past.own) ?? 0)
}

/** What the row says of the video's own scrapes, named as in its table. */
export function ownScrapes(video: VideoRow) {
  const { seq, own_done_ms, own_due_ms, own_gap_from_ms, own_gap_until_ms } = video
  return {
    seq,
    manual_done_ms: own_done_ms,
    manual_due_ms: own_due_ms,
    gap_from_ms: own_gap_from_ms,
    gap_until_ms: own_gap_until_ms,
  }
}

/** A video that nobody's scrapes cover, because it was added by URL, is visited every six hours. */
function planOfItsOwn(video: GrowingVideo): ScrapePlan {
  return {
    scrapes_from_ms: video.created_ms,
    scrapes_until_ms: null,
    scrape_phase_ms: video.luck % SCRAPE_EVERY_MS,
    manual_done_ms: null,
    manual_due_ms: null,
    gap_from_ms: null,
    gap_until_ms: null,
  }
}

/** The counts the API shows now. */
export function countsShown(video: GrowingVideo, nowMs: number): Counts {
  return countsAt(video, videoScrapedMs(video, nowMs))
}

export function videoUrl(video: VideoRow): string {
  return video.url ?? `https://www.tiktok.com/@${video.handle}/video/${video.tiktok_video_id}`
}

export function thumbnailUrl(video: VideoRow): string {
  return `https://assets.example.com/covers/${video.id}.webp`
}

/** A video as the API shows it at an instant. The names of the two flags are chosen: the contract has none. */
export function videoOnWire(world: World, row: VideoRow, nowMs: number) {
  const scrapedMs = videoScrapedMs(row, nowMs)
  const counts = countsAt(row, scrapedMs)
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    creator_id: row.creator === null ? null : world.idOf('creator', row.creator),
    tiktok_video_id: row.tiktok_video_id,
    url: videoUrl(row),
    title: row.title,
    description: row.description,
    readme: row.readme,
    metadata: jsonOf(row.metadata),
    thumbnail_url: thumbnailUrl(row),
    view_count: counts.views,
    like_count: counts.likes,
    comment_count: counts.comments,
    share_count: counts.shares,
    save_count: counts.saves,
    tracking_status: row.tracking_status,
    tracking_disabled: row.disabled_ms !== null,
    tracking_exempt: row.is_exempt === 1,
    posted_at: iso(row.posted_ms),
    last_scraped_at: isoOrNull(scrapedMs),
    created_at: iso(row.created_ms),
    updated_at: iso(Math.max(row.updated_ms, scrapedMs)),
  }
}

/** One that has not been deleted. */
export function videoById(world: World, id: string): VideoRow | undefined {
  return world.store.get<VideoRow>(`${SELECT_VIDEOS} WHERE t.id = ? AND t.deleted_ms IS NULL`, id)
}

export function videoBySeq(world: World, seq: number): VideoRow | undefined {
  return world.store.get<VideoRow>(`${SELECT_VIDEOS} WHERE t.seq = ? AND t.deleted_ms IS NULL`, seq)
}

/** A project's videos that count in statistics, by when they were posted; both bounds may be infinite. */
export function countedVideos(world: World, project: number, startMs: number, endMs: number): VideoRow[] {
  return world.store.all<VideoRow>(
    `${SELECT_VIDEOS} WHERE t.project = ? AND t.posted_ms >= ? AND t.posted_ms < ? AND t.deleted_ms IS NULL
     AND t.tracking_status IN ${COUNTED} ORDER BY t.posted_ms DESC, t.seq DESC`,
    project,
    startMs,
    endMs,
  )
}
