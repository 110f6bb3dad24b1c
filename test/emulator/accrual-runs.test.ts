import { describe, expect, it } from 'vitest'
import { type Row, type State, useEmulator } from './support.ts'

const emulator = useEmulator()

/** What came after the reset; the seeded rows come first. */
async function news(seeded = 24): Promise<Row[]> {
  return (await emulator.state()).accruals.slice(seeded)
}

async function state(): Promise<State> {
  return emulator.state()
}

function structureNamed(from: State, name: string, project = from.projects[0]?.id): Row {
  const found = from.payout_structures.find((s) => s.name === name && s.project_id === project)
  if (found === undefined) throw new Error(name)
  return found
}

/** Creators who are assigned to a structure and active. */
function earners(from: State, structure: Row): string[] {
  const active = new Set(from.creators.filter(({ is_active }) => is_active === true).map(({ id }) => id))
  const current = from.assignments.filter((a) => a.structure_id === structure.id && a.unassigned_at === null)
  return current.map(({ creator_id }) => String(creator_id)).filter((id) => active.has(id))
}

const rule = (structure: Row) => structure.current_version as { id: string; amount_cents: number }

describe('the accrual run', () => {
  it('comes at :15 after the period has ended, and not a second before', async () => {
    await emulator.setClock('2026-06-16T00:14:50Z')
    expect(await news()).toEqual([])
    await emulator.setClock('2026-06-16T00:15:00Z')
    const accruals = await news()
    expect(accruals.length).toBeGreaterThan(0)
    for (const accrual of accruals) {
      expect(accrual).toMatchObject({
        created_at: '2026-06-16T00:15:00Z',
        period_start_at: '2026-06-09T00:00:00Z',
        period_end_at: '2026-06-16T00:00:00Z',
        status: 'earned',
        currency: 'USD',
      })
    }
  })

  it('pays a recurring structure to everybody who is assigned and active', async () => {
    const before = await state()
    const retainer = structureNamed(before, 'Weekly retainer')
    const [one, two] = before.creators.filter(
      (c) => c.project_id === retainer.project_id && c.is_active === true && !earners(before, retainer).includes(c.id),
    )
    await emulator.api('POST', `/payout-structures/${retainer.id}/assignments`, {
      body: { creator_ids: [one?.id, two?.id] },
    })
    await emulator.api('DELETE', `/creators/${two?.id}`)
    await emulator.setClock('2026-06-16T00:20:00Z')
    const paid = (await news()).filter(({ structure_id }) => structure_id === retainer.id)
    expect(paid.map(({ creator_id }) => creator_id).sort()).toEqual([...earners(before, retainer), one?.id].sort())
    expect(paid.find(({ creator_id }) => creator_id !== one?.id)).toMatchObject({
      amount_cents: 17_500,
      structure_version_id: rule(retainer).id,
      inputs_snapshot: { prorated: false },
    })
    // Assigned on the last day of the week.
    expect(paid.find(({ creator_id }) => creator_id === one?.id)).toMatchObject({
      amount_cents: 2_500,
      inputs_snapshot: { prorated: true, days_active: 1, days_in_period: 7 },
    })
  })

  it('judges goals 48 hours after the period, by the version in force at its end', async () => {
    const before = await state()
    const bonus = structureNamed(before, 'Goal bonus: 4 posts a week')
    const creator_ids = before.creators.filter((c) => c.project_id === bonus.project_id).map(({ id }) => id)
    await emulator.api('POST', `/payout-structures/${bonus.id}/assignments`, { body: { creator_ids } })
    await emulator.api('PATCH', `/payout-structures/${bonus.id}`, {
      body: { criteria_params: { goals: [{ metric: 'posts', target_value: 5 }] } },
    })
    const version = rule(structureNamed(await state(), 'Goal bonus: 4 posts a week')).id
    await emulator.setClock('2026-06-23T00:14:00Z')
    const older = (await news()).length
    await emulator.setClock('2026-06-23T12:00:00Z')
    await emulator.api('PATCH', `/payout-structures/${bonus.id}`, { body: { amount_cents: 1 } })
    const bonuses = async () =>
      (await news())
        .slice(older)
        .filter((a) => a.structure_id === bonus.id && a.period_start_at === '2026-06-16T00:00:00Z')
    await emulator.setClock('2026-06-25T00:14:59Z')
    expect(await bonuses()).toEqual([])
    await emulator.setClock('2026-06-25T00:15:00Z')
    const judged = await bonuses()
    expect(judged.length).toBeGreaterThan(0)
    expect(judged.length).toBeLessThan(earners(await state(), bonus).length)
    for (const accrual of judged) {
      expect(accrual).toMatchObject({ amount_cents: 5_000, structure_version_id: version })
      const { goals_met, goals } = accrual.inputs_snapshot as { goals_met: boolean; goals: { actual: number }[] }
      expect([goals_met, (goals[0]?.actual ?? 0) >= 5]).toEqual([true, true])
    }
  })

  it('ends months on the first, and ignores archived structures and ended assignments', async () => {
    const before = await state()
    const monthly = structureNamed(before, 'Monthly flat')
    const sprint = structureNamed(before, 'Launch sprint (ended)')
    const retainer = structureNamed(before, 'Weekly retainer')
    const body = { creator_ids: earners(before, retainer) }
    await emulator.api('DELETE', `/payout-structures/${retainer.id}/assignments`, { body })
    await emulator.setClock('2026-07-01T00:14:00Z')
    expect((await news()).filter(({ structure_id }) => structure_id === monthly.id)).toEqual([])
    await emulator.setClock('2026-07-01T00:15:00Z')
    const after = await news()
    const flat = after.filter(({ structure_id }) => structure_id === monthly.id)
    expect(flat.length).toBe(earners(before, monthly).length)
    expect(flat[0]).toMatchObject({ period_start_at: '2026-06-01T00:00:00Z', period_end_at: '2026-07-01T00:00:00Z' })
    const others = new Set(after.map(({ structure_id }) => structure_id))
    expect([others.has(sprint.id), others.has(retainer.id)]).toEqual([false, false])
  })

  it('gives the same whether months pass at once or day by day, and leaves what is there alone', async () => {
    const untouched = (await state()).accruals
    await emulator.advance(75 * 86_400)
    const atOnce = (await state()).accruals
    await emulator.reset()
    for (let day = 0; day < 75; day += 1) {
      await emulator.advance(86_400)
      await emulator.request('GET', '/schema')
    }
    const daily = (await state()).accruals
    expect(daily).toEqual(atOnce)
    expect(daily.length).toBeGreaterThan(80)
    expect(daily.slice(0, 24)).toEqual(untouched)
    const times = daily.slice(24).map(({ created_at }) => String(created_at))
    expect(times).toEqual([...times].sort())
  })

  it('can be late, at :40', async () => {
    await emulator.options({ accrual_run: 'delayed' })
    await emulator.setClock('2026-06-16T00:39:59Z')
    expect(await news()).toEqual([])
    await emulator.setClock('2026-06-16T00:40:00Z')
    expect((await news())[0]?.created_at).toBe('2026-06-16T00:40:00Z')
  })

  it('can be skipped, and makes up for it when it comes back', async () => {
    await emulator.options({ accrual_run: 'skipped' })
    await emulator.setClock('2026-06-16T05:00:00Z')
    expect(await news()).toEqual([])
    await emulator.options({ accrual_run: 'on_time' })
    expect(await news()).toEqual([])
    await emulator.setClock('2026-06-16T05:15:00Z')
    const late = await news()
    expect(late.length).toBeGreaterThan(0)
    expect(late[0]?.created_at).toBe('2026-06-16T05:15:00Z')
  })

  it('writes nothing twice when the clock is set back', async () => {
    await emulator.setClock('2026-06-30T00:00:00Z')
    const first = await news()
    await emulator.setClock('2026-06-15T11:00:00Z')
    await emulator.request('GET', '/schema')
    await emulator.setClock('2026-06-30T00:00:00Z')
    expect(await news()).toEqual(first)
  })

  it('shows the period’s end as its last second when the option says so', async () => {
    await emulator.options({ period_end_at: 'last_second' })
    for (const { period_end_at } of await emulator.list('/payout-accruals'))
      expect(period_end_at).toMatch(/T23:59:59Z$/)
  })
})
