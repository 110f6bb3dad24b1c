/** When a notice is tried again. Data, in milliseconds after each failed attempt; then it is a dead letter. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** About a day in all: an alert older than that is better read in the next digest or reminder. */
export const RETRY_SCHEDULE_MS: readonly number[] = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
]

/** The wait after the `attempts`-th failure, or null when there is none left. A receiver's own wish is honoured when longer. */
export function nextWaitMs(attempts: number, wishedMs: number | null): number | null {
  const scheduled = RETRY_SCHEDULE_MS[attempts - 1]
  if (scheduled === undefined) return null
  return Math.max(scheduled, wishedMs ?? 0)
}
