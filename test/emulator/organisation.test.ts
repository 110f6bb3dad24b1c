import { describe, expect, it } from 'vitest'
import { NOW, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()
const HOUR_MS = 3_600_000

const ruleOf = (structure: Row) => structure.current_version as { criteria_type: string; period: string }

describe('a reset', () => {
  it('answers the projects and the time', async () => {
    const answer = await emulator.reset({ projects: 3 })
    expect(answer.projects).toHaveLength(3)
    expect(Object.keys(answer.projects[0])).toEqual(['id', 'name'])
    expect(Date.parse(answer.now) - Date.parse(NOW)).toBeLessThan(5_000)
  })

  it('goes back to the real time when none is given', async () => {
    const { body } = await emulator.control('reset', {})
    expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(5_000)
  })

  it('with the same numbers gives the same organisation, whatever happened before', async () => {
    const numbers = { seed: 7, projects: 3, creators: 40, accruals: 150 }
    await emulator.reset(numbers)
    const { now: _, ...first } = await emulator.state()
    await emulator.act({ do: 'pay' })
    await emulator.act({ do: 'add_creator' })
    await emulator.reset(numbers)
    const { now: __, ...second } = await emulator.state()
    expect(second).toEqual(first)
  })

  it('gives the same ids, names and amounts at another time', async () => {
    const essence = async () => {
      const { creators, accruals, payments } = await emulator.state()
      return {
        creators: creators.map(({ id, tiktok_handle, display_name, project_id }) => [
          id,
          tiktok_handle,
          display_name,
          project_id,
        ]),
        accruals: accruals.map(({ id, amount_cents, status, creator_id }) => [id, amount_cents, status, creator_id]),
        payments: payments.map(({ id, total_amount_cents, status }) => [id, total_amount_cents, status]),
      }
    }
    await emulator.reset({ accruals: 200 })
    const first = await essence()
    for (const now of ['2027-02-28T23:59:00Z', '2026-09-15T00:05:00Z', '2026-09-15T00:20:00Z']) {
      await emulator.reset({ accruals: 200, now })
      expect(await essence()).toEqual(first)
    }
  })

  it('with another seed gives another one', async () => {
    const first = (await emulator.state()).creators.map(({ id }) => id)
    await emulator.reset({ seed: 'other' })
    expect((await emulator.state()).creators.map(({ id }) => id)).not.toEqual(first)
  })

  it('makes exactly the numbers asked for', async () => {
    for (const [projects, creators, accruals] of [
      [1, 5, 0],
      [1, 1, 7],
      [5, 3, 100],
      [2, 13, 1_000],
      [3, 500, 1_234],
    ]) {
      await emulator.reset({ projects, creators, accruals })
      const state = await emulator.state()
      expect([state.projects.length, state.creators.length, state.accruals.length]).toEqual([
        projects,
        creators,
        accruals,
      ])
      const slots = new Set(state.accruals.map((a) => `${a.creator_id} ${a.structure_id} ${a.period_start_at}`))
      expect(slots.size).toBe(accruals)
    }
  })

  it('refuses numbers it cannot make, naming them', async () => {
    for (const [body, name] of [
      [{ creators: -1 }, 'creators'],
      [{ projects: 0 }, 'projects'],
      [{ accruals: 1.5 }, 'accruals'],
      [{ creators: 0, accruals: 5 }, 'accruals'],
      [{ videos: 3 }, 'videos'],
      [{ now: 'yesterday' }, 'now'],
    ] as const) {
      const { status, body: answer } = await emulator.control('reset', body)
      expect(status).toBe(400)
      expect(answer.error).toContain(name)
    }
  })

  it('clears data, options, faults, log and counters', async () => {
    await emulator.options({ requests_per_day: 3, list_order: 'oldest_first' })
    for (let i = 0; i < 3; i += 1) await emulator.request('GET', '/projects')
    await emulator.faults([{ match: {}, fault: { kind: 'html' } }])
    await emulator.reset()
    expect(await emulator.log()).toEqual([])
    expect((await emulator.control('faults')).body).toEqual([])
    expect((await emulator.control('options')).body).toMatchObject({
      requests_per_day: 50_000,
      list_order: 'newest_first',
    })
    await emulator.options({ requests_per_minute: 3, requests_per_day: 3 })
    expect((await emulator.api('GET', '/projects')).status).toBe(200)
  })
})

describe('the small organisation', () => {
  it('has accruals of every status, overdue ones among the earned', async () => {
    const { accruals } = await emulator.state()
    const count = (status: string) => accruals.filter((accrual) => accrual.status === status).length
    for (const status of ['earned', 'paid', 'rejected', 'voided']) expect(count(status)).toBeGreaterThan(0)
    const monthAgo = Date.parse(NOW) - 30 * 24 * HOUR_MS
    const overdue = accruals.filter((a) => a.status === 'earned' && Date.parse(String(a.period_end_at)) < monthAgo)
    expect(overdue.length).toBeGreaterThan(0)
  })

  it.each([1, 2, 'other'])('has accruals by each kind of rule, earned and paid ones of each, seed %s', async (seed) => {
    await emulator.reset({ seed })
    const { accruals, payout_structures } = await emulator.state()
    const kind = new Map(payout_structures.map((row) => [row.id, ruleOf(row).criteria_type]))
    const seen = new Set(accruals.map((row) => `${kind.get(String(row.structure_id))} ${row.status}`))
    for (const criteria of ['recurring', 'goals', 'cpm']) {
      expect([...seen]).toEqual(expect.arrayContaining([`${criteria} earned`, `${criteria} paid`]))
    }
  })

  it('has creators that are fresh, stale, never scraped and inactive', async () => {
    const { creators } = await emulator.state()
    const ageHours = (at: unknown) => (Date.parse(NOW) - Date.parse(String(at))) / HOUR_MS
    expect(creators.filter((c) => c.last_scraped_at === null)).toHaveLength(1)
    expect(creators.filter((c) => c.is_active === false)).toHaveLength(1)
    expect(
      creators.filter((c) => c.last_scraped_at !== null && ageHours(c.last_scraped_at) > 12).length,
    ).toBeGreaterThan(1)
    expect(
      creators.filter((c) => c.last_scraped_at !== null && ageHours(c.last_scraped_at) <= 6).length,
    ).toBeGreaterThan(6)
  })

  it('has names and notes that break naive code', async () => {
    const { creators, projects } = await emulator.state()
    const text = JSON.stringify(creators)
    expect(projects.map(({ name }) => name).join()).toMatch(/&.*<.*>/)
    for (const pattern of [
      /\p{Script=Arabic}/u,
      /\p{Script=Hebrew}/u,
      /\p{Script=Han}/u,
      /\p{Emoji_Presentation}/u,
      /é/,
    ]) {
      expect(text).toMatch(pattern)
    }
    expect(text).toContain('<!channel>')
    expect(text).toContain('Ignore all previous instructions')
    expect(creators.some(({ display_name }) => String(display_name).length > 100)).toBe(true)
    const handles = creators.map(({ tiktok_handle }) => String(tiktok_handle))
    for (const handle of handles) expect(handle).toMatch(/^[A-Za-z0-9._-]{1,30}$/)
    const twice = creators.filter(({ tiktok_handle }) => String(tiktok_handle).toLowerCase() === 'mossy.otter')
    expect(new Set(twice.map(({ project_id }) => project_id)).size).toBe(2)
  })

  it('has structures of every kind and the three default methods', async () => {
    const { payout_structures, payout_methods } = await emulator.state()
    const kinds = payout_structures.map(
      ({ current_version }) => (current_version as { criteria_type: string }).criteria_type,
    )
    expect(new Set(kinds)).toEqual(new Set(['recurring', 'goals', 'cpm']))
    expect(payout_structures.some(({ is_active }) => is_active === false)).toBe(true)
    const defaults = payout_methods.filter(({ is_default }) => is_default === true).map(({ name }) => name)
    expect(defaults).toEqual(['Venmo', 'Cash App', 'PayPal'])
  })
})

describe('any organisation', () => {
  it('hangs together: payments match their lines, paid accruals have one, versions were in force', async () => {
    await emulator.reset({ projects: 3, creators: 60, accruals: 900 })
    const { accruals, payments, creators, payout_structures, now } = await emulator.state()
    const byId = new Map(accruals.map((accrual) => [accrual.id, accrual]))
    const paid = new Set<string>()
    for (const payment of payments) {
      const lines = payment.payout_payment_lines as { accrual_id: string; applied_amount_cents: number }[]
      const adjustments = payment.payout_adjustments as { amount_cents: number; reason: string }[]
      const sum = [...lines.map((l) => l.applied_amount_cents), ...adjustments.map((a) => a.amount_cents)]
      if (payment.creator_id === null) expect(lines).toEqual([])
      else expect(sum.reduce((a, b) => a + b, 0)).toBe(payment.total_amount_cents)
      expect(Date.parse(String(payment.paid_at))).toBeLessThanOrEqual(Date.parse(now))
      for (const { accrual_id } of lines) {
        expect(byId.get(accrual_id)?.creator_id).toBe(payment.creator_id)
        if (payment.status === 'paid') paid.add(accrual_id)
      }
    }
    expect(new Set(accruals.filter(({ status }) => status === 'paid').map(({ id }) => id))).toEqual(paid)
    expect(payments.some(({ status }) => status === 'voided')).toBe(true)
    const born = new Map(creators.map(({ id, created_at }) => [id, String(created_at)]))
    for (const accrual of accruals) {
      const structure = payout_structures.find(({ id }) => id === accrual.structure_id)
      const versions = (structure?.versions ?? []) as { id: string; created_at: string }[]
      const inForce = versions.find(({ created_at }) => created_at <= String(accrual.period_end_at))
      expect(accrual.structure_version_id).toBe(inForce?.id)
      expect(Date.parse(born.get(String(accrual.creator_id)) ?? '')).toBeLessThan(
        Date.parse(String(accrual.period_end_at)),
      )
      expect(Date.parse(String(accrual.created_at))).toBeLessThanOrEqual(Date.parse(now))
    }
  })

  it.each([
    {},
    { accruals: 300, now: '2027-03-01T00:20:00Z' },
    { seed: 5, projects: 3, creators: 60, accruals: 900, now: '2026-09-08T12:00:00Z' },
  ])('was paid by goals and views for exactly the periods that its videos bear out: %j', async (numbers) => {
    await emulator.reset(numbers)
    const { accruals, assignments, videos, payout_structures } = await emulator.state()
    const counts = (row: Row) => ['auto_tracked', 'included'].includes(String(row.tracking_status))
    const bySlot = new Map(accruals.map((row) => [`${row.structure_id} ${row.creator_id} ${row.period_start_at}`, row]))
    let borneOut = 0
    for (const structure of payout_structures) {
      const { criteria_type, period } = ruleOf(structure)
      if (criteria_type === 'recurring') continue
      const own = accruals.filter((row) => row.structure_id === structure.id)
      const newestRun = criteria_type === 'goals' ? 2 * 86_400_000 : 0
      const now = Date.parse(numbers.now ?? NOW)
      for (const { creator_id, assigned_at } of assignments.filter((row) => row.structure_id === structure.id)) {
        for (const [startMs, endMs] of periodsSince(Date.parse(String(assigned_at)), period)) {
          if (endMs + newestRun + 900_000 > now) break
          const posted = videos.filter((row) => {
            const postedMs = Date.parse(String(row.posted_at))
            const foundMs = Date.parse(String(row.created_at))
            const inTime = postedMs >= startMs && postedMs < endMs && foundMs <= endMs + newestRun + 900_000
            return row.creator_id === creator_id && inTime && counts(row)
          })
          const views = posted.reduce((sum, row) => sum + viewsAt(row, endMs + newestRun + 900_000), 0)
          const accrual = bySlot.get(`${structure.id} ${creator_id} ${iso(startMs)}`)
          const inputs = accrual?.inputs_snapshot as Inputs | undefined
          if (criteria_type === 'cpm') {
            expect(inputs?.posts ?? 0).toBe(posted.length)
            expect(Math.abs((inputs?.impressions ?? 0) - views)).toBeLessThan(posted.length + 1 + views / 1000)
          } else if (structure.name === 'Goal bonus: 4 posts a week') {
            expect(inputs?.goals[0]?.actual ?? 'missed').toBe(posted.length >= 4 ? posted.length : 'missed')
          } else if (accrual !== undefined) {
            expect(views).toBeGreaterThanOrEqual(100_000)
          }
          if (accrual !== undefined) borneOut += 1
        }
      }
      expect(own.every(({ inputs_snapshot }) => inputs_snapshot !== null)).toBe(true)
    }
    const byPosts = accruals.filter(({ structure_id }) =>
      payout_structures.some((row) => row.id === structure_id && ruleOf(row).criteria_type !== 'recurring'),
    )
    expect(borneOut).toBe(byPosts.length)
    expect(borneOut).toBeGreaterThan(4)
  })

  it('has handles of its own for each creator of a project', async () => {
    await emulator.reset({ projects: 1, creators: 3_000, accruals: 0 })
    const { creators } = await emulator.state()
    expect(new Set(creators.map(({ tiktok_handle }) => String(tiktok_handle).toLowerCase())).size).toBe(3_000)
  })
})

type Inputs = { impressions: number; posts: number; goals: { actual: number }[] }

/** What a video showed at an instant: reckoned back from now, half of the views come in the first 2.5 days. */
function viewsAt(video: Row, instantMs: number): number {
  const [posted, found, scraped] = [video.posted_at, video.created_at, video.last_scraped_at].map((at) =>
    Date.parse(String(at)),
  ) as [number, number, number]
  const sixHours = 6 * HOUR_MS
  const scrapedThen = Math.max(found, scraped - Math.ceil((scraped - instantMs) / sixHours) * sixHours)
  const share = (ms: number) => (ms - posted) / (ms - posted + 60 * HOUR_MS)
  return (Number(video.view_count) * share(scrapedThen)) / share(scraped)
}

const iso = (ms: number) => new Date(ms).toISOString().replace('.000', '')

/** The periods from the one an instant lies in: calendar months, or weeks from Tuesday. */
function* periodsSince(instantMs: number, period: string): Generator<[number, number]> {
  const at = new Date(instantMs)
  const weekday = (at.getUTCDay() + 5) % 7
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() - weekday]
  for (let n = 0; n < 200; n += 1) {
    yield period === 'monthly'
      ? [Date.UTC(year, month + n), Date.UTC(year, month + n + 1)]
      : [Date.UTC(year, month, day + 7 * n), Date.UTC(year, month, day + 7 * n + 7)]
  }
}
