import { describe, expect, it } from 'vitest'
import { uuidOf } from '../../emulator/trackagoat/random.ts'

describe('an id', () => {
  it('stays what it was in every version of the emulator', () => {
    expect(uuidOf(1, 'creator', 1)).toBe('5fcc55c2-99e3-47ac-af09-d967490d6c31')
    expect(uuidOf(1, 'accrual', 1_000_000)).toBe('7e89f8d3-236d-4ccc-91a9-a2ba4fb15b97')
    expect(uuidOf(-7, 'payment', 3)).toBe('4476f521-e6e6-455a-8516-3e3a4f40db0b')
  })

  it('is a uuid of version 4, and different for each row', () => {
    const ids = Array.from({ length: 2_000 }, (_, n) => uuidOf(9, 'video', n))
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })
})
