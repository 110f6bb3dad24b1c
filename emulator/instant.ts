/**
 * The dates and instants that may be named: those of the years 1970 to 2100 (chosen). Far outside them years have no four digits and
 * the clock no whole milliseconds, and nothing of interest happens there.
 * @module
 */
import * as z from 'zod'

const YEARS = '^(19[7-9]\\d|20\\d\\d|2100)-'
const inYears = new RegExp(YEARS)

export const OUT_OF_RANGE = 'must lie in the years 1970 to 2100'

/** Whether an instant lies in those years. */
export function isInRange(instantMs: number): boolean {
  return instantMs >= 0 && instantMs < Date.UTC(2101, 0)
}

/** A calendar date that exists. */
export const date = z.iso
  .date({ error: 'must be a date, YYYY-MM-DD', abort: true })
  .regex(inYears, OUT_OF_RANGE)
  .meta({ override: { type: 'string', format: 'date', pattern: YEARS } })

/** An instant with its offset from UTC, as epoch milliseconds. The year is the one that is written. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant', abort: true })
  .regex(inYears, OUT_OF_RANGE)
  .transform((text) => Date.parse(text))
  .meta({ override: { type: 'string', format: 'date-time', pattern: YEARS } })
