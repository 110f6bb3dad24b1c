/**
 * The request budget of one API key: a sliding window of a minute and, where known, a daily quota (contract 1.7).
 * Pure: state in, state out. Requests are counted in buckets of a second, and a bucket leaves the window only when all
 * of it is older than a minute, so the count errs on the side of waiting.
 */

/** What is remembered of a key. JSON, a few kilobytes at most, whatever the limits. */
export interface BudgetState {
  /** Pairs of epoch second and requests in it, oldest first; at most 61. */
  readonly buckets: readonly (readonly [second: number, count: number])[]
  /** UTC day of `usedToday`, `YYYY-MM-DD`. */
  readonly day: string
  readonly usedToday: number
  /** Upstream asked for silence until then, epoch ms; 0 = no. */
  readonly blockedUntilMs: number
}

/** The limits in force. `dailyQuota` null: not known. */
export interface BudgetLimits {
  readonly perMinute: number
  readonly dailyQuota: number | null
}

/** The hourly run leaves a share to people and programs that wait for an answer. */
export type BudgetShare = 'background' | 'interactive'

/** What `acquire` answers: how many requests may leave now, and else when to ask again. */
export interface Lease {
  readonly granted: number
  readonly waitMs: number
  /** Why nothing was granted. */
  readonly refusal: 'window' | 'blocked' | 'quota' | null
}

const WINDOW_SECONDS = 60
/** Of the window and of the quota, what the background may use. */
const BACKGROUND_SHARE = 0.8

/** A budget nobody has used yet. */
export const EMPTY_BUDGET: BudgetState = { buckets: [], day: '', usedToday: 0, blockedUntilMs: 0 }

/**
 * Asks for up to `want` requests at `nowMs`. Grants what fits, and all of it counts as used until `settle` gives some back.
 * Entries from another time than the last minute, the future included, do not count: a simulated clock may jump.
 */
export function acquire(
  state: BudgetState,
  limits: BudgetLimits,
  want: number,
  share: BudgetShare,
  nowMs: number,
): { state: BudgetState; lease: Lease } {
  const fresh = forget(state, nowMs)
  const part = share === 'background' ? BACKGROUND_SHARE : 1
  if (fresh.blockedUntilMs > nowMs) {
    const waitMs = fresh.blockedUntilMs - nowMs
    return { state: fresh, lease: { granted: 0, waitMs, refusal: waitMs > QUOTA_WAIT_MS ? 'quota' : 'blocked' } }
  }
  const quotaLeft =
    limits.dailyQuota === null
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.floor(limits.dailyQuota * part)) - fresh.usedToday
  if (quotaLeft < 1) {
    return { state: fresh, lease: { granted: 0, waitMs: msToUtcMidnight(nowMs), refusal: 'quota' } }
  }
  const windowLimit = Math.max(1, Math.floor(limits.perMinute * part))
  const inWindow = fresh.buckets.reduce((sum, [, count]) => sum + count, 0)
  const granted = Math.max(0, Math.min(want, windowLimit - inWindow, quotaLeft))
  if (granted === 0) {
    const oldest = fresh.buckets[0]
    const waitMs = oldest ? (oldest[0] + WINDOW_SECONDS + 1) * 1000 - nowMs : 1000
    return { state: fresh, lease: { granted: 0, waitMs: Math.max(waitMs, 100), refusal: 'window' } }
  }
  return { state: count(fresh, granted, nowMs), lease: { granted, waitMs: 0, refusal: null } }
}

/** A wait longer than this can only mean the daily quota (contract 1.7). */
export const QUOTA_WAIT_MS = 120_000

/** No quota lasts longer than a day (contract 1.7). */
const LONGEST_BLOCK_MS = 86_400_000

/** Gives back requests that were granted and not used, and notes a silence that upstream asked for. */
export function settle(state: BudgetState, unused: number, blockedForMs: number, nowMs: number): BudgetState {
  const fresh = forget(state, nowMs)
  const buckets = fresh.buckets.map(([second, n]) => [second, n] as [number, number])
  let left = Math.min(unused, fresh.usedToday)
  const usedToday = fresh.usedToday - left
  for (let i = buckets.length - 1; i >= 0 && left > 0; i--) {
    const bucket = buckets[i]
    if (!bucket) continue
    const back = Math.min(bucket[1], left)
    bucket[1] -= back
    left -= back
  }
  return {
    ...fresh,
    buckets: buckets.filter(([, n]) => n > 0),
    usedToday,
    blockedUntilMs:
      blockedForMs > 0
        ? Math.max(fresh.blockedUntilMs, nowMs + Math.min(blockedForMs, LONGEST_BLOCK_MS))
        : fresh.blockedUntilMs,
  }
}

/** Milliseconds from `nowMs` to the next UTC midnight, when quotas reset (contract 1.5). */
export function msToUtcMidnight(nowMs: number): number {
  const dayMs = 86_400_000
  return dayMs - (nowMs % dayMs)
}

function forget(state: BudgetState, nowMs: number): BudgetState {
  const second = Math.floor(nowMs / 1000)
  const day = new Date(nowMs).toISOString().slice(0, 10)
  return {
    buckets: state.buckets.filter(([at]) => Math.abs(second - at) <= WINDOW_SECONDS),
    day,
    usedToday: state.day === day ? state.usedToday : 0,
    // One further ahead comes from a clock that was elsewhere.
    blockedUntilMs: state.blockedUntilMs - nowMs <= LONGEST_BLOCK_MS ? state.blockedUntilMs : 0,
  }
}

function count(state: BudgetState, granted: number, nowMs: number): BudgetState {
  const second = Math.floor(nowMs / 1000)
  const last = state.buckets.at(-1)
  const buckets =
    last && last[0] === second
      ? [...state.buckets.slice(0, -1), [second, last[1] + granted] as const]
      : [...state.buckets, [second, granted] as const]
  return { ...state, buckets, usedToday: state.usedToday + granted }
}
