import { describe, expect, it } from 'vitest'
import { ok } from '../../src/domain/result.ts'
import { analytics, isRetentionExceeded, series } from '../../src/trackagoat/analytics.ts'
import { goalCompliance } from '../../src/trackagoat/goals.ts'
import { postRanking, postsSince } from '../../src/trackagoat/posts.ts'
import { campaignRanking, creatorRanking } from '../../src/trackagoat/rankings.ts'
import { NOW, type Row } from '../emulator/support.ts'
import { idsOf, successOf, useClient } from './support.ts'

const emulator = useClient()

/** A project, with what is in it. */
async function project() {
  const state = await emulator.state()
  const id = state.projects[0]?.id ?? ''
  const own = <T extends Row>(rows: T[]) => rows.filter(({ project_id }) => project_id === id)
  return { id, creators: own(state.creators), campaigns: own(state.campaigns), goals: own(state.goals) }
}

const sum = (values: readonly (number | null)[]) => values.reduce((total: number, value) => total + (value ?? 0), 0)

describe('analytics', () => {
  it('of several entities give each its series, in the order asked for', async () => {
    const { creators } = await project()
    const entityIds = creators.slice(0, 3).map(({ id }) => id)
    const answer = successOf(await analytics(emulator.read(), { entity: 'creator', entityIds, metric: 'views' }))
    expect(answer.series.map(({ entityId }) => entityId)).toEqual(entityIds)
    expect(answer.prior).toBeNull()
    expect(answer.retentionDays).toBeNull()
    for (const { label, points } of answer.series) {
      expect(label).toMatch(/^@/)
      expect(points).toHaveLength(30)
      expect(points.map(({ day }) => day)).toEqual(points.map(({ day }) => day).sort())
      expect(points.at(-1)).toMatchObject({ day: NOW.slice(0, 10), isPartial: true })
    }
  })

  it('of one entity agree with those of several, and weeks add up to their days', async () => {
    const { creators } = await project()
    const [a = '', b = ''] = creators.map(({ id }) => id)
    const of = { entity: 'creator', metric: 'views', mode: 'new', fromDay: '2026-05-04', toDay: '2026-05-31' } as const
    const both = successOf(await analytics(emulator.read(), { ...of, entityIds: [a, b] }))
    const alone = successOf(await analytics(emulator.read(), { ...of, entityIds: [b] }))
    expect(alone.series[0]).toEqual(both.series[1])
    const weeks = successOf(await analytics(emulator.read(), { ...of, entityIds: [b], granularity: 'week' }))
    expect(weeks.series[0]?.points.length).toBeLessThan(8)
    const total = (answer: typeof weeks) => sum(answer.series[0]?.points.map(({ value }) => value) ?? [])
    expect(total(weeks)).toBe(total(alone))
  })

  it('compare with as many days before', async () => {
    const { campaigns } = await project()
    const query = { entity: 'campaign', entityIds: campaigns.slice(0, 1).map(({ id }) => id), metric: 'views' } as const
    const answer = successOf(await analytics(emulator.read(), { ...query, comparePrior: true }))
    expect(answer.prior?.[0]?.points).toHaveLength(30)
    const before = successOf(await analytics(emulator.read(), { ...query, fromDay: '2026-04-17', toDay: '2026-05-16' }))
    expect(answer.prior?.[0]?.points.map(({ value }) => value)).toEqual(
      before.series[0]?.points.map(({ value }) => value),
    )
  })

  it('know rates, running totals and growth', async () => {
    const { creators } = await project()
    const of = { entity: 'creator', entityIds: [creators[0]?.id ?? ''] } as const
    const rate = { ...of, metric: 'engagement_rate_by_views', mode: 'rate' } as const
    const growth = { ...of, metric: 'growth_rate_pop', baseMetric: 'views' }
    const total = successOf(await analytics(emulator.read(), { ...of, metric: 'views', mode: 'cumulative' }))
    const values = total.series[0]?.points.map(({ value }) => value ?? 0) ?? []
    expect(values).toEqual([...values].sort((a, b) => a - b))
    for (const query of [rate, growth]) expect((await analytics(emulator.read(), query)).ok).toBe(true)
    const lacking = await analytics(emulator.read(), { ...of, metric: 'growth_rate_pop' })
    expect(lacking).toMatchObject({ error: { kind: 'refused', status: 400, code: 'invalid_query' } })
  })

  it('from before what the plan keeps are a value that says so', async () => {
    await emulator.options({ stats_history_retention_days: 30 })
    const { creators } = await project()
    const of = { entity: 'creator', entityIds: [creators[0]?.id ?? ''], metric: 'views' } as const
    expect(successOf(await analytics(emulator.read(), of)).retentionDays).toBe(30)
    const answer = await analytics(emulator.read(), { ...of, fromDay: '2026-01-01' })
    expect(answer).toEqual({ ok: false, error: { kind: 'plan_limit', code: 'retention_exceeded' } })
    expect(!answer.ok && isRetentionExceeded(answer.error)).toBe(true)
    expect(isRetentionExceeded({ kind: 'plan_limit', code: 'limit_reached' })).toBe(false)
  })

  it('of another entity than the one asked for are an error among several', async () => {
    const { creators } = await project()
    const entityIds = creators.slice(0, 2).map(({ id }) => id)
    const swapped = (ids: string[]) => ({
      data: { series: ids.map((id) => ({ entity_ref: { id }, points: [] })) },
    })
    const ask = async (ids: string[]) => {
      await emulator.faults([{ match: { path: '/analytics' }, fault: { kind: 'json', body: swapped(ids) } }])
      return analytics(emulator.read(), { entity: 'creator', entityIds, metric: 'views' })
    }
    expect((await ask([...entityIds].reverse())).ok).toBe(true)
    expect(await ask([entityIds[0] ?? '', 'another'])).toMatchObject({ error: { kind: 'bad_shape' } })
    expect(await ask([entityIds[0] ?? ''])).toMatchObject({ error: { kind: 'bad_shape' } })
  })

  it('of none or of more than five entities are a bug of the caller', async () => {
    for (const entityIds of [[], ['1', '2', '3', '4', '5', '6']]) {
      const asked = analytics(emulator.read(), { entity: 'creator', entityIds, metric: 'views' })
      await expect(asked).rejects.toThrow(RangeError)
    }
  })

  it('in values leave out what had come before anything was known', async () => {
    const { campaigns } = await project()
    const entityId = campaigns[0]?.id ?? ''
    const of = { entity: 'campaign', metric: 'views', mode: 'new' } as const
    const points = successOf(await analytics(emulator.read(), { ...of, entityIds: [entityId] })).series[0]?.points ?? []
    expect(await series(emulator.read(), { ...of, entityId, comparePrior: false })).toEqual(
      ok({ values: points.filter(({ isBaseline }) => !isBaseline).map(({ value }) => value), prior: null }),
    )
  })
})

describe.each(['meta', 'data'])('rankings with their count in %s', (leaderboard_total_count) => {
  it('of creators and campaigns come best first, part by part', async () => {
    await emulator.options({ leaderboard_total_count })
    const { id: projectId, creators, campaigns } = await project()
    const read = emulator.read()
    const all = successOf(await creatorRanking(read, { projectId }))
    expect(all.total).toBe(all.rows.length)
    expect(creators.map(({ id }) => id)).toEqual(expect.arrayContaining(all.rows.map((row) => row.creator_id)))
    const views = all.rows.map(({ view_count }) => view_count ?? 0)
    expect(views).toEqual([...views].sort((a, b) => b - a))
    const second = successOf(await creatorRanking(read, { projectId, limit: 1, offset: 1 }))
    expect(second).toEqual({ rows: all.rows.slice(1, 2), total: all.total })
    const ranked = successOf(await campaignRanking(read, { projectId }))
    expect(ranked.rows.map((row) => row.campaign_id).sort()).toEqual(idsOf(campaigns))
  })

  it('of videos are those since a day, newest first or by views', async () => {
    await emulator.options({ leaderboard_total_count })
    const { id: projectId } = await project()
    const read = emulator.read()
    const posts = successOf(await postsSince(read, projectId, '2026-05-01', 50))
    expect(posts.length).toBeGreaterThan(0)
    for (const { posted_at } of posts) expect(String(posted_at) >= '2026-05-01').toBe(true)
    const best = successOf(await postRanking(read, { projectId, fromDay: '2026-05-01', order: 'view_count', limit: 3 }))
    expect(best.total).toBe(posts.length)
    const most = [...posts].sort((a, b) => (b.view_count ?? 0) - (a.view_count ?? 0)).slice(0, 3)
    expect(best.rows.map(({ view_count }) => view_count)).toEqual(most.map(({ view_count }) => view_count))
    const liked = successOf(
      await postRanking(read, { projectId, fromDay: '2026-05-01', order: 'like_count', limit: 100 }),
    )
    const likes = liked.rows.map(({ like_count }) => like_count ?? 0)
    expect(likes).toEqual([...likes].sort((a, b) => b - a))
    const newest = successOf(await postRanking(read, { projectId, order: 'posted_at' })).rows
    const times = newest.map(({ posted_at }) => Date.parse(posted_at ?? ''))
    expect(times).toEqual([...times].sort((a, b) => b - a))
    const until = await postRanking(read, { projectId, toDay: '2026-05-01', order: 'posted_at' })
    for (const { posted_at } of successOf(until).rows) expect(String(posted_at) < '2026-05-02').toBe(true)
  })

  it('with a row that cannot be read are an error', async () => {
    await emulator.options({ leaderboard_total_count })
    const { id: projectId } = await project()
    const body = { data: [{ creator_id: 7 }], meta: { total_count: 1 } }
    await emulator.faults([{ match: { path: '/analytics' }, fault: { kind: 'json', body } }])
    expect(await creatorRanking(emulator.read(), { projectId })).toMatchObject({ error: { kind: 'bad_shape' } })
  })
})

describe('goals', () => {
  it.each(['cursor', 'whole_list'])('of all active creators are there, paging %s', async (undocumented_paging) => {
    await emulator.options({ undocumented_paging })
    const { id, creators, goals } = await project()
    const all = successOf(await goalCompliance(emulator.read(), id).all())
    const active = creators.filter(({ is_active }) => is_active === true)
    expect(idsOf(all.map(({ creator }) => creator))).toEqual(idsOf(active))
    const inForce = goals.filter((goal) => goal.is_active === true && active.some((row) => row.id === goal.creator_id))
    expect(all.flatMap(({ compliance }) => compliance)).toHaveLength(inForce.length)
  })

  it('are those of one creator, of one period', async () => {
    const { id, goals } = await project()
    const [goal] = goals.filter(({ is_active }) => is_active === true)
    const creatorId = String(goal?.creator_id)
    const period = goal?.period as 'weekly'
    const [own, another] = successOf(await goalCompliance(emulator.read(), id, { creatorId, period }).all())
    expect(another).toBeUndefined()
    expect(own?.creator.id).toBe(creatorId)
    expect(own?.compliance.map((state) => state.goal.period)).toEqual(own?.compliance.map(() => period))
  })

  it('with one that cannot be read are an error', async () => {
    const { id } = await project()
    await emulator.faults([{ fault: { kind: 'rows', patch: null } }])
    expect(await goalCompliance(emulator.read(), id).all()).toMatchObject({ error: { kind: 'bad_shape' } })
  })
})
