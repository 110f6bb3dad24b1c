/** Days of a time zone. Pure; uses the platform's time zone data. */

/** The instant (epoch ms) at which the day that holds `nowMs` began in an IANA time zone. */
export function startOfDayMs(nowMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const day = format.format(nowMs)
  // Days have 23 to 25 hours and zones lie up to 14 hours from UTC: the start is found by halving, not by arithmetic.
  let before = nowMs - 26 * 3_600_000
  let within = nowMs
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2)
    if (format.format(middle) === day) within = middle
    else before = middle
  }
  return within
}
