/**
 * What analytics says of a finished day is what was known then, whatever is found later.
 *
 * GOATHERD_PROPERTY_RUNS and GOATHERD_SEED set how many random courses are tried and from which seed.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const DAY_MS = 86_400_000
const COUNTED = ['auto_tracked', 'included', 'direct_add']

type Point = { date: string; value: number | null; partial: boolean }

async function points(entity: string, id: unknown, query: string): Promise<Point[]> {
  const { status, data, error } = await emulator.api('GET', `/analytics?entity=${entity}&entity_id=${id}&${query}`)
  if (status !== 200) throw new Error(`${status} ${error}`)
  return (data as { series: { points: Point[] }[] }).series[0]?.points ?? []
}

async function values(entity: string, id: unknown, query: string) {
  return (await points(entity, id, query)).map(({ value }) => value)
}

/** A creator who is scraped regularly and has posted lately, with the videos that count. */
async function poster() {
  const { creators, videos } = await emulator.state()
  const own = (row: Row) => videos.filter((v) => v.creator_id === row.id && COUNTED.includes(String(v.tracking_status)))
  const creator = creators
    .filter((row) => row.is_active === true && String(row.last_scraped_at) > '2026-06-15')
    .find((row) => own(row).some(({ posted_at }) => String(posted_at) > '2026-06-10'))
  if (creator === undefined) throw new Error('none')
  return { creator, videos: own(creator) }
}

const WEEK = 'from=2026-06-14&to=2026-06-20'

describe('a time without scrapes', () => {
  it.each(['manual', 'everybody'])('is flat, and the next scrape (%s) brings all at once', async (kind) => {
    const { creator } = await poster()
    await emulator.act({ do: 'stall', creator_id: creator.id })
    await emulator.setClock('2026-06-20T12:00:00Z')
    const views = `metric=views&${WEEK}`
    const followers = `metric=followers&mode=cumulative&${WEEK}`
    const before = [await values('creator', creator.id, views), await values('creator', creator.id, followers)]
    expect(before[0]?.slice(2)).toEqual([0, 0, 0, 0, 0])
    expect(new Set(before[1]?.slice(1)).size).toBe(1)
    if (kind === 'everybody') await emulator.act({ do: 'scrape_all' })
    else await emulator.api('POST', `/creators/${creator.id}/scrape`, { body: {} })
    await emulator.advance(120)
    const after = [await values('creator', creator.id, views), await values('creator', creator.id, followers)]
    expect(after.map((series) => series.slice(0, 6))).toEqual(before.map((series) => series.slice(0, 6)))
    expect(after[0]?.[6]).toBeGreaterThan(0)
    expect(after[1]?.[6]).not.toBe(before[1]?.[6])
  })

  it('keeps what each of several manual scrapes had found', async () => {
    const { creator } = await poster()
    await emulator.act({ do: 'stall', creator_id: creator.id })
    const query = `metric=views&mode=cumulative&${WEEK}`
    const then: (number | null | undefined)[] = []
    for (const day of ['16', '17', '18', '19']) {
      await emulator.setClock(`2026-06-${day}T09:00:00Z`)
      await emulator.api('POST', `/creators/${creator.id}/scrape`, { body: {} })
      await emulator.setClock(`2026-06-${day}T10:00:00Z`)
      then.push((await values('creator', creator.id, query)).at(-1))
    }
    await emulator.setClock('2026-06-20T12:00:00Z')
    expect(new Set(then).size).toBe(4)
    expect((await values('creator', creator.id, query)).slice(2)).toEqual([...then, then[3]])
  })

  it('stays one when a removed creator is added again', async () => {
    const { creator } = await poster()
    await emulator.setClock('2026-06-16T12:00:00Z')
    await emulator.api('DELETE', `/creators/${creator.id}`)
    await emulator.setClock('2026-06-20T12:00:00Z')
    const query = `metric=views&${WEEK}`
    const removed = await values('creator', creator.id, query)
    const seenAt = async () => (await emulator.state()).creators.find(({ id }) => id === creator.id)?.last_scraped_at
    const lastSeen = await seenAt()
    const path = `/projects/${creator.project_id}/creators`
    const added = await emulator.api('POST', path, { body: { tiktok_handle: creator.tiktok_handle } })
    expect(added.status).toBe(200)
    expect(await seenAt()).toBe(lastSeen)
    await emulator.advance(120)
    const again = await values('creator', creator.id, query)
    expect(again.slice(0, 6)).toEqual(removed.slice(0, 6))
    expect(again.slice(3, 6)).toEqual([0, 0, 0])
    expect(again[6]).toBeGreaterThan(0)
  })

  it('stays one when a video is tracked again', async () => {
    const { videos } = await poster()
    const { id } = videos.toSorted((a, b) => Date.parse(String(b.posted_at)) - Date.parse(String(a.posted_at)))[0] ?? {}
    await emulator.api('POST', `/videos/${id}/tracking-disable`)
    await emulator.setClock('2026-06-20T12:00:00Z')
    await emulator.api('POST', `/videos/${id}/tracking-enable`)
    await emulator.advance(120)
    const found = await values('video', id, `metric=views&${WEEK}`)
    expect(found.slice(2, 6)).toEqual([0, 0, 0, 0])
    expect(found[6]).toBeGreaterThan(0)
  })

  it('leaves a goal of a day that is over as it was', async () => {
    const { creator } = await poster()
    const goal = { metric: 'followers', period: 'daily', target_value: 1 }
    const { data } = await emulator.api('POST', `/creators/${creator.id}/goals`, { body: goal })
    const path = `/projects/${creator.project_id}/goal-compliance?creator_id=${creator.id}&reference_date=2026-06-16`
    const actual = async () => {
      const [row] = (await emulator.list(path)) as unknown as { compliance: { goal: Row; actual: number }[] }[]
      return row?.compliance.find((entry) => entry.goal.id === (data as Row).id)?.actual
    }
    for (const [removedOn, backOn] of [
      ['15', '17'],
      ['18', '19'],
    ]) {
      await emulator.setClock(`2026-06-${removedOn}T12:00:00Z`)
      await emulator.act({ do: 'deactivate', creator_id: creator.id })
      await emulator.setClock(`2026-06-${backOn}T12:00:00Z`)
      await emulator.act({ do: 'reactivate', creator_id: creator.id })
      await emulator.advance(120)
      const [followers] = await values(
        'creator',
        creator.id,
        'metric=followers&mode=cumulative&from=2026-06-15&to=2026-06-15',
      )
      expect(await actual()).toBe(followers)
    }
  })
})

it.each(['excluded', 'pending_review'])(
  'a video that is %s counts in no statistics, not even its own',
  async (status) => {
    const { videos } = await poster()
    const [{ id } = { id: '' }] = videos
    await emulator.api('PATCH', `/videos/${id}`, { body: { tracking_status: status } })
    const query = 'from=2026-06-01&to=2026-06-15'
    expect(new Set(await values('video', id, `metric=views&mode=cumulative&${query}`))).toEqual(new Set([0]))
    expect(new Set(await values('video', id, `metric=engagement_rate_by_views&${query}`))).toEqual(new Set([null]))
    await emulator.api('PATCH', `/videos/${id}`, { body: { tracking_status: 'included' } })
    expect(new Set(await values('video', id, `metric=views&mode=cumulative&${query}`)).size).toBeGreaterThan(1)
  },
)

/** What somebody does, and how long it lasts. No step ends at midnight or at a scrape. */
const step = fc.record({
  act: fc.constantFrom(
    'nothing',
    'deactivate',
    'reactivate',
    'add_again',
    'stall',
    'scrape_all',
    'scrape_creator',
    'scrape_video',
    'disable_video',
    'enable_video',
    'post_video',
    'expire',
    'do_not_expire',
  ),
  minutes: fc.constantFrom(0.5, 1, 7, 61, 400, 1_501, 4_000, 11_000),
  /** The clock is set back first, by so many hours. */
  backHours: fc.constantFrom(0, 0, 0, 0, 5, 31, 100),
})

const RUNS = Number(process.env.GOATHERD_PROPERTY_RUNS ?? 25)
const SEED = Number(process.env.GOATHERD_SEED ?? 20_260_615)

it(`a day that is over never changes, and today is what the lists show (${RUNS} random courses, seed ${SEED})`, {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await emulator.reset({ projects: 1, creators: 4, accruals: 0 })
      await emulator.options({ requests_per_minute: 1_000_000, manual_scrapes_per_day: 1_000_000 })
      const { creator, videos } = await poster()
      const subjects = await subjectsWith(creator, videos)
      const known = new Map<string, number | null>()
      let wasSetBack = false
      for (const { act, minutes, backHours } of steps) {
        if (backHours > 0) {
          await emulator.advance(-backHours * 3_600)
          wasSetBack = true
          const nowMs = Date.parse(String((await emulator.state()).now))
          for (const key of known.keys()) {
            // What was still to come is open again.
            if (Date.parse(key.slice(-10)) + DAY_MS > nowMs) known.delete(key)
          }
        }
        await perform(act, creator, String(videos[0]?.id))
        await emulator.advance(minutes * 60)
        await compare(subjects, known)
        if (!wasSetBack) await compareWithLists(creator)
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  )
})

/** A creator, one of the videos, and a campaign with both and a video that belongs to nobody. */
async function subjectsWith(creator: Row, videos: Row[]): Promise<[string, unknown][]> {
  const url = 'https://www.tiktok.com/@a/video/7000000000000000001'
  const project = `/projects/${creator.project_id}`
  const added = (await emulator.api('POST', `${project}/videos`, { body: { url } })).data as { video: Row }
  const campaign = (await emulator.api('POST', `${project}/campaigns`, { body: { name: 'All' } })).data as Row
  for (const [item_type, item_id] of [
    ['creator', creator.id],
    ['video', added.video.id],
  ]) {
    await emulator.api('POST', `/campaigns/${campaign.id}/items`, { body: { item_type, item_id } })
  }
  return [
    ['creator', creator.id],
    ['video', videos[0]?.id],
    ['campaign', campaign.id],
  ]
}

const METRICS: Record<string, string[]> = {
  creator: ['views&mode=cumulative', 'followers&mode=cumulative', 'growth_rate_pop&base_metric=likes'],
  video: ['views&mode=cumulative'],
  campaign: ['views', 'engagement_rate_by_views', 'engagement_rate_by_followers'],
}

/** Remembers the days that are over, and holds those that were over before against what is said now. */
async function compare(subjects: [string, unknown][], known: Map<string, number | null>): Promise<void> {
  const to = String((await emulator.state()).now).slice(0, 10)
  for (const [entity, id] of subjects) {
    for (const metric of METRICS[entity] ?? []) {
      for (const { date, value, partial } of await points(entity, id, `metric=${metric}&from=2026-05-15&to=${to}`)) {
        const key = `${entity} ${metric} ${date}`
        if (known.has(key)) expect([key, value]).toEqual([key, known.get(key)])
        if (!partial) known.set(key, value)
      }
    }
  }
}

async function compareWithLists(creator: Row): Promise<void> {
  const { now, creators, videos } = await emulator.state()
  const own = videos.filter((v) => v.creator_id === creator.id && COUNTED.includes(String(v.tracking_status)))
  const today = `mode=cumulative&to=${now.slice(0, 10)}&from=${now.slice(0, 10)}`
  const shown = own.reduce((sum, { view_count }) => sum + Number(view_count), 0)
  expect(await values('creator', creator.id, `metric=views&${today}`)).toEqual([shown])
  const followers = creators.find(({ id }) => id === creator.id)?.follower_count
  expect(await values('creator', creator.id, `metric=followers&${today}`)).toEqual([followers])
}

async function perform(act: string, creator: Row, video: string): Promise<void> {
  const body = { tiktok_handle: creator.tiktok_handle }
  // What does not fit the state of things is refused, and that is fine here.
  const named = (what: string) => emulator.control('act', { do: what, creator_id: creator.id })
  const acts: Record<string, () => Promise<unknown>> = {
    nothing: async () => undefined,
    deactivate: () => named('deactivate'),
    reactivate: () => named('reactivate'),
    add_again: () => emulator.api('POST', `/projects/${creator.project_id}/creators`, { body }),
    stall: () => named('stall'),
    scrape_all: () => emulator.act({ do: 'scrape_all' }),
    scrape_creator: () => emulator.api('POST', `/creators/${creator.id}/scrape`, { body: {} }),
    scrape_video: () => emulator.api('POST', `/videos/${video}/scrape`),
    disable_video: () => emulator.api('POST', `/videos/${video}/tracking-disable`),
    enable_video: () => emulator.api('POST', `/videos/${video}/tracking-enable`),
    post_video: () => named('post_video'),
    expire: () => emulator.options({ tracking_expires_after_days: 3 }),
    do_not_expire: () => emulator.options({ tracking_expires_after_days: null }),
  }
  await acts[act]?.()
}
