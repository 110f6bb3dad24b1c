import { describe, expect, it } from 'vitest'
import { type Cents, toCents } from '../../../../src/domain/money.ts'
import {
  mayApprove,
  mayCancel,
  mayDeny,
  mayRequest,
  mayVoid,
  type PaymentPolicy,
  type PolicyFacts,
  recordsAtOnce,
} from '../../../../src/domain/payments/policy.ts'
import type { Actor } from '../../../../src/domain/people.ts'

const NOW = Date.parse('2026-05-07T12:00:00Z')
const policy: PaymentPolicy = {
  mode: 'approve',
  autoLimitCents: 0,
  twoPersonCents: 50_000,
  maxPaymentCents: 500_000,
  maxDailyCents: 2_000_000,
  timeZone: 'UTC',
}
const viewer: Actor = { id: 'slack:U1', role: 'viewer' }
const requester: Actor = { id: 'slack:U2', role: 'requester' }
const approver: Actor = { id: 'slack:U3', role: 'approver' }
const program: Actor = { id: 'token:books', role: 'approver' }
const facts = (totalCents: number, requestedBy = requester.id): PolicyFacts => ({
  status: 'requested',
  requestedBy,
  totalCents: toCents(totalCents),
  expiresMs: NOW + 1,
})
const none = toCents(0)

describe('who may request', () => {
  it('a requester and up, never while payments are off', () => {
    expect(mayRequest(policy, viewer, toCents(1), none)?.code).toBe('role_required')
    expect(mayRequest(policy, { id: 'slack:U9', role: null }, toCents(1), none)?.code).toBe('role_required')
    expect(mayRequest(policy, requester, toCents(1), none)).toBeNull()
    expect(mayRequest(policy, approver, toCents(1), none)).toBeNull()
    expect(mayRequest({ ...policy, mode: 'off' }, approver, toCents(1), none)?.code).toBe('payments_off')
  })

  it('up to the caps, a cent beyond is refused', () => {
    expect(mayRequest(policy, requester, toCents(500_000), none)).toBeNull()
    expect(mayRequest(policy, requester, toCents(500_001), none)?.code).toBe('over_limit')
    expect(mayRequest(policy, requester, toCents(100), toCents(1_999_900))).toBeNull()
    expect(mayRequest(policy, requester, toCents(101), toCents(1_999_900))?.code).toBe('over_limit')
  })
})

describe('who may approve', () => {
  const ask = (actor: Actor, request: PolicyFacts, changes: Partial<PaymentPolicy> = {}, day: Cents = none) =>
    mayApprove({ ...policy, ...changes }, actor, request, day, NOW)?.code ?? null

  it('an approver, and from the limit on never whoever requested it', () => {
    expect(ask(requester, facts(100))).toBe('role_required')
    expect(ask(approver, facts(100))).toBeNull()
    expect(ask(approver, facts(49_999, approver.id))).toBeNull()
    expect(ask(approver, facts(50_000, approver.id))).toBe('two_persons_required')
    expect(ask(approver, facts(50_000, requester.id))).toBeNull()
    expect(ask(approver, facts(0, approver.id), { twoPersonCents: 0 })).toBe('two_persons_required')
  })

  it('only what waits, only in time, only while payments are on, and the caps count again', () => {
    expect(ask(approver, { ...facts(100), status: 'recorded' })).toBe('invalid_state')
    expect(ask(approver, { ...facts(100), expiresMs: NOW })).toBe('invalid_state')
    expect(ask(approver, facts(100), { mode: 'off' })).toBe('payments_off')
    expect(ask(approver, facts(100), { maxPaymentCents: 99 })).toBe('over_limit')
    expect(ask(approver, facts(100), {}, toCents(1_999_901))).toBe('over_limit')
  })
})

it('denying is an approver’s, cancelling the requester’s or an approver’s, voiding an approver’s', () => {
  expect(mayDeny(requester, facts(100), NOW)?.code).toBe('role_required')
  expect(mayDeny(approver, facts(100), NOW)).toBeNull()
  expect(mayCancel(requester, facts(100), NOW)).toBeNull()
  expect(mayCancel({ ...requester, id: 'slack:U8' }, facts(100), NOW)?.code).toBe('role_required')
  expect(mayCancel(approver, facts(100), NOW)).toBeNull()
  expect(mayVoid(policy, requester)?.code).toBe('role_required')
  expect(mayVoid(policy, approver)).toBeNull()
  expect(mayVoid({ ...policy, mode: 'off' }, approver)?.code).toBe('payments_off')
})

it('records at once only for tokens in mode auto, below both limits, with a named method', () => {
  const auto: PaymentPolicy = { ...policy, mode: 'auto', autoLimitCents: 60_000 }
  expect(recordsAtOnce(auto, program, toCents(49_999), true)).toBe(true)
  expect(recordsAtOnce(auto, program, toCents(50_000), true)).toBe(false)
  expect(recordsAtOnce({ ...auto, twoPersonCents: 100_000 }, program, toCents(60_000), true)).toBe(true)
  expect(recordsAtOnce({ ...auto, twoPersonCents: 100_000 }, program, toCents(60_001), true)).toBe(false)
  expect(recordsAtOnce(auto, program, toCents(100), false)).toBe(false)
  expect(recordsAtOnce(auto, approver, toCents(100), true)).toBe(false)
  expect(recordsAtOnce(auto, { ...program, role: 'requester' }, toCents(100), true)).toBe(false)
  expect(recordsAtOnce({ ...auto, mode: 'approve' }, program, toCents(100), true)).toBe(false)
})
