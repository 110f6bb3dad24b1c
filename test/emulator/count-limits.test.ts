/** Count limits of the plan (contract 1.8, 5.3): what counts against each, and that a refusal says how many there are. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type Row, type State, useEmulator } from './support.ts'

const emulator = useEmulator()

type Request = [method: string, path: string, body?: unknown]
type Limit = { limit: string; add: (state: State) => Request; takeAway?: (state: State) => Request }

const first = (rows: Row[]): Row => {
  const [row] = rows
  if (row === undefined) throw new Error('there is none')
  return row
}
const organization = (state: State) => `/organizations/${first(state.projects).org_id}`
/** Of the first project, so that what is added and what is taken away count together. */
const own = (state: State, rows: Row[]) =>
  first(rows.filter(({ project_id }) => project_id === first(state.projects).id))
const project = (state: State) => `/projects/${first(state.projects).id}`
const campaign = (state: State) => {
  const row = state.campaigns.find(({ items }) => items.length > 0)
  if (row === undefined) throw new Error('every campaign is empty')
  return row
}

const LIMITS: Limit[] = [
  { limit: 'max_projects_per_org', add: (s) => ['POST', `${organization(s)}/projects`, { name: 'One more' }] },
  {
    limit: 'max_members_per_org',
    add: (s) => ['POST', `${organization(s)}/members`, { email: 'one.more@example.com' }],
    takeAway: (s) => [
      'DELETE',
      `${organization(s)}/members/${s.members.find(({ role }) => role === 'member')?.user_id}`,
    ],
  },
  {
    limit: 'max_api_keys_per_org',
    add: (s) => ['POST', `${organization(s)}/api-keys`, { name: 'One more' }],
    takeAway: (s) => ['DELETE', `${organization(s)}/api-keys/${first(s.api_keys).id}`],
  },
  {
    limit: 'max_creators_per_org',
    add: (s) => ['POST', `${project(s)}/creators`, { tiktok_handle: 'one.more' }],
    takeAway: (s) => ['DELETE', `/creators/${first(s.creators.filter(({ is_active }) => is_active === true)).id}`],
  },
  {
    limit: 'max_tracked_videos_per_org',
    add: (s) => ['POST', `${project(s)}/videos`, { url: 'https://www.tiktok.com/@one.more/video/7000000000000000001' }],
    takeAway: (s) => [
      'POST',
      `/videos/${first(s.videos.filter(({ tracking_status }) => tracking_status === 'auto_tracked')).id}/tracking-disable`,
    ],
  },
  {
    limit: 'max_campaigns_per_project',
    add: (s) => ['POST', `${project(s)}/campaigns`, { name: 'One more' }],
    takeAway: (s) => ['DELETE', `/campaigns/${own(s, s.campaigns).id}`],
  },
  {
    limit: 'max_campaign_items_per_campaign',
    add: (s) => {
      const { id, project_id, items } = campaign(s)
      const others = s.videos.filter((one) => one.project_id === project_id && items.every((i) => i.item_id !== one.id))
      return ['POST', `/campaigns/${id}/items`, { item_type: 'video', item_id: first(others).id }]
    },
    takeAway: (s) => {
      const { id, items } = campaign(s)
      return ['DELETE', `/campaigns/${id}/items`, { item_type: items[0]?.item_type, item_id: items[0]?.item_id }]
    },
  },
  {
    limit: 'max_payout_methods_per_org',
    add: () => ['POST', '/payout-methods', { name: 'One more' }],
    takeAway: (s) => ['DELETE', `/payout-methods/${first(s.payout_methods.filter((m) => m.is_default === false)).id}`],
  },
  {
    limit: 'max_payout_structures_per_project',
    add: (s) => [
      'POST',
      '/payout-structures',
      {
        project_id: first(s.projects).id,
        name: 'One more',
        period: 'weekly',
        amount_cents: 100,
        criteria_type: 'recurring',
      },
    ],
    takeAway: (s) => [
      'DELETE',
      `/payout-structures/${
        own(
          s,
          s.payout_structures.filter((row) => row.is_active === true),
        ).id
      }`,
    ],
  },
]

beforeEach(() => emulator.options({ requests_per_minute: 1_000 }))

describe('a count limit', () => {
  it.each(LIMITS)('$limit: refuses one more and says how many there are; room comes back', async (limited) => {
    const { limit, add, takeAway } = limited
    // As the place is before anything changes, so that the same campaign and project are meant throughout.
    const state: State = await emulator.state()
    const send = ([method, path, body]: Request) => emulator.api(method, path, body === undefined ? {} : { body })
    const counted = async () => {
      await emulator.options({ [limit]: 0 })
      const { status, error, meta } = await send(add(state))
      await emulator.options({ [limit]: null })
      expect([status, error]).toEqual([402, `Limit reached: ${limit}`])
      expect(meta).toEqual({ code: 'limit_reached', limitKey: limit, current: expect.any(Number), max: 0 })
      return Number(meta.current)
    }

    const before = await counted()
    expect(before).toBeGreaterThan(0)
    if (takeAway !== undefined) {
      expect((await send(takeAway(state))).status).toBe(200)
      expect(await counted()).toBe(before - 1)
    }
    const there = takeAway === undefined ? before : before - 1
    await emulator.options({ [limit]: there })
    expect((await send(add(state))).status).toBe(402)
    await emulator.options({ [limit]: there + 1 })
    expect((await send(add(state))).status).toBe(201)
  })
})

describe('the limit of tracked videos', () => {
  const LIMIT = 'max_tracked_videos_per_org'
  const tracks = (row: Row) =>
    row.tracking_disabled === false && ['auto_tracked', 'included', 'direct_add'].includes(String(row.tracking_status))

  /** As many may be tracked as are. */
  async function fill(): Promise<State> {
    const state = await emulator.state()
    await emulator.options({ [LIMIT]: state.videos.filter(tracks).length })
    return state
  }

  const change = (row: Row, tracking_status: string) =>
    emulator.api('PATCH', `/videos/${row.id}`, { body: { tracking_status } })

  const refusal = { code: 'limit_reached', limitKey: LIMIT }

  it('does not count what waits in the inbox', async () => {
    const state = await emulator.state()
    expect(state.videos.some((row) => row.tracking_status === 'pending_review')).toBe(true)
    await emulator.options({ [LIMIT]: 0 })
    const add = LIMITS.find(({ limit }) => limit === LIMIT)?.add(state)
    const { meta } = await emulator.api('POST', String(add?.[1]), { body: add?.[2] })
    expect(meta.current).toBe(state.videos.filter(tracks).length)
  })

  it('stands in the way of switching tracking on again, one by one and together', async () => {
    const video = first((await emulator.state()).videos.filter(tracks))
    await emulator.api('POST', `/videos/${video.id}/tracking-disable`)
    await fill()
    const bulk = () =>
      emulator.api('POST', `/projects/${video.project_id}/videos/bulk-tracking-enable`, {
        body: { video_ids: [video.id] },
      })
    const { status, meta } = await emulator.api('POST', `/videos/${video.id}/tracking-enable`)
    expect([status, meta]).toMatchObject([402, refusal])
    expect((await bulk()).data).toEqual({ ok_count: 0, skipped_count: 0, failed_count: 1 })
    await emulator.options({ [LIMIT]: Number(meta.max) + 1 })
    expect((await bulk()).data).toEqual({ ok_count: 1, skipped_count: 0, failed_count: 0 })
    // What is tracked already takes no more room.
    expect((await emulator.api('POST', `/videos/${video.id}/tracking-enable`)).status).toBe(200)
    expect((await bulk()).data).toEqual({ ok_count: 0, skipped_count: 1, failed_count: 0 })
  })

  it('stands in the way of including what was excluded; other changes need no room', async () => {
    const out = first((await fill()).videos.filter((row) => row.tracking_status === 'excluded'))
    for (const status of ['included', 'auto_tracked', 'direct_add']) {
      expect(await change(out, status)).toMatchObject({ status: 402, meta: refusal })
    }
    expect((await change(out, 'pending_review')).status).toBe(200)
    const inside = first((await emulator.state()).videos.filter(tracks))
    expect((await change(inside, 'included')).status).toBe(200)
    expect((await emulator.api('PATCH', `/videos/${out.id}`, { body: { title: 'x' } })).status).toBe(200)
    expect((await change(inside, 'excluded')).status).toBe(200)
    expect((await change(out, 'included')).status).toBe(200)
  })

  it('lets so many of the inbox be approved and no more; excluding needs no room', async () => {
    const { project_id } = first((await emulator.state()).videos.filter(tracks))
    const video_ids = (await emulator.state()).videos
      .filter((row) => row.project_id === project_id && tracks(row))
      .slice(0, 3)
      .map(({ id }) => id)
    for (const id of video_ids) {
      await emulator.api('PATCH', `/videos/${id}`, { body: { tracking_status: 'pending_review' } })
    }
    const { videos } = await emulator.state()
    await emulator.options({ [LIMIT]: videos.filter(tracks).length + 1 })
    const decide = (action: string) =>
      emulator.api('PATCH', `/projects/${project_id}/inbox`, { body: { video_ids, action } })
    expect((await decide('approve')).data).toEqual({ ok_count: 1, skipped_count: 0, failed_count: 2 })
    expect((await decide('exclude')).data).toEqual({ ok_count: 2, skipped_count: 1, failed_count: 0 })
  })
})

describe('the limit of payout structures', () => {
  it('counts those that are active; an archived one comes back only when there is room', async () => {
    const { projects, payout_structures } = await emulator.state()
    const here = payout_structures.filter((row) => row.project_id === first(projects).id)
    const archived = first(here.filter((row) => row.is_active === false))
    const active = here.filter((row) => row.is_active === true)
    await emulator.options({ max_payout_structures_per_project: active.length })
    const bringBack = () => emulator.api('PATCH', `/payout-structures/${archived.id}`, { body: { is_active: true } })
    const { status, meta } = await bringBack()
    expect([status, meta.current]).toEqual([402, active.length])
    const rename = { body: { name: 'Renamed', is_active: true } }
    expect((await emulator.api('PATCH', `/payout-structures/${first(active).id}`, rename)).status).toBe(200)
    expect((await emulator.api('DELETE', `/payout-structures/${first(active).id}`)).status).toBe(200)
    expect((await bringBack()).status).toBe(200)
  })
})
