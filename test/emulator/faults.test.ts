import { describe, expect, it } from 'vitest'
import { payable, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const once = (fault: object, match: object = {}) => emulator.faults([{ match, times: 1, fault }])
const paymentCount = async () => (await emulator.state()).payments.length
const headers = { 'idempotency-key': 'a-key-of-a-payment' }

describe('faults before anything is done', () => {
  it('status answers what it is told, headers and body', async () => {
    await once({ kind: 'status', status: 503, headers: { 'retry-after': '7' }, body: { oh: 'no' } })
    const response = await emulator.request('GET', '/projects')
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      503,
      '7',
      { oh: 'no' },
    ])
    expect((await emulator.api('GET', '/projects')).status).toBe(200)
  })

  it('error_before_commit is a 500 and nothing is written', async () => {
    const { body } = await payable(emulator)
    const before = await paymentCount()
    await once({ kind: 'error_before_commit' })
    const failed = await emulator.api('POST', '/payout-payments', { body })
    expect([failed.status, failed.meta.code]).toEqual([500, 'internal_error'])
    expect(await paymentCount()).toBe(before)
  })

  it('html is a page with 200, json that JSON, redirect a redirect', async () => {
    await emulator.faults([
      { times: 1, fault: { kind: 'html' } },
      { times: 1, fault: { kind: 'json', body: [1, 2] } },
      { times: 1, fault: { kind: 'redirect', to: 'https://elsewhere.example/api' } },
    ])
    const page = await emulator.request('GET', '/projects')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toMatch(/^<!doctype html>/)
    expect(await (await emulator.request('GET', '/projects')).json()).toEqual([1, 2])
    const moved = await emulator.request('GET', '/projects')
    expect([moved.status, moved.headers.get('location')]).toEqual([308, 'https://elsewhere.example/api'])
  })

  it('latency delays and lets the next rule act', async () => {
    await emulator.faults([
      { times: 1, fault: { kind: 'latency', ms: 60 } },
      { times: 1, fault: { kind: 'status', status: 502 } },
    ])
    const start = performance.now()
    expect((await emulator.request('GET', '/projects')).status).toBe(502)
    expect(performance.now() - start).toBeGreaterThanOrEqual(55)
  })
})

describe('faults after the work was done', () => {
  it('error_after_commit is a 500 although it is written; the same key gets the payment', async () => {
    const { body } = await payable(emulator)
    const before = await paymentCount()
    await once({ kind: 'error_after_commit' })
    expect((await emulator.api('POST', '/payout-payments', { body, headers })).status).toBe(500)
    expect(await paymentCount()).toBe(before + 1)
    expect((await emulator.api('POST', '/payout-payments', { body, headers })).status).toBe(201)
    expect(await paymentCount()).toBe(before + 1)
  })

  it('lost_response breaks the connection although it is written; the same key gets the payment', async () => {
    const { body } = await payable(emulator)
    const before = await paymentCount()
    await once({ kind: 'lost_response' }, { method: 'POST', path: '/payout-payments' })
    await expect(emulator.request('POST', '/payout-payments', { body, headers })).rejects.toThrow()
    expect(await paymentCount()).toBe(before + 1)
    const retried = await emulator.api('POST', '/payout-payments', { body, headers })
    expect(retried.status).toBe(201)
    expect((await emulator.state()).payments.at(-1)?.id).toBe((retried.data as Row).id)
    expect(await paymentCount()).toBe(before + 1)
    const entry = (await emulator.log()).find((line: { fault: string }) => line.fault === 'lost_response')
    expect(entry.status).toBe(201)
  })

  it('cut_body promises the whole and sends half', async () => {
    const whole = await (await emulator.request('GET', '/creators')).text()
    await once({ kind: 'cut_body' })
    const response = await emulator.request('GET', '/creators')
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(whole))
    await expect(response.text()).rejects.toThrow()
  })

  it('huge_body is the true answer, padded to exactly that many bytes', async () => {
    const { data } = await emulator.api('GET', '/projects')
    await once({ kind: 'huge_body', bytes: 3_000_000 })
    const response = await emulator.request('GET', '/projects')
    const text = await response.text()
    expect(response.headers.get('content-length')).toBeNull()
    expect(Buffer.byteLength(text)).toBe(3_000_000)
    expect(JSON.parse(text)).toMatchObject({ data, error: null })
  })

  it('repeated_cursor never gets on', async () => {
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'repeated_cursor' } }])
    const first = await emulator.api('GET', '/creators?limit=5')
    const cursor = String(first.meta.nextCursor)
    const second = await emulator.api('GET', `/creators?limit=5&cursor=${cursor}`)
    const third = await emulator.api('GET', `/creators?limit=5&cursor=${cursor}`)
    expect([second.meta, third.meta]).toEqual([
      { hasMore: true, nextCursor: cursor },
      { hasMore: true, nextCursor: cursor },
    ])
    const whole = await emulator.api('GET', '/creators?limit=100')
    expect(whole.meta.hasMore).toBe(true)
    expect((await emulator.api('GET', `/creators?cursor=${whole.meta.nextCursor}`)).status).toBe(200)
  })

  it('cursor_missing has more but does not say where', async () => {
    await once({ kind: 'cursor_missing' })
    expect((await emulator.api('GET', '/creators')).meta).toEqual({ hasMore: true, nextCursor: null })
  })

  it('rows spoils one row of a list and leaves the rest', async () => {
    const good = await emulator.list('/payout-accruals')
    await once({ kind: 'rows', index: 2, patch: { currency: 'EUR', amount_cents: '5' } })
    const bad = await emulator.list('/payout-accruals')
    expect(bad[2]).toEqual({ ...good[2], currency: 'EUR', amount_cents: '5' })
    expect(bad.filter((_, i) => i !== 2)).toEqual(good.filter((_, i) => i !== 2))
    await once({ kind: 'rows', patch: null })
    expect((await emulator.list('/payout-accruals'))[0]).toBeNull()
    expect(await emulator.list('/payout-accruals')).toEqual(good)
  })
})

describe('rules', () => {
  it('match by method, path prefix with or without /api/v1, and text in the query', async () => {
    const fault = { kind: 'status', status: 418 }
    const status = async (method: string, path: string) => (await emulator.request(method, path)).status
    const cases: [object, string, string, number][] = [
      [{ path: '/creators' }, 'GET', '/creators?limit=1', 418],
      [{ path: 'creators' }, 'GET', '/creators', 418],
      [{ path: '/api/v1/creators' }, 'GET', '/creators', 418],
      [{ path: '/creators' }, 'GET', '/projects', 200],
      [{ path: '/creators', method: 'post' }, 'GET', '/creators', 200],
      [{ path: '/creators', method: 'get' }, 'GET', '/creators', 418],
      [{ query: 'limit=2' }, 'GET', '/creators?limit=1', 200],
      [{ query: 'limit=2' }, 'GET', '/creators?limit=2', 418],
      [{}, 'GET', '/projects', 418],
    ]
    for (const [match, method, path, expected] of cases) {
      await emulator.faults([{ match, fault }])
      expect([match, await status(method, path)]).toEqual([match, expected])
    }
  })

  it('count down, end, and can be looked at', async () => {
    const rule = { match: { path: '/projects' }, times: 2, fault: { kind: 'status', status: 500 } }
    expect(await emulator.faults([rule])).toEqual([{ ...rule, remaining: 2 }])
    const statuses = []
    for (let i = 0; i < 3; i += 1) statuses.push((await emulator.request('GET', '/projects')).status)
    expect(statuses).toEqual([500, 500, 200])
    expect((await emulator.control('faults')).body).toEqual([{ ...rule, remaining: 0 }])
    await emulator.faults([])
    expect((await emulator.control('faults')).body).toEqual([])
  })

  it('apply to Slack as well, in its own shape', async () => {
    const call = () => fetch(`${emulator.url()}/slack/api/api.test`, { method: 'POST' })
    await once({ kind: 'error_before_commit' }, { path: '/api.test' })
    const failed = await call()
    expect([failed.status, await failed.json()]).toEqual([500, { ok: false, error: 'internal_error' }])
    await once({ kind: 'status', status: 429, headers: { 'retry-after': '3' } }, { path: '/slack/api/api.test' })
    expect((await call()).headers.get('retry-after')).toBe('3')
    expect(await (await call()).json()).toMatchObject({ ok: true })
  })

  it.each([
    [{ kind: 'latency' }],
    [{ kind: 'status' }],
    [{ kind: 'earthquake' }],
    [{ kind: 'huge_body', bytes: -1 }],
    [{ kind: 'html', extra: 1 }],
  ])('that are not understood are 400 and change nothing: %j', async (fault) => {
    await emulator.faults([{ match: { path: '/nowhere' }, fault: { kind: 'html' } }])
    expect((await emulator.control('faults', [{ match: {}, fault }])).status).toBe(400)
    expect((await emulator.control('faults', { fault })).status).toBe(400)
    expect((await emulator.control('faults')).body).toHaveLength(1)
  })
})
