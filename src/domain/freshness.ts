/** When a creator's numbers are stale and when an accrual is overdue. Time is an argument. */

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** The thresholds in force. */
export interface FreshnessRules {
  readonly staleAfterHours: number
  readonly overdueAfterDays: number
}

/** Creators last scraped before this instant (epoch ms) are stale; so are those never scraped (contract 5.2). */
export function staleCutoffMs(rules: Pick<FreshnessRules, 'staleAfterHours'>, nowMs: number): number {
  return nowMs - rules.staleAfterHours * HOUR_MS
}

/** Earned accruals whose period ended before this instant (epoch ms) are overdue. */
export function overdueCutoffMs(rules: Pick<FreshnessRules, 'overdueAfterDays'>, nowMs: number): number {
  return nowMs - rules.overdueAfterDays * DAY_MS
}

/** The rules in words, for messages. */
export function staleRule(rules: Pick<FreshnessRules, 'staleAfterHours'>): string {
  return `not scraped for more than ${rules.staleAfterHours} h`
}

/** As `staleRule`, for overdue accruals. */
export function overdueRule(rules: Pick<FreshnessRules, 'overdueAfterDays'>): string {
  return `earned, and the period ended more than ${rules.overdueAfterDays} days ago`
}
