/**
 * Whether one more video may be tracked (contract 5.3, `max_tracked_videos_per_org`), whichever way it comes to be: its tracking
 * is switched on again, it is approved, or it is excluded no longer.
 * @module
 */
import { hasRoom, requireRoom } from '../wire/count-limits.ts'
import type { World } from '../world.ts'
import { isCounted, type VideoRow } from './video-rows.ts'

type Tracking = Pick<VideoRow, 'disabled_ms' | 'tracking_status'>

/** What the limit counts, row by row (count-limits.ts). */
function isTracked({ disabled_ms, tracking_status }: Tracking): boolean {
  return disabled_ms === null && isCounted(tracking_status)
}

function takesRoom(row: Tracking, change: Partial<Tracking>): boolean {
  return !isTracked(row) && isTracked({ ...row, ...change })
}

/** Whether a video can become what the change makes of it. */
export function hasRoomToTrack(world: World, row: Tracking, change: Partial<Tracking>): boolean {
  return !takesRoom(row, change) || hasRoom(world, 'max_tracked_videos_per_org')
}

/** 402 `limit_reached` when it cannot. */
export function requireRoomToTrack(world: World, row: Tracking, change: Partial<Tracking>): void {
  if (takesRoom(row, change)) requireRoom(world, 'max_tracked_videos_per_org')
}
