import { describe, expect, it } from 'vitest'
import { payable, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const pay = (body: object) => emulator.api('POST', '/payout-payments', { body })
const statusOf = async (id: unknown) => ((await emulator.api('GET', `/payout-accruals/${id}`)).data as Row).status

async function untouched(refused: () => Promise<{ status: number; meta: Record<string, unknown> }>) {
  const before = await emulator.state()
  const answer = await refused()
  const after = await emulator.state()
  expect([after.payments, after.accruals]).toEqual([before.payments, before.accruals])
  return answer
}

describe('recording a payment', () => {
  it('settles the accruals named, with a line for each and the method name of now', async () => {
    const { body, creator, earned, method } = await payable(emulator)
    const { status, data } = await pay(body)
    expect(status).toBe(201)
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      project_id: creator.project_id,
      creator_id: creator.id,
      method_id: method?.id,
      method_name_snapshot: method?.name,
      total_amount_cents: body.total_amount_cents,
      status: 'paid',
      paid_at: '2026-06-14T12:00:00Z',
      payout_payment_lines: expect.arrayContaining(
        earned.map((a) => ({ accrual_id: a.id, applied_amount_cents: a.amount_cents })),
      ),
      payout_adjustments: [],
      metadata: {},
      readme: null,
    })
    for (const { id } of earned) expect(await statusOf(id)).toBe('paid')
    const [listed] = await emulator.list(`/payout-payments?creator_id=${creator.id}&status=paid`)
    expect(listed).toEqual(data)
    expect((await emulator.state()).payments.at(-1)).toMatchObject({ note: 'a note', currency: 'USD' })
  })

  it('needs a reason for another total, and notes the difference with its sign', async () => {
    const { body, earned, sumCents } = await payable(emulator)
    const less = { ...body, total_amount_cents: sumCents - 100 }
    for (const reason of [{}, { adjustment_reason: ' ' }]) {
      const refused = await untouched(() => pay({ ...less, ...reason }))
      expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([
        400,
        'invalid_body',
        'adjustment_reason',
      ])
      expect(refused.meta).toMatchObject({ issues: [{ path: 'adjustment_reason' }], difference_cents: -100 })
    }
    const { data } = await pay({ ...less, adjustment_reason: 'rounding' })
    expect((data as Row).payout_adjustments).toEqual([{ amount_cents: -100, reason: 'rounding' }])
    for (const { id } of earned) expect(await statusOf(id)).toBe('paid')
    await emulator.reset()
    const more = await pay({ ...body, total_amount_cents: sumCents + 7, adjustment_reason: 'a bonus' })
    expect((more.data as Row).payout_adjustments).toEqual([{ amount_cents: 7, reason: 'a bonus' }])
  })

  it('can refuse the missing reason with 409', async () => {
    const { body } = await payable(emulator)
    await emulator.options({ payment_total_mismatch_status: 409 })
    expect((await pay({ ...body, total_amount_cents: 1 })).status).toBe(409)
  })

  it('can leave what the total does not cover earned', async () => {
    await emulator.options({ underpaid_accrual: 'earned' })
    const { body, earned, sumCents } = await payable(emulator)
    await pay({ ...body, total_amount_cents: sumCents - 1, adjustment_reason: 'partial' })
    const statuses = await Promise.all(earned.map(({ id }) => statusOf(id)))
    expect(statuses).toEqual([...earned.slice(1).map(() => 'paid'), 'earned'])
  })

  it('refuses the whole when one accrual is not earned', async () => {
    const { body, earned } = await payable(emulator)
    await emulator.api('PATCH', `/payout-accruals/${earned[0]?.id}`, { body: { status: 'rejected' } })
    const refused = await untouched(() => pay(body))
    expect([refused.status, refused.meta.code, refused.meta.accrual_id]).toEqual([
      409,
      'accrual_not_payable',
      earned[0]?.id,
    ])
  })

  it('refuses to pay an accrual twice', async () => {
    const { body } = await payable(emulator)
    expect((await pay(body)).status).toBe(201)
    expect((await untouched(() => pay(body))).status).toBe(409)
  })

  it("refuses another creator's accrual", async () => {
    const { body, otherEarned } = await payable(emulator)
    const accrual_ids = [...body.accrual_ids, otherEarned[0]?.id]
    const refused = await untouched(() => pay({ ...body, accrual_ids, adjustment_reason: 'x' }))
    expect([refused.status, refused.meta.reason]).toEqual([409, 'other_creator'])
  })

  it('accepts both silently when the option says so', async () => {
    const { body, otherEarned } = await payable(emulator)
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    await pay(body)
    const again = await pay({ ...body, accrual_ids: [...body.accrual_ids, otherEarned[0]?.id], adjustment_reason: 'x' })
    expect(again.status).toBe(201)
    expect(await statusOf(otherEarned[0]?.id)).toBe('paid')
  })

  it('refuses an inactive method with 409 method_inactive, or 400 by option', async () => {
    const { body, method } = await payable(emulator)
    await emulator.api('PATCH', `/payout-methods/${method?.id}`, { body: { is_active: false } })
    const refused = await untouched(() => pay(body))
    expect([refused.status, refused.meta.code]).toEqual([409, 'method_inactive'])
    await emulator.options({ payment_inactive_method_status: 400 })
    expect((await pay(body)).status).toBe(400)
  })

  it.each([
    ['total_amount_cents', { total_amount_cents: 0 }],
    ['total_amount_cents', { total_amount_cents: -5 }],
    ['total_amount_cents', { total_amount_cents: 10.5 }],
    ['total_amount_cents', { total_amount_cents: '5000' }],
    ['total_amount_cents', { total_amount_cents: undefined }],
    ['currency', { currency: 'EUR' }],
    ['creator_id', { creator_id: '@mossy.otter' }],
    ['creator_id', { creator_id: null, project_id: crypto.randomUUID() }],
    ['project_id', { creator_id: undefined }],
    ['accrual_ids.0', { accrual_ids: ['x'] }],
    ['accrual_ids', { accrual_ids: 'all' }],
    ['paid_at', { paid_at: 'today' }],
    ['paid_at', { paid_at: '2026-05-07T15:00:00' }],
    ['metadata', { metadata: 'x' }],
    ['auto_apply_outstanding', { auto_apply_outstanding: true }],
  ])('a wrong %s is 400 invalid_body: %j', async (field, change) => {
    const { body } = await payable(emulator)
    const refused = await untouched(() => pay({ ...body, ...change }))
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })

  it('refuses the same accrual named twice and a project that is not the creator’s', async () => {
    const { body, creator } = await payable(emulator)
    const twice = await untouched(() => pay({ ...body, accrual_ids: [body.accrual_ids[0], body.accrual_ids[0]] }))
    expect([twice.status, twice.meta.field]).toEqual([400, 'accrual_ids'])
    const { projects } = await emulator.state()
    const elsewhere = projects.find(({ id }) => id !== creator.project_id)
    const refused = await untouched(() => pay({ ...body, project_id: elsewhere?.id }))
    expect([refused.status, refused.meta.field]).toEqual([400, 'project_id'])
    expect((await pay({ ...body, project_id: creator.project_id })).status).toBe(201)
  })

  it('404 when creator, method, project or accrual do not exist', async () => {
    const { body } = await payable(emulator)
    const nobody = crypto.randomUUID()
    for (const change of [
      { creator_id: nobody },
      { method_id: nobody },
      { project_id: nobody },
      { accrual_ids: [nobody] },
    ]) {
      expect((await untouched(() => pay({ ...body, ...change }))).status).toBe(404)
    }
  })

  it('settles all that is outstanding on request, and 409 when nothing is', async () => {
    const { creator, earned, sumCents } = await payable(emulator)
    const all = { creator_id: creator.id, auto_apply_outstanding: true }
    const { data } = await pay(all)
    expect((data as Row).total_amount_cents).toBe(sumCents)
    expect((data as Row).payout_payment_lines).toHaveLength(earned.length)
    expect((await untouched(() => pay(all))).status).toBe(409)
  })

  it('needs a project when it is for no creator, and settles nothing then', async () => {
    const { projects } = await emulator.state()
    const body = { project_id: projects[0]?.id, total_amount_cents: 999, currency: 'USD', readme: 'Prizes' }
    const { status, data } = await pay(body)
    expect(status).toBe(201)
    expect(data).toMatchObject({
      creator_id: null,
      method_id: null,
      method_name_snapshot: null,
      payout_payment_lines: [],
      payout_adjustments: [],
      readme: 'Prizes',
    })
    const { earned } = await payable(emulator)
    expect((await pay({ ...body, accrual_ids: [earned[0]?.id] })).meta.field).toBe('creator_id')
  })
})

describe('changing a payment', () => {
  it('voiding it makes its accruals earned again; a second time is 409', async () => {
    const { body, earned } = await payable(emulator)
    const payment = (await pay(body)).data as Row
    const path = `/payout-payments/${payment.id}`
    const voided = await emulator.api('PATCH', path, { body: { status: 'voided' } })
    expect(voided.data).toEqual({ ...payment, status: 'voided' })
    for (const { id } of earned) expect(await statusOf(id)).toBe('earned')
    const again = await emulator.api('PATCH', path, { body: { status: 'voided' } })
    expect([again.status, again.meta.code]).toEqual([409, 'payment_already_voided'])
    expect((await pay(body)).status).toBe(201)
  })

  it('can leave the accruals paid', async () => {
    await emulator.options({ voided_payment_accruals: 'paid' })
    const { body, earned } = await payable(emulator)
    const payment = (await pay(body)).data as Row
    await emulator.api('PATCH', `/payout-payments/${payment.id}`, { body: { status: 'voided' } })
    for (const { id } of earned) expect(await statusOf(id)).toBe('paid')
  })

  it('writes metadata and readme, refuses anything else', async () => {
    const [payment] = await emulator.list('/payout-payments')
    const path = `/payout-payments/${payment?.id}`
    const body = { metadata: { batch: 7 }, readme: 'checked' }
    expect((await emulator.api('PATCH', path, { body })).data).toEqual({ ...payment, ...body })
    for (const bad of [{}, { status: 'paid' }, { total_amount_cents: 1 }, { metadata: 3 }]) {
      expect((await emulator.api('PATCH', path, { body: bad })).meta.code).toBe('invalid_body')
    }
    expect((await emulator.api('PATCH', `/payout-payments/${crypto.randomUUID()}`, { body })).status).toBe(404)
  })
})
