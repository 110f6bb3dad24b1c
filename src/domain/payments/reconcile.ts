/**
 * Was it recorded or not? Decided from what trackagoat shows, when its answer to the write was lost. Pure. Contract 1.6, 7:
 * the list of payments, walked to its end, and the accruals.
 */
import { QUIET_MS } from './sending.ts'

/** A payment upstream, as far as it can be recognised. */
export interface UpstreamPayment {
  readonly id: string
  readonly creatorId: string | null
  readonly totalCents: number
  readonly status: string
  readonly methodId: string | null
  /** Epoch ms; null when it cannot be read. */
  readonly paidAtMs: number | null
  /** The accruals its lines name; null when none of the lines can be read. */
  readonly accrualIds: readonly string[] | null
}

/** What was sent. */
export interface SentPayment {
  readonly creatorId: string
  readonly totalCents: number
  readonly methodId: string
  /** What was sent as `paid_at`, epoch ms. */
  readonly paidAtMs: number
  readonly accrualIds: readonly string[]
}

/**
 * How a payment upstream relates to what was sent: it is that one; it is the same but for its time; it covers some of the
 * accruals; or neither.
 */
export type Kinship = 'same' | 'twin' | 'overlaps' | 'other'

/** The vendor may keep whole seconds only. */
const PAID_AT_TOLERANCE_MS = 1_000

/** Compares one payment with what was sent. A voided one is nobody's. */
export function kinship(sent: SentPayment, seen: UpstreamPayment): Kinship {
  if (seen.creatorId !== sent.creatorId) return 'other'
  const sameTime = seen.paidAtMs !== null && Math.abs(seen.paidAtMs - sent.paidAtMs) < PAID_AT_TOLERANCE_MS
  const sameMoney = seen.totalCents === sent.totalCents && (seen.methodId === null || seen.methodId === sent.methodId)
  if (seen.accrualIds === null) return sameTime && sameMoney ? 'same' : 'other'
  const named = new Set(seen.accrualIds)
  const covered = sent.accrualIds.filter((id) => named.has(id)).length
  const sameAccruals = covered === sent.accrualIds.length && named.size === sent.accrualIds.length
  // Voided since, it was recorded all the same; its time is then the only thing that tells it from a later one.
  if (sameAccruals && sameMoney && sameTime) return 'same'
  // The vendor may have put a time of its own; or somebody recorded the same by hand. Only a person can tell.
  if (sameAccruals && sameMoney && seen.status !== 'voided') return 'twin'
  return covered > 0 && seen.status !== 'voided' ? 'overlaps' : 'other'
}

/**
 * What was found by a walk that ended properly: the payments that are `same` (voided ones only where none of them is live)
 * `twin` or
 * `overlaps`.
 */
export interface Findings {
  readonly same: readonly string[]
  /** Those in `same` are voided. */
  readonly isVoided: boolean
  readonly twins: readonly string[]
  readonly overlapping: readonly string[]
  /** How many of its accruals are paid now, or in a state that cannot be read. */
  readonly paidCount: number
}

/**
 * - `recorded`: it is there.
 * - `absent`: it is not there and will not come.
 * - `early`: it is not there, but may still be on its way.
 * - `doubt`: what is there contradicts itself: a person must look.
 */
export type Verdict =
  | { readonly verdict: 'recorded'; readonly paymentId: string; readonly isVoided: boolean }
  | { readonly verdict: 'absent'; readonly reason: 'not_recorded' | 'settled_elsewhere' }
  | { readonly verdict: 'early' }
  /** `twinId`: the payment that may be it. */
  | { readonly verdict: 'doubt'; readonly why: string; readonly twinId: string | null }

/** Decides. `lastAttemptMs`: when the last write left. */
export function reconcile(findings: Findings, lastAttemptMs: number, nowMs: number): Verdict {
  const [only, another] = findings.same
  if (another !== undefined) {
    return doubt(`trackagoat shows ${findings.same.length} payments that are this one`)
  }
  if (only !== undefined) return { verdict: 'recorded', paymentId: only, isVoided: findings.isVoided }
  // A clock that went back has not shown any silence.
  if (nowMs - lastAttemptMs < QUIET_MS) return { verdict: 'early' }
  const [twin, ...twins] = findings.twins
  if (twin !== undefined) {
    const count = twins.length + 1
    return count === 1
      ? doubt(`trackagoat shows payment ${twin}, which is the same but for its time`, twin)
      : doubt(`trackagoat shows ${count} payments that are the same but for their time`)
  }
  if (findings.overlapping.length > 0) return { verdict: 'absent', reason: 'settled_elsewhere' }
  // Earned still, or rejected or voided by hand: nothing says that it was paid.
  if (findings.paidCount === 0) return { verdict: 'absent', reason: 'not_recorded' }
  return doubt(`${findings.paidCount} of its accruals are paid, and no payment shows by what`)
}

function doubt(why: string, twinId: string | null = null): Verdict {
  return { verdict: 'doubt', why, twinId }
}
