/** What interface 5 does, line by line, against the real ledger and the emulated trackagoat. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import {
  call,
  creditor,
  creditors,
  newCreditors,
  type ProblemJson,
  passTime,
  post,
  requested,
  ringAlarm,
  withSettings,
  writesSeen,
} from '../support/worker/payments.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

beforeEach(() => newCreditors(20, 60))
afterEach(reset)

describe('requesting', () => {
  it('answers 202 with the whole request, and nothing has left', async () => {
    const { who, made } = await requested()
    expect(made).toMatchObject({
      status: 'requested',
      creator: { id: who.id, handle: who.handle, project_id: who.projectId },
      method: { name: 'Venmo' },
      total: { cents: who.totalCents, currency: 'USD' },
      requested_by: 'token:ADMIN_TOKEN',
      approved_by: null,
      adjustment_reason: null,
      trackagoat_payment_id: null,
    })
    expect(made.accruals.map(({ id }) => id).sort()).toEqual(who.accruals.map(({ id }) => id).sort())
    expect(made.idempotency_key).toMatch(UUID)
    expect(made.history.map(({ status }) => status)).toEqual(['requested'])
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(72 * 3_600_000)
    expect(await writesSeen()).toEqual([])
    expect((await call('GET', `/v1/payments/${made.id}`)).body).toEqual(made)
    expect((await call('GET', '/v1/payments?status=requested')).body).toEqual([made])
    expect((await call('GET', '/v1/payments?status=recorded')).body).toEqual([])
  })

  it('finds a creator by id and by handle in any case, with or without @', async () => {
    const [first, second, third] = await creditors()
    for (const creator of [first?.id, second?.handle.toUpperCase(), `@${third?.handle}`]) {
      expect((await post({ creator, method: 'venmo' })).status, creator).toBe(202)
    }
  })

  it('assumes the method when none is named, and says so', async () => {
    const made = await post({ creator: (await creditor()).handle })
    expect(made.status).toBe(202)
    expect(made.body.method_assumed).toBe(true)
  })

  it('takes named accruals and another total with a reason', async () => {
    const who = await creditor()
    const [first] = who.accruals
    const made = await post({
      creator: who.handle,
      method: 'Venmo',
      accrual_ids: [first?.id],
      total_amount_cents: (first?.cents ?? 0) - 50,
      adjustment_reason: 'bank fee',
    })
    expect(made.status).toBe(202)
    expect(made.body).toMatchObject({ adjustment: { cents: -50 }, adjustment_reason: 'bank fee' })
    expect(made.body.accruals).toHaveLength(1)
  })
})

describe('keys', () => {
  it('gives the first answer again to the same key and body, however it is written down', async () => {
    const who = await creditor()
    const first = await post({ creator: who.handle, method: 'Venmo' }, 'one-and-the-same')
    await call('POST', `/v1/payments/${first.body.id}/approve`)
    const again = await post(`{ "method":"Venmo",\n"creator": "${who.handle}"}`, 'one-and-the-same')
    expect(again.status).toBe(202)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(first.headers.get('Idempotency-Replayed')).toBeNull()
  })

  it('refuses the same key with another body', async () => {
    const [first, second] = await creditors()
    await post({ creator: first?.handle }, 'used-before')
    const other = await post<ProblemJson>({ creator: second?.handle }, 'used-before')
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    const unreadable = await post<ProblemJson>('{', 'used-before')
    expect(unreadable).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  })

  it('repeats a refusal, too', async () => {
    const refusal = await post<ProblemJson>({ creator: 'nobody.here' }, 'refused-key')
    const again = await post<ProblemJson>({ creator: 'nobody.here' }, 'refused-key')
    expect(again.body).toEqual(refusal.body)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
  })

  it('says so while the first is still running', async () => {
    const { handle } = await creditor()
    await emulator.faults([{ match: { path: '/creators' }, times: 1, fault: { kind: 'latency', ms: 400 } }])
    const answers = await Promise.all([1, 2, 3].map(() => post<ProblemJson>({ creator: handle }, 'at-the-same-time')))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409])
    const busy = answers.find(({ status }) => status === 409)
    expect(busy?.body.code).toBe('request_in_progress')
    expect(busy?.headers.get('retry-after')).toMatch(/^\d+$/)
  })
})

describe('deciding', () => {
  it('records once when approved, with one key and explicit accruals', async () => {
    const { who, made } = await requested()
    const approved = await call('POST', `/v1/payments/${made.id}/approve`)
    expect(approved.status).toBe(200)
    expect(approved.body).toMatchObject({ status: 'recorded', approved_by: 'token:ADMIN_TOKEN' })
    expect(approved.body.history.map(({ status }) => status)).toEqual(['requested', 'approved', 'sending', 'recorded'])
    const [sent, ...more] = await writesSeen()
    expect(more).toEqual([])
    expect(sent).toMatchObject({ method: 'POST', idempotency_key: made.idempotency_key })
    const { payments, accruals } = await emulator.state()
    const payment = payments.find(({ id }) => id === approved.body.trackagoat_payment_id)
    expect(payment).toMatchObject({ creator_id: who.id, status: 'paid', total_amount_cents: who.totalCents })
    for (const { id } of who.accruals) expect(accruals.find((accrual) => accrual.id === id)?.status).toBe('paid')
  })

  it('approves once, whoever presses twice', async () => {
    const { made } = await requested()
    const both = await Promise.all([1, 2].map(() => call<ProblemJson>('POST', `/v1/payments/${made.id}/approve`)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('invalid_state')
    expect(await writesSeen()).toHaveLength(1)
  })

  it('wants two persons from the limit on', async () => {
    const { who, made } = await requested()
    await withSettings({ TWO_PERSON_CENTS: who.totalCents })
    const own = await call<ProblemJson>('POST', `/v1/payments/${made.id}/approve`)
    expect(own).toMatchObject({ status: 403, body: { code: 'two_persons_required' } })
    expect(await writesSeen()).toEqual([])
    expect((await call('GET', `/v1/payments/${made.id}`)).body.status).toBe('requested')
  })

  it('expires after 72 hours without an approval', async () => {
    const { made } = await requested()
    await passTime(72 * 3_600_000 - 1_000)
    await ringAlarm()
    expect((await call('GET', `/v1/payments/${made.id}`)).body.status).toBe('requested')
    await passTime(1_000)
    const late = await call<ProblemJson>('POST', `/v1/payments/${made.id}/approve`)
    expect(late.status).toBe(409)
    await ringAlarm()
    expect((await call('GET', `/v1/payments/${made.id}`)).body.status).toBe('expired')
    expect(await writesSeen()).toEqual([])
  })

  it('fails when an accrual changed since the approval', async () => {
    const { who, made } = await requested()
    await emulator.api('PATCH', `/payout-accruals/${who.accruals[0]?.id}`, { status: 'rejected' })
    const approved = await call('POST', `/v1/payments/${made.id}/approve`)
    expect(approved.body).toMatchObject({ status: 'failed', reason: 'changed_since_approval' })
    expect(await writesSeen()).toEqual([])
  })

  it('fails when the method was switched off since', async () => {
    const { made } = await requested()
    await emulator.api('PATCH', `/payout-methods/${made.method.id}`, { is_active: false })
    const approved = await call('POST', `/v1/payments/${made.id}/approve`)
    expect(approved.body).toMatchObject({ status: 'failed', reason: 'changed_since_approval' })
    expect(await writesSeen()).toEqual([])
  })

  it('voids a recorded payment, and its accruals can be requested again', async () => {
    const { who, made } = await requested()
    await call('POST', `/v1/payments/${made.id}/approve`)
    const voided = await call('POST', `/v1/payments/${made.id}/void`)
    expect(voided).toMatchObject({ status: 200, body: { status: 'voided' } })
    expect((await call('POST', `/v1/payments/${made.id}/void`)).body.status).toBe('voided')
    const { payments } = await emulator.state()
    expect(payments.find(({ id }) => id === voided.body.trackagoat_payment_id)?.status).toBe('voided')
    expect((await writesSeen()).filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('records at once in mode auto, up to its limit, and asks a person beyond', async () => {
    const [first, second] = (await creditors()).sort((a, b) => a.totalCents - b.totalCents).slice(-2)
    await withSettings({ PAYMENTS: 'auto', AUTO_LIMIT_CENTS: first?.totalCents ?? 0, TWO_PERSON_CENTS: 100_000_000 })
    const small = await post({ creator: first?.handle, method: 'Venmo' }, 'small-one')
    expect(small).toMatchObject({ status: 201, body: { status: 'recorded', approved_by: 'policy:auto' } })
    const again = await post({ creator: first?.handle, method: 'Venmo' }, 'small-one')
    expect(again.status).toBe(201)
    expect(again.body).toEqual(small.body)
    expect((await post({ creator: second?.handle, method: 'Venmo' })).status).toBe(202)
    expect(await writesSeen()).toHaveLength(1)
  })
})

it('knows no request of that id, whatever is asked of it', async () => {
  for (const path of ['', '/approve', '/deny', '/void', '/recheck', '/settle']) {
    const answer = await call<ProblemJson>(path === '' ? 'GET' : 'POST', `/v1/payments/no-such-id${path}`)
    expect(answer.status, path).toBe(404)
    expect(answer.body.code, path).toBe('payment_not_found')
  }
  expect(await emulator.log()).toEqual([])
})
