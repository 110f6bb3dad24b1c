import { describe, expect, it } from 'vitest'
import { amountOf, formatCents, sumCents, toCents } from '../../../src/domain/money.ts'

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [123_456, '$1,234.56'],
    [100_000_000, '$1,000,000.00'],
    [-500, '-$5.00'],
  ])('%i cents are shown as %s', (cents, shown) => {
    expect(formatCents(toCents(cents))).toBe(shown)
  })

  it('refuses fractions and numbers that cannot be exact', () => {
    expect(() => toCents(0.5)).toThrow(RangeError)
    expect(() => toCents(2 ** 53)).toThrow(RangeError)
    expect(() => sumCents([toCents(2 ** 53 - 1), toCents(1)])).toThrow(RangeError)
  })

  it('is whole in events: cents, currency and display', () => {
    expect(amountOf(toCents(5_000))).toEqual({ cents: 5_000, currency: 'USD', display: '$50.00' })
  })
})
