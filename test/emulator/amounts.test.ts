/** Amounts have a ceiling, so that no sum and no product of them is more than JavaScript can count exactly. */
import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const MOST_CENTS = 100_000_000_000

async function firstProject(): Promise<{ project: Row; creator: Row }> {
  const { projects, creators } = await emulator.state()
  const [project] = projects
  const creator = creators.find(
    (row) => row.project_id === project?.id && row.is_active && row.tracking_mode === 'auto',
  )
  if (project === undefined || creator === undefined) throw new Error('no creator')
  return { project, creator }
}

const rule = (project: Row, amount_cents: number) => ({
  project_id: project.id,
  name: 'Very much',
  period: 'weekly',
  criteria_type: 'cpm',
  amount_cents,
})

describe('an amount', () => {
  it('above the ceiling is refused by name, in structures, their changes and payments', async () => {
    const { project, creator } = await firstProject()
    const most = await emulator.api('POST', '/payout-structures', { body: rule(project, MOST_CENTS) })
    expect(most.status).toBe(201)
    const ad_hoc = { project_id: project.id, total_amount_cents: MOST_CENTS }
    expect((await emulator.api('POST', '/payout-payments', { body: ad_hoc })).status).toBe(201)
    for (const cents of [MOST_CENTS + 1, Number.MAX_SAFE_INTEGER]) {
      const refused = [
        ['POST', '/payout-structures', rule(project, cents), 'amount_cents'],
        ['PATCH', `/payout-structures/${(most.data as Row).id}`, { amount_cents: cents }, 'amount_cents'],
        ['POST', '/payout-payments', { creator_id: creator.id, total_amount_cents: cents }, 'total_amount_cents'],
      ] as const
      for (const [method, path, body, field] of refused) {
        const { status, meta } = await emulator.api(method, path, { body })
        expect([status, meta.code, meta.field], `${method} ${path}`).toEqual([400, 'invalid_body', field])
      }
      expect((await emulator.control('act', { do: 'earn', amount_cents: cents })).status).toBe(400)
    }
  })

  it('by views ends at the ceiling, and every list and the state can still be read', async () => {
    const { project, creator } = await firstProject()
    const { data } = await emulator.api('POST', '/payout-structures', { body: rule(project, MOST_CENTS) })
    const { id } = data as Row
    await emulator.api('POST', `/payout-structures/${id}/assignments`, { body: { creator_ids: [creator.id] } })
    for (let n = 0; n < 10; n += 1) {
      await emulator.act({ do: 'post_video', creator_id: creator.id, views: 1_000_000_000 })
    }
    await emulator.setClock('2026-06-16T01:15:00Z')
    const accruals = await emulator.walk(`/payout-accruals?creator_id=${creator.id}`, 100)
    expect(accruals.filter((row) => row.structure_id === id).map((row) => row.amount_cents)).toEqual([MOST_CENTS])
    expect((await emulator.state()).accruals.some((row) => row.amount_cents === MOST_CENTS)).toBe(true)
  })

  it('that several accruals add up to is refused above the ceiling, and they can be paid one by one', async () => {
    const { creator } = await firstProject()
    const earn = async () => {
      const { accruals } = await emulator.act({ do: 'earn', creator_id: creator.id, amount_cents: MOST_CENTS })
      return accruals[0].id as string
    }
    const ids = [await earn(), await earn()]
    const before = await emulator.state()
    const pay = (body: object) =>
      emulator.api('POST', '/payout-payments', { body: { creator_id: creator.id, ...body } })
    const named = { accrual_ids: ids, total_amount_cents: MOST_CENTS, adjustment_reason: 'half' }
    for (const body of [named, { auto_apply_outstanding: true }]) {
      const { status, meta } = await pay(body)
      expect([status, meta.code, meta.field]).toEqual([400, 'invalid_body', 'accrual_ids'])
    }
    expect((await emulator.state()).payments).toEqual(before.payments)
    for (const id of ids) {
      expect((await pay({ accrual_ids: [id], total_amount_cents: MOST_CENTS })).status).toBe(201)
    }
  })
})
