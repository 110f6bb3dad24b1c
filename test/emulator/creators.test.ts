import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

async function someCreator(active = true): Promise<Row> {
  const found = (await emulator.state()).creators.find((c) => c.is_active === active && c.last_scraped_at !== null)
  if (found === undefined) throw new Error('none')
  return found
}

async function creator(id: string): Promise<Row | undefined> {
  return (await emulator.state()).creators.find((row) => row.id === id)
}

async function firstProject(): Promise<string> {
  return (await emulator.state()).projects[0]?.id ?? ''
}

describe('adding a creator', () => {
  it('answers 201, strips the @, lists it at once and has numbers 90 seconds later', async () => {
    const project = await firstProject()
    const body = { tiktok_handle: '@Brand.New_1', tracking_mode: 'selective' }
    const added = await emulator.api('POST', `/projects/${project}/creators`, { body })
    expect(added.status).toBe(201)
    expect(added.data).toMatchObject({
      project_id: project,
      tiktok_handle: 'Brand.New_1',
      tracking_mode: 'selective',
      tracking_start_date: '2026-06-15',
      is_active: true,
      last_scraped_at: null,
      follower_count: null,
    })
    const [listed] = await emulator.list('/creators?limit=1')
    expect(listed?.id).toBe((added.data as Row).id)
    await emulator.advance(95)
    const [scraped] = await emulator.list('/creators?limit=1')
    expect(scraped?.last_scraped_at).not.toBeNull()
    expect(scraped?.follower_count).toBeGreaterThan(0)
  })

  it('answers 409 handle_taken for one that is active there, whatever the case, but not in another project', async () => {
    const { creators, projects } = await emulator.state()
    const there = creators[2]
    const body = { tiktok_handle: String(there?.tiktok_handle).toUpperCase() }
    const refused = await emulator.api('POST', `/projects/${there?.project_id}/creators`, { body })
    expect([refused.status, refused.meta.code]).toEqual([409, 'handle_taken'])
    const other = projects.find(({ id }) => id !== there?.project_id)
    expect((await emulator.api('POST', `/projects/${other?.id}/creators`, { body })).status).toBe(201)
  })

  it('answers 200 and the same id when it was removed before', async () => {
    const { id, project_id, tiktok_handle } = await someCreator()
    await emulator.api('DELETE', `/creators/${id}`)
    const back = await emulator.api('POST', `/projects/${project_id}/creators`, { body: { tiktok_handle } })
    expect([back.status, (back.data as Row).id, (back.data as Row).is_active]).toEqual([200, id, true])
  })

  it.each([
    [{}, 'tiktok_handle'],
    [{ tiktok_handle: '' }, 'tiktok_handle'],
    [{ tiktok_handle: 'with space' }, 'tiktok_handle'],
    [{ tiktok_handle: 'x'.repeat(31) }, 'tiktok_handle'],
    [{ tiktok_handle: 'ok', tracking_mode: 'manual' }, 'tracking_mode'],
    [{ tiktok_handle: 'ok', tracking_start_date: '2026-02-30' }, 'tracking_start_date'],
    [{ creators: [] }, 'creators'],
    [{ creators: Array.from({ length: 51 }, (_, i) => ({ tiktok_handle: `n${i}` })) }, 'creators'],
    ['{not json', ''],
    ['[]', ''],
  ])('a wrong body is 400 invalid_body: %j', async (body, field) => {
    const path = `/projects/${await firstProject()}/creators`
    const refused = await emulator.api('POST', path, { body })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
    expect((await emulator.state()).creators).toHaveLength(12)
  })

  it('needs a content type, a project that exists and a uuid in its path', async () => {
    const body = { tiktok_handle: 'fine' }
    const path = `/projects/${await firstProject()}/creators`
    const untyped = await emulator.api('POST', path, { body, headers: { 'content-type': 'text/plain' } })
    expect([untyped.status, untyped.meta.code]).toEqual([400, 'invalid_body'])
    expect((await emulator.api('POST', `/projects/${crypto.randomUUID()}/creators`, { body })).status).toBe(404)
    const params = await emulator.api('POST', '/projects/first/creators', { body })
    expect([params.status, params.meta.code]).toEqual([400, 'invalid_params'])
  })

  it('several at once: each says what became of it', async () => {
    const { creators } = await emulator.state()
    const taken = creators[0]
    const wanted = ['fresh.one', String(taken?.tiktok_handle), 'banned.everywhere']
    const { status, data } = await emulator.api('POST', `/projects/${taken?.project_id}/creators`, {
      body: { creators: wanted.map((tiktok_handle) => ({ tiktok_handle })) },
    })
    const results = (data as { results: Record<string, unknown>[] }).results
    expect(status).toBe(201)
    expect(results.map((r) => [r.status, r.code])).toEqual([
      ['created', undefined],
      ['failed', 'handle_taken'],
      ['failed', 'creator_banned'],
    ])
    expect((await emulator.state()).creators).toHaveLength(13)
  })

  it('answers 402 limit_reached when the plan is full', async () => {
    await emulator.options({ max_creators_per_org: 11 })
    const path = `/projects/${await firstProject()}/creators`
    const refused = await emulator.api('POST', path, { body: { tiktok_handle: 'one.more' } })
    expect(refused.status).toBe(402)
    expect(refused.error).toBe('Limit reached: max_creators_per_org')
    expect(refused.meta).toEqual({ code: 'limit_reached', limitKey: 'max_creators_per_org', current: 11, max: 11 })
  })
})

describe('changing a creator', () => {
  it('writes what is named and nothing else', async () => {
    const before = await someCreator()
    const body = { readme: '# Hi', display_name: 'New name' }
    const { status, data } = await emulator.api('PATCH', `/creators/${before.id}`, { body })
    expect(status).toBe(200)
    const { updated_at: _, ...rest } = data as Row
    const { updated_at: __, ...expected } = { ...before, ...body } as Row
    expect(rest).toEqual(expected)
    const cleared = await emulator.api('PATCH', `/creators/${before.id}`, { body: { readme: null } })
    expect((cleared.data as Row).readme).toBeNull()
  })

  it('a rename keeps the id and is scraped anew; a taken or banned handle is 409', async () => {
    const { creators } = await emulator.state()
    const [a] = creators
    const other = creators.find((c) => c.project_id === a?.project_id && c.id !== a?.id && c.is_active === true)
    const rename = (tiktok_handle: unknown) => emulator.api('PATCH', `/creators/${a?.id}`, { body: { tiktok_handle } })
    expect((await rename(String(other?.tiktok_handle).toUpperCase())).meta.code).toBe('handle_taken')
    expect((await rename('banned.everywhere')).meta.code).toBe('creator_banned')
    expect((await rename('no spaces')).status).toBe(400)
    await rename('@renamed.one')
    await emulator.advance(100)
    const after = await creator(a?.id ?? '')
    expect(after?.tiktok_handle).toBe('renamed.one')
    expect(String(after?.last_scraped_at) > '2026-06-15T10:31').toBe(true)
  })

  it.each([
    [{}],
    [{ description: 'x'.repeat(5_001) }],
    [{ description: null }],
    [{ tracking_mode: 'off' }],
    [{ nothing: 1 }],
  ])('a wrong body is 400: %j', async (body) => {
    const { id } = await someCreator()
    expect((await emulator.api('PATCH', `/creators/${id}`, { body })).meta.code).toBe('invalid_body')
  })

  it('404 for one that is not there', async () => {
    const missing = `/creators/${crypto.randomUUID()}`
    expect((await emulator.api('PATCH', missing, { body: { readme: 'x' } })).status).toBe(404)
    expect((await emulator.api('DELETE', missing)).status).toBe(404)
    expect((await emulator.api('POST', `${missing}/scrape`)).status).toBe(404)
  })
})

describe('removing a creator', () => {
  it('keeps the row and its history, ends its scrapes, and may be asked twice', async () => {
    const { id } = await someCreator()
    const accruals = await emulator.list(`/payout-accruals?creator_id=${id}`)
    const first = await emulator.api('DELETE', `/creators/${id}`)
    expect([first.status, first.data]).toEqual([200, { id, is_active: false }])
    expect((await emulator.api('DELETE', `/creators/${id}`)).status).toBe(200)
    await emulator.advance(3 * 86_400)
    const after = await creator(id)
    expect(after?.is_active).toBe(false)
    expect(String(after?.last_scraped_at) < '2026-06-15T10:31').toBe(true)
    expect(await emulator.list(`/payout-accruals?creator_id=${id}`)).toEqual(accruals)
  })

  it('can be answered with 204 and nothing', async () => {
    await emulator.options({ delete_answer: 'empty' })
    const response = await emulator.request('DELETE', `/creators/${(await someCreator()).id}`)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })
})

describe('scrapes', () => {
  it('a manual one shows after 90 seconds, not before', async () => {
    const stuck = (await emulator.state()).creators[5]
    const asked = await emulator.api('POST', `/creators/${stuck?.id}/scrape`, { body: { job_type: 'video_stats' } })
    expect(asked.status).toBe(202)
    await emulator.advance(80)
    expect((await creator(stuck?.id ?? ''))?.last_scraped_at).toBe(stuck?.last_scraped_at)
    await emulator.advance(15)
    expect(String((await creator(stuck?.id ?? ''))?.last_scraped_at)).toMatch(/^2026-06-15T10:31:3/)
  })

  it('need no body, refuse an unknown job and an inactive creator', async () => {
    const { id } = await someCreator()
    expect((await emulator.api('POST', `/creators/${id}/scrape`)).status).toBe(202)
    expect((await emulator.api('POST', `/creators/${id}/scrape`, { body: { job_type: 'all' } })).status).toBe(400)
    const inactive = await someCreator(false)
    expect((await emulator.api('POST', `/creators/${inactive.id}/scrape`)).status).toBe(409)
  })

  it('by hand have a daily quota of their own, answered with 429 or 402, until midnight', async () => {
    const { id } = await someCreator()
    await emulator.options({ manual_scrapes_per_day: 1 })
    const scrape = () => emulator.api('POST', `/creators/${id}/scrape`)
    expect((await scrape()).status).toBe(202)
    const refused = await scrape()
    expect([refused.status, refused.meta.code]).toEqual([429, 'rate_limit_exceeded'])
    await emulator.options({ scrape_quota_status: 402 })
    expect((await scrape()).meta).toMatchObject({
      code: 'limit_reached',
      limitKey: 'max_manual_scrape_triggers_per_day',
    })
    await emulator.advance(13.5 * 3600)
    expect((await scrape()).status).toBe(202)
  })

  it('on schedule come every six hours to all but the stuck, the inactive and the never scraped', async () => {
    const before = (await emulator.state()).creators
    await emulator.advance(6 * 3600)
    const after = (await emulator.state()).creators
    const moved = after.filter((c, i) => c.last_scraped_at !== before[i]?.last_scraped_at)
    expect(moved).toHaveLength(8)
    for (const row of moved) {
      const old = before.find(({ id }) => id === row.id)
      expect(Date.parse(String(row.last_scraped_at)) - Date.parse(String(old?.last_scraped_at))).toBe(6 * 3_600_000)
    }
    await emulator.advance(30 * 86_400)
    const later = (await emulator.state()).creators
    const grown = later.filter((c, i) => c.follower_count !== after[i]?.follower_count)
    expect(grown.length).toBeGreaterThan(5)
  })
})
