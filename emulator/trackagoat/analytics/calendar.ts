/**
 * Days, weeks and months of a time zone as instants (contract 1.5).
 * @module
 */
import { dateAt, startOf } from '../../time-zone.ts'
import { DAY_MS } from '../durations.ts'
import { date } from '../wire/input.ts'

export const GRANULARITIES = ['day', 'week', 'month'] as const
export type Granularity = (typeof GRANULARITIES)[number]

/** `from` and `to`, both inclusive. */
export const dateRange = { from: date.optional(), to: date.optional() }

/** Two dates, both inclusive. */
export type DateRange = { from: string; to: string }

export type Bucket = { date: string; startMs: number; endMs: number }

export function addDays(dateText: string, days: number): string {
  return dateOf(Date.parse(dateText) + days * DAY_MS)
}

function dateOf(midnightMs: number): string {
  return new Date(midnightMs).toISOString().slice(0, 10)
}

/** How many days a range has. */
export function daysIn({ from, to }: DateRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
}

/** The range asked for; both ends default to the last 30 days, today included (contract 1.5). */
export function rangeOf(
  asked: { from?: string | undefined; to?: string | undefined },
  nowMs: number,
  tz: string,
): DateRange {
  const to = asked.to ?? dateAt(nowMs, tz)
  return { from: asked.from ?? addDays(to, -29), to }
}

/** The range as instants. */
export function spanOf({ from, to }: DateRange, tz: string) {
  return { startMs: startOf(from, tz), endMs: startOf(addDays(to, 1), tz) }
}

/**
 * The range in days, weeks from Monday or months; the first and the last are cut to the range. A date that a zone never had
 * (Samoa left out 30 December 2011) is no bucket.
 */
export function bucketsOf(range: DateRange, granularity: Granularity, tz: string): Bucket[] {
  const buckets: Bucket[] = []
  // Dates as midnights of UTC: numbers, that grow whatever the range.
  const afterMs = Date.parse(range.to) + DAY_MS
  for (let midnightMs = Date.parse(range.from); midnightMs < afterMs; ) {
    const nextMs = Math.min(nextBucket(midnightMs, granularity), afterMs)
    const date = dateOf(midnightMs)
    const [startMs, endMs] = [startOf(date, tz), startOf(dateOf(nextMs), tz)]
    if (endMs > startMs) buckets.push({ date, startMs, endMs })
    midnightMs = nextMs
  }
  return buckets
}

function nextBucket(midnightMs: number, granularity: Granularity): number {
  if (granularity === 'day') return midnightMs + DAY_MS
  const at = new Date(midnightMs)
  if (granularity === 'week') return midnightMs + (7 - ((at.getUTCDay() + 6) % 7)) * DAY_MS
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)
}
