import { describe, expect, it } from 'vitest'
import { payable, READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()
const KEY = '550e8400-e29b-41d4-a716-446655440000'

const post = (path: string, body: unknown, key = KEY) =>
  emulator.api('POST', path, { body, headers: { 'idempotency-key': key } })
const pay = (body: unknown, key = KEY) => post('/payout-payments', body, key)
const paymentCount = async () => (await emulator.state()).payments.length

describe('an idempotency key', () => {
  it('gets the first answer again, status and all, and pays once', async () => {
    const { body } = await payable(emulator)
    const before = await paymentCount()
    const first = await pay(body)
    const second = await pay(body)
    expect([second.status, second.data]).toEqual([201, first.data])
    expect(await paymentCount()).toBe(before + 1)
  })

  it('can be replayed with 200', async () => {
    await emulator.options({ idempotency_replay_status: 'ok' })
    const { body } = await payable(emulator)
    expect((await pay(body)).status).toBe(201)
    expect((await pay(body)).status).toBe(200)
  })

  it.each([
    ['original', 201],
    ['ok', 200],
  ])('works for every route that creates something, with the status %s', async (idempotency_replay_status, status) => {
    await emulator.options({ idempotency_replay_status })
    const { projects, payout_structures, creators, campaigns } = await emulator.state()
    const [project, structure, campaign] = [projects[0], payout_structures[0], campaigns[0]]
    const creator_ids = creators.filter((c) => c.project_id === structure?.project_id).map(({ id }) => id)
    const items = new Set(campaign?.items.map(({ item_id }) => item_id))
    const outsider = creators.find(({ id, project_id }) => project_id === campaign?.project_id && !items.has(id))
    const rule = { period: 'weekly', amount_cents: 1, criteria_type: 'cpm' }
    const videoOf = (digits: number) => ({ url: `https://www.tiktok.com/@once/video/71${digits}` })
    const cases: [string, unknown][] = [
      [`/projects/${project?.id}/creators`, { tiktok_handle: 'once.only' }],
      [`/projects/${project?.id}/creators`, { creators: [{ tiktok_handle: 'twice' }, { tiktok_handle: 'once.only' }] }],
      [`/projects/${project?.id}/videos`, videoOf(10_000_000_000_000)],
      [`/projects/${project?.id}/videos`, { videos: [videoOf(10_000_000_000_001)] }],
      [`/projects/${project?.id}/campaigns`, { name: 'Once' }],
      [`/campaigns/${campaign?.id}/items`, { item_type: 'creator', item_id: outsider?.id }],
      [`/creators/${creators[0]?.id}/goals`, { metric: 'posts', period: 'weekly', target_value: 3 }],
      ['/analytics/annotations', { project_id: project?.id, date: '2026-06-01', label: 'Once' }],
      ['/payout-methods', { name: 'Once' }],
      ['/payout-structures', { project_id: project?.id, name: 'Once', ...rule }],
      [`/payout-structures/${structure?.id}/assignments`, { creator_ids }],
      ['/payouts/payment-receipts/upload-url', {}],
      ['/user/organizations', { name: 'Once' }],
      [`/organizations/${project?.org_id}/projects`, { name: 'Once' }],
      [`/organizations/${project?.org_id}/members`, { email: 'once@example.com' }],
      [`/organizations/${project?.org_id}/invitations`, { email: 'twice@example.com' }],
    ]
    for (const [path, body] of cases) {
      const key = crypto.randomUUID()
      const first = await post(path, body, key)
      const second = await post(path, body, key)
      expect([path, first.status, second.status, second.data]).toEqual([path, 201, status, first.data])
    }
  })

  it('is kept for 24 hours of the emulator’s clock and then forgotten', async () => {
    const { body } = await payable(emulator)
    const first = await pay(body)
    await emulator.advance(24 * 3600 - 10)
    expect((await pay(body)).data).toEqual(first.data)
    await emulator.advance(11)
    expect((await pay(body)).meta.code).toBe('accrual_not_payable')
  })

  it('replays whatever the body of the second, or refuses by option', async () => {
    const { body } = await payable(emulator)
    const first = await pay(body)
    expect((await pay({ ...body, total_amount_cents: 1 })).data).toEqual(first.data)
    expect((await pay('{broken')).data).toEqual(first.data)
    await emulator.options({ idempotency_other_body: 'conflict' })
    const refused = await pay({ ...body, total_amount_cents: 1 })
    expect([refused.status, refused.meta.code]).toEqual([409, 'idempotency_conflict'])
    expect((await pay(body)).status).toBe(201)
  })

  it('is on the same route when the path’s id is written in capitals', async () => {
    const { creators } = await emulator.state()
    const id = String(creators[0]?.id)
    const goal = { metric: 'posts', period: 'weekly', target_value: 3 }
    const first = await post(`/creators/${id}/goals`, goal)
    const second = await post(`/creators/${id.toUpperCase()}/goals`, goal)
    expect([second.status, second.data]).toEqual([201, first.data])
  })

  it('on another route is 409, or a key of its own by option', async () => {
    const { body } = await payable(emulator)
    await pay(body)
    const refused = await post('/payout-methods', { name: 'Other' })
    expect([refused.status, refused.meta.code]).toEqual([409, 'idempotency_conflict'])
    await emulator.options({ idempotency_other_route: 'separate' })
    expect((await post('/payout-methods', { name: 'Other' })).status).toBe(201)
  })

  it('does not keep refusals, so that a corrected request goes through; or keeps them by option', async () => {
    const { body } = await payable(emulator)
    const wrong = { ...body, total_amount_cents: 1 }
    expect((await pay(wrong)).status).toBe(400)
    expect((await pay(body)).status).toBe(201)
    await emulator.reset()
    await emulator.options({ idempotency_errors: 'replayed' })
    const refused = await pay(wrong)
    const replayed = await pay(body)
    expect([replayed.status, replayed.error, replayed.meta]).toEqual([400, refused.error, refused.meta])
  })

  it('is not used up by a request that may not write', async () => {
    const { body } = await payable(emulator)
    const headers = { 'idempotency-key': KEY }
    expect((await emulator.api('POST', '/payout-payments', { body, headers, key: READ })).status).toBe(403)
    expect((await pay(body)).status).toBe(201)
  })

  it('sent twice at once: the second waits and gets the same, or is refused by option', async () => {
    await emulator.options({ processing_ms: 30 })
    const { body } = await payable(emulator)
    const before = await paymentCount()
    const answers = await Promise.all([pay(body), pay(body), pay(body)])
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(new Set(answers.map(({ data }) => (data as Row).id)).size).toBe(1)
    expect(await paymentCount()).toBe(before + 1)
    await emulator.options({ idempotency_concurrent: 'conflict' })
    const named = (name: string) => post('/payout-methods', { name }, 'another')
    const statuses = (await Promise.all([named('A'), named('A')])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 409])
  })

  it('may be anything up to 255 characters; an empty one counts as none', async () => {
    const long = await post('/payout-methods', { name: 'A' }, 'k'.repeat(256))
    expect([long.status, long.meta.field]).toEqual([400, 'Idempotency-Key'])
    const first = await post('/payout-methods', { name: 'A' }, '')
    const second = await post('/payout-methods', { name: 'A' }, '')
    expect((first.data as Row).id).not.toBe((second.data as Row).id)
  })
})
