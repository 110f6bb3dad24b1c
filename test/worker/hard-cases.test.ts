/** Scenarios that once went wrong, or that a reviewer thought would. Each is a promise of its own. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hourlyRunId } from '../../src/domain/runs.ts'
import { getMeta, setMeta } from '../../src/durable/watch/schema.ts'
import { emulator, type Fault } from '../support/worker/emulator.ts'
import { emulatorUrl } from '../support/worker/env.ts'
import {
  allEvents,
  drive,
  eventsOf,
  hour,
  newOrganisation,
  redeploy,
  runHour,
  START_MS,
  sqlOfWatch,
  watch,
} from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

const on = (path: string, fault: Fault['fault']): Fault => ({ match: { path: `/api/v1${path}` }, fault })

/** Puts a creator into the watch that trackagoat has never listed. */
const addPhantom = () =>
  sqlOfWatch((sql) => {
    sql.exec(
      `INSERT INTO creators (id, project_id, handle, is_active, print)
       SELECT 'phantom', project_id, 'phantom', 1, 'x' FROM creators LIMIT 1`,
    )
  })

describe('two calls of one run', () => {
  it('at once count an absence once', async () => {
    await runHour(hour(0))
    await addPhantom()
    await emulator.setClock(hour(1))
    const id = hourlyRunId(hour(1))
    await watch().openRun(id, { nowMs: hour(1), trigger: 'cron' })
    await Promise.all([watch().advance(id), watch().advance(id)])
    const phantom = await sqlOfWatch((sql) =>
      sql.exec("SELECT missed_walks, listed FROM creators WHERE id = 'phantom'").one(),
    )
    expect(phantom).toEqual({ missed_walks: 1, listed: 1 })
  })

  it('that another run has superseded store nothing more and stay closed', async () => {
    await runHour(hour(0))
    await addPhantom()
    await emulator.setClock(hour(1))
    await emulator.faults([on('/', { kind: 'latency', ms: 80 })])
    const old = hourlyRunId(hour(1))
    await watch().openRun(old, { nowMs: hour(1), trigger: 'cron' })
    const flying = watch().advance(old)
    while (!(await emulator.log()).some(({ path }) => path.includes('/projects'))) await scheduler.wait(5)
    await watch().openRun(hourlyRunId(hour(2)), { nowMs: hour(2), trigger: 'cron' })
    await flying
    expect(await watch().getRun(old)).toMatchObject({ outcome: 'incomplete', phase: 'closed' })
    await emulator.faults([])
    await drive(hourlyRunId(hour(2)), hour(2))
    const phantom = await sqlOfWatch((sql) => sql.exec("SELECT missed_walks FROM creators WHERE id = 'phantom'").one())
    expect(phantom).toEqual({ missed_walks: 1 })
  })

  it('whose clock is far ahead do not block the hours before', async () => {
    await watch().openRun('ahead', { nowMs: hour(100), trigger: 'cron' })
    expect(await runHour(hour(0))).toMatchObject({ outcome: 'complete' })
  })
})

describe('what a payment explains', () => {
  it('is not the rejection of an accrual that an older payment had settled in part', async () => {
    await emulator.options({ underpaid_accrual: 'earned' })
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const accrual = accruals.find(({ status, amount_cents }) => status === 'earned' && amount_cents > 200)
    await emulator.act({ do: 'pay', accrual_id: accrual?.id, amount_cents: 100 })
    await runHour(hour(1))
    await emulator.act({ do: 'reject', accrual_id: accrual?.id })
    const events = await eventsOf(() => runHour(hour(2)))
    expect(events.filter(({ data }) => data.accrual_id === accrual?.id).map(({ type }) => type)).toEqual([
      'accrual.rejected',
    ])
  })

  it('is found although a call died between a page of payments and its cursor', async () => {
    const payment = (n: number) => ({
      id: `payment-${n}`,
      project_id: null,
      creator_id: null,
      total_amount_cents: 1,
      status: 'paid',
      paid_at: new Date(START_MS - n * 1_000).toISOString(),
      payout_payment_lines: [],
    })
    const page = (from: number, nextCursor: string | null) => ({
      kind: 'json',
      body: {
        data: Array.from({ length: 100 }, (_, n) => payment(from + n)),
        error: null,
        meta: { hasMore: nextCursor !== null, nextCursor },
      },
    })
    const pages: Fault[] = [
      { match: { path: '/api/v1/payout-payments', query: 'cursor=' }, fault: page(100, null) },
      on('/payout-payments', page(0, 'next')),
    ]
    await runHour(hour(0))
    await sqlOfWatch((sql) => {
      setMeta(sql, 'payments_order', 'newest_first')
      // What such a death leaves behind: the first page is stored, the walk was never ended.
      setMeta(sql, 'payments_walk_open', '1')
    })
    await emulator.faults(pages)
    await runHour(hour(1))
    const stored = await sqlOfWatch(
      (sql) => sql.exec("SELECT count(*) AS n FROM payments WHERE id LIKE 'payment-%'").one().n,
    )
    expect(stored).toBe(200)
    expect(await sqlOfWatch((sql) => getMeta(sql, 'payments_walk_open'))).toBe('0')
  })
})

describe('what is not evidence', () => {
  it('an answer of null by id leaves the accrual to the next run', async () => {
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const accrual = accruals.find(({ status }) => status === 'earned')
    await emulator.act({ do: 'reject', accrual_id: accrual?.id })
    await emulator.faults([
      on(`/payout-accruals/${accrual?.id}`, { kind: 'json', body: { data: null, error: null, meta: null } }),
    ])
    expect(await runHour(hour(1))).toMatchObject({ outcome: 'incomplete', vanished: 0 })
    await emulator.faults([])
    const events = await eventsOf(() => runHour(hour(2)))
    expect(events.map(({ type }) => type)).toContain('accrual.rejected')
  })

  it('a row listed as settled does not hide another that left', async () => {
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const [listed, left] = accruals.filter(({ status }) => status === 'earned')
    await emulator.act({ do: 'reject', accrual_id: left?.id })
    const { data } = (await (
      await fetch(`${emulatorUrl}/api/v1/payout-accruals?status=earned&limit=100`, {
        headers: { authorization: `Bearer tga_${'0'.repeat(64)}` },
      })
    ).json()) as { data: { id: string }[] }
    const rows = data.map((row) => (row.id === listed?.id ? { ...row, status: 'voided' } : row))
    await emulator.faults([
      { ...on('/payout-accruals', { kind: 'json', body: { data: rows, error: null, meta: null } }), times: 1 },
    ])
    const events = await eventsOf(() => runHour(hour(1)))
    const told = events.filter(({ type }) => /voided|rejected/.test(type)).map(({ data: facts }) => facts.accrual_id)
    expect(told.sort()).toEqual([listed?.id, left?.id].sort())
  })

  it('a limiter that made us wait does not use up the repeats after a fault', async () => {
    await emulator.faults([
      { ...on('/creators', { kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: '{}' }), times: 4 },
      {
        ...on('/payout-accruals', { kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: '{}' }),
        times: 3,
      },
    ])
    expect(await runHour(hour(0))).toMatchObject({ outcome: 'complete' })
    await emulator.faults([
      { ...on('/creators', { kind: 'status', status: 503, headers: {}, body: '' }), times: 1 },
      { ...on('/creators', { kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: '{}' }), times: 2 },
      { ...on('/creators', { kind: 'status', status: 503, headers: {}, body: '' }), times: 1 },
    ])
    expect(await runHour(hour(1))).toMatchObject({ outcome: 'complete' })
  })
})

describe('the watch about itself', () => {
  it('tells of runs it had to abandon, and keeps the reason', async () => {
    await runHour(hour(0))
    for (const n of [1, 2]) {
      const id = hourlyRunId(hour(n))
      await watch().openRun(id, { nowMs: hour(n), trigger: 'cron' })
      await watch().abandon(id)
      expect(await watch().getRun(id)).toMatchObject({ outcome: 'incomplete', reason: 'internal_fault' })
    }
    expect((await allEvents()).map(({ type }) => type)).toContain('watch.failing')
    const manual = await watch().openRun('manual', { nowMs: hour(2) + 60_000, trigger: 'manual' })
    expect(manual.phase).toBe('projects')
  })

  it('says that the key is refused even while it already fails for another reason', async () => {
    await runHour(hour(0))
    await emulator.faults([on('/projects', { kind: 'status', status: 500, headers: {}, body: '' })])
    await runHour(hour(1))
    await runHour(hour(2))
    await emulator.faults([on('/projects', { kind: 'status', status: 401, headers: {}, body: '' })])
    await runHour(hour(3))
    const message = (await emulator.slack()).at(-1)
    expect(JSON.stringify(message?.blocks)).toContain('(401)')
    expect(message?.replies).toHaveLength(1)
  })
})

describe('stale creators', () => {
  it('who are deactivated, or for whom only the threshold moved, did not recover', async () => {
    await runHour(hour(0))
    const [first, second] = await watch().listAlerts({ state: 'open', kind: 'creator.stale', limit: 50 })
    await emulator.act({ do: 'deactivate', creator_id: first?.subject_id })
    await redeploy(watch(), { STALE_AFTER_HOURS: '100000' })
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.map(({ type }) => type)).toContain('creator.deactivated')
    expect(events.filter(({ type }) => type === 'creator.recovered')).toEqual([])
    expect(second).toBeDefined()
    expect(JSON.stringify(await emulator.slack())).not.toMatch(/scraped again/i)
  })
})

describe('a hundred thousand conditions at once', () => {
  it('are opened over several calls, and in one message', async () => {
    await sqlOfWatch((sql) => {
      sql.exec(`INSERT INTO projects (id, name) VALUES ('p', 'P')`)
      sql.exec(`INSERT INTO creators (id, project_id, handle, is_active) VALUES ('c', 'p', 'h', 1)`)
      sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
         INSERT INTO accruals (id, creator_id, amount_cents, status, period_start_at, period_end_at, period_end_ms)
         SELECT 'accrual-' || i, 'c', 100000000, 'earned', '2026-01-01T00:00:00Z', '2026-01-08T00:00:00Z', 1 FROM n`,
      )
    })
    await watch().openRun('r', { nowMs: hour(1), trigger: 'cron' })
    await sqlOfWatch((sql) => {
      sql.exec("UPDATE runs SET phase = 'conclude', accruals_done = 1 WHERE id = 'r'")
    })
    let calls = 0
    for (let phase = ''; phase !== 'closed'; calls++) ({ phase } = await watch().advance('r'))
    expect(calls).toBeGreaterThan(2)
    const notices = await sqlOfWatch((sql) =>
      sql.exec("SELECT notice FROM handover WHERE destination LIKE 'slack%'").toArray(),
    )
    const group = notices.map(({ notice }) => JSON.parse(String(notice))).find(({ kind }) => kind === 'alert_group')
    // Sums of the largest amounts there can be stay exact.
    expect(group).toMatchObject({ openCount: 30_000, totalCents: 3_000_000_000_000 })
  })
})

describe('what is kept', () => {
  it('is as long as docs/storage.md says: events for 90 days, runs and decisions for 30', async () => {
    const day = 24
    await runHour(hour(0))
    const first = (await allEvents()).length
    expect(first).toBeGreaterThan(0)
    await runHour(hour(29 * day))
    expect(await watch().getRun(hourlyRunId(hour(0)))).not.toBeNull()
    await runHour(hour(31 * day))
    expect(await watch().getRun(hourlyRunId(hour(0)))).toBeNull()
    const dayOf = ({ timestamp }: { timestamp: string }) => Date.parse(timestamp)
    expect((await allEvents()).filter((event) => dayOf(event) === hour(0))).toHaveLength(first)
    await runHour(hour(91 * day))
    expect((await allEvents()).filter((event) => dayOf(event) === hour(0))).toEqual([])
    expect(await watch().getRun(hourlyRunId(hour(31 * day)))).toBeNull()
  })
})
