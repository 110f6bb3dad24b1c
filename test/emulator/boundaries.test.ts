/** What happens exactly at a limit, and one step before it. Nothing but the tests moves the clock. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { judge } from '../../emulator/trackagoat/goals/goal-status.ts'
import { NOW, payable, type Row, useEmulator } from './support.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) })
})
afterEach(() => {
  vi.useRealTimers()
})

const emulator = useEmulator()

const at = (ms: number) => vi.setSystemTime(Date.parse(NOW) + ms)
const DAY_MS = 86_400_000

describe('an idempotency key', () => {
  it('is good until 24 hours have passed, and forgotten when they have', async () => {
    const { body } = await payable(emulator)
    const pay = () =>
      emulator.api('POST', '/payout-payments', { body, headers: { 'idempotency-key': 'kept-for-a-day' } })
    const first = await pay()
    at(DAY_MS - 1)
    expect((await pay()).data).toEqual(first.data)
    at(DAY_MS)
    expect((await pay()).meta.code).toBe('accrual_not_payable')
  })
})

describe('tracking', () => {
  it('ends exactly so many days after the post', async () => {
    await emulator.options({ tracking_expires_after_days: 10 })
    const creator = (await emulator.state()).creators.find(
      (row) => row.is_active === true && row.tracking_mode === 'auto' && row.last_scraped_at !== null,
    )
    const posted = (await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 100 })).videos[0] as Row
    const after = Date.parse(String(posted.posted_at)) - Date.parse(NOW)
    const disabled = async () => {
      await emulator.api('GET', '/projects')
      return (await emulator.state()).videos.find(({ id }) => id === posted.id)?.tracking_disabled
    }
    at(after + 10 * DAY_MS - 1)
    expect(await disabled()).toBe(false)
    at(after + 10 * DAY_MS)
    expect(await disabled()).toBe(true)
  })
})

describe('a limit of requests a minute', () => {
  it('ends exactly 60 seconds after the first', async () => {
    await emulator.options({ requests_per_minute: 1 })
    const status = async () => (await emulator.api('GET', '/projects')).status
    expect(await status()).toBe(200)
    at(59_999)
    expect(await status()).toBe(429)
    at(60_000)
    expect(await status()).toBe(200)
  })
})

describe('a goal', () => {
  const span = { startMs: 0, endMs: 10 * DAY_MS }
  const half = 5 * DAY_MS

  it.each([
    [7, 'behind_pace'],
    [6.999, 'at_risk'],
    [9.999, 'behind_pace'],
    [10, 'on_track'],
  ])('of 20 of which half is expected is, with %d, %s: at risk is below 70 %% (contract 2.6)', (actual, status) => {
    expect(judge('posts', actual, 20, span, half)).toBe(status)
  })

  it.each([
    [span.endMs - 1, 'behind_pace', 'on_track'],
    [span.endMs, 'missed', 'completed'],
  ])('is decided exactly when its period ends', (nowMs, almost, reached) => {
    expect([judge('posts', 19, 20, span, nowMs), judge('posts', 20, 20, span, nowMs)]).toEqual([almost, reached])
  })
})

describe('the end of an accrual period', () => {
  const end = Date.parse('2026-06-16T00:00:00Z') - Date.parse(NOW)

  const post = async (path: string, body: object) => {
    const { status, data } = await emulator.api('POST', path, { body })
    expect(status).toBe(201)
    return data as Row
  }

  /** Two new creators, and a weekly structure of their project that always pays in full. */
  async function setUp(criteria_type: string) {
    const { projects } = await emulator.state()
    const project_id = projects[0]?.id
    const add = async (tiktok_handle: string) => {
      const { creators } = await emulator.act({ do: 'add_creator', project_id, tiktok_handle })
      return (creators as [Row])[0].id
    }
    const creators = [await add('just.before'), await add('at.the.end')] as const
    const rule = { period: 'weekly', amount_cents: 900, criteria_type, proration_mode: 'none' }
    return { creators, structure: await post('/payout-structures', { project_id, name: 'A structure', ...rule }) }
  }

  const assign = (structure: Row, ...creator_ids: string[]) =>
    post(`/payout-structures/${structure.id}/assignments`, { creator_ids })

  /** Who has earned by a structure once the period's runs are over, 48 hours and more after its end. */
  async function earners(structure: Row) {
    at(end + 2 * DAY_MS + 1_200_000)
    await emulator.api('GET', '/projects')
    const { accruals } = await emulator.state()
    return accruals.filter((row) => row.structure_id === structure.id).map((row) => row.creator_id)
  }

  it('is the first instant at which an assignment comes too late', async () => {
    const { creators, structure } = await setUp('recurring')
    at(end - 1)
    await assign(structure, creators[0])
    at(end)
    await assign(structure, creators[1])
    expect(await earners(structure)).toEqual([creators[0]])
  })

  it('is the first instant at which a new goal no longer decides it (chosen)', async () => {
    const { creators, structure } = await setUp('goals')
    await assign(structure, ...creators)
    const aim = (creator: string, target_value: number) =>
      post(`/creators/${creator}/goals`, { metric: 'followers', period: 'weekly', target_value })
    for (const creator of creators) await aim(creator, 1)
    at(end - 1)
    await aim(creators[0], 1_000_000_000)
    at(end)
    await aim(creators[1], 1_000_000_000)
    expect(await earners(structure)).toEqual([creators[1]])
  })
})

describe('an id that is sent twice', () => {
  it('counts once: creators', async () => {
    const { creators, projects } = await emulator.state()
    const own = creators.filter((row) => row.project_id === projects[0]?.id && row.is_active === true)
    const [one, two] = own.map(({ id }) => id)
    const unknown = crypto.randomUUID()
    const body = { creator_ids: [one, one, two, unknown, one, unknown] }
    const { data } = await emulator.api('POST', `/projects/${projects[0]?.id}/creators/bulk-remove`, { body })
    expect(data).toEqual({ ok_count: 2, skipped_count: 0, failed_count: 1 })
  })

  it('counts once: videos', async () => {
    const { videos } = await emulator.state()
    const video = videos.find((row) => row.tracking_disabled === false && row.tracking_status === 'auto_tracked')
    const path = `/projects/${video?.project_id}/videos/bulk-tracking-disable`
    const { data } = await emulator.api('POST', path, { body: { video_ids: [video?.id, video?.id] } })
    expect(data).toEqual({ ok_count: 1, skipped_count: 0, failed_count: 0 })
  })
})
