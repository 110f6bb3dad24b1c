import { describe, expect, it } from 'vitest'
import { fetchPage, guardCursor, NEW_GUARD } from '../../../src/trackagoat/pages.ts'
import { listProjects } from '../../../src/trackagoat/projects.ts'
import { createTransport } from '../../../src/trackagoat/transport.ts'

const KEY = `tga_${'a'.repeat(64)}`
const open = { take: async () => ({ granted: true as const }) }

/** A transport whose upstream answers with this. */
function answering(body: BodyInit | null, init: ResponseInit = {}, maxBodyBytes?: number) {
  const seen: Request[] = []
  const transport = createTransport({
    baseUrl: 'https://upstream.example/api/v1',
    apiKey: KEY,
    budget: open,
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    fetch: async (input, options) => {
      seen.push(new Request(input as string, options))
      return new Response(body, init)
    },
  })
  return { transport, seen }
}

const page = (data: unknown, meta?: unknown) =>
  JSON.stringify({ data, error: null, ...(meta === undefined ? {} : { meta }) })

describe('asking trackagoat', () => {
  it('sends the key as a bearer, percent-encodes the cursor and follows no redirect', async () => {
    const { transport, seen } = answering(page([], { hasMore: false, nextCursor: null }))
    await fetchPage(transport, 'accruals', '2026-03-15T10:00:00+00:00')
    expect(seen[0]?.url).toBe(
      'https://upstream.example/api/v1/payout-accruals?status=earned&limit=100&cursor=2026-03-15T10%3A00%3A00%2B00%3A00',
    )
    expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
    expect(seen[0]?.redirect).toBe('manual')
  })

  it.each<[string, BodyInit | null, ResponseInit, unknown]>([
    ['401', page(null), { status: 401 }, { kind: 'key_refused' }],
    [
      '403 with a code',
      '{"data":null,"error":"x","meta":{"code":"insufficient_scope"}}',
      { status: 403 },
      { kind: 'forbidden', code: 'insufficient_scope' },
    ],
    ['404', page(null), { status: 404 }, { kind: 'not_found' }],
    ['410', page(null), { status: 410 }, { kind: 'refused', status: 410, code: null }],
    ['500', 'oops', { status: 500 }, { kind: 'server_error', status: 500 }],
    [
      'a redirect',
      null,
      { status: 302, headers: { location: 'https://elsewhere.example/x' } },
      { kind: 'redirected', status: 302, host: 'elsewhere.example' },
    ],
    [
      '429 with a header',
      '{}',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'rate_limited', waitMs: 7_000 },
    ],
    [
      '429 of the old docs',
      '{"meta":{"code":"too_many_requests"}}',
      { status: 429 },
      { kind: 'rate_limited', waitMs: 60_000 },
    ],
    [
      '429 of the day',
      '{"meta":{"code":"rate_limit_exceeded","retryAfter":3421}}',
      { status: 429 },
      { kind: 'quota_exhausted', waitMs: 3_421_000 },
    ],
    ['402', '{"meta":{"code":"limit_reached"}}', { status: 402 }, { kind: 'plan_limit', code: 'limit_reached' }],
    ['HTML instead of JSON', '<html>', {}, { kind: 'bad_shape', problem: 'not JSON' }],
    ['no envelope', '[]', {}, { kind: 'bad_shape', problem: 'no envelope' }],
    ['data that is no list', page({}), {}, { kind: 'bad_shape', problem: 'data is not a list' }],
    [
      'more without a cursor',
      page([], { hasMore: true, nextCursor: null }),
      {},
      { kind: 'bad_cursor', problem: 'missing' },
    ],
    [
      'a cursor that is too long for an address',
      page([], { hasMore: true, nextCursor: 'c'.repeat(2_001) }),
      {},
      { kind: 'bad_shape', problem: 'cursor too long' },
    ],
    [
      'the same cursor again',
      page([], { hasMore: true, nextCursor: 'here' }),
      {},
      { kind: 'bad_cursor', problem: 'repeated' },
    ],
    [
      'hasMore as text',
      page([], { hasMore: 'no' }),
      {},
      { kind: 'bad_shape', problem: 'meta.hasMore is not a boolean' },
    ],
    ['a full page without meta', page(Array(100).fill({})), {}, { kind: 'bad_cursor', problem: 'missing' }],
  ])('%s becomes a value that says so', async (_, body, init, error) => {
    const { transport } = answering(body, init)
    expect(await fetchPage(transport, 'creators', 'here')).toEqual({ ok: false, error })
  })

  it('takes a cursor of 2,000 characters', async () => {
    const nextCursor = 'c'.repeat(2_000)
    const { transport } = answering(page([], { hasMore: true, nextCursor }))
    expect(await fetchPage(transport, 'creators', null)).toMatchObject({ ok: true, value: { nextCursor } })
  })

  it('takes a short page without meta for the whole list', async () => {
    const { transport } = answering('{"data":[{"id":"a"}]}')
    expect(await fetchPage(transport, 'projects', null)).toEqual({
      ok: true,
      value: { rows: [{ id: 'a' }], nextCursor: null },
    })
  })

  it('takes projects for the whole list when there are more than asked for, since nobody says that they have pages', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => ({ id: `p${n}`, name: 'n' }))
    const { transport } = answering(page(rows))
    expect(await fetchPage(transport, 'projects', null)).toEqual({ ok: true, value: { rows, nextCursor: null } })
    expect(await listProjects(transport).all()).toMatchObject({ ok: true, value: rows })
    expect(await fetchPage(transport, 'creators', null)).toMatchObject({ error: { kind: 'bad_cursor' } })
  })

  it('does not read on when a body is too large, declared or not', async () => {
    const declared = answering('x'.repeat(50), { headers: { 'content-length': '50' } }, 20)
    expect(await declared.transport.get('/x')).toEqual({ ok: false, error: { kind: 'too_large', limitBytes: 20 } })
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(10))
      },
    })
    const streamed = answering(endless, {}, 1_000)
    expect(await streamed.transport.get('/x')).toEqual({ ok: false, error: { kind: 'too_large', limitBytes: 1_000 } })
    expect(pulled).toBeLessThan(110)
  })

  it('sends nothing without a permission of the budget', async () => {
    let sent = 0
    const transport = createTransport({
      baseUrl: 'https://upstream.example',
      apiKey: KEY,
      budget: { take: async () => ({ granted: false, waitMs: 1_234, quota: false }) },
      fetch: async () => {
        sent++
        return new Response()
      },
    })
    const error = { kind: 'rate_limited', waitMs: 1_234, fromBudget: true }
    expect(await transport.get('/x')).toEqual({ ok: false, error })
    expect(sent).toBe(0)
  })

  it('never puts the key into an error', async () => {
    const transport = createTransport({
      baseUrl: 'https://upstream.example',
      apiKey: KEY,
      budget: open,
      fetch: async () => {
        throw new TypeError(`failed with ${KEY}`)
      },
    })
    const answer = await transport.get('/x')
    expect(answer).toEqual({ ok: false, error: { kind: 'network' } })
    expect(JSON.stringify(answer)).not.toContain(KEY)
  })
})

describe('the guard against walking in circles', () => {
  it.each([1, 2, 3, 7, 50])('notices a circle of %i cursors', (length) => {
    let guard: ReturnType<typeof guardCursor> = NEW_GUARD
    let steps = 0
    for (; guard !== null && steps < 1_000; steps++)
      guard = guardCursor(guard, steps < 5 ? `a${steps}` : `c${steps % length}`)
    expect(guard).toBeNull()
    expect(steps).toBeLessThan(5 + 4 * length + 5)
  })

  it('lets a straight walk of any length pass', () => {
    let guard: ReturnType<typeof guardCursor> = NEW_GUARD
    for (let step = 0; step < 20_000 && guard !== null; step++) guard = guardCursor(guard, `c${step}`)
    expect(guard).not.toBeNull()
  })
})
