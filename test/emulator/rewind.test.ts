/** The clock set back: what was noted of the time that is undone has not been so. Weeks run from Tuesday 2026-06-16 to 06-23. */
import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

async function someone(): Promise<Row> {
  const { creators } = await emulator.state()
  const creator = creators.find(({ is_active, last_scraped_at }) => is_active === true && last_scraped_at !== null)
  if (creator === undefined) throw new Error('nobody')
  return creator
}

async function assigned(creator: Row, amount_cents: number): Promise<Row> {
  const body = {
    project_id: creator.project_id,
    name: 'Mine',
    period: 'weekly',
    criteria_type: 'recurring',
    amount_cents,
  }
  const structure = (await emulator.api('POST', '/payout-structures', { body })).data as Row
  await emulator.api('POST', `/payout-structures/${structure.id}/assignments`, { body: { creator_ids: [creator.id] } })
  return structure
}

/** What a structure has paid for the week from 06-16, and for those after it. */
async function amounts(structure: Row): Promise<unknown[]> {
  const { accruals } = await emulator.state()
  return accruals
    .filter((row) => row.structure_id === structure.id && String(row.period_start_at) >= '2026-06-16')
    .map((row) => row.amount_cents)
}

const deactivate = ({ id }: Row) => emulator.act({ do: 'deactivate', creator_id: id })
const reactivate = ({ id }: Row) => emulator.act({ do: 'reactivate', creator_id: id })

describe('after the clock was set back', () => {
  it('the rule that was written last is the rule', async () => {
    const structure = await assigned(await someone(), 7_000)
    const change = async (amount_cents: number) =>
      (await emulator.api('PATCH', `/payout-structures/${structure.id}`, { body: { amount_cents } })).data as Row
    await emulator.setClock('2026-06-20T12:00:00Z')
    await change(1_000)
    await emulator.setClock('2026-06-17T12:00:00Z')
    expect(await change(5_000)).toMatchObject({ current_version: { amount_cents: 5_000 } })
    await emulator.setClock('2026-07-01T12:00:00Z')
    expect(await amounts(structure)).toEqual([5_000, 5_000])
  })

  it('who is inactive all along is not paid, though removed only later in the time that is undone', async () => {
    const creator = await someone()
    const structure = await assigned(creator, 7_000)
    await emulator.setClock('2026-06-22T12:00:00Z')
    await emulator.options({ accrual_run: 'skipped' })
    await emulator.setClock('2026-06-25T12:00:00Z')
    await deactivate(creator)
    await emulator.setClock('2026-06-20T12:00:00Z')
    await emulator.options({ accrual_run: 'on_time' })
    await emulator.setClock('2026-06-24T12:00:00Z')
    expect(await amounts(structure)).toEqual([])
  })

  it('who is active all along is paid, though away for a night in the time that is undone', async () => {
    const creator = await someone()
    const structure = await assigned(creator, 7_000)
    await emulator.options({ accrual_run: 'skipped' })
    await emulator.setClock('2026-06-22T20:00:00Z')
    await deactivate(creator)
    await emulator.setClock('2026-06-23T00:05:00Z')
    await reactivate(creator)
    await emulator.setClock('2026-06-17T12:00:00Z')
    await emulator.options({ accrual_run: 'on_time' })
    await emulator.setClock('2026-06-24T12:00:00Z')
    expect(await amounts(structure)).toEqual([7_000])
  })

  it('a scrape that is undone does not come back into days that are over', async () => {
    const { id } = await someone()
    const scrape = () => emulator.api('POST', `/creators/${id}/scrape`)
    const followers = async () => {
      const query = `entity=creator&entity_id=${id}&metric=followers&mode=cumulative&from=2026-06-20&to=2026-06-20`
      const { data } = await emulator.api('GET', `/analytics?${query}`)
      return (data as { series: { points: { value: number }[] }[] }).series[0]?.points[0]?.value
    }
    await emulator.act({ do: 'stall', creator_id: id })
    await emulator.setClock('2026-06-20T12:00:00Z')
    await scrape()
    await emulator.setClock('2026-06-21T12:00:00Z')
    await emulator.act({ do: 'scrape_all' })
    await emulator.setClock('2026-06-16T12:00:00Z')
    await emulator.act({ do: 'scrape_all' })
    await emulator.act({ do: 'stall', creator_id: id })
    await emulator.setClock('2026-06-22T12:00:00Z')
    const seen = await followers()
    await scrape()
    await emulator.setClock('2026-06-23T12:00:00Z')
    await scrape()
    await emulator.setClock('2026-06-24T12:00:00Z')
    expect(await followers()).toBe(seen)
  })
})
