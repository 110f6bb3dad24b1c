import { createExecutionContext, reset, waitOnExecutionContext } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import worker from '../../src/index.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import { HOUR_MS, newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'

const LISTS = ['/v1/creators', '/v1/stale', '/v1/owed', '/v1/unpaid']

interface Amount {
  readonly cents: number
  readonly currency: string
  readonly display: string
}

interface CreatorJson {
  readonly id: string
  readonly handle: string
  readonly project: { id: string; name: string }
  readonly is_active: boolean
  readonly last_scraped_at: string | null
}

interface List<Row> {
  readonly as_of: string | null
  readonly total_count: number
  readonly data: readonly Row[]
  readonly next_cursor: string | null
  readonly complete: boolean
}

interface OwedJson {
  readonly creator_id: string
  readonly creator: CreatorJson | null
  readonly total: Amount
  readonly accrual_count: number
  readonly overdue_count: number
  readonly oldest_period_end_at: string
  readonly ageing: Record<string, Amount>
}

async function get(path: string, authorization: string | null = 'Bearer admin-token-for-tests'): Promise<Response> {
  const context = createExecutionContext()
  const headers = authorization === null ? {} : { authorization }
  const response = await worker.fetch(new Request(`http://goatherd.test${path}`, { headers }), workerEnv, context)
  await waitOnExecutionContext(context)
  return response
}

async function json<T>(path: string): Promise<T> {
  const response = await get(path)
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

beforeEach(async () => {
  await newOrganisation({ creators: 30, accruals: 60 })
})
afterEach(async () => {
  await reset()
})

/** What is owed by the emulator's own accruals. */
async function trueDebt() {
  const { accruals, creators } = await emulator.state()
  const earned = accruals.filter(({ status }) => status === 'earned')
  return {
    creators,
    earned,
    cents: earned.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
    debtors: new Set(earned.map(({ creator_id }) => creator_id)),
  }
}

describe('GET /v1/owed', () => {
  it('tells what is owed with its age, in money that names its currency', async () => {
    await runHour(START_MS)
    const { earned, cents, debtors } = await trueDebt()
    const answer = await json<
      List<OwedJson> & { total: Amount; accrual_count: number; ageing: Record<string, Amount> }
    >('/v1/owed?limit=1000')
    expect(answer).toMatchObject({
      as_of: new Date(START_MS).toISOString(),
      total_count: debtors.size,
      accrual_count: earned.length,
      total: { cents, currency: 'USD' },
      next_cursor: null,
      complete: true,
    })
    expect(answer.total.display).toMatch(/^\$[\d,]+\.\d{2}$/)
    expect(new Set(answer.data.map(({ creator_id }) => creator_id))).toEqual(debtors)
    expect(Object.keys(answer.ageing)).toEqual(['up_to_7_days', 'up_to_30_days', 'over_30_days'])
    const byAge = (ageing: Record<string, Amount>) =>
      Object.values(ageing).reduce((sum, amount) => sum + amount.cents, 0)
    expect(byAge(answer.ageing)).toBe(cents)
    for (const row of answer.data) {
      const theirs = earned.filter(({ creator_id }) => creator_id === row.creator_id)
      expect(row.total.cents).toBe(theirs.reduce((sum, { amount_cents }) => sum + amount_cents, 0))
      expect(row.accrual_count).toBe(theirs.length)
      expect(byAge(row.ageing)).toBe(row.total.cents)
      expect(row.creator?.id).toBe(row.creator_id)
    }
  })

  it('goes by project and by creator, and answers an empty list for an id that nobody knows', async () => {
    await runHour(START_MS)
    const { creators, earned } = await trueDebt()
    const someone = earned[0]?.creator_id ?? ''
    const project = creators.find(({ id }) => id === someone)?.project_id ?? ''
    const one = await json<List<OwedJson>>(`/v1/owed?creator_id=${someone}&project_id=${project}`)
    expect(one.data.map(({ creator_id }) => creator_id)).toEqual([someone])
    const all = await json<List<OwedJson>>('/v1/owed?limit=1000')
    const here = await json<List<OwedJson>>(`/v1/owed?limit=1000&project_id=${project}`)
    expect(here.data).toEqual(all.data.filter(({ creator }) => creator?.project.id === project))
    for (const path of ['/v1/owed?project_id=nobody', '/v1/owed?creator_id=nobody', '/v1/unpaid?project_id=nobody']) {
      expect(await json(path)).toMatchObject({ total_count: 0, data: [], next_cursor: null, complete: true })
    }
  })
})

describe('the lists', () => {
  it.each(LISTS)('%s comes in pages by cursor that hold every row once', async (path) => {
    for (const tiktok_handle of ['one.fresh', 'two.fresh', 'three.fresh']) {
      const { creators } = await emulator.act<{ creators: { id: string }[] }>({ do: 'add_creator', tiktok_handle })
      await emulator.act({ do: 'earn', creator_id: creators[0]?.id })
    }
    await runHour(START_MS)
    const whole = await json<List<unknown>>(`${path}?limit=1000`)
    expect(whole.total_count).toBe(whole.data.length)
    expect(whole.data.length).toBeGreaterThan(2)
    const rows: unknown[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null; pages++) {
      expect(pages).toBeLessThan(100)
      const query: string = cursor === '' ? 'limit=2' : `limit=2&cursor=${encodeURIComponent(cursor)}`
      const page: List<unknown> = await json(`${path}?${query}`)
      expect(page.total_count).toBe(whole.total_count)
      expect(page.complete).toBe(page.next_cursor === null)
      rows.push(...page.data)
      cursor = page.next_cursor
    }
    expect(rows).toEqual(whole.data)
  })

  it.each(LISTS)('%s says before the first run that nothing is known', async (path) => {
    expect(await json(path)).toMatchObject({
      as_of: null,
      total_count: 0,
      data: [],
      next_cursor: null,
      complete: false,
    })
  })

  it.each(LISTS)('%s needs a token', async (path) => {
    for (const authorization of [null, 'Bearer wrong', 'Basic admin-token-for-tests']) {
      const response = await get(path, authorization)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'invalid_token' })
    }
  })

  it.each([
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=ten',
    'limit=1e3',
    'limit=',
    'cursor=',
    'cursor=5',
    'cursor=c',
    'cursor=c-1',
    'cursor=czzzzzzz',
    `project_id=${'x'.repeat(101)}`,
  ])('refuse ?%s and say which part is wrong', async (query) => {
    for (const path of LISTS) {
      const response = await get(`${path}?${query}`)
      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      const { code, detail } = (await response.json()) as { code: string; detail: string }
      expect(code).toBe('invalid_query')
      expect(detail).toContain(query.split('=')[0])
    }
  })
})

describe('GET /v1/creators and /v1/stale', () => {
  it('list creators as trackagoat has them', async () => {
    await runHour(START_MS)
    const { creators } = await trueDebt()
    const { data } = await json<List<CreatorJson>>('/v1/creators?limit=1000')
    for (const truth of creators.filter(({ is_active }) => is_active)) {
      expect(data.find(({ id }) => id === truth.id)).toMatchObject({
        handle: truth.tiktok_handle,
        display_name: truth.display_name,
        project: { id: truth.project_id, name: expect.any(String) },
        is_active: true,
        last_scraped_at: truth.last_scraped_at === null ? null : new Date(truth.last_scraped_at).toISOString(),
      })
    }
    const stale = await json<List<CreatorJson>>('/v1/stale?limit=1000')
    const isStale = (at: string | null) => at === null || START_MS - Date.parse(at) > 12 * HOUR_MS
    expect(stale.data.map(({ id }) => id).toSorted()).toEqual(
      data
        .filter(({ is_active, last_scraped_at }) => is_active && isStale(last_scraped_at))
        .map(({ id }) => id)
        .toSorted(),
    )
    expect(stale.data.length).toBeGreaterThan(0)
  })

  it('search by part of a handle', async () => {
    await emulator.act({ do: 'add_creator', tiktok_handle: 'Zora.Unlikely_77' })
    await runHour(START_MS)
    for (const search of ['zora.unlikely_77', '@ZORA.', 'unlikely']) {
      const { data, total_count } = await json<List<CreatorJson>>(`/v1/creators?search=${encodeURIComponent(search)}`)
      expect(total_count).toBe(1)
      expect(data.map(({ handle }) => handle)).toEqual(['Zora.Unlikely_77'])
    }
    expect(await json('/v1/creators?search=zora_unlikely')).toMatchObject({ total_count: 0, data: [] })
  })
})

describe('GET /v1/me', () => {
  it('tells whose token it is, what it may do, and what it watches, but not the token', async () => {
    const before = await json<{ organisation: unknown }>('/v1/me')
    expect(before.organisation).toEqual({ id: null, projects: [] })
    await runHour(START_MS)
    const { projects } = await emulator.state()
    const me = await json<{ organisation: { id: string; projects: { id: string; name: string }[] } }>('/v1/me')
    expect(me).toMatchObject({
      label: 'ADMIN_TOKEN',
      scopes: ['read', 'request', 'pay', 'admin'],
      payments: workerEnv.PAYMENTS ?? 'off',
    })
    expect(me.organisation.id).toEqual(expect.any(String))
    const names = new Map(projects.map(({ id, name }) => [id, name]))
    expect(new Map(me.organisation.projects.map(({ id, name }) => [id, name]))).toEqual(names)
    expect(JSON.stringify(me)).not.toContain('admin-token-for-tests')
    expect((await get('/v1/me', null)).status).toBe(401)
  })
})
