/**
 * Creators as rows and on the wire (contract 3.2).
 * @module
 */
import { iso, isoOrNull, jsonOf } from '../wire/http.ts'
import type { World } from '../world.ts'
import { lastScrapedMs, type Popularity, profileAt, type ScrapePlan } from './scraping.ts'

export type CreatorRow = ScrapePlan &
  Popularity & {
    seq: number
    id: string
    project: number
    handle: string
    display_name: string | null
    description: string | null
    readme: string | null
    metadata: string
    tracking_mode: 'auto' | 'selective'
    tracking_start_date: string | null
    tracking_end_date: string | null
    is_active: number
    updated_ms: number
  }

export const CREATOR_COLUMNS = [
  'seq',
  'id',
  'project',
  'handle',
  'handle_key',
  'display_name',
  'description',
  'readme',
  'metadata',
  'tracking_mode',
  'tracking_start_date',
  'tracking_end_date',
  'is_active',
  'deactivated_ms',
  'activity_seed',
  'posts_per_week',
  'views_per_post',
  'followers_at_start',
  'followers_per_day',
  'scrapes_from_ms',
  'scrapes_until_ms',
  'scrape_phase_ms',
  'manual_done_ms',
  'manual_due_ms',
  'created_ms',
  'updated_ms',
] as const

export const SELECT_CREATORS = `
  SELECT t.seq, t.id, t.project, t.handle, t.display_name, t.description, t.readme, t.metadata, t.tracking_mode,
    t.tracking_start_date, t.tracking_end_date, t.is_active, t.posts_per_week, t.followers_at_start, t.followers_per_day,
    t.scrapes_from_ms, t.scrapes_until_ms, t.scrape_phase_ms, t.manual_done_ms, t.manual_due_ms,
    t.gap_from_ms, t.gap_until_ms, t.created_ms, t.updated_ms
  FROM creators t`

/** No scrape, no numbers: null. The contract leaves open what stands there then. */
const NOTHING_FOUND = { follower_count: null, following_count: null, total_likes_count: null, video_count: null }

/** A creator as the API shows it at an instant. */
export function creatorOnWire(world: World, row: CreatorRow, nowMs: number) {
  const scrapedMs = lastScrapedMs(row, nowMs)
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    tiktok_handle: row.handle,
    display_name: row.display_name,
    description: row.description,
    readme: row.readme,
    metadata: jsonOf(row.metadata),
    tracking_mode: row.tracking_mode,
    tracking_start_date: row.tracking_start_date,
    tracking_end_date: row.tracking_end_date,
    avatar_url: scrapedMs === null ? null : `https://assets.example.com/avatars/${row.id}.webp`,
    ...(scrapedMs === null ? NOTHING_FOUND : profileAt(row, scrapedMs)),
    last_scraped_at: isoOrNull(scrapedMs),
    is_active: row.is_active === 1,
    created_at: iso(row.created_ms),
    updated_at: iso(Math.max(row.updated_ms, scrapedMs ?? row.updated_ms)),
  }
}

export function creatorById(world: World, id: string): CreatorRow | undefined {
  return world.store.get<CreatorRow>(`${SELECT_CREATORS} WHERE t.id = ?`, id)
}

export function creatorBySeq(world: World, seq: number): CreatorRow | undefined {
  return world.store.get<CreatorRow>(`${SELECT_CREATORS} WHERE t.seq = ?`, seq)
}
