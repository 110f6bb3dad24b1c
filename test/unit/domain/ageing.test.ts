import { describe, expect, it } from 'vitest'
import { ageingCutoffs } from '../../../src/domain/ageing.ts'

const NOW_MS = Date.parse('2026-05-07T12:20:00Z')
const HOUR_MS = 3_600_000

describe('ageing', () => {
  it.each([
    [-5, '0–7'],
    [0, '0–7'],
    [7 * 24 + 23, '0–7'],
    [8 * 24, '8–30'],
    [30 * 24 + 23, '8–30'],
    [31 * 24, 'over 30'],
  ])('a period that ended %i hours ago is %s whole days old', (hours, bucket) => {
    const { upTo7Ms, upTo30Ms } = ageingCutoffs(NOW_MS)
    const endMs = NOW_MS - hours * HOUR_MS
    expect(endMs > upTo7Ms ? '0–7' : endMs > upTo30Ms ? '8–30' : 'over 30').toBe(bucket)
  })
})
