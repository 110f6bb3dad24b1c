import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { type SeriesQuery, series } from '../../../src/trackagoat/analytics.ts'
import { goalCompliance } from '../../../src/trackagoat/goals.ts'
import { assignCreator } from '../../../src/trackagoat/structures.ts'
import type { Envelope, Reader, Transport } from '../../../src/trackagoat/transport.ts'
import { handleInUrl, postsSince } from '../../../src/trackagoat/videos.ts'

type Query = Record<string, string>

/** Answers every read as told. */
function reading(answer: (query: Query) => Partial<Envelope>): Reader & { asked: Query[] } {
  const asked: Query[] = []
  return {
    asked,
    get: async (_, query = {}) => {
      asked.push(query)
      return ok({ data: null, meta: undefined, ...answer(query) })
    },
  }
}

const VIEWS: SeriesQuery = { entity: 'campaign', entityId: 'c', metric: 'views', mode: 'new', comparePrior: true }

describe('a series', () => {
  it.each([
    ['points of one entity', [{ entity_ref: {}, points: [{ date: '2026-01-01', value: 3 }] }]],
    ['bare points', [{ date: '2026-01-01', value: 3 }]],
    ['points named after the metric', [{ day: '2026-01-01', views: 3 }]],
  ])('is read from %s', async (_, data) => {
    const answer = await series(
      reading(() => ({ data: { series: data, compare: { series: data } } })),
      VIEWS,
    )
    expect(answer).toEqual(ok({ values: [3], prior: [3] }))
  })

  it('comes oldest first, and a day without a value stays without one', async () => {
    const points = [
      { date: '2026-01-03', value: 2 },
      { date: '2026-01-01', value: null },
      { date: '2026-01-02', value: 0 },
    ]
    const answer = await series(
      reading(() => ({ data: { series: points } })),
      VIEWS,
    )
    expect(answer).toEqual(ok({ values: [null, 0, 2], prior: null }))
  })

  it('leaves out what had come before anything was known, but not from a running total', async () => {
    const points = [
      { date: '2026-01-01', value: 900, baseline: true },
      { date: '2026-01-02', value: 5 },
    ]
    const reader = reading(() => ({ data: { series: points } }))
    expect(await series(reader, VIEWS)).toMatchObject({ value: { values: [5] } })
    expect(await series(reader, { ...VIEWS, mode: 'cumulative' })).toMatchObject({ value: { values: [900, 5] } })
  })

  it.each([null, {}, [{ date: '2026-01-01' }], [{ value: 'many' }], [[1]], [{ points: [] }, { points: [] }]])(
    'that cannot be read is an error: %j',
    async (data) => {
      const answer = await series(
        reading(() => ({ data: { series: data } })),
        VIEWS,
      )
      expect(answer).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
    },
  )
})

describe('posts since a day', () => {
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ video_id: `v${from + n}`, url: null }))

  it.each(['data', 'meta'])('are walked to the end that total_count in %s names', async (place) => {
    const reader = reading(({ offset, limit }) => {
      const rows = numbered(Number(offset), Math.min(Number(limit), 230 - Number(offset)))
      return place === 'meta'
        ? { data: rows, meta: { total_count: 230 } }
        : { data: { items: rows, total_count: 230 }, meta: null }
    })
    const answer = await postsSince(reader, 'p', '2026-01-01', 8)
    expect(answer.ok && answer.value.length).toBe(230)
    expect(reader.asked.map(({ offset }) => offset)).toEqual(['0', '100', '200'])
  })

  it('without a count end where a page is empty, not where one is short', async () => {
    const reader = reading(({ offset }) => ({ data: Number(offset) < 60 ? numbered(Number(offset), 30) : [] }))
    const answer = await postsSince(reader, 'p', '2026-01-01', 8)
    expect(answer.ok && answer.value.length).toBe(60)
  })

  it.each([
    ['the same page comes for ever', () => ({ data: numbered(0, 100), meta: { total_count: 300 } })],
    ['there are more than it may ask for', ({ offset }: Query) => ({ data: numbered(Number(offset), 100) })],
    [
      'fewer come than are counted',
      ({ offset }: Query) => ({ data: offset === '0' ? numbered(0, 5) : [], meta: { total_count: 9 } }),
    ],
    ['a row cannot be read', () => ({ data: [{ id: 1 }], meta: { total_count: 1 } })],
    ['there is no list', () => ({ data: { total_count: 0 } })],
  ])('are an error, never a shorter list, when %s', async (_, answer) => {
    expect((await postsSince(reading(answer), 'p', '2026-01-01', 4)).ok).toBe(false)
  })

  it.each([
    ['https://www.tiktok.com/@some.one_1/video/7', 'some.one_1'],
    ['https://tiktok.com/@A-b/photo/7?x=1', 'A-b'],
    ['https://www.tiktok.com/@a', 'a'],
    ['https://vm.tiktok.com/ZM123/', null],
    ['https://evil.example/https://www.tiktok.com/@a/video/1', null],
    ['https://www.tiktok.com.evil.example/@a/video/1', null],
    ['', null],
    [null, null],
  ])('say whose they are by their address: %s', (url, handle) => {
    expect(handleInUrl(url)).toBe(handle)
  })
})

describe('goals', () => {
  const row = (id: string) => ({ creator: { id, tiktok_handle: id }, compliance: [] })
  const many = (count: number) => Array.from({ length: count }, (_, n) => row(`c${n}`))

  it('of more creators than a page holds are whole when nothing is said of pages', async () => {
    const answer = await goalCompliance(
      reading(() => ({ data: many(250) })),
      'p',
      null,
    )
    expect(answer.ok && answer.value.length).toBe(250)
  })

  it('of exactly a page are not taken for all', async () => {
    const answer = await goalCompliance(
      reading(() => ({ data: many(100) })),
      'p',
      null,
    )
    expect(answer.ok).toBe(false)
  })

  it("of one creator are never another's, though the filter be ignored", async () => {
    const answer = await goalCompliance(
      reading(() => ({ data: many(3) })),
      'p',
      'c1',
    )
    expect(answer).toEqual(ok([row('c1')]))
  })
})

describe('an assignment', () => {
  const writing = (data: unknown): Transport => ({
    ...reading(() => ({})),
    write: async () => ok({ data, meta: null }),
  })

  it.each([
    [{ assigned: 1, results: [{ creator_id: 'c', status: 'assigned' }] }, 'assigned'],
    [{ assigned: 0, already_assigned: 1 }, 'already_assigned'],
    [{ assigned: 1, results: [{ creator_id: 'c', status: 'not_in_project' }] }, 'not_in_project'],
  ])('is read from %j', async (data, outcome) => {
    expect(await assignCreator(writing(data), 's', 'c')).toEqual(ok(outcome))
  })

  it.each([null, {}, [], { assigned: 0 }, { assigned: 'yes' }])(
    'is not believed without an outcome: %j',
    async (data) => {
      expect((await assignCreator(writing(data), 's', 'c')).ok).toBe(false)
    },
  )
})
