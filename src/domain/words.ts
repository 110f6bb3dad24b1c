/** Numbers, amounts of things and instants as people read them, in English: the same in every answer, card and letter. Pure. */

/** `1234567` as `1,234,567`. */
export function groupDigits(count: number): string {
  return Math.trunc(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `3 accruals`, `1 accrual`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${groupDigits(count)} ${count === 1 ? one : many}`
}

/** First letter large. For our own words: other alphabets have their own ideas. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a person typed, short enough to be shown back. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60).toWellFormed()}…`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

interface Day {
  readonly day: number
  readonly month: string
  readonly year: number
}

function parse(iso: string | null | undefined): Date | null {
  const date = new Date(iso ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date
}

function dayOf(date: Date): Day {
  return { day: date.getUTCDate(), month: MONTHS[date.getUTCMonth()] ?? '', year: date.getUTCFullYear() }
}

/** `7 Apr 2026, 14:20 UTC`; null when it cannot be read, to be left out. */
export function moment(iso: string): string | null {
  const date = parse(iso)
  if (!date) return null
  const { day, month, year } = dayOf(date)
  return `${day} ${month} ${year}, ${date.toISOString().slice(-13, -8)} UTC`
}

/** As `moment`, or the text itself when it cannot be read. */
export function instant(iso: string): string {
  return moment(iso) ?? iso
}

/**
 * `7–13 Apr 2026`, `28 Apr – 4 May 2026`, `29 Dec 2025 – 4 Jan 2026`. The two days are those of the given instants:
 * whether an end is exclusive is not known (contract 6.3), so nothing is added or subtracted.
 */
export function period(startIso: string | null | undefined, endIso: string | null | undefined): string | null {
  const [start, end] = [parse(startIso), parse(endIso)].map((date) => date && dayOf(date))
  const whole = ({ day, month, year }: Day) => `${day} ${month} ${year}`
  if (!start) return end ? `until ${whole(end)}` : null
  if (!end) return `from ${whole(start)}`
  if (start.year !== end.year) return `${whole(start)} – ${whole(end)}`
  if (start.month !== end.month) return `${start.day} ${start.month} – ${whole(end)}`
  return start.day === end.day ? whole(end) : `${start.day}–${whole(end)}`
}
