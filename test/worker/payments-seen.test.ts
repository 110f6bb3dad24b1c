/** What the watch says of payments: whose they are, and that they were voided. */
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Origin, SeenPayment } from '../../src/durable/ledger/contract.ts'
import { emulator } from '../support/worker/emulator.ts'
import {
  allEvents,
  eventsOf,
  hour,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  sqlOfWatch,
  watch,
} from '../support/worker/farm.ts'
import { anEarnedAccrual, earnedAccruals, payElsewhere, paymentEvents } from '../support/worker/payments-elsewhere.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

/** Answers in the ledger's place, and keeps what it was asked. */
async function ledgerSays(answer: (payment: SeenPayment) => Origin): Promise<SeenPayment[][]> {
  const asked: SeenPayment[][] = []
  await runInDurableObject(watch(), (object) => {
    object.askOrigins = async (payments) => {
      asked.push([...payments])
      return payments.map(answer)
    }
  })
  return asked
}

describe('a payment that the ledger did not record', () => {
  it('is told of once, with all that is known of it, and is no news of its own', async () => {
    await runHour(hour(0))
    const accrual = await anEarnedAccrual()
    const payment = await payElsewhere(accrual.id)
    const events = await eventsOf(async () => {
      const run = await runHour(hour(1))
      expect(run.outcome).toBe('complete')
    })
    const { creators, projects } = await emulator.state()
    const creator = creators.find(({ id }) => id === accrual.creator_id)
    const told = events.filter(({ type }) => type === 'payment.external')
    expect(told).toEqual([
      {
        id: `payment.external:${payment.id}:1`,
        type: 'payment.external',
        timestamp: new Date(hour(1)).toISOString(),
        data: {
          payment_id: payment.id,
          creator_id: accrual.creator_id,
          handle: creator?.tiktok_handle,
          display_name: creator?.display_name,
          project_id: creator?.project_id,
          project_name: projects.find(({ id }) => id === creator?.project_id)?.name,
          amount: expect.objectContaining({ cents: accrual.amount_cents, currency: 'USD' }),
          method: expect.any(String),
          paid_at: expect.stringMatching(/Z$/),
          accrual_ids: [accrual.id],
        },
      },
    ])
    expect(paymentEvents(await eventsOf(() => runHour(hour(2))))).toEqual([])
    const news = (await noticesOf(SLACK_OUTBOX)).filter(({ kind }) => kind === 'news')
    expect(JSON.stringify(news)).not.toContain('payment.external')
  })

  it('is history when it was there at the first complete look, and nobody is asked about it', async () => {
    expect((await emulator.state()).payments.length).toBeGreaterThan(0)
    const asked = await ledgerSays(() => 'external')
    // The first walk breaks off; what comes until the next is history as well.
    await emulator.faults([
      { match: { path: '/api/v1/payout-payments' }, times: 50, fault: { kind: 'error_before_commit' } },
    ])
    expect((await runHour(hour(0))).outcome).toBe('incomplete')
    await payElsewhere()
    await emulator.faults([])
    await runHour(hour(1))
    await runHour(hour(2))
    expect(paymentEvents(await allEvents())).toEqual([])
    expect(asked).toEqual([])
  })

  it('is one the ledger does not claim: what it claims is not told of', async () => {
    await runHour(hour(0))
    const asked = await ledgerSays(() => 'ledger')
    const payment = await payElsewhere()
    expect(paymentEvents(await eventsOf(() => runHour(hour(1))))).toEqual([])
    await runHour(hour(2))
    expect(asked.map((payments) => payments.map(({ id, status }) => [id, status]))).toEqual([[[payment.id, 'paid']]])
  })

  it('is asked about again while the ledger cannot know', async () => {
    await runHour(hour(0))
    const undecided = await ledgerSays(() => 'undecided')
    const payment = await payElsewhere()
    expect(paymentEvents(await eventsOf(() => runHour(hour(1))))).toEqual([])
    expect(undecided).toHaveLength(1)
    await ledgerSays(() => 'external')
    expect(paymentEvents(await eventsOf(() => runHour(hour(2))))).toEqual([`payment.external:${payment.id}:1`])
  })

  it('is told of later when the ledger cannot be reached, and the run is good all the same', async () => {
    await runHour(hour(0))
    await ledgerSays(() => {
      throw new Error('no ledger')
    })
    const payment = await payElsewhere()
    expect((await runHour(hour(1))).outcome).toBe('complete')
    await ledgerSays(() => 'external')
    expect(paymentEvents(await eventsOf(() => runHour(hour(2))))).toEqual([`payment.external:${payment.id}:1`])
  })

  it('is asked about in batches of a hundred', async () => {
    await newOrganisation({ creators: 260, accruals: 900 })
    await runHour(hour(0))
    const asked = await ledgerSays(() => 'external')
    const accruals = (await earnedAccruals()).slice(0, 130)
    expect(accruals).toHaveLength(130)
    for (const { id } of accruals) await payElsewhere(id)
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.filter(({ type }) => type === 'payment.external')).toHaveLength(130)
    expect(asked.map(({ length }) => length)).toEqual([100, 30])
  })
})

describe('a payment that is voided', () => {
  it('is told of when others recorded it, before or after the first look', async () => {
    await runHour(hour(0))
    const old = (await emulator.state()).payments.find(({ status }) => status === 'paid')
    const late = await payElsewhere()
    await runHour(hour(1))
    await emulator.act({ do: 'void', payment_id: old?.id })
    await emulator.act({ do: 'void', payment_id: late.id })
    const events = await eventsOf(() => runHour(hour(2)))
    expect(paymentEvents(events).sort()).toEqual([`payment.voided:${old?.id}:1`, `payment.voided:${late.id}:2`].sort())
    expect(events.find(({ id }) => id === `payment.voided:${late.id}:2`)?.data).toMatchObject({
      payment_id: late.id,
      amount: { cents: late.total_amount_cents },
      accrual_ids: expect.arrayContaining([expect.any(String)]),
    })
    expect(paymentEvents(await eventsOf(() => runHour(hour(3))))).toEqual([])
  })

  it('is left to the ledger when it is one of its own: it is asked again, and so it learns of it', async () => {
    await runHour(hour(0))
    const asked = await ledgerSays(() => 'ledger')
    const payment = await payElsewhere()
    await runHour(hour(1))
    await emulator.act({ do: 'void', payment_id: payment.id })
    expect(paymentEvents(await eventsOf(() => runHour(hour(2))))).toEqual([])
    expect(asked.flat().map(({ id, status }) => [id, status])).toEqual([
      [payment.id, 'paid'],
      [payment.id, 'voided'],
    ])
  })

  it('before anybody knew whose it was is told of with its recording', async () => {
    await runHour(hour(0))
    await ledgerSays(() => 'undecided')
    const payment = await payElsewhere()
    await runHour(hour(1))
    await emulator.act({ do: 'void', payment_id: payment.id })
    await ledgerSays(() => 'external')
    expect(paymentEvents(await eventsOf(() => runHour(hour(2))))).toEqual([
      `payment.external:${payment.id}:1`,
      `payment.voided:${payment.id}:2`,
    ])
  })

  it('is found although it stands far down a list whose first page is known', async () => {
    await newOrganisation({ creators: 260, accruals: 2_400 })
    await runHour(hour(0))
    const { payments } = await emulator.state()
    expect(payments.length).toBeGreaterThan(300)
    const pages = async (n: number) => {
      await emulator.clearLog()
      const events = await eventsOf(() => runHour(hour(n)))
      const asked = (await emulator.log()).filter(({ path }) => path === '/api/v1/payout-payments')
      return { events: paymentEvents(events), asked: asked.length }
    }
    expect(await pages(1)).toEqual({ events: [], asked: 1 })
    // Listed newest first: the oldest with accruals that still count stands on the last pages.
    const rows = await emulator.api<{ id: string; status: string; payout_payment_lines: unknown[] }[]>(
      'GET',
      '/payout-payments?limit=100',
    )
    const firstPage = new Set(rows.map(({ id }) => id))
    const listed = await sqlOfWatch((sql) =>
      sql
        .exec<{ id: string }>(
          "SELECT id FROM payments WHERE status = 'paid' AND id IN (SELECT payment_id FROM payment_lines) ORDER BY paid_at",
        )
        .toArray(),
    )
    const oldest = listed.find(({ id }) => !firstPage.has(id))
    await emulator.act({ do: 'void', payment_id: oldest?.id })
    const found = await pages(2)
    expect(found.events).toEqual([`payment.voided:${oldest?.id}:1`])
    expect(found.asked).toBeGreaterThan(1)
    expect(await pages(3)).toEqual({ events: [], asked: 1 })
  })
})

describe('events of the ledger', () => {
  const event = {
    id: 'payment.requested:pay_1:1',
    type: 'payment.requested' as const,
    atMs: hour(0) + 5,
    projectId: null,
    amountCents: 5_000,
    data: { id: 'pay_1' },
  }

  it('stand in the log once, however often they are handed over', async () => {
    await watch().noteEvents([event])
    await watch().noteEvents([event, { ...event, id: 'payment.approved:pay_1:2', type: 'payment.approved' }])
    expect(await allEvents()).toEqual([
      { id: event.id, type: event.type, timestamp: new Date(event.atMs).toISOString(), data: event.data },
      expect.objectContaining({ id: 'payment.approved:pay_1:2' }),
    ])
    expect(await watch().listEvents({ type: 'payment.approved', sinceMs: null, limit: 10 })).toHaveLength(1)
  })

  it('are neither counted by the run they fall into nor announced', async () => {
    await runHour(hour(0))
    const before = (await emulator.slack()).length
    await emulator.setClock(hour(1))
    await watch().openRun('hourly-2026-05-07T13Z', { nowMs: hour(1), trigger: 'cron' })
    await watch().noteEvents([event])
    const run = await runHour(hour(1))
    const own = (await allEvents()).filter(({ timestamp }) => timestamp === new Date(hour(1)).toISOString())
    expect(run.events).toBe(own.length)
    expect(JSON.stringify((await emulator.slack()).slice(before))).not.toContain('pay_1')
  })
})
