import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { all, iso, trueDebts } from '../support/worker/debts.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import { allEvents, hour, newOrganisation, runHour, watch } from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
})
afterEach(async () => {
  await reset()
})

describe('payments', () => {
  it('are all known, newest first, for everyone, a project or a creator', async () => {
    await runHour(hour(0))
    await emulator.act({ do: 'pay' })
    await runHour(hour(1))
    const state = await emulator.state()
    const payments = state.payments as (EmulatorState['payments'][number] & { paid_at: string })[]
    const inOrder = (of: typeof payments) =>
      of
        .toSorted((a, b) => Date.parse(b.paid_at) - Date.parse(a.paid_at))
        .map(({ paid_at }) => iso(Date.parse(paid_at)))
    const read = await watch().knownPayments(all)
    expect(read.total).toBe(payments.length)
    expect(read.rows.map(({ paidAt }) => paidAt)).toEqual(inOrder(payments))
    expect(read.rows.map(({ id }) => id).toSorted()).toEqual(payments.map(({ id }) => id).toSorted())
    const creatorId = payments[0]?.creator_id ?? ''
    const theirs = payments.filter(({ creator_id }) => creator_id === creatorId)
    const one = await watch().knownPayments({ ...all, creatorId })
    expect(one.rows.map(({ id, totalCents, status }) => [id, totalCents, status]).toSorted()).toEqual(
      theirs.map(({ id, total_amount_cents, status }) => [id, total_amount_cents, status]).toSorted(),
    )
    const totals = await Promise.all(
      state.projects.map(async ({ id }) => (await watch().knownPayments({ ...all, projectId: id })).total),
    )
    expect(totals.reduce((sum, total) => sum + total, 0)).toBe(payments.length)
  })

  it('stand beside their creator with what is owed, five at most', async () => {
    await runHour(hour(0))
    const state = await emulator.state()
    for (const { creatorId } of trueDebts(state, hour(0)).slice(0, 5)) {
      const read = await watch().creatorRead(creatorId)
      expect(read?.asOf).toBe(iso(hour(0)))
      expect(read?.creator.id).toBe(creatorId)
      expect(read?.owed).toEqual((await watch().owed({ ...all, creatorId })).rows[0])
      const { rows } = await watch().knownPayments({ ...all, creatorId })
      expect(read?.payments).toEqual(rows.slice(0, 5))
    }
    expect(await watch().creatorRead('nobody')).toBeNull()
  })
})

describe('figures', () => {
  it('of size and health are those of the organisation', async () => {
    await runHour(hour(0))
    const state = await emulator.state()
    const status = await watch().readStatus()
    expect(status.asOf).toBe(iso(hour(0)))
    expect(status.projects.map(({ id }) => id).toSorted()).toEqual(state.projects.map(({ id }) => id).toSorted())
    expect(status.activeCreatorCount).toBe(state.creators.filter(({ is_active }) => is_active).length)
    expect(status.owedCents).toBe((await watch().owed(all)).totalCents)
    expect(status.openAlertCount).toBe((await watch().listAlerts({ state: 'open', kind: null, limit: 1_000 })).length)
  })

  it('of a digest are what was earned and paid in a day and in a week, by the log of events', async () => {
    await runHour(hour(0))
    await emulator.act({ do: 'earn', amount_cents: 1_111 })
    await runHour(hour(1))
    await emulator.act({ do: 'pay' })
    await runHour(hour(2))
    await emulator.act({ do: 'earn', amount_cents: 2_222 })
    await runHour(hour(48))
    const sum = async (type: string, fromMs: number) => {
      const events = (await allEvents()).filter((event) => event.type === type && Date.parse(event.timestamp) > fromMs)
      return events.reduce((total, { data }) => total + (data.amount as { cents: number }).cents, 0)
    }
    const digest = await watch().digestRead()
    expect(digest.lastDay).toMatchObject({
      earnedCents: await sum('accrual.earned', hour(24)),
      paidCount: 0,
      paidCents: 0,
    })
    expect(digest.lastWeek).toMatchObject({
      earnedCents: await sum('accrual.earned', 0),
      paidCents: await sum('accrual.paid', 0),
    })
    expect(digest.lastDay.earnedCents).toBeGreaterThanOrEqual(2_222)
    expect(digest.lastWeek.earnedCents).toBeGreaterThanOrEqual(digest.lastDay.earnedCents + 1_111)
    expect(digest.lastWeek.paidCents).toBeGreaterThan(0)
    expect(digest.weekBefore).toMatchObject({ earnedCents: 0, paidCents: 0 })
    const debt = await watch().owed(all)
    expect(digest.owed).toMatchObject({ totalCents: debt.totalCents, creatorCount: debt.total, ageing: debt.ageing })
    const overdue = debt.rows.filter(({ overdueCount }) => overdueCount > 0)
    expect(digest.overdue.creatorCount).toBe(overdue.length)
    expect(digest.overdue.oldest).toEqual(overdue.slice(0, 5))
    expect(digest.stale.oldest).toEqual((await watch().stale({ ...all, limit: 10 })).rows)
  })

  it('of a digest say how the checks of the last day went', async () => {
    await runHour(hour(0))
    const good = await runHour(hour(1))
    await emulator.faults([
      { match: { path: '/api/v1/creators' }, times: 50, fault: { kind: 'status', status: 404, body: '{}' } },
    ])
    const bad = await runHour(hour(24))
    await emulator.faults([])
    const { checks, openAlerts } = await watch().digestRead()
    expect(checks).toEqual({
      lastAt: iso(hour(24)),
      lastOutcome: 'incomplete',
      lastAdvice: bad.advice,
      runCount: 2,
      failedCount: 1,
      requests: good.requests + bad.requests,
      requestsPerDay: null,
    })
    const open = await watch().listAlerts({ state: 'open', kind: null, limit: 1_000 })
    for (const { kind, count } of openAlerts) expect(count).toBe(open.filter((alert) => alert.kind === kind).length)
    expect(openAlerts.reduce((sum, { count }) => sum + count, 0)).toBe(open.length)
    const stale = openAlerts.find(({ kind }) => kind === 'creator.stale')?.count
    const order = { match: { kind: 'creator.stale' as const }, untilMs: hour(48), by: 'slack:U0TEST', comment: null }
    await watch().addSilence(order)
    const silenced = await watch().digestRead()
    expect(silenced.silencedAlertCount).toBe(stale)
    expect(silenced.silences).toMatchObject([{ match: { kind: 'creator.stale' }, by: 'slack:U0TEST' }])
    expect(silenced.openAlerts.map(({ kind }) => kind)).not.toContain('creator.stale')
  })
})
