import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { type SeriesQuery, series } from '../../../src/trackagoat/analytics.ts'
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
