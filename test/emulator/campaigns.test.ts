import { describe, expect, it } from 'vitest'
import { READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

async function firstProject(): Promise<string> {
  return (await emulator.state()).projects[0]?.id ?? ''
}

async function create(name: string, project?: string): Promise<string> {
  const path = `/projects/${project ?? (await firstProject())}/campaigns`
  const { status, data } = await emulator.api('POST', path, { body: { name } })
  expect(status).toBe(201)
  return (data as Row).id
}

async function items(campaign: string) {
  return (await emulator.state()).campaigns.find(({ id }) => id === campaign)?.items
}

const add = (campaign: string, item_type: string, item_id: unknown) =>
  emulator.api('POST', `/campaigns/${campaign}/items`, { body: { item_type, item_id } })

describe('campaigns', () => {
  it('are there from the start, three per project, with creators, videos and campaigns inside', async () => {
    const { campaigns, projects, creators, videos } = await emulator.state()
    const known = new Set([...creators, ...videos, ...campaigns].map(({ id }) => id))
    for (const project of projects) {
      const own = campaigns.filter(({ project_id }) => project_id === project.id)
      expect(own).toHaveLength(3)
      const types = new Set(own.flatMap((campaign) => campaign.items.map(({ item_type }) => item_type)))
      expect([...types].sort()).toEqual(['campaign', 'creator', 'video'])
    }
    for (const { item_id } of campaigns.flatMap((campaign) => campaign.items)) expect(known).toContain(item_id)
  })

  it('are listed page by page and by project, without their items', async () => {
    const { campaigns } = await emulator.state()
    const listed = await emulator.walk('/campaigns', 2)
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(campaigns.map(({ id }) => id)))
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(
      [
        'id',
        'project_id',
        'name',
        'description',
        'readme',
        'metadata',
        'target_views',
        'target_at',
        'created_at',
      ].sort(),
    )
    const project = await firstProject()
    expect(await emulator.list(`/campaigns?project_id=${project}`)).toHaveLength(3)
    expect((await emulator.api('GET', '/campaigns?project_id=x')).meta.field).toBe('project_id')
  })

  it('are created once per idempotency key', async () => {
    const path = `/projects/${await firstProject()}/campaigns`
    const init = { body: { name: 'Summer Drop Campaign' }, headers: { 'idempotency-key': 'summer' } }
    const first = await emulator.api('POST', path, init)
    const second = await emulator.api('POST', path, init)
    expect([first.status, second.status, second.data]).toEqual([201, 201, first.data])
    expect(await emulator.walk('/campaigns', 100)).toHaveLength(7)
    expect((await emulator.api('POST', path, { ...init, key: READ })).status).toBe(403)
    expect((await emulator.api('POST', path, { body: { name: ' ' } })).meta.field).toBe('name')
  })

  it('are changed in part, and their targets taken away with null', async () => {
    const id = await create('A')
    const body = { name: 'B', readme: '# B', target_views: 1_000, target_at: '2026-07-01T00:00:00Z' }
    expect((await emulator.api('PATCH', `/campaigns/${id}`, { body })).data).toMatchObject(body)
    const less = await emulator.api('PATCH', `/campaigns/${id}`, { body: { target_views: null, target_at: null } })
    expect(less.data).toMatchObject({ name: 'B', target_views: null, target_at: null })
    for (const wrong of [{}, { name: 'x'.repeat(201) }, { target_views: -1 }, { target_at: 'soon' }]) {
      expect((await emulator.api('PATCH', `/campaigns/${id}`, { body: wrong })).status).toBe(400)
    }
  })

  it('are deleted with their memberships, not with their members', async () => {
    const { campaigns, creators } = await emulator.state()
    const outer = campaigns.find((campaign) => campaign.items.some(({ item_type }) => item_type === 'campaign'))
    const inner = outer?.items[0]?.item_id
    expect((await emulator.api('DELETE', `/campaigns/${inner}`)).status).toBe(200)
    expect((await emulator.api('DELETE', `/campaigns/${inner}`)).status).toBe(404)
    const left = (await items(String(outer?.id)))?.map(({ item_id }) => item_id)
    expect(left).not.toContain(inner)
    expect((await emulator.state()).creators).toEqual(creators)
  })

  it('are as many as the plan allows', async () => {
    await emulator.options({ max_campaigns_per_project: 3 })
    const refused = await emulator.api('POST', `/projects/${await firstProject()}/campaigns`, { body: { name: 'D' } })
    expect([refused.status, refused.meta.limitKey]).toEqual([402, 'max_campaigns_per_project'])
  })
})

describe('items', () => {
  it('are added once, removed once', async () => {
    const id = await create('A')
    const { creators } = await emulator.state()
    const creator = creators.find(({ project_id }) => project_id === creators[0]?.project_id)?.id
    expect((await add(id, 'creator', creator)).status).toBe(201)
    const again = await add(id, 'creator', creator)
    expect([again.status, again.meta.code]).toEqual([409, 'already_member'])
    expect(await items(id)).toEqual([{ item_type: 'creator', item_id: creator }])
    const body = { item_type: 'creator', item_id: creator }
    expect((await emulator.api('DELETE', `/campaigns/${id}/items`, { body })).status).toBe(200)
    expect((await emulator.api('DELETE', `/campaigns/${id}/items`, { body })).status).toBe(404)
    expect(await items(id)).toEqual([])
  })

  it('never close a circle, near or far', async () => {
    const [a, b, c] = [await create('A'), await create('B'), await create('C')]
    expect((await add(a, 'campaign', b)).status).toBe(201)
    expect((await add(b, 'campaign', c)).status).toBe(201)
    for (const [outer, inner] of [
      [a, a],
      [b, a],
      [c, a],
    ] as const) {
      const refused = await add(outer, 'campaign', inner)
      expect([refused.status, refused.meta.code]).toEqual([409, 'circular_campaign'])
    }
    expect((await add(a, 'campaign', c)).status).toBe(201)
  })

  it('exist, are of a known type, of the same project, and as many as the plan allows', async () => {
    const { projects, creators } = await emulator.state()
    const id = await create('A')
    expect((await add(id, 'creator', crypto.randomUUID())).status).toBe(404)
    expect((await add(id, 'project', projects[0]?.id)).meta.field).toBe('item_type')
    const foreign = creators.find(({ project_id }) => project_id !== projects[0]?.id)
    expect((await add(id, 'creator', foreign?.id)).meta.field).toBe('item_id')
    await emulator.options({ max_campaign_items_per_campaign: 0 })
    const refused = await add(id, 'campaign', await create('B'))
    expect([refused.status, refused.meta.limitKey]).toEqual([402, 'max_campaign_items_per_campaign'])
  })
})
