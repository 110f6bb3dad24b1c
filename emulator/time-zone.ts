/**
 * Wall clocks of time zones.
 * @module
 */
import * as z from 'zod'
import { DAY_MS } from './trackagoat/durations.ts'

/** An IANA time zone. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone')
  .meta({ description: 'An IANA time zone.', example: 'Europe/Zurich' })

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(tz: string): Intl.DateTimeFormat {
  const known = formats.get(tz)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: tz,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(tz, format)
  return format
}

function isTimeZone(tz: string): boolean {
  try {
    formatOf(tz)
    return true
  } catch {
    return false
  }
}

/** What a clock on the wall shows at an instant, written as if it were UTC. */
export function wallClock(instantMs: number, tz: string): number {
  if (tz === 'UTC') return instantMs
  const parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatOf(tz).formatToParts(instantMs)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value)
  }
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
}

export function dateAt(instantMs: number, tz: string): string {
  return new Date(wallClock(instantMs, tz)).toISOString().slice(0, 10)
}

/**
 * When a date begins: at midnight, the first one where clocks go back to it, and where they jump over it when they jump. A
 * date that is jumped over as a whole begins and ends there.
 */
export function startOf(dateText: string, tz: string): number {
  const wall = Date.parse(dateText)
  if (tz === 'UTC') return wall
  // Midnight by the offset of the day before, and by that of the day after, should clocks change in between.
  const before = wall - offsetAt(wall - DAY_MS, tz)
  const after = wall - offsetAt(wall + DAY_MS, tz)
  if (before === after) return before
  return wallClock(before, tz) !== wall && wallClock(after, tz) === wall ? after : before
}

function offsetAt(instantMs: number, tz: string): number {
  return wallClock(instantMs, tz) - instantMs
}
