/** How long something has been owed. Pure; time is an argument. */

const DAY_MS = 86_400_000

/** Instants (epoch ms): a period that ended after one of them is at most that many whole days old. */
export interface AgeingCutoffs {
  readonly upTo7Ms: number
  readonly upTo30Ms: number
}

/** Days are counted whole: 7 days and 23 hours are 7 days, 30 days and 23 hours are 30. A period still to end is 0. */
export function ageingCutoffs(nowMs: number): AgeingCutoffs {
  return { upTo7Ms: nowMs - 8 * DAY_MS, upTo30Ms: nowMs - 31 * DAY_MS }
}
