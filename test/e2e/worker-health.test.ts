import { beforeAll, describe, expect, it } from 'vitest'
import { stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'
import { ADMIN_TOKEN, type RunningWorker, settingsFor } from '../support/node/e2e-worker.ts'

const HOUR_MS = 3_600_000

describe('with settings that are missing or malformed', () => {
  const farm = stage()
  const BAD = { STALE_AFTER_HOURS: 'soon-7', SMTP_URL: 'http://mailer:pa55word@mail.example.com', PAYMENTS: 'perhaps' }
  let worker: RunningWorker

  beforeAll(async () => {
    const { TRACKAGOAT_API_KEY: _, ...rest } = settingsFor(await farm.emulator())
    worker = await farm.worker({ ...rest, ...BAD })
  })

  it.each([
    ['GET', '/healthz'],
    ['GET', '/v1/events'],
    ['POST', '/v1/runs'],
    ['GET', '/nowhere'],
  ])('%s %s names every fault and no value', async (method, path) => {
    const answer = await worker.ask(path, { method, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.json).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status: 500,
      detail: expect.any(String),
      code: expect.any(String),
    })
    for (const name of ['TRACKAGOAT_API_KEY', ...Object.keys(BAD)]) expect(answer.text).toContain(name)
    for (const value of [...Object.values(BAD), 'pa55word', ADMIN_TOKEN]) expect(answer.text).not.toContain(value)
  })

  it('no run starts, and no value is printed', async () => {
    const answer = await worker.ask(`/cdn-cgi/handler/scheduled?cron=20+*+*+*+*&time=${Date.now()}`)
    for (const value of ['soon-7', 'pa55word', ADMIN_TOKEN]) {
      expect(answer.text).not.toContain(value)
      expect(worker.output()).not.toContain(value)
    }
  })
})

describe('/healthz', () => {
  const farm = stage()

  it('waits before the first run, and is well after a good one', async () => {
    const worker = await farm.worker(settingsFor(await farm.emulator()))
    const before = await worker.ask('/healthz')
    expect(before.status).toBe(200)
    expect(before.json).toMatchObject({ status: expect.any(String), version: expect.any(String), last_run: null })

    const nowMs = Date.now()
    expect(await worker.check(nowMs)).toMatchObject({ outcome: 'complete', reason: null })
    const after = await until('the run is noted', async () => {
      const answer = await worker.ask('/healthz')
      return JSON.stringify(answer.json).includes('"last_run":null') ? null : answer
    })
    expect(after.status).toBe(200)
    expect(after.json).toMatchObject({
      status: 'ok',
      last_run: { at: new Date(nowMs).toISOString(), outcome: 'complete' },
    })
    expect(after.headers.get('cache-control')).toContain('no-store')
  })

  it('is 503 when the last good run is older than two hours', async () => {
    const worker = await farm.worker(settingsFor(await farm.emulator()))
    const thenMs = Date.now() - 3 * HOUR_MS
    expect(await worker.check(thenMs)).toMatchObject({ outcome: 'complete' })
    const answer = await until('the run is noted', async () => {
      const health = await worker.ask('/healthz')
      return health.status === 200 ? null : health
    })
    expect(answer.status).toBe(503)
    expect(answer.json).toMatchObject({ last_run: { at: new Date(thenMs).toISOString(), outcome: 'complete' } })
  })
})
