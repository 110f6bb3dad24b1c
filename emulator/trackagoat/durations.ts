/**
 * Lengths of time in milliseconds. A day is one of UTC; in other zones some have 23 or 25 hours (time-zone.ts).
 * @module
 */

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export const WEEK_MS = 7 * DAY_MS
