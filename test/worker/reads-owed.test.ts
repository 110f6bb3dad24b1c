import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestAnswer } from '../../src/domain/digest.ts'
import { all, asDebt, type Creator, creatorWho, earnedOf, iso, trueDebts } from '../support/worker/debts.ts'
import { emulator } from '../support/worker/emulator.ts'
import { hour, newOrganisation, runHour, watch } from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
})
afterEach(async () => {
  await reset()
})

describe('what is owed', () => {
  it('is the sum of earned accruals per creator, by age, the overdue first', async () => {
    await runHour(hour(0))
    const truth = trueDebts(await emulator.state(), hour(0))
    const read = await watch().owed(all)
    expect(truth.some(({ overdueCount }) => overdueCount > 0)).toBe(true)
    expect(truth.some(({ overdueCount }) => overdueCount === 0)).toBe(true)
    expect(read.asOf).toBe(iso(hour(0)))
    expect(read.rows.map(asDebt)).toEqual(truth)
    expect(read.total).toBe(truth.length)
    expect(read.accrualCount).toBe(truth.reduce((sum, { accrualCount }) => sum + accrualCount, 0))
    expect(read.totalCents).toBe(truth.reduce((sum, { totalCents }) => sum + totalCents, 0))
    expect(read.ageing.over30DaysCents).toBe(truth.reduce((sum, { ageing }) => sum + ageing.over30DaysCents, 0))
  })

  it('comes in pages that hold every row once, each with the totals of all', async () => {
    await runHour(hour(0))
    const whole = await watch().owed(all)
    const ids: string[] = []
    for (let offset = 0; offset < whole.total; offset += 3) {
      const page = await watch().owed({ ...all, limit: 3, offset })
      expect(page.rows.length).toBe(Math.min(3, whole.total - offset))
      expect({ ...page, rows: whole.rows }).toEqual(whole)
      ids.push(...page.rows.map(({ creatorId }) => creatorId))
    }
    expect(ids).toEqual(whole.rows.map(({ creatorId }) => creatorId))
    expect(await watch().owed({ ...all, offset: 10_000 })).toEqual({ ...whole, rows: [] })
  })

  it('is told for one project and for one creator; of an id nobody knows nothing is owed', async () => {
    await runHour(hour(0))
    const state = await emulator.state()
    const truth = trueDebts(state, hour(0))
    for (const { id: projectId } of state.projects) {
      const members = new Set(state.creators.filter(({ project_id }) => project_id === projectId).map(({ id }) => id))
      const expected = truth.filter(({ creatorId }) => members.has(creatorId))
      const read = await watch().owed({ ...all, projectId })
      expect(read.rows.map(asDebt)).toEqual(expected)
      expect(read.totalCents).toBe(expected.reduce((sum, { totalCents }) => sum + totalCents, 0))
    }
    for (const debt of truth.slice(0, 3)) {
      expect((await watch().owed({ ...all, creatorId: debt.creatorId })).rows.map(asDebt)).toEqual([debt])
    }
    const [first, second] = state.projects
    const foreign = truth.find(({ creatorId }) =>
      state.creators.some(({ id, project_id }) => id === creatorId && project_id === second?.id),
    )
    const elsewhere = { ...all, projectId: first?.id ?? '', creatorId: foreign?.creatorId ?? '' }
    for (const query of [elsewhere, { ...all, projectId: 'nobody' }, { ...all, creatorId: "x' OR 1=1 --" }]) {
      expect(await watch().owed(query)).toMatchObject({ asOf: iso(hour(0)), total: 0, rows: [], totalCents: 0 })
    }
  })

  it('follows payments, voids, rejections and changed amounts from run to run', async () => {
    await runHour(hour(0))
    const before = await watch().owed(all)
    const paid = await emulator.act<{ payments: { id: string }[] }>({ do: 'pay' })
    await emulator.act({ do: 'reject' })
    await emulator.act({ do: 'change_amount' })
    await runHour(hour(1))
    const after = await watch().owed(all)
    expect(after.rows.map(asDebt)).toEqual(trueDebts(await emulator.state(), hour(1)))
    expect(after.totalCents).not.toBe(before.totalCents)
    await emulator.act({ do: 'void', payment_id: paid.payments[0]?.id })
    await runHour(hour(2))
    expect((await watch().owed(all)).rows.map(asDebt)).toEqual(trueDebts(await emulator.state(), hour(2)))
  })

  it('names whoever is no longer tracked, with the debt that stays', async () => {
    await runHour(hour(0))
    const creator = await creatorWho(({ id, is_active }, state) => is_active && earnedOf(state, id).length > 0)
    await emulator.act({ do: 'deactivate', creator_id: creator.id })
    await runHour(hour(1))
    await runHour(hour(2))
    const { rows } = await watch().owed({ ...all, creatorId: creator.id })
    expect(rows).toMatchObject([{ creator: { handle: creator.tiktok_handle, isActive: false } }])
  })
})

describe('how old an answer is', () => {
  it('is said: before any run has got that far, nothing is known', async () => {
    const nothing = { asOf: null, total: 0, rows: [] }
    expect(await watch().owed(all)).toMatchObject({ ...nothing, totalCents: 0, accrualCount: 0 })
    expect(await watch().unpaid(all)).toMatchObject(nothing)
    expect(await watch().stale(all)).toEqual(nothing)
    expect(await watch().creators({ ...all, search: null })).toEqual(nothing)
    expect(await watch().knownPayments(all)).toEqual(nothing)
    expect(await watch().creatorRead('nobody')).toBeNull()
    expect(await watch().readStatus()).toMatchObject({ asOf: null, organisationId: null, projects: [], owedCents: 0 })
    const digest = await watch().digestRead()
    expect(digest.asOf).toBeNull()
    expect(JSON.stringify(digestAnswer(digest, 0))).toMatch(/not known/)
  })

  it('is the age of the list that was walked last, also when the run broke off later', async () => {
    await runHour(hour(0))
    await emulator.faults([
      { match: { path: '/api/v1/payout-accruals' }, times: 50, fault: { kind: 'status', status: 404, body: '{}' } },
    ])
    expect((await runHour(hour(1))).outcome).toBe('incomplete')
    expect((await watch().stale(all)).asOf).toBe(iso(hour(1)))
    expect((await watch().owed(all)).asOf).toBe(iso(hour(0)))
    expect((await watch().readStatus()).asOf).toBe(iso(hour(0)))
    await emulator.faults([])
    await runHour(hour(2))
    expect((await watch().owed(all)).asOf).toBe(iso(hour(2)))
  })

  it('is known however long no look was complete', async () => {
    await runHour(hour(0))
    await emulator.faults([
      { match: { path: '/api/v1' }, times: 1_000, fault: { kind: 'status', status: 404, body: '{}' } },
    ])
    await runHour(hour(24 * 31))
    await runHour(hour(24 * 62))
    const read = await watch().owed(all)
    expect(read.asOf).toBe(iso(hour(0)))
    expect(read.totalCents).toBeGreaterThan(0)
    expect((await watch().stale(all)).asOf).toBe(iso(hour(0)))
  })
})

describe('who was never paid', () => {
  it('is who has earned and has no payment that stands', async () => {
    for (const tiktok_handle of ['first.timer', 'second.timer']) {
      const { creators } = await emulator.act<{ creators: Creator[] }>({ do: 'add_creator', tiktok_handle })
      await emulator.act({ do: 'earn', creator_id: creators[0]?.id })
    }
    await runHour(hour(0))
    const check = async (nowMs: number) => {
      const state = await emulator.state()
      const paid = new Set(state.payments.filter(({ status }) => status === 'paid').map(({ creator_id }) => creator_id))
      const truth = trueDebts(state, nowMs).filter(({ creatorId }) => !paid.has(creatorId))
      const read = await watch().unpaid(all)
      expect(read.rows.map(asDebt)).toEqual(truth)
      expect(read.total).toBe(truth.length)
      return truth.map(({ creatorId }) => creatorId)
    }
    const before = await check(hour(0))
    expect(before.length).toBeGreaterThanOrEqual(2)
    expect(before.length).toBeLessThan((await watch().owed(all)).total)
    const creatorId = before[0] ?? ''
    const { payments } = await emulator.act<{ payments: { id: string }[] }>({ do: 'pay', creator_id: creatorId })
    await emulator.act({ do: 'earn', creator_id: creatorId })
    await runHour(hour(1))
    expect(await check(hour(1))).not.toContain(creatorId)
    await emulator.act({ do: 'void', payment_id: payments[0]?.id })
    await runHour(hour(2))
    expect(await check(hour(2))).toContain(creatorId)
  })
})
