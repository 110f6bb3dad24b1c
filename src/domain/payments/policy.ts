/** Who may do what with a payment request: roles, two persons, caps, kill switch, expiry. Pure; refusals are values. */
import { type Cents, formatCents } from '../money.ts'
import { type Actor, hasRole, type Role, roleNeeded } from '../people.ts'
import type { PaymentStatus } from './request.ts'
import { QUIET_MS } from './sending.ts'

/** The settings in force (interface 2). */
export interface PaymentPolicy {
  readonly mode: 'off' | 'approve' | 'auto'
  readonly autoLimitCents: number
  readonly twoPersonCents: number
  readonly maxPaymentCents: number
  readonly maxDailyCents: number
  /** IANA name: where a day begins for the daily cap. */
  readonly timeZone: string
}

/** A request nobody has approved for this long is over (interface 5). */
export const EXPIRY_MS = 72 * 3_600_000

/** Why something is not done. `code` is stable; `detail` is for people and says what to do. */
export interface Refusal {
  readonly code: RefusalCode
  readonly detail: string
  /** More for programs, such as the request that is in the way. */
  readonly extra?: RefusalFacts
}

/** What a program may need to go on after a refusal. */
export interface RefusalFacts {
  readonly request_id?: string
  readonly accrual_id?: string
  readonly request_status?: string
  readonly accruals_sum_cents?: number
  readonly total_amount_cents?: number
  readonly candidates?: readonly Candidate[]
}

/** Who or what may have been meant. */
export interface Candidate {
  readonly id: string
  readonly name?: string
  readonly handle?: string
  readonly project_id?: string
  readonly project_name?: string | null
}

export type RefusalCode =
  | 'accrual_in_use'
  | 'accrual_not_payable'
  | 'adjustment_reason_required'
  | 'creator_ambiguous'
  | 'creator_not_found'
  | 'invalid_body'
  | 'invalid_state'
  | 'method_inactive'
  | 'method_not_found'
  | 'nothing_owed'
  | 'over_limit'
  | 'payment_not_found'
  | 'payments_off'
  | 'project_ambiguous'
  | 'project_not_found'
  | 'role_required'
  | 'two_persons_required'

/** The kill switch, as everyone is told of it. */
export const PAYMENTS_OFF: Refusal = {
  code: 'payments_off',
  detail:
    'Recording payments is switched off (PAYMENTS=off), and Goatherd writes nothing else to trackagoat either. An operator can set it to approve or auto.',
}

/** What a decision about a request looks at. */
export interface PolicyFacts {
  readonly status: PaymentStatus
  readonly requestedBy: string
  readonly totalCents: Cents
  readonly expiresMs: number
}

/** Whether this may be requested. `dayCents`: what the day already holds, this one not included. */
export function mayRequest(policy: PaymentPolicy, actor: Actor, totalCents: Cents, dayCents: Cents): Refusal | null {
  if (policy.mode === 'off') return PAYMENTS_OFF
  if (!hasRole(actor.role, 'requester')) return roleRequired(actor, 'requester', 'request a payment')
  return overCap(policy, totalCents, dayCents)
}

/** Whether this person may approve now. Caps are looked at again: settings and the day may have changed. */
export function mayApprove(
  policy: PaymentPolicy,
  actor: Actor,
  request: PolicyFacts,
  dayCents: Cents,
  nowMs: number,
): Refusal | null {
  if (!hasRole(actor.role, 'approver')) return roleRequired(actor, 'approver', 'approve a payment')
  const over = notWaiting(request, nowMs)
  if (over) return over
  if (policy.mode === 'off') return PAYMENTS_OFF
  if (request.totalCents >= policy.twoPersonCents && actor.id === request.requestedBy) {
    return {
      code: 'two_persons_required',
      detail: `From ${formatCents(policy.twoPersonCents as Cents)} on, another person than the requester must approve.`,
    }
  }
  return overCap(policy, request.totalCents, dayCents)
}

/** Whether this person may deny. Works while payments are off: a refusal sends nothing. */
export function mayDeny(actor: Actor, request: PolicyFacts, nowMs: number): Refusal | null {
  if (!hasRole(actor.role, 'approver')) return roleRequired(actor, 'approver', 'deny a payment')
  return notWaiting(request, nowMs)
}

/** Whether this person may take the request back: whoever made it, or an approver. */
export function mayCancel(actor: Actor, request: PolicyFacts, nowMs: number): Refusal | null {
  if (actor.id !== request.requestedBy && !hasRole(actor.role, 'approver')) {
    return { code: 'role_required', detail: 'Only whoever made the request, or an approver, can cancel it.' }
  }
  return notWaiting(request, nowMs)
}

/** Whether this person may have Goatherd look sooner. */
export function mayRecheck(actor: Actor, request: Pick<PolicyFacts, 'status'>): Refusal | null {
  if (!hasRole(actor.role, 'requester')) return roleRequired(actor, 'requester', 'check a payment again')
  if (request.status === 'unknown') return null
  return {
    code: 'invalid_state',
    detail: `The request is ${request.status}: there is nothing to check.`,
    extra: { request_status: request.status },
  }
}

/**
 * Whether this person may settle a payment in doubt. Only once Goatherd has asked for a person, and not before what was sent
 * last must have arrived. `lastAttemptMs`: epoch ms.
 */
export function maySettle(
  actor: Actor,
  request: Pick<PolicyFacts, 'status'>,
  needsPerson: boolean,
  lastAttemptMs: number,
  nowMs: number,
): Refusal | null {
  if (!hasRole(actor.role, 'approver')) return roleRequired(actor, 'approver', 'settle a payment in doubt')
  const extra = { request_status: request.status }
  if (request.status !== 'unknown' || !needsPerson) {
    const detail = `The request is ${request.status}; only one that asks for a person can be settled by one.`
    return { code: 'invalid_state', detail, extra }
  }
  if (nowMs - lastAttemptMs >= QUIET_MS) return null
  return {
    code: 'invalid_state',
    detail: 'It was sent a few minutes ago and may still arrive. Wait ten minutes, then look into trackagoat again.',
    extra,
  }
}

/** Whether this person may void a recorded payment. */
export function mayVoid(policy: PaymentPolicy, actor: Actor): Refusal | null {
  if (!hasRole(actor.role, 'approver')) return roleRequired(actor, 'approver', 'void a payment')
  return policy.mode === 'off' ? PAYMENTS_OFF : null
}

/**
 * Whether a token with the scope `pay` records without a person: only in mode `auto`, up to its limit, and never where two
 * persons are asked for. `isMethodNamed`: a guessed method is always shown to a person first.
 */
export function recordsAtOnce(policy: PaymentPolicy, actor: Actor, totalCents: Cents, isMethodNamed: boolean): boolean {
  return (
    policy.mode === 'auto' &&
    hasRole(actor.role, 'approver') &&
    actor.id.startsWith('token:') &&
    isMethodNamed &&
    totalCents <= policy.autoLimitCents &&
    totalCents < policy.twoPersonCents
  )
}

function overCap(policy: PaymentPolicy, totalCents: Cents, dayCents: Cents): Refusal | null {
  if (totalCents > policy.maxPaymentCents) {
    const cap = formatCents(policy.maxPaymentCents as Cents)
    return {
      code: 'over_limit',
      detail: `${formatCents(totalCents)} is more than one payment may be (${cap}, MAX_PAYMENT_CENTS).`,
    }
  }
  if (dayCents + totalCents > policy.maxDailyCents) {
    const cap = formatCents(policy.maxDailyCents as Cents)
    return {
      code: 'over_limit',
      detail: `With ${formatCents(dayCents)} requested or recorded today, ${formatCents(totalCents)} more is over the day's cap (${cap}, MAX_DAILY_CENTS).`,
    }
  }
  return null
}

function notWaiting(request: PolicyFacts, nowMs: number): Refusal | null {
  if (request.status !== 'requested') {
    return {
      code: 'invalid_state',
      detail: `The request is ${request.status}; only one that waits for approval can be decided.`,
      extra: { request_status: request.status },
    }
  }
  if (nowMs >= request.expiresMs) {
    return { code: 'invalid_state', detail: 'The request has expired. Request the payment again.' }
  }
  return null
}

/** Someone without the role. */
export function roleRequired(actor: Actor, role: Role, what: string): Refusal {
  return { code: 'role_required', detail: roleNeeded(actor, role, what) }
}
