/**
 * Days, weeks and months of a time zone as instants (contract 1.5).
 * @module
 */
import { dateAt, startOf } from '../../time-zone.ts'
import { DAY_MS } from '../payouts/periods.ts'
import { date } from '../wire/input.ts'

export const GRANULARITIES = ['day', 'week', 'month'] as const
export type Granularity = (typeof GRANULARITIES)[number]

/** `from` and `to`, both inclusive. */
export const dateRange = { from: date.optional(), to: date.optional() }

/** Two dates, both inclusive. */
export type DateRange = { from: string; to: string }

export type Bucket = { date: string; startMs: number; endMs: number }

export function addDays(dateText: string, days: number): string {
  return new Date(Date.parse(dateText) + days * DAY_MS).toISOString().slice(0, 10)
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

/** The range in days, weeks from Monday or months; the first and the last are cut to the range. */
export function bucketsOf(range: DateRange, granularity: Granularity, tz: string): Bucket[] {
  const buckets: Bucket[] = []
  for (let day = range.from; day <= range.to; ) {
    const after = addDays(range.to, 1)
    const next = nextBucket(day, granularity)
    const end = next < after ? next : after
    buckets.push({ date: day, startMs: startOf(day, tz), endMs: startOf(end, tz) })
    day = end
  }
  return buckets
}

function nextBucket(day: string, granularity: Granularity): string {
  if (granularity === 'day') return addDays(day, 1)
  const at = new Date(Date.parse(day))
  if (granularity === 'week') return addDays(day, 7 - ((at.getUTCDay() + 6) % 7))
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)).toISOString().slice(0, 10)
}
