/**
 * Wall clocks of time zones.
 * @module
 */
import * as z from 'zod'

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

/** When a date begins. */
export function startOf(dateText: string, tz: string): number {
  const wall = Date.parse(dateText)
  if (tz === 'UTC') return wall
  const guess = wall - (wallClock(wall, tz) - wall)
  return wall - (wallClock(guess, tz) - guess)
}
