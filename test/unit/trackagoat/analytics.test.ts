import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { analytics, type SeriesQuery, series } from '../../../src/trackagoat/analytics.ts'
import { reading } from './reading.ts'

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

describe('series of several entities', () => {
  const answer = (ids: string[]) =>
    reading(() => ({ data: { series: ids.map((id) => ({ entity_ref: { id }, points: [] })) } }))
  const query = { entity: 'creator', metric: 'views' } as const

  it('are asked for once each, however often they are named', async () => {
    const reader = answer(['a', 'b'])
    const both = await analytics(reader, { ...query, entityIds: ['a', 'b', 'a', 'b', 'a', 'b'] })
    expect(both.ok && both.value.series.map(({ entityId }) => entityId)).toEqual(['a', 'b'])
    expect(reader.asked).toMatchObject([{ entity_ids: 'a,b' }])
  })

  it('that turn out to be one are asked for as one', async () => {
    const reader = answer(['a'])
    expect((await analytics(reader, { ...query, entityIds: ['a', 'a'] })).ok).toBe(true)
    expect(reader.asked).toMatchObject([{ entity_id: 'a' }])
    expect(reader.asked[0]).not.toHaveProperty('entity_ids')
  })
})
