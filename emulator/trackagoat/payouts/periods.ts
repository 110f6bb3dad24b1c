/**
 * Accrual periods. Months are calendar months. Weeks run Tuesday to Monday: the only period in the docs (contract 8.8)
 * is 2026-04-07 to 2026-04-13, and a client that assumes ISO weeks should notice (6.4). All bounds are midnight UTC.
 * @module
 */
import { DAY_MS, WEEK_MS } from '../durations.ts'

/** A Tuesday. */
const FIRST_WEEK_MS = 5 * DAY_MS

export type PeriodKind = 'weekly' | 'monthly'

/** From `startMs` (inclusive) to `endMs` (exclusive). */
export type Span = { startMs: number; endMs: number }

/** The period an instant lies in, or the one `periodsAgo` before that. */
export function periodAt(kind: PeriodKind, instantMs: number, periodsAgo = 0): Span {
  if (kind === 'weekly') {
    const week = Math.floor((instantMs - FIRST_WEEK_MS) / WEEK_MS) - periodsAgo
    const startMs = FIRST_WEEK_MS + week * WEEK_MS
    return { startMs, endMs: startMs + WEEK_MS }
  }
  const day = new Date(instantMs)
  const month = day.getUTCMonth() - periodsAgo
  return { startMs: Date.UTC(day.getUTCFullYear(), month), endMs: Date.UTC(day.getUTCFullYear(), month + 1) }
}

/** The periods that end after `afterMs` and not after `untilMs`, oldest first. */
export function periodsEnding(kind: PeriodKind, afterMs: number, untilMs: number): Span[] {
  const spans: Span[] = []
  for (let span = periodAt(kind, afterMs); span.endMs <= untilMs; span = periodAt(kind, span.endMs)) spans.push(span)
  return spans
}
