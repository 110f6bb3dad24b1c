import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/domain/result.ts'
import { goalCompliance } from '../../../src/trackagoat/goals.ts'
import { reading } from './reading.ts'

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
