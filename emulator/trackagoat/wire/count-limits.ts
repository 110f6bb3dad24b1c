/**
 * The plan's limits on how many there may be of something (contract 5.3): what counts against each, and the 402 of one more.
 * @module
 */

import { COUNTED } from '../videos/video-rows.ts'
import type { World } from '../world.ts'
import { ApiError } from './http.ts'

/** Whatever is counted per project or campaign takes the number of its row; API keys take the instant. What counts is chosen. */
const WHAT_COUNTS = {
  max_projects_per_org: 'projects',
  max_members_per_org: 'members WHERE removed_ms IS NULL',
  max_api_keys_per_org: 'api_keys WHERE revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > ?)',
  max_creators_per_org: 'creators WHERE is_active = 1',
  max_tracked_videos_per_org: `videos WHERE deleted_ms IS NULL AND disabled_ms IS NULL AND tracking_status IN ${COUNTED}`,
  max_campaigns_per_project: 'campaigns WHERE project = ? AND deleted_ms IS NULL',
  max_campaign_items_per_campaign: 'campaign_items WHERE campaign = ?',
  max_payout_methods_per_org: 'methods WHERE deleted_ms IS NULL',
  max_payout_structures_per_project: 'structures WHERE project = ? AND is_active = 1',
} as const

type CountLimit = keyof typeof WHAT_COUNTS

/** How many there are, when that is as many as there may be. */
function full(world: World, limit: CountLimit, values: number[]): { current: number; max: number } | undefined {
  const max = world.options[limit]
  if (max === null) return undefined
  const sql = `SELECT count(*) AS count FROM ${WHAT_COUNTS[limit]}`
  const current = world.store.get<{ count: number }>(sql, ...values)?.count ?? 0
  return current >= max ? { current, max } : undefined
}

export function hasRoom(world: World, limit: CountLimit, ...values: number[]): boolean {
  return full(world, limit, values) === undefined
}

/** 402 `limit_reached` when there is no room for one more (contract 1.8, 8.3). */
export function requireRoom(world: World, limit: CountLimit, ...values: number[]): void {
  const counts = full(world, limit, values)
  if (counts === undefined) return
  throw new ApiError(402, 'limit_reached', `Limit reached: ${limit}`, { meta: { limitKey: limit, ...counts } })
}
