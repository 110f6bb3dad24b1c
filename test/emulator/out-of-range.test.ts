/**
 * Dates and instants outside the years 1970 to 2100: refused wherever they could come in, so that none is ever stored.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const OUTSIDE = ['0000-01-01', '1969-12-31', '2101-01-01', '9999-12-30', '9999-12-31']
const OUTSIDE_INSTANTS = [
  '0000-01-01T00:00:00+14:00',
  '1969-12-31T23:59:59Z',
  '2101-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
]

async function refusedField(method: string, path: string, body?: unknown) {
  const { status, meta } = await emulator.api(method, path, body === undefined ? {} : { body })
  return [status, meta.field]
}

describe('a date of another century is 400 and names the field', () => {
  const dated = OPERATIONS.flatMap(({ method, path, query }) =>
    Object.keys(query?.shape ?? {})
      .filter((name) => ['from', 'to', 'reference_date'].includes(name))
      .map((name) => ({ method, path, name })),
  )

  it.each(dated)('in the query of $path: $name', async ({ path, name }) => {
    const { projects, creators } = await emulator.state()
    const subject = `entity=creator&entity_id=${creators[0]?.id}&metric=views&project_id=${projects[0]?.id}`
    for (const date of OUTSIDE) {
      const day = name === 'reference_date' ? {} : { from: date, to: date }
      const query = `${subject}&${new URLSearchParams({ ...day, [name]: date })}`
      const { status, meta } = await emulator.api('GET', `${path.replace('{id}', String(projects[0]?.id))}?${query}`)
      expect([status, meta.code]).toEqual([400, 'invalid_query'])
      expect((meta.issues as { path: string }[]).map((issue) => issue.path)).toContain(name)
    }
  })

  it('in bodies; lists are as good as before', async () => {
    const { creators, projects } = await emulator.state()
    const [creator, project] = [creators[0], projects[0]]
    const goal = { metric: 'posts', period: 'weekly', target_value: 1 }
    for (const date of OUTSIDE) {
      const goals = `/creators/${creator?.id}/goals`
      expect(await refusedField('POST', goals, { ...goal, start_date: date })).toEqual([400, 'start_date'])
      expect(await refusedField('POST', goals, { ...goal, end_date: date })).toEqual([400, 'end_date'])
      const annotation = { project_id: project?.id, date, label: 'x' }
      expect(await refusedField('POST', '/analytics/annotations', annotation)).toEqual([400, 'date'])
      const window = { tracking_end_date: date }
      expect(await refusedField('PATCH', `/creators/${creator?.id}`, window)).toEqual([400, 'tracking_end_date'])
    }
  })

  it('an instant as well', async () => {
    const { projects, organizations } = await emulator.state()
    for (const instant of OUTSIDE_INSTANTS) {
      const campaign = { name: 'x', target_at: instant }
      expect(await refusedField('POST', `/projects/${projects[0]?.id}/campaigns`, campaign)).toEqual([400, 'target_at'])
      const payment = { project_id: projects[0]?.id, total_amount_cents: 1, currency: 'USD', paid_at: instant }
      expect(await refusedField('POST', '/payout-payments', payment)).toEqual([400, 'paid_at'])
      const key = { name: 'x', expires_at: instant }
      const keys = `/organizations/${organizations[0]?.id}/api-keys`
      expect(await refusedField('POST', keys, key)).toEqual([400, 'expires_at'])
    }
  })

  it('the first and the last date are good, and what has them can be listed', async () => {
    const { creators } = await emulator.state()
    const creator = creators.find((row) => row.is_active === true)
    const goal = {
      metric: 'posts',
      period: 'weekly',
      target_value: 1,
      start_date: '1970-01-01',
      end_date: '2100-12-31',
    }
    expect((await emulator.api('POST', `/creators/${creator?.id}/goals`, { body: goal })).status).toBe(201)
    for (const day of ['1970-01-01', '2100-12-31']) {
      const path = `/projects/${creator?.project_id}/goal-compliance?reference_date=${day}`
      expect((await emulator.api('GET', path)).status).toBe(200)
      const query = `entity=creator&entity_id=${creator?.id}&metric=views&compare=prior_period&from=${day}&to=${day}`
      expect((await emulator.api('GET', `/analytics?${query}`)).status).toBe(200)
    }
  })
})

it('a goal’s target is at least 1, so that every percentage is a number', async () => {
  const { creators } = await emulator.state()
  const goals = `/creators/${creators[0]?.id}/goals`
  for (const target_value of [1e-320, 0.5]) {
    const goal = { metric: 'posts', period: 'weekly', target_value }
    expect(await refusedField('POST', goals, goal)).toEqual([400, 'target_value'])
  }
})

describe('the clock', () => {
  beforeEach(() => emulator.setClock('2026-06-15T10:30:00Z'))
  const nowMs = async () => Date.parse((await emulator.control('clock')).body.now)

  it.each([
    { advance_seconds: 1e300 },
    { advance_seconds: -1e15 },
    { advance_seconds: 8e12 },
    { advance_seconds: 3e9 },
    { now: '9999-12-01T00:00:00Z' },
    { now: '1969-12-31T23:59:59Z' },
    { now: '2100-12-31T23:59:59-14:00' },
  ])('refuses to leave the years 1970 to 2100 and stays where it is: %j', async (body) => {
    const beforeMs = await nowMs()
    const { status, body: answer } = await emulator.control('clock', body)
    expect([status, answer.error]).toEqual([400, expect.stringContaining('1970 to 2100')])
    expect((await emulator.control('reset', { now: '1969-12-31T23:59:59Z' })).status).toBe(400)
    expect((await nowMs()) - beforeMs).toBeLessThan(60_000)
    expect(await emulator.list('/projects')).not.toEqual([])
  })

  it('goes on in whole milliseconds, whatever part of a second it is advanced by', async () => {
    for (const seconds of [1.2345, -0.0004, 0.9996]) {
      await emulator.advance(seconds)
      const { data } = await emulator.api('POST', '/payout-methods', { body: { name: 'Zelle' } })
      expect((data as Row).created_at).toMatch(/^2026-06-15T10:30:\d\d(\.\d{3})?Z$/)
    }
  })

  it('can be at either end: an organisation is made there, and every list answers', async () => {
    for (const now of ['1970-01-01T00:00:00Z', '2100-12-31T23:00:00Z']) {
      await emulator.reset({ now })
      const { creators } = await emulator.state()
      for (const path of ['/creators', '/videos', '/campaigns', '/payout-accruals', '/payout-payments']) {
        expect(await emulator.list(path)).not.toEqual([])
      }
      const query = `entity=creator&entity_id=${creators[0]?.id}&metric=views`
      expect((await emulator.api('GET', `/analytics?${query}`)).status).toBe(200)
    }
  })
})
