/** Every command of the vendor's page «Creators», run for real against the emulator. */
import { describe, expect, it } from 'vitest'
import { NOW, type Row, useEmulator } from '../emulator/support.ts'
import type { VendorCommand } from './vendor-commands.ts'
import { CREATORS_PAGE } from './vendor-creators.ts'
import { expectShape, type Ran, runCommand, whyNot } from './vendor-run.ts'

const emulator = useEmulator()

type Name = keyof typeof CREATORS_PAGE
const COMMANDS: Record<Name, VendorCommand> = CREATORS_PAGE

const run = (name: Name, given?: Record<string, string>) => runCommand(emulator, COMMANDS[name], given)
const dataOf = ({ out }: Ran) => (out as { data: unknown }).data
const rowsOf = (ran: Ran) => dataOf(ran) as Row[]

const WITHOUT_CLOCK = { updated_at: expect.anything() }

async function organisation() {
  const state = await emulator.state()
  const project = state.projects[0]
  const active = state.creators.filter((c) => c.project_id === project?.id && c.is_active === true && c.last_scraped_at)
  const [creator, other] = active
  if (project === undefined || creator === undefined || other === undefined) throw new Error('too small')
  return { ...state, project, creator, other }
}

const creatorNow = async (id: string) => (await emulator.state()).creators.find((row) => row.id === id)

type Point = { date: string; value: number | null }
type Analytics = { from: string; to: string; series: { entity_ref: { id: string }; points: Point[] }[] }
const analyticsOf = (ran: Ran) => dataOf(ran) as Analytics & { compare: Analytics }

/** The fields of the table «Response fields»; the emulator leaves numbers null until a creator is scraped (chosen). */
const CREATOR_FIELDS = {
  id: 'uuid',
  project_id: 'uuid',
  tiktok_handle: 'handle',
  display_name: null,
  description: null,
  readme: null,
  metadata: {},
  tracking_mode: 'auto',
  avatar_url: null,
  follower_count: 0,
  following_count: 0,
  total_likes_count: 0,
  video_count: 0,
  last_scraped_at: null,
  is_active: true,
  created_at: '2026-03-15T10:00:00Z',
  updated_at: '2026-03-15T10:00:00Z',
}

/** What is checked of each command. A command without a check does not compile. */
const CHECKS: Record<Name, () => Promise<void>> = {
  async listCreators() {
    const { project, creators } = await organisation()
    const ran = await run('listCreators', { '<uuid>': project.id })
    const listed = rowsOf(ran)
    const there = creators.filter((c) => c.project_id === project.id)
    expect(listed.map(({ id }) => id).sort()).toEqual(there.map(({ id }) => id).sort())
    const scraped = listed.filter((c) => c.last_scraped_at !== null)
    expectShape(scraped, [CREATOR_FIELDS])
    expect(Object.keys(ran.out as object)).toEqual(['data', 'error', 'meta'])
    expect(ran.out).toMatchObject({ error: null, meta: { hasMore: false, nextCursor: null } })
  },

  async addCreator() {
    const { project } = await organisation()
    const added = await run('addCreator', { '<projectId>': project.id })
    const { id } = dataOf(added) as Row
    expect(added.request).toMatchObject({ status: 201, idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    const [listed] = await emulator.list(`/creators?project_id=${project.id}&search=charlidamelio`)
    expect(listed).toMatchObject({ id, tiktok_handle: 'charlidamelio', tracking_mode: 'auto', last_scraped_at: null })
    // The scrape is queued; the first numbers come after one to two minutes (contract 5.1).
    await emulator.advance(120)
    expect((await creatorNow(id))?.follower_count).toBeGreaterThan(0)

    await emulator.api('DELETE', `/creators/${id}`)
    const back = await run('addCreator', { '<projectId>': project.id })
    expect(back.request.status).toBe(200)
    expect(dataOf(back)).toMatchObject({ id, is_active: true })
    // It is active now, and the command brings a new idempotency key each time (section 6.16): no replay.
    const again = await run('addCreator', { '<projectId>': project.id })
    expect(again.request.status).toBe(409)
    expect(again.out).toMatchObject({ data: null, meta: { code: 'handle_taken' } })
  },

  async addCreators() {
    const { project } = await organisation()
    const { request } = await run('addCreators', { '<projectId>': project.id })
    expect(request.status).toBe(201)
    const modes = async (handle: string) =>
      (await emulator.list(`/creators?project_id=${project.id}&search=${handle}`)).map((row) => row.tracking_mode)
    expect(await modes('charlidamelio')).toEqual(['auto'])
    expect(await modes('khaby.lame')).toEqual(['selective'])
  },

  async changeCreator() {
    const { creator } = await organisation()
    const ran = await run('changeCreator', { '<uuid>': creator.id })
    expect(ran.request.status).toBe(200)
    const changed = { readme: 'Focus on cooking content. Posts Tues/Thurs.', tracking_mode: 'selective' }
    expect(dataOf(ran)).toMatchObject({ id: creator.id, ...changed })
    expect(await creatorNow(creator.id)).toEqual({ ...creator, ...changed, ...WITHOUT_CLOCK })
  },

  async removeCreator() {
    const { creator, videos, accruals } = await organisation()
    const { request } = await run('removeCreator', { '<uuid>': creator.id })
    expect(request.status).toBe(200)
    expect(await creatorNow(creator.id)).toEqual({ ...creator, is_active: false, ...WITHOUT_CLOCK })
    const after = await emulator.state()
    const of = (rows: Row[]) => rows.filter((row) => row.creator_id === creator.id)
    expect(of(after.videos)).toEqual(of(videos))
    expect(of(after.accruals)).toEqual(of(accruals))
  },

  async scrapeCreator() {
    const { creator } = await organisation()
    await emulator.options({ manual_scrapes_per_day: 1 })
    const { request } = await run('scrapeCreator', { '<uuid>': creator.id })
    expect(request.status).toBe(202)
    await emulator.advance(120)
    expect(Date.parse(String((await creatorNow(creator.id))?.last_scraped_at))).toBeGreaterThan(Date.parse(NOW))
    const beyond = await run('scrapeCreator', { '<uuid>': creator.id })
    expect(beyond.request.status).toBe(429)
    expect(beyond.out).toMatchObject({ data: null, meta: { code: 'rate_limit_exceeded' } })
  },

  async reenableCreators() {
    const { project, creator, other } = await organisation()
    const given = { '<projectId>': project.id, '<uuid1>': creator.id, '<uuid2>': other.id }
    const disable = async () => {
      for (const { id } of [creator, other]) await emulator.act({ do: 'deactivate', creator_id: id })
    }
    await disable()
    const ran = await run('reenableCreators', given)
    expect(ran.request.status).toBe(200)
    expect(dataOf(ran)).toEqual({ ok_count: 2, skipped_count: 0, failed_count: 0 })
    expect((await creatorNow(creator.id))?.is_active).toBe(true)
    await disable()
    expect(dataOf(await run('reenableCreators', given))).toMatchObject({ ok_count: 0 })
    await emulator.advance(24 * 3600)
    expect(dataOf(await run('reenableCreators', given))).toMatchObject({ ok_count: 2 })
  },

  async removeCreators() {
    const { project, creator, other } = await organisation()
    const given = { '<projectId>': project.id, '<uuid1>': creator.id, '<uuid2>': other.id }
    expect((await run('removeCreators', given)).request.status).toBe(200)
    for (const { id } of [creator, other]) expect((await creatorNow(id))?.is_active).toBe(false)
  },

  async viewsByDay() {
    const { creator } = await organisation()
    const { series, ...data } = analyticsOf(await run('viewsByDay', { '<uuid>': creator.id }))
    expect(data).toMatchObject({ from: '2026-05-17', to: '2026-06-15', mode: 'new', granularity: 'day' })
    expect(series.map(({ entity_ref }) => entity_ref.id)).toEqual([creator.id])
    expect(series[0]?.points).toHaveLength(30)
    for (const { value } of series[0]?.points ?? []) expect(value).toBeGreaterThanOrEqual(0)
  },

  async engagementRate() {
    const { creator } = await organisation()
    const { series } = analyticsOf(await run('engagementRate', { '<uuid>': creator.id }))
    const values = (series[0]?.points ?? []).map(({ value }) => value).filter((value) => value !== null)
    expect(values.length).toBeGreaterThan(0)
    // A percentage of the views; null where there are none (contract 2.7).
    for (const value of values) expect(value).toBeGreaterThanOrEqual(0)
  },

  async priorPeriod() {
    const { creator } = await organisation()
    const { series, compare } = analyticsOf(await run('priorPeriod', { '<uuid>': creator.id }))
    expect(compare).toMatchObject({ from: '2026-04-17', to: '2026-05-16' })
    expect(compare.series[0]?.points).toHaveLength(series[0]?.points.length ?? 0)
  },

  async overlay() {
    const { creator, other } = await organisation()
    const ran = await run('overlay', { '<uuid1>': creator.id, '<uuid2>': other.id })
    const { series } = analyticsOf(ran)
    expect(series.map(({ entity_ref }) => entity_ref.id)).toEqual([creator.id, other.id])
    // Thirty days touch five weeks or six.
    for (const { points } of series) expect([5, 6]).toContain(points.length)
  },

  async removedStats() {
    const { creator } = await organisation()
    const ran = await run('removedStats', { '{id}': creator.id })
    expect(ran.request.status).toBe(410)
    expect(ran.out).toMatchObject({ data: null, error: expect.any(String) })
  },

  async insteadOfStats() {
    const { creator } = await organisation()
    const bare = await run('insteadOfStats', { '{id}': creator.id })
    expect(bare.out).toMatchObject({ data: null, meta: { code: 'invalid_query', field: 'metric' } })
    const full = await run('insteadOfStats', { '{id}': `${creator.id}&metric=views` })
    expect(full.request.status).toBe(200)
    expect(analyticsOf(full).series).toHaveLength(1)
  },
}

describe('a command that the page prints gets what it says', () => {
  for (const name of Object.keys(COMMANDS) as Name[]) {
    it(COMMANDS[name].says, ({ skip }) => {
      const reason = whyNot(COMMANDS[name])
      skip(reason !== null, reason ?? '')
      return CHECKS[name]()
    })
  }
})

/** The body of the command that changes a creator, for what the page says about renaming. */
const rename = (handle: string): VendorCommand => ({
  ...CREATORS_PAGE.changeCreator,
  printed: CREATORS_PAGE.changeCreator.printed.replace(/-d '.*'/, `-d '{"tiktok_handle": "${handle}"}'`),
})

describe.skipIf(whyNot(CREATORS_PAGE.changeCreator) !== null)('renaming a handle, as the page «Creators» says', () => {
  it('is scraped anew; videos, goals, payouts and notes stay', async () => {
    const { creator, videos, goals, accruals } = await organisation()
    const { request } = await runCommand(emulator, rename('newhandle'), { '<uuid>': creator.id })
    expect(request.status).toBe(200)
    await emulator.advance(120)
    const after = await emulator.state()
    const renamed = after.creators.find(({ id }) => id === creator.id)
    expect(renamed).toMatchObject({ tiktok_handle: 'newhandle', readme: creator.readme })
    expect(Date.parse(String(renamed?.last_scraped_at))).toBeGreaterThan(Date.parse(NOW))
    const idsOf = (rows: Row[]) => rows.filter((row) => row.creator_id === creator.id).map(({ id }) => id)
    expect(idsOf(after.videos)).toEqual(expect.arrayContaining(idsOf(videos)))
    expect(idsOf(after.goals)).toEqual(idsOf(goals))
    expect(idsOf(after.accruals)).toEqual(expect.arrayContaining(idsOf(accruals)))
  })

  it.each([
    ['handle_taken', 'that of another active creator of the project, in capitals'],
    ['creator_banned', 'banned.everywhere'],
  ])('is refused with 409 %s: %s', async (code, handle) => {
    const { creator, other } = await organisation()
    const wanted = code === 'handle_taken' ? String(other.tiktok_handle).toUpperCase() : handle
    const { request, out } = await runCommand(emulator, rename(wanted), { '<uuid>': creator.id })
    expect(request.status).toBe(409)
    // Section 6.8: the older page has the name in `error`, the newer in `meta.code`; the newer one wins.
    expect(out).toMatchObject({ data: null, meta: { code } })
  })
})
