import { beforeAll, describe, expect, it } from 'vitest'
import { stage } from '../support/node/e2e-stage.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  type Run,
  type RunningWorker,
  runId,
  settingsFor,
} from '../support/node/e2e-worker.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const BEARER = { authorization: `Bearer ${ADMIN_TOKEN}` }

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.json).toMatchObject({
    type: expect.stringMatching(/\S/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    code,
  })
}

interface Alert {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly decisions?: readonly Record<string, unknown>[]
}

describe('the API', () => {
  const farm = stage()
  let worker: RunningWorker
  const nowMs = Date.now()

  beforeAll(async () => {
    worker = await farm.worker(settingsFor(await farm.emulator()))
    expect(await worker.check(nowMs)).toMatchObject({ outcome: 'complete' })
  })

  it.each(['/v1/events', '/v1/runs', '/v1/alerts', '/v1/alerts/alr_1', '/v1/none'])(
    '%s needs a token',
    async (path) => {
      const wrong = [{}, { authorization: 'Bearer wrong' }, { authorization: `Basic ${btoa(ADMIN_TOKEN)}` }]
      for (const headers of [...wrong, { authorization: `Bearer ${ADMIN_TOKEN}x` }, { authorization: 'Bearer ' }]) {
        const answer = await worker.ask(path, { headers })
        expectProblem(answer, 401, 'invalid_token')
        expect(answer.headers.get('www-authenticate')).toMatch(/Bearer/)
      }
    },
  )

  it('a run is not started without a token', async () => {
    expectProblem(await worker.ask('/v1/runs', { method: 'POST' }), 401, 'invalid_token')
    expect(await worker.api<Run[]>('/v1/runs')).toHaveLength(1)
  })

  it.each([
    ['GET', '/nowhere', 'not_found'],
    ['POST', '/', 'not_found'],
    ['GET', '/v1/nothing', 'not_found'],
    ['DELETE', '/v1/runs', 'not_found'],
    ['GET', '/v1/runs/hourly-1999-01-01T00Z', 'run_not_found'],
    ['GET', '/v1/alerts/alr_999999', 'alert_not_found'],
    ['GET', "/v1/alerts/alr_1'%20OR%201=1", 'alert_not_found'],
  ])('%s %s is 404', async (method, path, code) => {
    expectProblem(await worker.ask(path, { method, headers: BEARER }), 404, code)
  })

  it('a body over 1 MiB is 413, whether its length was declared or not', async () => {
    const bytes = new Uint8Array(1024 * 1024 + 1).fill(120)
    const declared = await worker.ask('/v1/runs', { method: 'POST', headers: BEARER, body: bytes })
    expectProblem(declared, 413, 'body_too_large')
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.close()
      },
    })
    const streamed = { method: 'POST', headers: BEARER, body: stream, duplex: 'half' }
    expectProblem(await worker.ask('/v1/runs', streamed), 413, 'body_too_large')
    expect(await worker.api<Run[]>('/v1/runs')).toHaveLength(1)
  })

  it.each([
    '/v1/events?limit=0',
    '/v1/events?limit=1001',
    '/v1/events?limit=-1',
    '/v1/events?limit=ten',
    '/v1/events?limit=',
    '/v1/events?type=accrual.unheard_of',
    '/v1/events?type=',
    '/v1/events?since=yesterday',
    '/v1/events?since=7',
    '/v1/events?since=May%207,%202026',
    '/v1/runs?limit=1.5',
    '/v1/alerts?state=closed',
    '/v1/alerts?kind=creator.hungry',
  ])('%s is 400', async (path) => {
    expectProblem(await worker.ask(path, { headers: BEARER }), 400, 'invalid_query')
  })

  it('/v1/events is an array, newest first, and keeps to type, since and limit', async () => {
    interface Event {
      readonly id: string
      readonly type: string
      readonly timestamp: string
    }
    const all = await worker.api<Event[]>('/v1/events?limit=100')
    expect(all.length).toBeGreaterThan(2)
    for (const event of all) {
      expect(event).toEqual({
        id: expect.stringMatching(/\S/),
        type: expect.stringMatching(/^[a-z]+\.[a-z]+$/),
        timestamp: expect.stringMatching(ISO),
        data: expect.any(Object),
      })
    }
    const times = all.map(({ timestamp }) => timestamp)
    expect(times).toEqual(times.toSorted().reverse())
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(await worker.api<Event[]>('/v1/events?limit=2')).toEqual(all.slice(0, 2))
    expect(await worker.api<Event[]>('/v1/events?type=creator.stale')).toEqual(
      all.filter(({ type }) => type === 'creator.stale'),
    )
    expect(await worker.api<Event[]>(`/v1/events?since=${new Date(nowMs).toISOString()}`)).toEqual(all)
    expect(await worker.api<Event[]>(`/v1/events?since=${new Date(nowMs + 1).toISOString()}`)).toEqual([])
  })

  it('events carry whole, named facts', async () => {
    const [stale] = await worker.events(0, 'creator.stale')
    expect(stale?.data).toMatchObject({
      creator_id: expect.any(String),
      handle: expect.any(String),
      project_id: expect.any(String),
      project_name: expect.any(String),
    })
    const [overdue] = await worker.events(0, 'accrual.overdue')
    expect(overdue?.data).toMatchObject({
      accrual_id: expect.any(String),
      handle: expect.any(String),
      project_name: expect.any(String),
      amount: { cents: expect.any(Number), currency: 'USD', display: expect.stringMatching(/^\$[\d,]+\.\d\d$/) },
    })
  })

  it('/v1/runs tells of pages, requests, events, outcome and duration', async () => {
    const id = runId(nowMs)
    const shape = {
      id,
      at: new Date(nowMs).toISOString(),
      outcome: 'complete',
      pages: { projects: 1, creators: 1, accruals: 1, payments: 1 },
      requests: 4,
      events: (await worker.events()).length,
      duration_ms: expect.any(Number),
    }
    expect(await worker.api('/v1/runs?limit=1')).toEqual([expect.objectContaining(shape)])
    expect(await worker.api(`/v1/runs/${id}`)).toMatchObject({ ...shape, set_aside: [], decisions: expect.any(Array) })
  })

  it('/v1/alerts lists what is open, and each alert says why it was announced', async () => {
    const open = await worker.api<Alert[]>('/v1/alerts?state=open')
    expect(open.length).toBe((await worker.events()).length)
    expect(new Set(open.map(({ state }) => state))).toEqual(new Set(['open']))
    expect(await worker.api<Alert[]>('/v1/alerts?state=resolved')).toEqual([])
    for (const { id, kind } of open) {
      const alert = await worker.api<Alert>(`/v1/alerts/${id}`)
      expect(alert).toMatchObject({ id, kind, state: 'open', announced: true })
      expect(alert.decisions).toEqual([
        expect.objectContaining({ run_id: runId(nowMs), action: 'post', reason: 'first_notification' }),
      ])
    }
  })

  it('POST /v1/runs starts a run at once and says where it is', async () => {
    const answer = await worker.ask('/v1/runs', { method: 'POST', headers: BEARER })
    expect(answer.status).toBe(202)
    const { id } = answer.json as { id: string }
    expect(answer.headers.get('location')).toBe(`/v1/runs/${id}`)
    expect(await worker.closed(id)).toMatchObject({ trigger: 'manual', outcome: 'complete' })
    expect((await worker.api<Run[]>('/v1/runs')).map((run) => run.id)).toEqual([id, runId(nowMs)])
  })
})
