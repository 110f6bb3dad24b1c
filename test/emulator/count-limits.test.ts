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
