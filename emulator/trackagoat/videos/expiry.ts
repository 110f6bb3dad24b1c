/**
 * Tracking expires (contract 0.2, 2026-05-16: the rules exist, what they say is not documented). Chosen: with the option
 * `tracking_expires_after_days` a video that was posted longer ago has its tracking disabled, unless it is exempt. Like
 * posts and accruals this happens when somebody looks, as of the moment it was due, so numbers stay as they were then.
 * @module
 */
import type { Options } from '../../options.ts'
import { DAY_MS } from '../durations.ts'
import type { World } from '../world.ts'

const SETTING = 'tracking_expiry_since_ms'

/** The rule changes now. What is older already expires now and not back then: its views have been shown since. */
export function expiryChanges(world: World, before: Options, after: Options): void {
  if (before.tracking_expires_after_days !== after.tracking_expires_after_days) world.setSetting(SETTING, world.nowMs())
}

/** Disables what has expired by an instant. */
export function expireUntil(world: World, untilMs: number): void {
  const days = world.options.tracking_expires_after_days
  if (days === null) return
  const due = 'disabled_ms IS NULL AND is_exempt = 0 AND posted_ms <= ?1'
  const ageMs = days * DAY_MS
  if (world.store.get(`SELECT 1 FROM videos WHERE ${due} LIMIT 1`, untilMs - ageMs) === undefined) return
  const sinceMs = Math.min(untilMs, world.setting<number>(SETTING) ?? 0)
  world.store.run(
    `UPDATE videos SET disabled_ms = max(posted_ms + ?2, created_ms, ?3),
       updated_ms = max(posted_ms + ?2, created_ms, updated_ms, ?3) WHERE ${due}`,
    untilMs - ageMs,
    ageMs,
    sinceMs,
  )
}

/** Whether a video that is not exempt expires at once. */
export function isTooOld(world: World, postedMs: number): boolean {
  const days = world.options.tracking_expires_after_days
  return days !== null && postedMs + days * DAY_MS <= world.nowMs()
}
