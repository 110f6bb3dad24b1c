/** What an attacker, an impatient person or a broken vendor may try on the ledger: nothing spins, hangs or is believed. */
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobOrder } from '../../src/domain/jobs.ts'
import type { PaymentRequest } from '../../src/domain/payments/request.ts'
import { ledgerStub } from '../../src/durable/stubs.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import { deliverAll, noticesOf, SLACK_OUTBOX } from '../support/worker/farm.ts'
import { livePayments, onPost, pass, status } from '../support/worker/payment-faults.ts'
import {
  type Creditor,
  call,
  newCreditors,
  passTime,
  post,
  RELAXED,
  requested,
  ringAlarm,
  withSettings,
  writesSeen,
} from '../support/worker/payments.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const SLOW = { kind: 'latency', ms: 300 }

beforeEach(() => newCreditors(12, 40))
afterEach(reset)

async function recorded() {
  const { who, made } = await requested()
  const { body } = await call('POST', `/v1/payments/${made.id}/approve`)
  expect(body.status).toBe('recorded')
  return { who, made: body }
}

/** Somebody records the same by hand, on another day. */
function recordTwin(who: Creditor, made: PaymentRequest): Promise<{ id: string }> {
  return emulator.api('POST', '/payout-payments', {
    creator_id: who.id,
    method_id: made.method.id,
    total_amount_cents: who.totalCents,
    currency: 'USD',
    accrual_ids: who.accruals.map(({ id }) => id),
    paid_at: '2026-05-06T00:00:00Z',
  })
}

function order(id: string, job: JobOrder['job']): JobOrder {
  return { id, actor: { id: 'slack:U0APPROVE', role: 'approver' }, channel: 'C0ALERTS1', responseUrl: null, job }
}

/** Rows that are due although nothing is left to do: they would be worked on for ever. */
async function endless(): Promise<unknown[]> {
  return runInDurableObject(ledgerStub(workerEnv), (_, state) => [
    ...state.storage.sql
      .exec("SELECT payment_id FROM voids WHERE status <> 'pending' AND due_ms IS NOT NULL")
      .toArray(),
    ...state.storage.sql
      .exec(
        "SELECT id FROM requests WHERE status IN ('recorded', 'failed', 'denied', 'voided', 'expired') AND due_ms IS NOT NULL",
      )
      .toArray(),
  ])
}

describe('voiding', () => {
  it('asked for by two people at once is one void, and nothing spins', async () => {
    const { made } = await recorded()
    await emulator.clearLog()
    await emulator.faults([{ match: { path: '/payout-payments' }, times: 4, fault: SLOW }])
    const ledger = ledgerStub(workerEnv)
    await Promise.all([
      ledger.take(order('press-1', { kind: 'press', action: 'payment.void', requestId: made.id })),
      ledger.take(order('press-2', { kind: 'press', action: 'payment.void', requestId: made.id })),
      call('POST', `/v1/payments/${made.id}/void`),
    ])
    await ringAlarm()
    expect((await status(made.id)).status).toBe('voided')
    expect((await writesSeen()).filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    expect(await endless()).toEqual([])
  })

  it('is not sent while payments are off, not even one that was asked for before', async () => {
    const { made } = await recorded()
    await withSettings({ ...RELAXED, PAYMENTS: 'off' })
    expect((await call<{ code: string }>('POST', `/v1/payments/${made.id}/void`)).body.code).toBe('payments_off')
    await withSettings(RELAXED)
    await emulator.faults([
      { match: { method: 'GET', path: '/payout-payments' }, times: 1, fault: { kind: 'error_before_commit' } },
    ])
    expect((await call('POST', `/v1/payments/${made.id}/void`)).body.void_pending).toBe(true)
    await withSettings({ ...RELAXED, PAYMENTS: 'off' })
    await emulator.clearLog()
    await pass(MINUTE_MS)
    expect(await status(made.id)).toMatchObject({ status: 'recorded', void_pending: false })
    expect(await writesSeen()).toEqual([])
  })

  it('of a payment whose request is still in doubt ends as voided, not as recorded for good', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    const [payment] = (await livePayments(who.id)).slice(-1)
    await emulator.api('PATCH', `/payout-payments/${payment?.id}`, { status: 'voided' })
    await pass(2 * MINUTE_MS)
    expect(await status(made.id)).toMatchObject({ status: 'voided', trackagoat_payment_id: payment?.id })
    expect((await post({ creator: who.handle })).status).toBe(202)
  })
})

describe('what is in doubt', () => {
  /** Sent, not heard of, and trackagoat cannot be read with this key: a person is asked at once. */
  async function inDoubt() {
    const { who, made } = await requested()
    await emulator.faults([
      { match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: { kind: 'error_before_commit' } },
      {
        match: { method: 'GET', path: '/payout-payments' },
        fault: { kind: 'status', status: 401, body: { data: null, error: 'x' } },
      },
    ])
    await call('POST', `/v1/payments/${made.id}/approve`)
    await passTime(6_000)
    await ringAlarm()
    expect((await status(made.id)).needs_person).toBe(true)
    return { who, made }
  }

  it('cannot be settled while what was sent may still arrive', async () => {
    const { made } = await inDoubt()
    const early = await call<{ code: string; detail: string }>('POST', `/v1/payments/${made.id}/settle`)
    expect(early.status).toBe(409)
    expect(early.body.detail).toMatch(/ten minutes/)
    await passTime(11 * MINUTE_MS)
    expect((await call('POST', `/v1/payments/${made.id}/settle`)).body.status).toBe('failed')
    await ringAlarm()
    expect(await endless()).toEqual([])
  })

  it('cannot be settled while it is being sent again', async () => {
    const { who, made } = await inDoubt()
    await passTime(11 * MINUTE_MS)
    await emulator.faults([
      { match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: { kind: 'latency', ms: 800 } },
    ])
    const before = (await livePayments(who.id)).length
    const again = call('POST', `/v1/payments/${made.id}/recheck`)
    await vi.waitFor(async () => expect((await status(made.id)).needs_person).toBe(false))
    const settling = await call('POST', `/v1/payments/${made.id}/settle`)
    expect(settling.status).toBe(409)
    expect((await again).body.status).toBe('recorded')
    expect((await livePayments(who.id)).length).toBe(before + 1)
  })

  it('is a person’s to tell when a payment is the same but for its time', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([])
    const twin = await recordTwin(who, made)
    await emulator.clearLog()
    await pass(HOUR_MS)
    expect(await status(made.id)).toMatchObject({
      status: 'unknown',
      needs_person: true,
      candidate_payment_id: twin.id,
    })
    expect(await writesSeen()).toEqual([])
    const other = await call('POST', `/v1/payments/${made.id}/claim`, { payment_id: 'another' })
    expect(other.status).toBe(409)
    expect((await call('POST', `/v1/payments/${made.id}/claim`)).status).toBe(400)
    expect((await call('POST', `/v1/payments/${made.id}/claim`, { payment_id: twin.id })).body).toMatchObject({
      status: 'recorded',
      trackagoat_payment_id: twin.id,
    })
  })

  it('said to be a payment that was voided meanwhile, is voided and lets go of its accruals', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([])
    const twin = await recordTwin(who, made)
    await pass(HOUR_MS)
    await emulator.api('PATCH', `/payout-payments/${twin.id}`, { status: 'voided' })
    const button = `${made.id}_${twin.id}`
    await ledgerStub(workerEnv).take(order('press-3', { kind: 'press', action: 'payment.claim', requestId: button }))
    await ringAlarm()
    await vi.waitFor(async () => expect((await status(made.id)).status).toBe('voided'))
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('keeps what was found through a hiccup, and its card says what is known now', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([
      {
        match: { method: 'GET', path: '/payout-payments' },
        fault: { kind: 'status', status: 401, body: { data: null, error: 'x' } },
      },
    ])
    await pass(MINUTE_MS)
    expect((await status(made.id)).reason).toBe('key_refused')
    const twin = await recordTwin(who, made)
    await emulator.faults([])
    await passTime(25 * HOUR_MS)
    expect((await call('POST', `/v1/payments/${made.id}/recheck`)).body.candidate_payment_id).toBe(twin.id)
    await emulator.faults([
      {
        match: { path: '/payout-payments' },
        times: 1,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '3' }, body: { data: null, error: 'x' } },
      },
    ])
    await call('POST', `/v1/payments/${made.id}/recheck`)
    expect(await status(made.id)).toMatchObject({ candidate_payment_id: twin.id, reason: 'contradictory' })
    await deliverAll()
    expect(JSON.stringify((await noticesOf(SLACK_OUTBOX)).at(-1))).toContain('payment.claim')
  })

  it('may be checked again by people, but not every second, and not by viewers', async () => {
    const { made } = await requested()
    await onPost({ kind: 'error_before_commit' }, 100)
    await call('POST', `/v1/payments/${made.id}/approve`)
    const sent = (await writesSeen()).length
    for (let n = 0; n < 5; n++) expect((await call('POST', `/v1/payments/${made.id}/recheck`)).status).toBe(409)
    expect((await writesSeen()).length).toBe(sent)
    const viewer = await ledgerStub(workerEnv).decide(made.id, 'recheck', { id: 'slack:U0VIEWER1', role: 'viewer' })
    expect(viewer).toMatchObject({ ok: false, error: { code: 'role_required' } })
  })
})

describe('a vendor that misbehaves', () => {
  it('may ask for a year of silence: after a day the request is over all the same', async () => {
    const { made } = await requested()
    await onPost(
      { kind: 'status', status: 429, headers: { 'retry-after': '31536000' }, body: { data: null, error: 'x' } },
      100,
    )
    await call('POST', `/v1/payments/${made.id}/approve`)
    await pass(25 * HOUR_MS, 30)
    expect((await status(made.id)).status).toBe('failed')
  })

  it('may let a cursor die: the next look begins anew', async () => {
    const { who, made } = await requested()
    for (let n = 0; n < 110; n++) {
      await emulator.api('POST', '/payout-payments', {
        project_id: who.projectId,
        total_amount_cents: 1,
        currency: 'USD',
      })
    }
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([
      {
        match: { path: '/payout-payments', query: 'cursor=' },
        times: 1,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '5' }, body: { data: null, error: 'x' } },
      },
      {
        match: { path: '/payout-payments', query: 'cursor=' },
        times: 1,
        fault: { kind: 'status', status: 400, body: { data: null, error: 'x', meta: { code: 'invalid_query' } } },
      },
    ])
    await emulator.options({ list_order: 'oldest_first' })
    await pass(20 * MINUTE_MS)
    await pass(7 * HOUR_MS)
    expect((await status(made.id)).status).toBe('recorded')
  })
})
