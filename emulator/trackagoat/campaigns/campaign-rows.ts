/**
 * Campaigns as rows and on the wire (contract 2.5, 3.4), and what belongs to them: creators, videos and other campaigns.
 * @module
 */

import { COUNTED, SELECT_VIDEOS, type VideoRow } from '../videos/video-rows.ts'
import { iso, isoOrNull, jsonOf } from '../wire/http.ts'
import type { World } from '../world.ts'

export type CampaignRow = {
  seq: number
  id: string
  project: number
  name: string
  description: string | null
  readme: string | null
  metadata: string
  target_views: number | null
  target_ms: number | null
  created_ms: number
}

export const ITEM_TYPES = ['creator', 'video', 'campaign'] as const
export type ItemType = (typeof ITEM_TYPES)[number]

export type ItemRow = { item_type: ItemType; item: number }

export const CAMPAIGN_COLUMNS = [
  'seq',
  'id',
  'project',
  'name',
  'description',
  'readme',
  'metadata',
  'target_views',
  'target_ms',
  'created_ms',
  'deleted_ms',
] as const

export const ITEM_COLUMNS = ['campaign', 'item_type', 'item', 'created_ms'] as const

export const SELECT_CAMPAIGNS = 'SELECT t.* FROM campaigns t'

export function campaignOnWire(world: World, row: CampaignRow) {
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    name: row.name,
    description: row.description,
    readme: row.readme,
    metadata: jsonOf(row.metadata),
    target_views: row.target_views,
    target_at: isoOrNull(row.target_ms),
    created_at: iso(row.created_ms),
  }
}

/** A campaign with what the API has no route for: its items. */
export function campaignInState(world: World, row: CampaignRow) {
  const items = itemsOf(world, row.seq).map(({ item_type, item }) => ({
    item_type,
    item_id: world.idOf(item_type, item),
  }))
  return { ...campaignOnWire(world, row), items }
}

/** One that has not been deleted. */
export function campaignById(world: World, id: string): CampaignRow | undefined {
  return world.store.get<CampaignRow>(`${SELECT_CAMPAIGNS} WHERE t.id = ? AND t.deleted_ms IS NULL`, id)
}

export function itemsOf(world: World, campaign: number): ItemRow[] {
  const sql = 'SELECT item_type, item FROM campaign_items WHERE campaign = ? ORDER BY created_ms, item_type, item'
  return world.store.all<ItemRow>(sql, campaign)
}

export type Members = { campaigns: Set<number>; creators: Set<number>; videos: Set<number> }

/** Everything in a campaign and in the campaigns inside it, each once. */
export function membersOf(world: World, campaign: number): Members {
  const members: Members = { campaigns: new Set([campaign]), creators: new Set(), videos: new Set() }
  // A set may grow while it is walked; what was added is then visited too.
  for (const inner of members.campaigns) {
    for (const { item_type, item } of itemsOf(world, inner)) {
      if (item_type === 'creator') members.creators.add(item)
      else if (item_type === 'video') members.videos.add(item)
      else members.campaigns.add(item)
    }
  }
  return members
}

/** The videos that count for a campaign, each once (contract 2.5). */
export function campaignVideos(world: World, campaign: number): VideoRow[] {
  const { creators, videos } = membersOf(world, campaign)
  const found = new Map<number, VideoRow>()
  const select = `${SELECT_VIDEOS} WHERE t.deleted_ms IS NULL AND t.tracking_status IN ${COUNTED}`
  for (const creator of creators) {
    for (const row of world.store.all<VideoRow>(`${select} AND t.creator = ?`, creator)) found.set(row.seq, row)
  }
  for (const video of videos) {
    const row = world.store.get<VideoRow>(`${select} AND t.seq = ?`, video)
    if (row !== undefined) found.set(row.seq, row)
  }
  return [...found.values()]
}
