import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const firstProject = async () => (await emulator.state()).projects[0]?.id
const add = async (body: object) => emulator.api('POST', `/projects/${await firstProject()}/creators`, { body })
const patch = (creator: Row, body: object) => emulator.api('PATCH', `/creators/${creator.id}`, { body })

async function added(body: object): Promise<Row> {
  const { status, data } = await add({ tiktok_handle: 'window.test', ...body })
  expect(status).toBe(201)
  return data as Row
}

async function daysOfPosts(creator: Row): Promise<string[]> {
  const videos = await emulator.walk(`/videos?creator_id=${creator.id}`, 100)
  return videos.map(({ posted_at }) => String(posted_at).slice(0, 10)).sort()
}

describe('the tracking window', () => {
  it('lets nothing be found that was posted before its first day or after its last', async () => {
    const creator = await added({ tracking_start_date: '2026-06-25', tracking_end_date: '2026-07-10' })
    await emulator.setClock('2026-08-15T00:00:00Z')
    const days = await daysOfPosts(creator)
    expect(days.length).toBeGreaterThan(2)
    expect(days.filter((day) => day < '2026-06-25' || day > '2026-07-10')).toEqual([])
  })

  it('goes on when it is opened, without what was left out until then', async () => {
    const creator = await added({ tracking_end_date: '2026-06-30' })
    await emulator.setClock('2026-07-20T00:00:00Z')
    await patch(creator, { tracking_end_date: null })
    await emulator.setClock('2026-08-15T00:00:00Z')
    const days = await daysOfPosts(creator)
    expect(days.filter((day) => day > '2026-06-30' && day < '2026-07-19')).toEqual([])
    expect(days.filter((day) => day >= '2026-07-19').length).toBeGreaterThan(2)
  })

  it('is open when its first day is taken away', async () => {
    const creator = await added({ tracking_start_date: '2026-12-01' })
    await patch(creator, { tracking_start_date: null })
    await emulator.setClock('2026-07-15T00:00:00Z')
    expect((await daysOfPosts(creator)).length).toBeGreaterThan(2)
  })

  it('holds what the seeds have found', async () => {
    for (const seed of [1, 2, 3]) {
      await emulator.reset({ seed, creators: 60, accruals: 200 })
      const { creators, videos } = await emulator.state()
      const firstDays = new Map(creators.map((row) => [row.id, String(row.tracking_start_date)]))
      expect(videos.length).toBeGreaterThan(60)
      const outside = videos.filter((row) => String(row.posted_at) < (firstDays.get(String(row.creator_id)) ?? ''))
      expect(outside).toEqual([])
    }
  })

  it('has both its days whole, and lets no post be found by hand outside them', async () => {
    const creator = await added({ tracking_start_date: '2026-06-16', tracking_end_date: '2026-06-17' })
    for (const [now, status] of [
      ['2026-06-15T23:59:00Z', 400],
      ['2026-06-16T00:00:00Z', 200],
      ['2026-06-17T23:59:00Z', 200],
      ['2026-06-18T00:00:00Z', 400],
    ] as const) {
      await emulator.setClock(now)
      expect((await emulator.control('act', { do: 'post_video', creator_id: creator.id })).status).toBe(status)
    }
  })
})

describe('a window that ends before it begins', () => {
  it.each([
    ['tracking_end_date', { tracking_start_date: '2026-06-20', tracking_end_date: '2026-06-19' }],
    // It begins today when nothing else is said.
    ['tracking_end_date', { tracking_end_date: '2026-06-14' }],
  ])('is 400 naming %s for a new creator: %j', async (field, dates) => {
    const refused = await add({ tiktok_handle: 'window.test', ...dates })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })

  it('is 400 naming what was sent for a change, with what the row has already', async () => {
    const creator = await added({ tracking_start_date: '2026-06-20', tracking_end_date: '2026-06-30' })
    for (const [field, value] of [
      ['tracking_start_date', '2026-07-01'],
      ['tracking_end_date', '2026-06-19'],
    ] as const) {
      const refused = await patch(creator, { [field]: value, readme: 'changed' })
      expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
    }
    expect((await emulator.list('/creators?search=window.test'))[0]).toEqual(creator)
    const moved = { tracking_start_date: '2026-07-01', tracking_end_date: '2026-07-01' }
    expect((await patch(creator, moved)).data).toMatchObject(moved)
  })

  it('fails alone among several', async () => {
    const creators = [{ tiktok_handle: 'a.b' }, { tiktok_handle: 'c.d', tracking_end_date: '2026-01-01' }]
    const { status, data } = await add({ creators })
    expect(status).toBe(201)
    const { results } = data as { results: { status: string; code?: string }[] }
    expect(results.map((result) => [result.status, result.code])).toEqual([
      ['created', undefined],
      ['failed', 'invalid_body'],
    ])
  })
})

describe('a removed handle that is added again', () => {
  const before = { tracking_mode: 'selective', tracking_start_date: '2026-06-01', tracking_end_date: '2026-09-30' }

  async function removed(): Promise<Row> {
    const creator = await added(before)
    await emulator.api('DELETE', `/creators/${creator.id}`)
    return creator
  }

  it('keeps what is not sent', async () => {
    const { id } = await removed()
    const again = await add({ tiktok_handle: 'window.test' })
    expect([again.status, again.data]).toEqual([200, expect.objectContaining({ id, ...before })])
  })

  it.each([
    { tracking_mode: 'auto' },
    { tracking_start_date: '2026-06-15' },
    { tracking_end_date: '2026-12-31' },
    { tracking_mode: 'auto', tracking_start_date: '2026-10-01', tracking_end_date: '2026-12-31' },
  ])('takes what is sent: %j', async (sent) => {
    const { id } = await removed()
    const again = await add({ tiktok_handle: 'WINDOW.test', ...sent })
    expect([again.status, again.data]).toEqual([200, expect.objectContaining({ id, ...before, ...sent })])
  })

  it('stays removed when the window would end before it begins', async () => {
    const { id } = await removed()
    const refused = await add({ tiktok_handle: 'window.test', tracking_start_date: '2026-10-01' })
    expect([refused.status, refused.meta.field]).toEqual([400, 'tracking_start_date'])
    const row = (await emulator.state()).creators.find((creator) => creator.id === id)
    expect(row).toMatchObject({ is_active: false, ...before })
  })
})
