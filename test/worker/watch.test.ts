import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import {
  allEvents,
  eventsOf,
  HOUR_MS,
  hour,
  newOrganisation,
  runHour,
  START_MS,
  watch,
} from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

const types = (events: readonly { type: string }[]) => events.map((event) => event.type).sort()

/** An earned accrual and its creator, by the truth of the emulator. */
async function anEarnedAccrual() {
  const { accruals, creators } = await emulator.state()
  const accrual = accruals.find(({ status }) => status === 'earned')
  const creator = creators.find(({ id }) => id === accrual?.creator_id)
  if (!accrual || !creator) throw new Error('the organisation has no earned accrual')
  return { accrual, creator }
}

async function payFor(accrual: { id: string; creator_id: string; amount_cents: number }): Promise<string> {
  const methods = await emulator.api<{ id: string; is_active: boolean }[]>('GET', '/payout-methods')
  const method = methods.find(({ is_active }) => is_active)
  const payment = await emulator.api<{ id: string }>('POST', '/payout-payments', {
    creator_id: accrual.creator_id,
    method_id: method?.id,
    total_amount_cents: accrual.amount_cents,
    currency: 'USD',
    accrual_ids: [accrual.id],
    paid_at: new Date(START_MS).toISOString(),
  })
  return payment.id
}

describe('the first look', () => {
  it('announces one summary and opens alerts, but no accrual or creator as new', async () => {
    const run = await runHour(hour(0))
    expect(run).toMatchObject({ outcome: 'complete', reason: null, bad_rows: 0 })
    const events = await allEvents()
    expect(new Set(types(events))).toEqual(new Set(['accrual.overdue', 'creator.stale']))
    const summaries = (await emulator.slack()).filter(({ text }) => /first look/i.test(text))
    expect(summaries).toHaveLength(1)
    expect(await emulator.mail()).toHaveLength(1)
  })

  it('finds exactly the overdue accruals and stale creators there are', async () => {
    await runHour(hour(0))
    const { accruals, creators } = await emulator.state()
    const overdue = accruals.filter(
      ({ status, period_end_at }) => status === 'earned' && hour(0) - Date.parse(period_end_at) > 30 * 24 * HOUR_MS,
    )
    const stale = creators.filter(
      ({ is_active, last_scraped_at }) =>
        is_active && (last_scraped_at === null || hour(0) - Date.parse(last_scraped_at) > 12 * HOUR_MS),
    )
    const subjects = async (kind: string) =>
      (await watch().listAlerts({ state: 'open', kind, limit: 1_000 })).map(({ subject_id }) => subject_id).sort()
    expect(overdue.length).toBeGreaterThan(0)
    expect(stale.length).toBeGreaterThan(0)
    expect(await subjects('accrual.overdue')).toEqual(overdue.map(({ id }) => id).sort())
    expect(await subjects('creator.stale')).toEqual(stale.map(({ id }) => id).sort())
  })

  it('asks for no more pages than there are', async () => {
    await newOrganisation({ creators: 250, accruals: 450 })
    await emulator.setClock(hour(0))
    await emulator.clearLog()
    const run = await runHour(hour(0))
    const { projects, creators, accruals, payments } = await emulator.state()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const pages = [projects, creators, earned, payments].map(({ length }) => Math.max(1, Math.ceil(length / 100)))
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))
    expect(asked.length).toBe(pages.reduce((sum, n) => sum + n, 0))
    expect(run.requests).toBe(asked.length)
  })
})

describe('from hour to hour', () => {
  it('says nothing when nothing changed', async () => {
    await runHour(hour(0))
    const slack = JSON.stringify(await emulator.slack())
    const mail = (await emulator.mail()).length
    for (const n of [1, 2]) {
      const run = await runHour(hour(n))
      expect(run.outcome).toBe('complete')
    }
    const told = await emulator.slack()
    // The emulator's scheduled scrapes may refresh somebody; what must not happen is a message about nothing.
    const events = (await allEvents()).filter(({ timestamp }) => Date.parse(timestamp) > hour(0))
    if (events.length === 0) {
      expect(JSON.stringify(told)).toBe(slack)
      expect(await emulator.mail()).toHaveLength(mail)
    } else {
      expect(types(events).every((type) => type.startsWith('creator.') || type === 'accrual.overdue')).toBe(true)
    }
  })

  it('changes nothing when the same hour fires twice', async () => {
    await runHour(hour(0))
    await emulator.act({ do: 'add_creator' })
    const before = JSON.stringify([await allEvents(), await emulator.slack(), await watch().listRuns(10)])
    await emulator.clearLog()
    await runHour(hour(0))
    expect(JSON.stringify([await allEvents(), await emulator.slack(), await watch().listRuns(10)])).toBe(before)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })

  it('explains a paid accrual by the payment that names it, without asking for it', async () => {
    await runHour(hour(0))
    const { accrual, creator } = await anEarnedAccrual()
    const paymentId = await payFor(accrual)
    await emulator.clearLog()
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.find(({ type }) => type === 'accrual.paid')).toMatchObject({
      id: expect.stringContaining(accrual.id),
      timestamp: new Date(hour(1)).toISOString(),
      data: {
        accrual_id: accrual.id,
        handle: creator.tiktok_handle,
        payment_id: paymentId,
        status: 'paid',
        previous_status: 'earned',
        amount: { cents: accrual.amount_cents, currency: 'USD' },
      },
    })
    expect((await emulator.log()).filter(({ path }) => path.includes(`/payout-accruals/${accrual.id}`))).toHaveLength(0)
  })

  it.each([
    ['rejected', 'accrual.rejected'],
    ['voided', 'accrual.voided'],
  ])('confirms by id that an accrual was %s', async (status, type) => {
    await runHour(hour(0))
    const { accrual } = await anEarnedAccrual()
    await emulator.api('PATCH', `/payout-accruals/${accrual.id}`, { status })
    await emulator.clearLog()
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.filter((event) => event.type === type).map(({ data }) => data.accrual_id)).toEqual([accrual.id])
    const asked = (await emulator.log()).filter(({ path }) => path.includes(`/payout-accruals/${accrual.id}`))
    expect(asked).toHaveLength(1)
  })

  it('announces one that comes back as reopened, not as new', async () => {
    await runHour(hour(0))
    const { accrual } = await anEarnedAccrual()
    const paymentId = await payFor(accrual)
    await runHour(hour(1))
    await emulator.api('PATCH', `/payout-payments/${paymentId}`, { status: 'voided' })
    const events = await eventsOf(() => runHour(hour(2)))
    const about = events.filter(({ data }) => data.accrual_id === accrual.id && !('overdue' in data))
    expect(types(about).filter((type) => type !== 'accrual.overdue')).toEqual(['accrual.reopened'])
  })

  it('does not take an old payment for the explanation of a new absence', async () => {
    await runHour(hour(0))
    const { accrual } = await anEarnedAccrual()
    const paymentId = await payFor(accrual)
    await runHour(hour(1))
    await emulator.api('PATCH', `/payout-payments/${paymentId}`, { status: 'voided' })
    await runHour(hour(2))
    await emulator.api('PATCH', `/payout-accruals/${accrual.id}`, { status: 'rejected' })
    const events = await eventsOf(() => runHour(hour(3)))
    expect(types(events.filter(({ data }) => data.accrual_id === accrual.id))).toEqual(['accrual.rejected'])
  })

  it('tells of a changed amount, with both', async () => {
    await runHour(hour(0))
    const { accrual } = await anEarnedAccrual()
    await emulator.act({ do: 'change_amount', accrual_id: accrual.id, amount_cents: accrual.amount_cents + 700 })
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.find(({ type }) => type === 'accrual.changed')?.data).toMatchObject({
      accrual_id: accrual.id,
      amount: { cents: accrual.amount_cents + 700 },
      previous_amount: { cents: accrual.amount_cents },
    })
  })

  it('tells of creators added, deactivated and reactivated', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const someone = creators.find(({ is_active }) => is_active)
    await emulator.act({ do: 'add_creator' })
    await emulator.act({ do: 'deactivate', creator_id: someone?.id })
    const first = await eventsOf(() => runHour(hour(1)))
    expect(types(first)).toEqual(expect.arrayContaining(['creator.added', 'creator.deactivated']))
    await emulator.act({ do: 'reactivate', creator_id: someone?.id })
    const second = await eventsOf(() => runHour(hour(2)))
    expect(types(second)).toContain('creator.reactivated')
  })

  it('takes a creator for gone only when two complete walks did not list it', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const someone = creators.find(({ is_active }) => is_active)
    await emulator.options({ inactive_creators: 'hidden' })
    const hidden = creators.filter(({ is_active }) => !is_active)
    await emulator.act({ do: 'deactivate', creator_id: someone?.id })
    const once = await eventsOf(() => runHour(hour(1)))
    expect(types(once)).not.toContain('creator.deactivated')
    const twice = await eventsOf(() => runHour(hour(2)))
    expect(twice.filter(({ type }) => type === 'creator.deactivated').map(({ data }) => data.creator_id)).toEqual([
      someone?.id,
    ])
    // Those inactive before were no news then and are none now.
    expect(hidden.every(({ id }) => twice.every(({ data }) => data.creator_id !== id))).toBe(true)
    await emulator.act({ do: 'reactivate', creator_id: someone?.id })
    const back = await eventsOf(() => runHour(hour(3)))
    expect(back.filter(({ type }) => type === 'creator.reactivated').map(({ data }) => data.creator_id)).toEqual([
      someone?.id,
    ])
  })

  it('tells of what was earned, with names and amounts', async () => {
    await runHour(hour(0))
    const { accruals: before } = await emulator.state()
    await emulator.act({ do: 'earn' })
    const { accruals } = await emulator.state()
    const earned = accruals.filter(({ id }) => !before.some((known) => known.id === id))
    expect(earned.length).toBeGreaterThan(0)
    const events = await eventsOf(() => runHour(hour(1)))
    const told = events.filter(({ type }) => type === 'accrual.earned').map(({ data }) => data.accrual_id)
    expect(told.sort()).toEqual(earned.map(({ id }) => id).sort())
  })

  it('keeps an accrual that trackagoat no longer knows as missing, and tells nobody', async () => {
    await runHour(hour(0))
    const { accrual } = await anEarnedAccrual()
    await emulator.api('PATCH', `/payout-accruals/${accrual.id}`, { status: 'voided' })
    await emulator.faults([
      {
        match: { path: `/api/v1/payout-accruals/${accrual.id}` },
        fault: { kind: 'status', status: 404, headers: {}, body: '{"data":null,"error":"Not found","meta":null}' },
      },
    ])
    const events = await eventsOf(async () => {
      const run = await runHour(hour(1))
      expect(run).toMatchObject({ outcome: 'complete', vanished: 1 })
    })
    expect(events.filter(({ data }) => data.accrual_id === accrual.id)).toEqual([])
  })
})
