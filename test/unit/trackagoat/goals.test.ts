import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { goalCompliance } from '../../../src/trackagoat/goals.ts'
import { reading } from './reading.ts'

describe('goals', () => {
  const row = (id: string) => ({ creator: { id, tiktok_handle: id }, compliance: [] })
  const many = (count: number) => Array.from({ length: count }, (_, n) => row(`c${n}`))
  const of = (rows: unknown[]) => reading(() => ({ data: rows }))

  it('of more creators than a page holds are whole when nothing is said of pages', async () => {
    const answer = await goalCompliance(of(many(250)), 'p').all()
    expect(answer.ok && answer.value.length).toBe(250)
  })

  it('of exactly a page are not taken for all', async () => {
    expect((await goalCompliance(of(many(100)), 'p').all()).ok).toBe(false)
  })

  it("of one creator are never another's, though the filter be ignored", async () => {
    expect(await goalCompliance(of(many(3)), 'p', { creatorId: 'c1' }).all()).toEqual(ok([row('c1')]))
  })

  it('of a creator who is listed twice are told once', async () => {
    expect(await goalCompliance(of([row('a'), row('b'), row('a')]), 'p').all()).toEqual(ok([row('a'), row('b')]))
  })

  it('of a creator who comes in a row for each goal are all told', async () => {
    const one = (goal: string) => ({
      ...row('a'),
      compliance: [{ goal: { id: goal, metric: 'posts' }, status: 'missed' }],
    })
    const rows = [one('g1'), one('g2'), one('g1')]
    expect(await goalCompliance(of(rows), 'p').all()).toEqual(ok([one('g1'), one('g2')]))
  })

  it('are not all beside some that cannot be read: they may be the ones that are missed', async () => {
    const list = goalCompliance(of([row('a'), { creator: { id: 'b', tiktok_handle: 'b' } }]), 'p')
    expect(await list.all()).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })

  it('are asked for by creator, period and day', async () => {
    const reader = of([])
    await goalCompliance(reader, 'p', { creatorId: 'c', period: 'weekly', referenceDay: '2026-03-01' }).all()
    expect(reader.asked).toEqual([{ creator_id: 'c', period: 'weekly', reference_date: '2026-03-01', limit: '100' }])
  })
})
