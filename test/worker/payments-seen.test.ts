/** What the watch says of payments: whose they are, that they were voided, and that an accrual is on two of them. */
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertGroupNotice } from '../../src/domain/notice.ts'
import type { Origin, SeenPayment } from '../../src/durable/ledger/contract.ts'
import { migrate } from '../../src/durable/watch/schema.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import {
  allEvents,
  eventsOf,
  HOUR_MS,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  START_MS,
  watch,
} from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

const hour = (n: number) => START_MS + n * HOUR_MS
const sqlOf = <T>(work: (sql: SqlStorage) => T): Promise<T> =>
  runInDurableObject(watch(), (_, state) => work(state.storage.sql))

type Payment = EmulatorState['payments'][number]

/** Somebody records a payment in trackagoat itself. */
async function payElsewhere(accrualId?: string): Promise<Payment> {
  const acted = await emulator.act<{ payments: Payment[] }>({
    do: 'pay',
    ...(accrualId === undefined ? {} : { accrual_id: accrualId }),
  })
  const [payment] = acted.payments
  if (payment === undefined) throw new Error('nobody was paid')
  return payment
}

async function earnedAccruals() {
  return (await emulator.state()).accruals.filter(({ status }) => status === 'earned')
}

async function anEarnedAccrual() {
  const [accrual] = await earnedAccruals()
  if (accrual === undefined) throw new Error('the organisation has no earned accrual')
  return accrual
}

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

const paymentEvents = (events: readonly { id: string; type: string }[]) =>
  events.filter(({ type }) => type.startsWith('payment.')).map(({ id }) => id)

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
    const listed = await sqlOf((sql) =>
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

describe('an accrual on two live payments', () => {
  const open = () => watch().listAlerts({ state: 'open', kind: 'accrual.double_paid', limit: 100 })
  const groups = async () =>
    (await noticesOf(SLACK_OUTBOX)).filter(
      (notice): notice is AlertGroupNotice =>
        notice.kind === 'alert_group' && notice.alertKind === 'accrual.double_paid',
    )
  const pay = (accrual: { id: string; creator_id: string; amount_cents: number }) =>
    emulator.api<{ id: string }>('POST', '/payout-payments', {
      creator_id: accrual.creator_id,
      total_amount_cents: accrual.amount_cents,
      currency: 'USD',
      accrual_ids: [accrual.id],
    })
  const payTwice = async (accrual: { id: string; creator_id: string; amount_cents: number }) => {
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    return [await pay(accrual), await pay(accrual)] as const
  }

  it('is an alert that names creator, amount and both payments, until one of them is voided', async () => {
    await runHour(hour(0))
    expect(await open()).toEqual([])
    const accrual = await anEarnedAccrual()
    const [first, second] = await payTwice(accrual)
    await runHour(hour(1))
    const { creators } = await emulator.state()
    const creator = creators.find(({ id }) => id === accrual.creator_id)
    expect(await open()).toMatchObject([
      { subject_id: accrual.id, handle: creator?.tiktok_handle, project: { id: creator?.project_id }, announced: true },
    ])
    const [notice] = await groups()
    expect(notice).toMatchObject({
      state: 'open',
      openCount: 1,
      totalCents: accrual.amount_cents,
      items: [{ handle: creator?.tiktok_handle, amountCents: accrual.amount_cents }],
    })
    expect(notice?.items[0]?.remark).toContain(first.id)
    expect(notice?.items[0]?.remark).toContain(second.id)
    expect(notice?.items[0]?.periodEndAt).toBe(new Date(accrual.period_end_at).toISOString())

    await emulator.act({ do: 'void', payment_id: second.id })
    await runHour(hour(2))
    expect(await open()).toEqual([])
    expect((await groups()).at(-1)).toMatchObject({ state: 'resolved' })
    expect((await groups()).length).toBe(2)
  })

  it('is found at the first look as well, and comes again when it happens again', async () => {
    const accrual = await anEarnedAccrual()
    const [, second] = await payTwice(accrual)
    await runHour(hour(0))
    expect(await open()).toMatchObject([{ subject_id: accrual.id, handle: expect.any(String) }])
    await emulator.act({ do: 'void', payment_id: second.id })
    await runHour(hour(1))
    expect(await open()).toEqual([])
    await pay(accrual)
    await runHour(hour(2))
    expect(await open()).toMatchObject([{ subject_id: accrual.id }])
  })

  it('is over when one is voided that stands far down the list', async () => {
    await newOrganisation({ creators: 260, accruals: 900 })
    const accrual = await anEarnedAccrual()
    const [first] = await payTwice(accrual)
    for (const { id } of (await earnedAccruals()).slice(0, 120)) await payElsewhere(id)
    await runHour(hour(0))
    expect(await open()).toHaveLength(1)
    await runHour(hour(1))
    expect(await open()).toHaveLength(1)
    await emulator.act({ do: 'void', payment_id: first.id })
    await emulator.clearLog()
    await runHour(hour(2))
    expect(await open()).toEqual([])
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1/payout-payments'))
    expect(asked.length).toBeLessThanOrEqual(4)
  })

  it('is none when the other payment was voided before anybody looked', async () => {
    await runHour(hour(0))
    const accrual = await anEarnedAccrual()
    const [first] = await payTwice(accrual)
    await emulator.act({ do: 'void', payment_id: first.id })
    await runHour(hour(1))
    expect(await open()).toEqual([])
  })
})

describe('a watch from before payments were judged', () => {
  it('reads all payments once more for their lines, and takes those it knew for history', async () => {
    await newOrganisation({ creators: 260, accruals: 2_400 })
    await runHour(hour(0))
    await runHour(hour(1))
    const linesBefore = await sqlOf((sql) => Array.from(sql.exec('SELECT * FROM payment_lines').raw()))
    await runInDurableObject(watch(), (_, state) => {
      const { sql } = state.storage
      for (const table of ['payment_lines', 'double_suspects', 'payments_to_ask', 'unjudged', 'silences']) {
        sql.exec(`DROP TABLE ${table}`)
      }
      for (const index of ['alerts_creator', 'alerts_silenced']) sql.exec(`DROP INDEX ${index}`)
      for (const column of [
        'payments.origin',
        'payments.revision',
        'events.noted',
        'alerts.creator_id',
        'alerts.silenced',
        'alerts.silence_seq',
        'alert_groups.acknowledged_by',
        'alert_groups.says_silenced',
        'decisions.silenced',
      ]) {
        const [table, name] = column.split('.')
        sql.exec(`ALTER TABLE ${table} DROP COLUMN ${name}`)
      }
      sql.exec("DELETE FROM meta WHERE key IN ('payments_known', 'voids_looked_for_seq')")
      sql.exec('DELETE FROM migrations WHERE n >= 2')
      migrate(state.storage)
    })
    const payment = await payElsewhere()
    const events = await eventsOf(() => runHour(hour(2)))
    expect(paymentEvents(events)).toEqual([`payment.external:${payment.id}:1`])
    const lines = await sqlOf((sql) => Array.from(sql.exec('SELECT * FROM payment_lines').raw()))
    expect(linesBefore.length).toBeGreaterThan(100)
    expect(lines).toEqual(expect.arrayContaining(linesBefore))
    const creators = await sqlOf((sql) => sql.exec('SELECT 1 FROM alerts WHERE creator_id IS NULL').toArray())
    expect(creators).toEqual([])
    // And it is done with that.
    await emulator.clearLog()
    await runHour(hour(3))
    expect((await emulator.log()).filter(({ path }) => path === '/api/v1/payout-payments')).toHaveLength(1)
  })
})
