import { describe, expect, it } from 'vitest'
import { NOW, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()
const DAY_MS = 86_400_000

type Compliance = {
  goal: Row
  target: number
  actual: number
  percentage: number
  status: string
  advisory: Record<string, unknown> & { messages: string[]; period_start: string; period_end: string }
}
type Group = Row & { creator: Row; compliance: Compliance[] }

async function compliance(project: unknown, query = ''): Promise<Group[]> {
  return (await emulator.list(`/projects/${project}/goal-compliance?limit=100${query}`)) as Group[]
}

/** A creator in auto mode who has posted this week, and their posts and views since a date. */
async function poster() {
  const { creators, videos } = await emulator.state()
  const creator = creators.find(
    (row) =>
      row.is_active === true && row.tracking_mode === 'auto' && videos.some((video) => video.creator_id === row.id),
  )
  if (creator === undefined) throw new Error('none')
  const since = (date: string) =>
    videos.filter((video) => video.creator_id === creator.id && String(video.posted_at) >= date)
  return { creator, since }
}

async function set(creator: Row, goal: Record<string, unknown>): Promise<Compliance> {
  const { status, data } = await emulator.api('POST', `/creators/${creator.id}/goals`, { body: goal })
  expect(status).toBe(201)
  const [group] = await compliance(creator.project_id, `&creator_id=${creator.id}`)
  const found = group?.compliance.find((row) => row.goal.id === (data as Row).id)
  if (found === undefined) throw new Error('the goal is not judged')
  return found
}

describe('the seeded goals', () => {
  it.each([NOW, '2026-09-01T00:05:00Z', '2026-09-08T12:00:00Z', '2027-01-31T23:30:00Z'])(
    'have every status in every project at %s, and one that has not begun',
    async (now) => {
      await emulator.reset({ now })
      for (const { id } of (await emulator.state()).projects) {
        const all = (await compliance(id)).flatMap((group) => group.compliance)
        const statuses = new Set(all.map(({ status }) => status))
        expect([...statuses].sort()).toEqual(['at_risk', 'behind_pace', 'completed', 'missed', 'on_track'])
        expect(all.some(({ advisory }) => advisory.not_yet_started === true)).toBe(true)
      }
    },
  )
})

describe('goal compliance', () => {
  it('groups by active creator, all of them, with the fields of the sample', async () => {
    const { creators, projects } = await emulator.state()
    for (const project of projects) {
      const groups = await compliance(project.id)
      const active = creators.filter((row) => row.project_id === project.id && row.is_active === true)
      expect(new Set(groups.map(({ creator }) => creator.id))).toEqual(new Set(active.map(({ id }) => id)))
      const [judged] = groups.flatMap((group) => group.compliance)
      expect(Object.keys(judged ?? {})).toEqual(['goal', 'target', 'actual', 'percentage', 'status', 'advisory'])
      expect(Object.keys(judged?.goal ?? {})).toEqual([
        'id',
        'creator_id',
        'project_id',
        'metric',
        'period',
        'target_value',
        'start_date',
        'end_date',
        'is_active',
      ])
    }
  })

  it('counts the posts and views of the period', async () => {
    const { creator, since } = await poster()
    const month = since('2026-06-01')
    const posts = await set(creator, { metric: 'posts', period: 'monthly', target_value: 8 })
    expect([posts.actual, posts.percentage]).toEqual([month.length, Math.round((month.length / 8) * 100)])
    const views = await set(creator, { metric: 'views', period: 'monthly', target_value: 1_000 })
    expect(views.actual).toBe(month.reduce((sum, video) => sum + Number(video.view_count), 0))
    expect((await set(creator, { metric: 'followers', period: 'weekly', target_value: 5 })).actual).toBe(
      creator.follower_count,
    )
  })

  it('follows the videos: one more post, one excluded, one no longer tracked', async () => {
    const { creator } = await poster()
    const { actual, goal } = await set(creator, { metric: 'posts', period: 'monthly', target_value: 8 })
    const now = async () => {
      const [group] = await compliance(creator.project_id, `&creator_id=${creator.id}`)
      return group?.compliance.find((row) => row.goal.id === goal.id)?.actual
    }
    const { videos } = await emulator.act({ do: 'post_video', creator_id: creator.id })
    expect(await now()).toBe(actual + 1)
    await emulator.api('POST', `/videos/${videos[0].id}/tracking-disable`)
    expect(await now()).toBe(actual)
    await emulator.api('POST', `/videos/${videos[0].id}/tracking-enable`)
    await emulator.api('PATCH', `/videos/${videos[0].id}`, { body: { tracking_status: 'excluded' } })
    expect(await now()).toBe(actual)
  })

  it('judges by the pace: 10:30 on the 15th of 30 days is 48 % of the month', async () => {
    const { creator, since } = await poster()
    const posts = since('2026-06-01').length
    expect(posts).toBeGreaterThan(0)
    const statusOf = async (share: number) => {
      // Of what would be expected by now, `share` has been reached.
      const target_value = posts / share / (14.4375 / 30)
      return (await set(creator, { metric: 'posts', period: 'monthly', target_value })).status
    }
    expect([await statusOf(1.1), await statusOf(0.8), await statusOf(0.71), await statusOf(0.69)]).toEqual([
      'on_track',
      'behind_pace',
      'behind_pace',
      'at_risk',
    ])
  })

  it('is completed or missed when the period is over, and final 48 hours later', async () => {
    const { creator, since } = await poster()
    const inMay = since('2026-05-01').filter((video) => String(video.posted_at) < '2026-06-01').length
    await set(creator, { metric: 'posts', period: 'monthly', target_value: inMay + 1 })
    const then = async (referenceDate: string) => {
      const [group] = await compliance(creator.project_id, `&creator_id=${creator.id}&reference_date=${referenceDate}`)
      return group?.compliance.at(-1)
    }
    const may = await then('2026-05-20')
    expect(may).toMatchObject({ actual: inMay, status: 'missed' })
    expect(may?.advisory).toMatchObject({
      period_in_progress: false,
      period_recently_ended: false,
      period_start: '2026-05-01T00:00:00Z',
      period_end: '2026-06-01T00:00:00Z',
      hours_until_period_end: null,
      hours_since_period_end: 346.5,
    })
    await emulator.setClock('2026-07-02T10:00:00Z')
    expect((await then('2026-06-20'))?.advisory).toMatchObject({ period_recently_ended: true, has_advisory: true })
  })

  it('advises what may still change, with a message for each reason', async () => {
    const { creator } = await poster()
    const running = (await set(creator, { metric: 'posts', period: 'daily', target_value: 1 })).advisory
    expect(running).toMatchObject({ period_in_progress: true, scrape_stale: false, has_advisory: true })
    expect(running.messages).toHaveLength(1)
    expect(running.hours_until_period_end).toBeCloseTo(13.5, 1)
    const start_date = '2026-07-01'
    const later = await set(creator, { metric: 'posts', period: 'weekly', target_value: 1, start_date })
    expect([later.actual, later.status]).toEqual([0, 'on_track'])
    expect(later.advisory).toMatchObject({ not_yet_started: true, period_in_progress: false })
    await emulator.act({ do: 'stall', creator_id: creator.id })
    await emulator.advance(13 * 3_600)
    const [group] = await compliance(creator.project_id, `&creator_id=${creator.id}`)
    for (const { advisory } of group?.compliance ?? []) expect(advisory.scrape_stale).toBe(true)
  })

  it('is narrowed by creator and period, in pages or as a whole list', async () => {
    const project = (await emulator.state()).projects[0]?.id
    const daily = (await compliance(project, '&period=daily')).flatMap((group) => group.compliance)
    const monthly = (await compliance(project, '&period=monthly')).flatMap((group) => group.compliance)
    expect(daily).toEqual([])
    expect(new Set(monthly.map(({ goal }) => goal.period))).toEqual(new Set(['monthly']))
    const [first] = await compliance(project)
    const only = await compliance(project, `&creator_id=${first?.creator.id}`)
    expect(only).toEqual([first])
    expect(await emulator.walk(`/projects/${project}/goal-compliance`, 2)).toEqual(await compliance(project))
    await emulator.options({ undocumented_paging: 'whole_list' })
    expect((await emulator.api('GET', `/projects/${project}/goal-compliance`)).meta).toBeNull()
    for (const [query, field] of [
      ['period=yearly', 'period'],
      ['reference_date=2026-02-30', 'reference_date'],
      ['creator_id=me', 'creator_id'],
    ]) {
      const refused = await emulator.api('GET', `/projects/${project}/goal-compliance?${query}`)
      expect([refused.status, refused.meta.field]).toEqual([400, field])
    }
    expect((await emulator.api('GET', `/projects/${crypto.randomUUID()}/goal-compliance`)).status).toBe(404)
  })

  it('has counts for the whole project that add up', async () => {
    const project = (await emulator.state()).projects[1]?.id
    const all = (await compliance(project)).flatMap((group) => group.compliance)
    const { data } = await emulator.api('GET', `/analytics/aggregate/goal-compliance?project_id=${project}`)
    const counts = data as Record<string, number>
    expect(counts.total).toBe(all.length)
    for (const status of ['on_track', 'behind_pace', 'at_risk', 'completed', 'missed']) {
      expect(counts[status]).toBe(all.filter((row) => row.status === status).length)
    }
  })
})

describe('/creators/{id}/goals', () => {
  it('lists, changes and deletes a creator’s own goals', async () => {
    const { creator } = await poster()
    const path = `/creators/${creator.id}/goals`
    const before = await emulator.list(path)
    const { goal } = await set(creator, { metric: 'posts', period: 'weekly', target_value: 3, end_date: '2026-12-31' })
    expect(await emulator.list(path)).toHaveLength(before.length + 1)
    const body = { target_value: 5, end_date: null, is_active: false }
    expect((await emulator.api('PATCH', `${path}/${goal.id}`, { body })).data).toEqual({ ...goal, ...body })
    const [group] = await compliance(creator.project_id, `&creator_id=${creator.id}`)
    expect(group?.compliance.map((row) => row.goal.id)).not.toContain(goal.id)
    const other = (await emulator.state()).creators.find(({ id }) => id !== creator.id)
    expect((await emulator.api('DELETE', `/creators/${other?.id}/goals/${goal.id}`)).status).toBe(404)
    expect((await emulator.api('DELETE', `${path}/${goal.id}`)).data).toEqual({ id: goal.id, deleted: true })
    expect((await emulator.api('DELETE', `${path}/${goal.id}`)).status).toBe(404)
    expect(await emulator.list(path)).toEqual(before)
  })

  it.each([
    [{}, 'metric'],
    [{ metric: 'likes', period: 'weekly', target_value: 1 }, 'metric'],
    [{ metric: 'posts', period: 'yearly', target_value: 1 }, 'period'],
    [{ metric: 'posts', period: 'weekly', target_value: 0 }, 'target_value'],
    [
      { metric: 'posts', period: 'weekly', target_value: 1, start_date: '2026-06-02', end_date: '2026-06-01' },
      'end_date',
    ],
  ])('a wrong body is 400: %j', async (body, field) => {
    const { creator } = await poster()
    const refused = await emulator.api('POST', `/creators/${creator.id}/goals`, { body })
    expect([refused.status, refused.meta.field]).toEqual([400, field])
  })
})

it('weekly goals use the weeks of accruals, Tuesday to Monday', async () => {
  const { creator } = await poster()
  const { advisory } = await set(creator, { metric: 'posts', period: 'weekly', target_value: 1 })
  expect([advisory.period_start, advisory.period_end]).toEqual(['2026-06-09T00:00:00Z', '2026-06-16T00:00:00Z'])
  expect(Date.parse(advisory.period_end) - Date.parse(advisory.period_start)).toBe(7 * DAY_MS)
})
