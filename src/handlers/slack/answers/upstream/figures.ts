/** Phrases of answers about performance: numbers, ages, goals. Pure. */
import { capital, groupDigits, plural } from '../../../../domain/words.ts'
import type { GoalState } from '../../../../trackagoat/goals.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The UTC day `days` before an instant, as trackagoat's `from` takes it. */
export function dayBefore(nowMs: number, days: number): string {
  return new Date(nowMs - days * DAY_MS).toISOString().slice(0, 10)
}

/** `5.1 %`; small ones keep a second digit. */
export function percent(value: number): string {
  return `${Number(value.toFixed(Math.abs(value) < 1 ? 2 : 1))} %`
}

/** `12,345`, or what stands for a number nobody has yet. */
export function amount(count: number | null | undefined): string {
  return count === null || count === undefined ? 'not known yet' : groupDigits(count)
}

/** `3 hours ago`; what lies ahead counts as now. */
export function ago(iso: string, nowMs: number): string {
  const hours = Math.floor(Math.max(0, nowMs - Date.parse(iso)) / HOUR_MS)
  if (hours < 1) return 'less than an hour ago'
  return hours < 48 ? `${plural(hours, 'hour')} ago` : `${plural(Math.floor(hours / 24), 'day')} ago`
}

/** `posts weekly`. */
export function goalName({ goal }: GoalState): string {
  return capital([goal.metric, goal.period ?? ''].join(' ').replaceAll('_', ' ').trim())
}

/** How far, the status, and why the number may still change. */
export function goalFacts(state: GoalState): string[] {
  const { actual, target, percentage, status, advisory } = state
  const share = percentage === null || percentage === undefined ? '' : ` (${percent(percentage)})`
  return [
    `${amount(actual)} of ${amount(target)}${share}`,
    status.replaceAll('_', ' '),
    ...(advisory?.not_yet_started ? ['not begun yet'] : []),
    ...(advisory?.scrape_stale ? ['the numbers are stale'] : []),
    ...(advisory?.period_recently_ended ? ['not final: the period ended under 48 h ago'] : []),
  ]
}
