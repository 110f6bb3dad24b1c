import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

/** Lists that are narrowed by creator and by project at once, and how their rows are told by creator in the state. */
const LISTS = [
  ['/videos', 'videos'],
  ['/payout-accruals', 'accruals'],
  ['/payout-payments', 'payments'],
] as const

describe.each(LISTS)('%s', (path, kind) => {
  /** A creator who has rows, those that are listed of them, and another project. */
  async function somebody() {
    const state = await emulator.state()
    const rows: Row[] = state[kind].filter((row) => row.tracking_status !== 'excluded')
    const creator = state.creators.find(({ id }) => rows.some((row) => row.creator_id === id))
    const own = rows.filter((row) => row.creator_id === creator?.id).map(({ id }) => id)
    const other = state.projects.find(({ id }) => id !== creator?.project_id)
    return { creator, own, other }
  }

  const ids = async (query: string) => (await emulator.walk(`${path}?${query}`, 100)).map(({ id }) => id).sort()

  it('of a creator and the creator’s own project are those of the creator', async () => {
    const { creator, own } = await somebody()
    expect(own.length).toBeGreaterThan(0)
    expect(await ids(`creator_id=${creator?.id}&project_id=${creator?.project_id}`)).toEqual(own.sort())
  })

  it('of a creator and another project are none: both must hold', async () => {
    const { creator, other } = await somebody()
    expect(await ids(`project_id=${other?.id}`)).not.toEqual([])
    expect(await ids(`creator_id=${creator?.id}&project_id=${other?.id}`)).toEqual([])
  })
})

it.each([
  ['/payout-accruals', 'rejected'],
  ['/payout-payments', 'voided'],
] as const)('%s of a creator and with a status have both', async (path, status) => {
  const { creators } = await emulator.state()
  const made = async (creator_id: unknown) => {
    const { accruals } = await emulator.act({ do: 'earn', creator_id, amount_cents: 700 })
    if (path === '/payout-accruals') return accruals[0] as Row
    return (await emulator.act({ do: 'pay', accrual_id: accruals[0].id })).payments[0] as Row
  }
  const [one, two] = creators.filter((row) => row.is_active === true).map(({ id }) => id)
  const [wanted, , another] = [await made(one), await made(one), await made(two)]
  for (const { id } of [wanted, another]) {
    expect((await emulator.api('PATCH', `${path}/${id}`, { body: { status } })).status).toBe(200)
  }
  const listed = await emulator.list(`${path}?limit=100&creator_id=${one}&status=${status}`)
  expect(new Set(listed.map((row) => `${row.creator_id} ${row.status}`))).toEqual(new Set([`${one} ${status}`]))
  expect(listed.map(({ id }) => id)).toContain(wanted.id)
})
