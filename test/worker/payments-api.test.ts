/** Interface 5, line by line, against the real ledger and the emulated trackagoat. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import { newOrganisation } from '../support/worker/farm.ts'
import {
  call,
  creditor,
  creditors,
  passTime,
  post,
  ringAlarm,
  withSettings,
  writesSeen,
} from '../support/worker/payments.ts'

interface ProblemJson {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly request_id?: string
  readonly candidates?: readonly { handle: string; project_id: string }[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

beforeEach(async () => {
  await newOrganisation({ creators: 20, accruals: 60 })
  await emulator.options({ requests_per_minute: 100_000 })
  await emulator.clearLog()
  await withSettings({ TWO_PERSON_CENTS: 100_000_000, MAX_PAYMENT_CENTS: 100_000_000, MAX_DAILY_CENTS: 1_000_000_000 })
})
afterEach(reset)

async function requested() {
  const who = await creditor()
  const made = await post({ creator: `@${who.handle}`, method: 'Venmo' })
  expect(made.status).toBe(202)
  return { who, made: made.body }
}

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
    expect(made.body.history[0]?.detail).toMatch(/was assumed/)
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

describe('refusals', () => {
  async function refused(body: unknown, status: number, code: string) {
    const made = await post<ProblemJson>(body)
    expect(made.body).toMatchObject({ status, code })
    expect(made.status).toBe(status)
    expect(made.headers.get('content-type')).toBe('application/problem+json')
    expect(await writesSeen()).toEqual([])
    return made.body
  }

  it('asks for a key of 8 to 255 visible characters', async () => {
    const { handle } = await creditor()
    for (const key of [undefined, 'short', 'x'.repeat(256), 'with space in']) {
      const answer = await call<ProblemJson>(
        'POST',
        '/v1/payments',
        { creator: handle },
        key === undefined ? {} : { 'idempotency-key': key },
      )
      expect(answer.status, key).toBe(400)
      expect(answer.body.code).toBe('idempotency_key_required')
    }
  })

  it('names what is wrong with a body', async () => {
    const { handle } = await creditor()
    for (const [body, field] of [
      ['not json', 'body'],
      [{}, 'creator'],
      [{ creator: handle, total_amount_cents: '$1,234.56' }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: 0.001 }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: -5 }, 'total_amount_cents'],
      [{ creator: handle, total_amount_cents: '1e3' }, 'total_amount_cents'],
      [{ creator: handle, accrual_ids: [] }, 'accrual_ids'],
      [{ creator: handle, accrual_ids: ['a', 'a'] }, 'accrual_ids'],
      [{ creator: handle, paid_at: 'May 7' }, 'paid_at'],
      [{ creator: handle, note: 'x'.repeat(10_000) }, 'note'],
      [{ creator: handle, amount: 50 }, 'amount'],
    ] as const) {
      const { detail } = await refused(body, 400, 'invalid_body')
      expect(detail.startsWith(field), `${field}: ${detail}`).toBe(true)
    }
  })

  it('knows nobody of that handle, and says who may have been meant', async () => {
    await refused({ creator: '@nobody.of.this.name' }, 404, 'creator_not_found')
    await refused({ creator: '00000000-0000-4000-8000-000000000000' }, 404, 'creator_not_found')
  })

  it('names the candidates when a handle is in several projects', async () => {
    const { projects } = await emulator.state()
    const ids: string[] = []
    for (const project of projects.slice(0, 2)) {
      const added = await emulator.api<{ id: string }>('POST', `/projects/${project.id}/creators`, {
        tiktok_handle: 'two.homes',
      })
      ids.push(added.id)
    }
    const { candidates } = await refused({ creator: 'Two.Homes' }, 409, 'creator_ambiguous')
    expect(candidates?.map(({ project_id }) => project_id).sort()).toEqual(
      projects
        .slice(0, 2)
        .map(({ id }) => id)
        .sort(),
    )
    await refused({ creator: 'two.homes', project_id: projects[0]?.id }, 409, 'nothing_owed')
  })

  it('tells unknown and inactive methods apart', async () => {
    const { handle } = await creditor()
    await refused({ creator: handle, method: 'Carrier pigeon' }, 404, 'method_not_found')
    await refused({ creator: handle, method: '00000000-0000-4000-8000-000000000000' }, 404, 'method_not_found')
    const made = await emulator.api<{ id: string }>('POST', '/payout-methods', { name: 'Zelle' })
    await emulator.api('PATCH', `/payout-methods/${made.id}`, { is_active: false })
    await refused({ creator: handle, method: 'zelle' }, 409, 'method_inactive')
    await refused({ creator: handle, method: made.id }, 409, 'method_inactive')
  })

  it('pays only what is earned, by this creator', async () => {
    const [first, second] = await creditors()
    await refused({ creator: first?.handle, accrual_ids: [second?.accruals[0]?.id] }, 409, 'accrual_not_payable')
    await emulator.api('PATCH', `/payout-accruals/${first?.accruals[0]?.id}`, { status: 'rejected' })
    await refused({ creator: first?.handle, accrual_ids: [first?.accruals[0]?.id] }, 409, 'accrual_not_payable')
    await refused(
      { creator: first?.handle, accrual_ids: ['00000000-0000-4000-8000-000000000000'] },
      409,
      'accrual_not_payable',
    )
  })

  it('wants a reason when the total is not the sum', async () => {
    const who = await creditor()
    await refused({ creator: who.handle, total_amount_cents: who.totalCents + 1 }, 400, 'adjustment_reason_required')
  })

  it('keeps an accrual out of a second live request, and names the first', async () => {
    const { who, made } = await requested()
    const all = await refused({ creator: who.handle }, 409, 'accrual_in_use')
    expect(all.request_id).toBe(made.id)
    const one = await refused({ creator: who.handle, accrual_ids: [who.accruals[0]?.id] }, 409, 'accrual_in_use')
    expect(one.request_id).toBe(made.id)
    expect((await call('POST', `/v1/payments/${made.id}/deny`)).body.status).toBe('denied')
    expect((await post({ creator: who.handle })).status).toBe(202)
  })

  it('refuses what is over a cap, for one payment and for a day', async () => {
    const [first, second] = await creditors()
    await withSettings({ MAX_PAYMENT_CENTS: (first?.totalCents ?? 0) - 1 })
    await refused({ creator: first?.handle }, 403, 'over_limit')
    await withSettings({ MAX_PAYMENT_CENTS: 100_000_000, MAX_DAILY_CENTS: first?.totalCents ?? 0 })
    expect((await post({ creator: first?.handle })).status).toBe(202)
    await refused({ creator: second?.handle }, 403, 'over_limit')
    await passTime(25 * 3_600_000)
    expect((await post({ creator: second?.handle })).status).toBe(202)
  })

  it('asks trackagoat nothing while payments are off', async () => {
    const { handle } = await creditor()
    await withSettings({ PAYMENTS: 'off' })
    await emulator.clearLog()
    await refused({ creator: handle }, 403, 'payments_off')
    expect(await emulator.log()).toEqual([])
  })

  it('says when trackagoat cannot be asked, and lets the same key try again', async () => {
    const { handle } = await creditor()
    await emulator.faults([{ match: { path: '/creators' }, times: 1, fault: { kind: 'error_before_commit' } }])
    const down = await post<ProblemJson>({ creator: handle }, 'same-key-again')
    expect(down.status).toBe(502)
    expect((await post({ creator: handle }, 'same-key-again')).status).toBe(202)
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
