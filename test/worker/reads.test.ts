import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestAnswer } from '../../src/domain/digest.ts'
import type { OwedRow, ReadQuery } from '../../src/domain/reads.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import { allEvents, HOUR_MS, newOrganisation, runHour, START_MS, watch } from '../support/worker/farm.ts'

const DAY_MS = 24 * HOUR_MS
const hour = (n: number) => START_MS + n * HOUR_MS
const all: ReadQuery = { projectId: null, creatorId: null, limit: 1_000, offset: 0 }
const iso = (ms: number) => new Date(ms).toISOString()

beforeEach(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
})
afterEach(async () => {
  await reset()
})

type Creator = EmulatorState['creators'][number]

/** A creator of the organisation that fits, by the emulator's own state. */
async function creatorWho(fits: (creator: Creator, state: EmulatorState) => boolean): Promise<Creator> {
  const state = await emulator.state()
  const creator = state.creators.find((candidate) => fits(candidate, state))
  if (!creator) throw new Error('the organisation has no such creator')
  return creator
}

const earnedOf = (state: EmulatorState, creatorId: string) =>
  state.accruals.filter((accrual) => accrual.status === 'earned' && accrual.creator_id === creatorId)

/** What is owed by the emulator's own accruals, as `owed` should say it, in its order. */
function trueDebts(state: EmulatorState, nowMs: number) {
  const debts = state.creators.flatMap(({ id, tiktok_handle }) => {
    const accruals = earnedOf(state, id).map(({ amount_cents, period_end_at }) => ({
      cents: amount_cents,
      endMs: Date.parse(period_end_at),
      days: Math.floor((nowMs - Date.parse(period_end_at)) / DAY_MS),
      isOverdue: nowMs - Date.parse(period_end_at) > 30 * DAY_MS,
    }))
    if (accruals.length === 0) return []
    const sum = (of: typeof accruals) => of.reduce((total, { cents }) => total + cents, 0)
    return [
      {
        creatorId: id,
        handle: tiktok_handle,
        accrualCount: accruals.length,
        totalCents: sum(accruals),
        ageing: {
          upTo7DaysCents: sum(accruals.filter(({ days }) => days <= 7)),
          upTo30DaysCents: sum(accruals.filter(({ days }) => days > 7 && days <= 30)),
          over30DaysCents: sum(accruals.filter(({ days }) => days > 30)),
        },
        oldestPeriodEndAt: iso(Math.min(...accruals.map(({ endMs }) => endMs))),
        overdueCount: accruals.filter(({ isOverdue }) => isOverdue).length,
      },
    ]
  })
  return debts.toSorted((a, b) => {
    const late = Number(b.overdueCount > 0) - Number(a.overdueCount > 0)
    if (late !== 0) return late
    const older = a.overdueCount > 0 ? a.oldestPeriodEndAt.localeCompare(b.oldestPeriodEndAt) : 0
    return older || b.totalCents - a.totalCents || (a.creatorId < b.creatorId ? -1 : 1)
  })
}

const asDebt = ({ creator, ...row }: OwedRow) => ({ ...row, handle: creator?.handle })

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

describe('creators', () => {
  it('who are stale are listed, never scraped first, then the longest ago', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const since = ({ last_scraped_at }: Creator) => (last_scraped_at === null ? -1 : Date.parse(last_scraped_at))
    const truth = creators.filter((creator) => creator.is_active && since(creator) < hour(0) - 12 * HOUR_MS)
    const read = await watch().stale(all)
    const known = new Map(truth.map((creator) => [creator.id, since(creator)]))
    expect(read.rows.map(({ id }) => id).toSorted()).toEqual([...known.keys()].toSorted())
    const times = read.rows.map(({ id }) => known.get(id) ?? Number.NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBe(-1)
    expect(read.rows[0]?.lastScrapedAt).toBeNull()
  })

  it('are found by any part of a handle or name, whatever its case, and counted', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const everyone = await watch().creators({ ...all, search: null })
    expect(everyone.total).toBe(everyone.rows.length)
    const active = creators.filter(({ is_active }) => is_active)
    expect(
      everyone.rows
        .filter(({ isActive }) => isActive)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(active.map(({ id }) => id).toSorted())
    for (const { id, tiktok_handle } of active) {
      const part = `@${tiktok_handle.slice(0, 5).toUpperCase()}`
      const read = await watch().creators({ ...all, search: part })
      expect(read.rows.map((creator) => creator.id)).toContain(id)
      expect(read.total).toBe(read.rows.length)
    }
    expect(await watch().creators({ ...all, search: '%' })).toMatchObject({ total: 0 })
  })
})

describe('whom a handle means', () => {
  it('is exactly that creator, with or without @, whatever the case, dots kept', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    for (const { id, tiktok_handle, project_id, is_active } of creators) {
      if (!is_active) continue
      for (const typed of [tiktok_handle, `@${tiktok_handle.toUpperCase()}`, ` ${tiktok_handle} `, id]) {
        const { exact, near } = await watch().findCreators(typed, project_id)
        expect(exact.map((creator) => creator.id)).toEqual([id])
        expect(near).toEqual([])
      }
    }
  })

  it('is never somebody whose handle merely contains it or differs by a dot', async () => {
    const { projects } = await newOrganisation({ creators: 4, accruals: 4 })
    const [first, second] = projects.map(({ id }) => id)
    for (const [project_id, tiktok_handle] of [
      [first, 'ola.fox'],
      [first, 'olafox'],
      [first, 'ola.fox.tv'],
      [second, 'OLA.Fox'],
    ]) {
      await emulator.act({ do: 'add_creator', project_id, tiktok_handle })
    }
    await runHour(hour(0))
    const find = async (handle: string, projectId: string | null) => {
      const { exact, near } = await watch().findCreators(handle, projectId)
      const shown = (list: typeof exact) => list.map((creator) => `${creator.handle} ${creator.project.id}`).toSorted()
      return { exact: shown(exact), near: shown(near) }
    }
    expect(await find('@Ola.Fox', null)).toEqual({ exact: [`OLA.Fox ${second}`, `ola.fox ${first}`], near: [] })
    expect(await find('@Ola.Fox', first ?? '')).toEqual({ exact: [`ola.fox ${first}`], near: [] })
    expect(await find('olafox', second ?? '')).toEqual({
      exact: [],
      near: [`OLA.Fox ${second}`, `olafox ${first}`],
    })
    expect((await find('ola', null)).exact).toEqual([])
    // One letter missing, one too many, one wrong, two swapped, two mistakes, a part: all are offered.
    for (const typed of ['ola.fx', 'olaa.fox', 'ola.fax', 'loa.fox', 'ola.fixx', 'fox.tv']) {
      expect((await find(typed, null)).exact).toEqual([])
      expect((await find(typed, null)).near.join()).toMatch(/ola\.fox/i)
    }
  })

  it('may be somebody who is no longer tracked, and is said to be', async () => {
    await runHour(hour(0))
    const creator = await creatorWho(({ is_active }) => is_active)
    await emulator.act({ do: 'deactivate', creator_id: creator.id })
    await runHour(hour(1))
    await runHour(hour(2))
    const { exact, inactive } = await watch().findCreators(creator.tiktok_handle, creator.project_id)
    expect(exact).toEqual([])
    expect(inactive).toMatchObject([{ id: creator.id, isActive: false }])
  })

  it.each([
    ['nothing', ''],
    ['a bare @', '@'],
    ['a wildcard', '%'],
    ['SQL', "' OR 1=1 --"],
    ['a null character', 'a\u0000b'],
    ['the last code point', '\u{10ffff}'],
    ['half a surrogate pair', '\ud800'],
    ['emoji', '👟'.repeat(50)],
    ['ten thousand letters', 'x'.repeat(10_000)],
    ['a ping', '<!channel>'],
  ])('is nobody for %s', async (_, typed) => {
    await runHour(hour(0))
    const { exact, inactive, near } = await watch().findCreators(typed, null)
    expect([exact, inactive]).toEqual([[], []])
    expect(near.length).toBeLessThanOrEqual(5)
  })
})

describe('which project is meant', () => {
  it('is the one of that id or name, whatever the case; others are offered', async () => {
    const { projects } = await newOrganisation({ projects: 6 })
    await runHour(hour(0))
    for (const project of projects) {
      for (const typed of [
        project.id,
        project.name,
        ` ${project.name.toUpperCase()}  `,
        project.name.replace(' ', '  '),
      ]) {
        expect(await watch().findProjects(typed)).toEqual({ exact: [project], near: [] })
      }
      const { exact, near } = await watch().findProjects(project.name.slice(0, -1))
      expect(exact).toEqual([])
      expect(near[0]).toEqual(project)
    }
    expect(await watch().findProjects('')).toEqual({ exact: [], near: [] })
    expect(await watch().findProjects('q'.repeat(10_000))).toEqual({ exact: [], near: [] })
  })
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
    await watch().addSilence(order, hour(24))
    const silenced = await watch().digestRead()
    expect(silenced.silencedAlertCount).toBe(stale)
    expect(silenced.silences).toMatchObject([{ match: { kind: 'creator.stale' }, by: 'slack:U0TEST' }])
    expect(silenced.openAlerts.map(({ kind }) => kind)).not.toContain('creator.stale')
  })
})
