import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const DAY_S = 86_400
const POSTED = { criteria_type: 'goals', criteria_params: { goals: [{ metric: 'posts', target_value: 1 }] } }

async function activeCreators(): Promise<Row[]> {
  const { creators, projects } = await emulator.state()
  return creators.filter((row) => row.project_id === projects[0]?.id && row.is_active === true)
}

/** A structure, and a creator who is assigned to it. */
async function paid(rule: object): Promise<{ structure: Row; creator: Row }> {
  const [creator] = await activeCreators()
  if (creator === undefined) throw new Error('no creator')
  const body = { project_id: creator.project_id, name: 'Mine', period: 'weekly', amount_cents: 1_000, ...rule }
  const structure = (await emulator.api('POST', '/payout-structures', { body })).data as Row
  await assign(structure, creator)
  return { structure, creator }
}

const assign = ({ id }: Row, creator: Row, method: 'POST' | 'DELETE' = 'POST') =>
  emulator.api(method, `/payout-structures/${id}/assignments`, { body: { creator_ids: [creator.id] } })

const change = ({ id }: Row, body: object) => emulator.api('PATCH', `/payout-structures/${id}`, { body })

async function accrualsOf({ id }: Row): Promise<Row[]> {
  return (await emulator.state()).accruals.filter((row) => row.structure_id === id)
}

/** Each accrual as `first day–end cents`. */
async function periodsOf(structure: Row): Promise<string[]> {
  const day = (instant: unknown) => String(instant).slice(5, 10)
  const accruals = await accrualsOf(structure)
  return accruals.map((row) => `${day(row.period_start_at)}–${day(row.period_end_at)} ${row.amount_cents}`)
}

/** Pairs of accruals of one creator and structure that have a day in common. */
function overlaps(accruals: Row[]): Row[][] {
  const found: Row[][] = []
  accruals.forEach((one, index) => {
    for (const other of accruals.slice(index + 1)) {
      if (one.creator_id !== other.creator_id || one.structure_id !== other.structure_id) continue
      const apart =
        String(one.period_end_at) <= String(other.period_start_at) ||
        String(other.period_end_at) <= String(one.period_start_at)
      if (!apart) found.push([one, other])
    }
  })
  return found
}

/** A period that is neither a week nor a month. */
function isShortened({ period_start_at, period_end_at }: Row): boolean {
  const days = (Date.parse(String(period_end_at)) - Date.parse(String(period_start_at))) / (DAY_S * 1_000)
  return days !== 7 && days < 28
}

describe('a structure pays a creator for no day twice', () => {
  it('when its rule became one of goals after the clock was set back', async () => {
    const { structure, creator } = await paid({ criteria_type: 'recurring' })
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    await emulator.setClock('2026-06-17T00:00:00Z')
    const first = await periodsOf(structure)
    expect(first).toEqual(['06-09–06-16 1000'])
    await emulator.setClock('2026-06-15T11:00:00Z')
    await change(structure, POSTED)
    await emulator.setClock('2026-06-19T00:00:00Z')
    expect(await periodsOf(structure)).toEqual(first)
  })

  it('when who was assigned is unassigned, the clock set back and assigned again', async () => {
    const { structure, creator } = await paid(POSTED)
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    await emulator.setClock('2026-06-17T00:00:00Z')
    await assign(structure, creator, 'DELETE')
    await emulator.setClock('2026-06-15T11:00:00Z')
    await assign(structure, creator)
    await emulator.setClock('2026-06-19T00:00:00Z')
    expect(await periodsOf(structure)).toEqual(['06-09–06-16 1000'])
  })

  it('when weeks become months: the first month begins where the last week ended', async () => {
    await emulator.reset({ now: '2026-08-31T12:00:00Z' })
    const { structure } = await paid({ criteria_type: 'recurring', proration_mode: 'daily', amount_cents: 3_000 })
    await emulator.setClock('2026-09-09T00:00:00Z')
    await change(structure, { period: 'monthly' })
    await emulator.setClock('2026-11-02T00:00:00Z')
    expect(await periodsOf(structure)).toEqual([
      // Assigned on the last day of the first week.
      '08-25–09-01 429',
      '09-01–09-08 3000',
      '09-08–10-01 2300',
      '10-01–11-01 3000',
    ])
    expect((await accrualsOf(structure))[2]?.inputs_snapshot).toEqual({
      prorated: true,
      days_active: 23,
      days_in_period: 30,
    })
  })

  it('when months become weeks: the first week begins where the last month ended', async () => {
    await emulator.reset({ now: '2026-06-30T12:00:00Z' })
    const { structure } = await paid({ criteria_type: 'recurring', proration_mode: 'daily', period: 'monthly' })
    await emulator.setClock('2026-07-02T00:00:00Z')
    await change(structure, { period: 'weekly', amount_cents: 700 })
    await emulator.setClock('2026-07-15T00:00:00Z')
    // The week from 06-30 on begins with the month.
    expect((await periodsOf(structure)).slice(1)).toEqual(['07-01–07-07 600', '07-07–07-14 700'])
  })

  it('by views: those of posts from before the new kind of period are not paid again', async () => {
    const { structure, creator } = await paid({ criteria_type: 'cpm' })
    await emulator.act({ do: 'post_video', creator_id: creator.id, views: 400_000 })
    await emulator.setClock('2026-06-16T12:00:00Z')
    await change(structure, { period: 'monthly' })
    await emulator.act({ do: 'post_video', creator_id: creator.id, views: 100_000 })
    await emulator.setClock('2026-07-02T00:00:00Z')
    const [week, month] = (await accrualsOf(structure)).map((row) => row.inputs_snapshot as { impressions: number })
    expect(week?.impressions).toBeGreaterThanOrEqual(400_000)
    expect(month?.impressions).toBeGreaterThanOrEqual(100_000)
    expect(month?.impressions).toBeLessThan(400_000)
  })

  it('whatever is changed, and wherever the clock is set', async () => {
    let state = 20_260_615
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return (state >>> 8) % below
    }
    const { structure, creator } = await paid({ criteria_type: 'recurring', proration_mode: 'daily' })
    const criteria = ['recurring', 'goals', 'cpm']
    const acts = [
      () => assign(structure, creator),
      () => assign(structure, creator),
      () => assign(structure, creator, 'DELETE'),
      () => change(structure, { period: random(2) === 0 ? 'weekly' : 'monthly' }),
      () => change(structure, { period: random(2) === 0 ? 'weekly' : 'monthly' }),
      () => change(structure, { ...POSTED, criteria_type: criteria[random(3)] }),
      () => change(structure, { is_active: random(3) > 0 }),
    ]
    for (let turn = 0; turn < 300; turn += 1) {
      await acts[random(acts.length)]?.()
      await emulator.advance((random(4) === 0 ? -1 : 1) * random(9 * DAY_S))
    }
    const accruals = await accrualsOf(structure)
    expect(accruals.length).toBeGreaterThan(20)
    expect(accruals.filter(isShortened).length).toBeGreaterThan(2)
    expect(overlaps(accruals)).toEqual([])
  }, 30_000)
})

describe('what decides a period is what was so when it ended', () => {
  it('who was inactive then earns nothing, though active again at the run', async () => {
    const { structure, creator } = await paid(POSTED)
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    await emulator.setClock('2026-06-15T20:00:00Z')
    await emulator.api('DELETE', `/creators/${creator.id}`)
    await emulator.setClock('2026-06-16T10:00:00Z')
    const path = `/projects/${creator.project_id}/creators/bulk-reenable`
    expect((await emulator.api('POST', path, { body: { creator_ids: [creator.id] } })).data).toMatchObject({
      ok_count: 1,
    })
    await emulator.setClock('2026-06-19T00:00:00Z')
    expect(await periodsOf(structure)).toEqual([])
  })

  it('who paused before or after the end earns', async () => {
    const { structure, creator } = await paid(POSTED)
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    for (const [away, back] of [
      ['2026-06-15T20:00:00Z', '2026-06-15T21:00:00Z'],
      ['2026-06-16T01:00:00Z', '2026-06-16T02:00:00Z'],
    ]) {
      await emulator.setClock(away ?? '')
      await emulator.api('DELETE', `/creators/${creator.id}`)
      await emulator.setClock(back ?? '')
      const body = { tiktok_handle: creator.tiktok_handle }
      expect((await emulator.api('POST', `/projects/${creator.project_id}/creators`, { body })).status).toBe(200)
    }
    await emulator.setClock('2026-06-19T00:00:00Z')
    expect(await periodsOf(structure)).toEqual(['06-09–06-16 1000'])
  })

  it('a goal that was set after the end decides nothing about the period, and all about the next', async () => {
    const { structure, creator } = await paid({ criteria_type: 'goals' })
    for (const { id } of await emulator.list(`/creators/${creator.id}/goals`)) {
      await emulator.api('DELETE', `/creators/${creator.id}/goals/${id}`)
    }
    const set = (target_value: number) =>
      emulator.api('POST', `/creators/${creator.id}/goals`, {
        body: { metric: 'posts', period: 'weekly', target_value },
      })
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    await emulator.setClock('2026-06-16T00:00:00Z')
    await set(1)
    await emulator.setClock('2026-06-18T12:00:00Z')
    expect(await periodsOf(structure)).toEqual([])
    await emulator.act({ do: 'post_video', creator_id: creator.id })
    await emulator.setClock('2026-06-23T00:00:00Z')
    await set(1_000)
    await emulator.setClock('2026-06-25T12:00:00Z')
    expect(await periodsOf(structure)).toEqual(['06-16–06-23 1000'])
  })
})

it('a share that is worth less than half a cent makes no accrual', async () => {
  const { structure } = await paid({ criteria_type: 'recurring', proration_mode: 'daily', amount_cents: 3 })
  await emulator.setClock('2026-06-24T00:00:00Z')
  // The first week was one day of seven.
  expect(await periodsOf(structure)).toEqual(['06-16–06-23 3'])
})
