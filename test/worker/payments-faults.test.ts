/** A payment while the network, trackagoat, the clock and the object's own life are against it: one payment, and the truth about it. */
import { abortAllDurableObjects, reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ledgerStub } from '../../src/durable/stubs.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import { livePayments, onPost, pass, status } from '../support/worker/payment-faults.ts'
import {
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

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

beforeEach(() => newCreditors(12, 40))
afterEach(reset)

describe('when the answer is lost', () => {
  for (const fault of [
    { kind: 'lost_response' },
    { kind: 'error_after_commit' },
    { kind: 'cut_body' },
    { kind: 'html' },
    { kind: 'error_before_commit' },
    { kind: 'status', status: 502, body: 'bad gateway' },
  ] as const) {
    it(`${fault.kind}${'status' in fault ? ` ${fault.status}` : ''}: first unknown, then recorded, one payment`, async () => {
      const { who, made } = await requested()
      const before = (await livePayments(who.id)).length
      await onPost(fault)
      const approved = await call('POST', `/v1/payments/${made.id}/approve`)
      expect(approved.body.status).toBe('unknown')
      await pass(2 * MINUTE_MS)
      const settled = await status(made.id)
      expect(settled.status).toBe('recorded')
      expect(settled.history.map((entry) => entry.status)).toEqual([
        'requested',
        'approved',
        'sending',
        'unknown',
        'recorded',
      ])
      expect((await livePayments(who.id)).length).toBe(before + 1)
      const sent = await writesSeen()
      expect(new Set(sent.map((write) => write.idempotency_key))).toEqual(new Set([made.idempotency_key]))
      expect(new Set(sent.map((write) => write.body_hash)).size).toBe(1)
    })
  }

  it('sends nothing more once trackagoat has forgotten the key, and says that it was not recorded', async () => {
    const { who, made } = await requested()
    const before = (await livePayments(who.id)).length
    await onPost({ kind: 'error_before_commit' }, 1_000)
    await call('POST', `/v1/payments/${made.id}/approve`)
    await passTime(24 * HOUR_MS)
    const sent = (await writesSeen()).length
    await emulator.faults([])
    await pass(2 * HOUR_MS)
    expect(await status(made.id)).toMatchObject({ status: 'failed', reason: 'not_recorded' })
    expect((await writesSeen()).length).toBe(sent)
    expect((await livePayments(who.id)).length).toBe(before)
  })

  it('counts the age of the key from the first attempt, however many came after it', async () => {
    const { made } = await requested()
    await onPost({ kind: 'error_before_commit' }, 1_000)
    await call('POST', `/v1/payments/${made.id}/approve`)
    await pass(22 * HOUR_MS, 22)
    expect((await writesSeen()).length).toBeGreaterThan(10)
    await passTime(HOUR_MS + MINUTE_MS)
    await emulator.clearLog()
    await pass(3 * HOUR_MS)
    expect(await writesSeen()).toEqual([])
    expect((await status(made.id)).status).toBe('failed')
  })

  it('judges by when a look began: what appears behind its back is not taken for absent', async () => {
    const { made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await withSettings({ ...RELAXED, PAYMENTS: 'off' })
    await passTime(10 * MINUTE_MS - 5_000)
    await emulator.clearLog()
    await emulator.faults([{ match: { path: '/payout-accruals' }, times: 1, fault: { kind: 'latency', ms: 600 } }])
    const looking = ringAlarm()
    await vi.waitFor(async () =>
      expect((await emulator.log()).some(({ path }) => path.endsWith('/payout-payments'))).toBe(true),
    )
    await passTime(MINUTE_MS)
    await looking
    expect((await status(made.id)).status).toBe('unknown')
    await pass(2 * MINUTE_MS)
    expect((await status(made.id)).status).toBe('failed')
  })

  it('finds by reading what was recorded more than a day ago', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await passTime(30 * HOUR_MS)
    await ringAlarm()
    const settled = await status(made.id)
    expect(settled.status).toBe('recorded')
    expect((await writesSeen()).length).toBe(1)
    expect((await livePayments(who.id)).map(({ id }) => id)).toContain(settled.trackagoat_payment_id)
  })

  it('only reads while payments are off, and tells the truth all the same', async () => {
    const { made } = await requested()
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await withSettings({ ...RELAXED, PAYMENTS: 'off' })
    await pass(2 * MINUTE_MS)
    expect((await status(made.id)).status).toBe('recorded')
    expect((await writesSeen()).length).toBe(1)
  })

  it('does not send again when someone else has paid one of its accruals meanwhile', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([])
    await emulator.api('POST', '/payout-payments', {
      creator_id: who.id,
      total_amount_cents: who.accruals[0]?.cents,
      currency: 'USD',
      accrual_ids: [who.accruals[0]?.id],
      paid_at: '2026-05-06T00:00:00Z',
    })
    await emulator.clearLog()
    await pass(HOUR_MS)
    expect(await status(made.id)).toMatchObject({ status: 'failed', reason: 'settled_elsewhere' })
    expect(await writesSeen()).toEqual([])
  })

  it('an accrual rejected meanwhile is no sign of a payment: it is not sent again, and fails after the silence', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.api('PATCH', `/payout-accruals/${who.accruals[0]?.id}`, { status: 'rejected' })
    await pass(HOUR_MS)
    expect(await status(made.id)).toMatchObject({ status: 'failed', reason: 'not_recorded' })
    expect(await writesSeen()).toHaveLength(1)
  })

  it('asks a person when accruals are paid and no payment shows by what; the person settles it', async () => {
    const { who, made } = await requested()
    const before = (await livePayments(who.id)).length
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    // The list hides what it should show.
    const hidden = { data: [], error: null, meta: { hasMore: false, nextCursor: null } }
    await emulator.faults([
      { match: { method: 'GET', path: '/payout-payments' }, fault: { kind: 'json', body: hidden } },
    ])
    expect((await call('POST', `/v1/payments/${made.id}/settle`)).status).toBe(409)
    await pass(HOUR_MS)
    const asked = await status(made.id)
    expect(asked).toMatchObject({ status: 'unknown', needs_person: true, reason: 'contradictory' })
    expect(asked.advice).toMatch(/trackagoat/)
    expect(await writesSeen()).toHaveLength(1)
    await emulator.faults([])
    expect((await call('POST', `/v1/payments/${made.id}/recheck`)).body.status).toBe('recorded')
    expect((await livePayments(who.id)).length).toBe(before + 1)
  })

  it('a person may say that it was not recorded, and the accruals are free again', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'error_before_commit' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([{ match: { path: '/payout-payments' }, fault: { kind: 'error_before_commit' } }])
    await pass(26 * HOUR_MS)
    expect((await status(made.id)).needs_person).toBe(true)
    const settled = await call('POST', `/v1/payments/${made.id}/settle`)
    expect(settled.body).toMatchObject({ status: 'failed', reason: 'settled_by_person' })
    await emulator.faults([])
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('asks a person when trackagoat cannot be read for a day', async () => {
    const { made } = await requested()
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await emulator.faults([{ match: { path: '/payout-payments' }, fault: { kind: 'error_before_commit' } }])
    await pass(26 * HOUR_MS)
    expect(await status(made.id)).toMatchObject({ status: 'unknown', needs_person: true })
    await emulator.faults([])
    await pass(7 * HOUR_MS)
    expect((await status(made.id)).status).toBe('recorded')
  })
})

describe('when it is refused', () => {
  it('fails with the reason, and the accruals are free again', async () => {
    const { who, made } = await requested()
    await onPost({ kind: 'status', status: 402, body: { data: null, error: 'x', meta: { code: 'limit_reached' } } })
    const approved = await call('POST', `/v1/payments/${made.id}/approve`)
    expect(approved.body).toMatchObject({ status: 'failed', reason: 'plan_limit_limit_reached' })
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('waits as long as a limit asks for, and then sends the same', async () => {
    const { made } = await requested()
    await onPost({ kind: 'status', status: 429, headers: { 'retry-after': '90' }, body: { data: null, error: 'x' } })
    const approved = await call('POST', `/v1/payments/${made.id}/approve`)
    expect(approved.body.status).toBe('sending')
    await passTime(80_000)
    await ringAlarm()
    expect((await writesSeen()).length).toBe(1)
    await passTime(15_000)
    await ringAlarm()
    expect((await status(made.id)).status).toBe('recorded')
    expect((await writesSeen()).length).toBe(2)
  })

  it('a refusal after a lost answer is no proof: only silence and reading are', async () => {
    const { made } = await requested()
    const refusal = { kind: 'status', status: 409, body: { data: null, error: 'x', meta: { code: 'conflict' } } }
    await emulator.faults([
      { match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: { kind: 'error_before_commit' } },
      { match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: refusal },
    ])
    await call('POST', `/v1/payments/${made.id}/approve`)
    await pass(MINUTE_MS)
    expect((await status(made.id)).status).toBe('unknown')
    await pass(15 * MINUTE_MS)
    expect(await status(made.id)).toMatchObject({ status: 'failed', reason: 'refused_409_conflict' })
    expect(await writesSeen()).toHaveLength(2)
  })
})

describe('when the ledger dies', () => {
  it('while the request is under way: it comes back to the row and finds out', async () => {
    const { who, made } = await requested()
    const before = (await livePayments(who.id)).length
    await onPost({ kind: 'latency', ms: 1_500 })
    const approving = call('POST', `/v1/payments/${made.id}/approve`).catch(() => null)
    await vi.waitFor(async () => {
      const row = await runInDurableObject(ledgerStub(workerEnv), (_, state) =>
        state.storage.sql.exec<{ status: string }>('SELECT status FROM requests').one(),
      )
      expect(row.status).toBe('sending')
    })
    await abortAllDurableObjects()
    await approving
    await withSettings(RELAXED)
    expect((await status(made.id)).status).toMatch(/sending|unknown/)
    await vi.waitFor(async () => expect((await livePayments(who.id)).length).toBe(before + 1), { timeout: 5_000 })
    await pass(2 * MINUTE_MS)
    expect((await status(made.id)).status).toBe('recorded')
    expect((await livePayments(who.id)).length).toBe(before + 1)
  })

  it('after an approval and before anything left: the alarm sends it', async () => {
    const { made } = await requested()
    await emulator.faults([{ match: { path: '/payout-accruals' }, times: 1, fault: { kind: 'latency', ms: 1_500 } }])
    const approving = call('POST', `/v1/payments/${made.id}/approve`).catch(() => null)
    await vi.waitFor(async () => expect((await status(made.id)).status).toBe('approved'))
    await abortAllDurableObjects()
    await approving
    await withSettings(RELAXED)
    await ringAlarm()
    expect((await status(made.id)).status).toBe('recorded')
    expect(await writesSeen()).toHaveLength(1)
  })
})
