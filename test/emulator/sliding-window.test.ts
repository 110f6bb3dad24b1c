import { describe, expect, it } from 'vitest'
import { Random } from '../../emulator/trackagoat/random.ts'
import { SlidingWindow } from '../../emulator/trackagoat/wire/sliding-window.ts'

const LENGTH_MS = 1_000

describe('a sliding window', () => {
  it.each([1, 2, 3])(
    'says the same as a list that is filtered each time, clock set back included (seed %i)',
    (seed) => {
      const random = new Random(seed)
      const window = new SlidingWindow(LENGTH_MS)
      let listed: number[] = []
      let nowMs = 0
      for (let step = 0; step < 5_000; step++) {
        nowMs += random.chance(0.005) ? -random.between(1, 3 * LENGTH_MS) : random.between(0, 40)
        if (random.chance(0.01)) nowMs += LENGTH_MS
        if (listed.some((at) => at > nowMs)) listed = []
        listed = listed.filter((at) => at > nowMs - LENGTH_MS)
        window.moveTo(nowMs)
        const n = random.between(1, 60)
        expect(window.nthNewest(n)).toBe(listed[listed.length - n])
        if (random.chance(0.8)) {
          listed.push(nowMs)
          window.add(nowMs)
        }
      }
    },
  )

  it('lets go of an instant exactly at the end of its time', () => {
    const window = new SlidingWindow(LENGTH_MS)
    window.add(5)
    window.moveTo(LENGTH_MS + 4)
    expect(window.nthNewest(1)).toBe(5)
    window.moveTo(LENGTH_MS + 5)
    expect(window.nthNewest(1)).toBeUndefined()
  })

  it('takes room for what lies in it and at most as much again', () => {
    const window = new SlidingWindow(LENGTH_MS)
    for (let nowMs = 0; nowMs < 20 * LENGTH_MS; nowMs += 1) {
      window.add(nowMs)
      window.moveTo(nowMs)
      const inside = Math.min(nowMs + 1, LENGTH_MS)
      expect(window.room).toBeGreaterThanOrEqual(inside)
      expect(window.room).toBeLessThanOrEqual(2 * inside)
    }
    window.moveTo(21 * LENGTH_MS)
    expect(window.room).toBe(0)
  })
})
