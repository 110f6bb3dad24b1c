import { describe, expect, it } from 'vitest'
import { type Row, type State, useEmulator } from './support.ts'

const emulator = useEmulator()

type Inputs = { impressions: number; posts: number; goals: { actual: number }[] }
const inputsOf = (accrual: Row | undefined) => accrual?.inputs_snapshot as Inputs
const WEEK = { startsAt: '2026-06-09T00:00:00Z', endsAt: '2026-06-16T00:00:00Z' }
const COUNTED = ['auto_tracked', 'included', 'direct_add']

/** The videos of a creator that count for what was posted in a span and found by an instant. */
function counted(from: State, creator: unknown, startsAt: string, endsAt: string, foundBy: string): Row[] {
  return from.videos.filter(
    (video) =>
      video.creator_id === creator &&
      String(video.posted_at) >= startsAt &&
      String(video.posted_at) < endsAt &&
      String(video.created_at) <= foundBy &&
      COUNTED.includes(String(video.tracking_status)) &&
      video.tracking_disabled === false,
  )
}

const viewsOf = (videos: Row[]) => videos.reduce((sum, { view_count }) => sum + Number(view_count), 0)

async function structure(rule: Record<string, unknown>): Promise<Row> {
  const project_id = (await emulator.state()).projects[0]?.id
  const body = { project_id, name: 'Mine', period: 'weekly', amount_cents: 250, ...rule }
  return (await emulator.api('POST', '/payout-structures', { body })).data as Row
}

async function assign({ id }: Row, creator_ids: unknown[]): Promise<void> {
  const { status } = await emulator.api('POST', `/payout-structures/${id}/assignments`, { body: { creator_ids } })
  expect(status).toBe(201)
}

/** Active creators of the first project whose posts count without being looked at. */
async function posters(): Promise<Row[]> {
  const { creators, projects } = await emulator.state()
  return creators.filter(
    (row) => row.project_id === projects[0]?.id && row.is_active === true && row.tracking_mode === 'auto',
  )
}

const accrualsOf = async ({ id }: Row) =>
  (await emulator.state()).accruals.filter(({ structure_id }) => structure_id === id)

async function weeklyCpm(): Promise<Row> {
  const found = (await emulator.state()).payout_structures.find(({ name }) => name === 'CPM, weekly')
  if (found === undefined) throw new Error('none')
  return found
}

describe('an accrual by goals or views', () => {
  it('cpm pays what the listed videos of the period show at that moment', async () => {
    const cpm = await weeklyCpm()
    await emulator.setClock('2026-06-16T00:15:00Z')
    const then = await emulator.state()
    const paid = (await accrualsOf(cpm)).filter((row) => row.period_start_at === WEEK.startsAt)
    expect(paid.length).toBeGreaterThan(0)
    for (const accrual of paid) {
      const { impressions, posts } = inputsOf(accrual)
      const videos = counted(then, accrual.creator_id, WEEK.startsAt, WEEK.endsAt, '2026-06-16T00:15:00Z')
      expect([impressions, posts]).toEqual([viewsOf(videos), videos.length])
      expect(accrual.amount_cents).toBe(Math.floor((impressions * 250) / 1000))
    }
  })

  it('goals are met for whom goal compliance says so, for the same period', async () => {
    const creators = await posters()
    const goal = { metric: 'posts', period: 'weekly', target_value: 3 }
    const bonus = await structure({ criteria_type: 'goals', criteria_params: { goals: [goal] } })
    const creator_ids = creators.map(({ id }) => id)
    await assign(bonus, creator_ids)
    for (const id of creator_ids) await emulator.api('POST', `/creators/${id}/goals`, { body: goal })
    await emulator.setClock('2026-06-25T00:15:00Z')
    const accruals = await accrualsOf(bonus)
    let missed = 0
    // Assigned on the last day of the first week, the whole of which counts.
    for (const [starts, day] of [
      ['2026-06-09T00:00:00Z', '2026-06-11'],
      ['2026-06-16T00:00:00Z', '2026-06-18'],
    ]) {
      const path = `/projects/${creators[0]?.project_id}/goal-compliance?period=weekly&reference_date=${day}`
      const groups = (await emulator.list(path)) as (Row & { creator: Row; compliance: Record<string, unknown>[] })[]
      const judged = groups.flatMap(({ creator, compliance }) => {
        const own = compliance.find((row) => (row.goal as Row).metric === 'posts' && row.target === 3)
        return own === undefined || !creator_ids.includes(creator.id)
          ? []
          : [{ id: creator.id, status: own.status, actual: own.actual }]
      })
      const met = judged.filter((row) => row.status === 'completed')
      const actuals = (rows: { id: unknown; actual: unknown }[]) => new Map(rows.map(({ id, actual }) => [id, actual]))
      const week = accruals.filter((row) => row.period_start_at === starts)
      expect(actuals(week.map((row) => ({ id: row.creator_id, actual: inputsOf(row).goals[0]?.actual })))).toEqual(
        actuals(met),
      )
      expect(met.length).toBeGreaterThan(0)
      missed += judged.length - met.length
    }
    expect(missed).toBeGreaterThan(0)
  })

  it('a goals structure without goals is judged by the creators’ own active ones, all of them', async () => {
    const [one, two, three] = await posters()
    const bonus = await structure({ criteria_type: 'goals', period: 'weekly' })
    await assign(bonus, [one?.id, two?.id, three?.id])
    for (const creator of [one, two, three]) {
      for (const { id } of await emulator.list(`/creators/${creator?.id}/goals`)) {
        await emulator.api('DELETE', `/creators/${creator?.id}/goals/${id}`)
      }
    }
    const set = (creator: Row | undefined, goal: Record<string, unknown>) =>
      emulator.api('POST', `/creators/${creator?.id}/goals`, { body: { metric: 'posts', period: 'weekly', ...goal } })
    await set(one, { target_value: 1 })
    await set(one, { target_value: 1_000, end_date: '2026-06-01' })
    await set(one, { target_value: 1_000, period: 'monthly' })
    await set(two, { target_value: 1 })
    await set(two, { target_value: 1_000 })
    for (const creator of [one, two, three]) await emulator.act({ do: 'post_video', creator_id: creator?.id })
    await emulator.setClock('2026-06-18T00:15:00Z')
    const paid = await accrualsOf(bonus)
    expect(paid.map(({ creator_id }) => creator_id)).toEqual([one?.id])
    expect(inputsOf(paid[0]).goals).toHaveLength(1)
  })

  it('cpm counts from assignment on', async () => {
    const [creator] = await posters()
    const cpm = await structure({ criteria_type: 'cpm' })
    await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 70_000 })
    await emulator.advance(60)
    await assign(cpm, [creator?.id])
    await emulator.advance(60)
    const { videos } = await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 50_000 })
    await emulator.setClock('2026-06-16T00:15:00Z')
    const since = counted(await emulator.state(), creator?.id, videos[0].posted_at, WEEK.endsAt, '2026-06-16T00:15:00Z')
    const [accrual] = await accrualsOf(cpm)
    expect(inputsOf(accrual)).toMatchObject({ impressions: viewsOf(since), posts: since.length })
    expect(viewsOf(since)).toBeGreaterThanOrEqual(50_000)
  })

  it('what is excluded, waits in the inbox, is disabled or deleted does not count', async () => {
    const [creator] = await posters()
    const cpm = await structure({ criteria_type: 'cpm' })
    await assign(cpm, [creator?.id])
    const posted: Row[] = []
    for (let n = 0; n < 5; n += 1) {
      posted.push((await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 1_000_000 })).videos[0])
    }
    const [, excluded, waiting, disabled, deleted] = posted.map(({ id }) => `/videos/${id}`)
    await emulator.api('PATCH', excluded ?? '', { body: { tracking_status: 'excluded' } })
    await emulator.api('PATCH', waiting ?? '', { body: { tracking_status: 'pending_review' } })
    await emulator.api('POST', `${disabled}/tracking-disable`)
    await emulator.api('DELETE', deleted ?? '')
    await emulator.setClock('2026-06-16T00:15:00Z')
    const { impressions } = inputsOf((await accrualsOf(cpm))[0])
    expect(impressions).toBeGreaterThanOrEqual(1_000_000)
    expect(impressions).toBeLessThan(2_000_000)
  })

  it('a year at once has accruals for all its weeks, each with the posts that were found by its run', async () => {
    const cpm = await weeklyCpm()
    const creator = (await emulator.state()).accruals.find(({ structure_id }) => structure_id === cpm.id)?.creator_id
    await emulator.advance(365 * 86_400)
    const now = await emulator.state()
    const weeks = now.accruals.filter((row) => row.structure_id === cpm.id && row.creator_id === creator)
    // Two are of the seeded past; 53 weeks ended in the year from Monday 2026-06-15 to Tuesday 2027-06-15.
    expect(weeks).toHaveLength(2 + 53)
    for (const accrual of weeks.slice(2)) {
      const { impressions, posts } = inputsOf(accrual)
      const [startsAt, endsAt] = [String(accrual.period_start_at), String(accrual.period_end_at)]
      const videos = counted(now, creator, startsAt, endsAt, String(accrual.created_at))
      expect(posts).toBe(videos.length)
      expect(impressions).toBeGreaterThan(0)
      expect(impressions).toBeLessThanOrEqual(viewsOf(videos))
    }
  })
})
