import { describe, expect, test } from 'vitest'
import { moment, period, plural } from '../../../src/domain/words.ts'
import { clean, cut, isolate } from '../../../src/notify/render/text.ts'

describe('cutting', () => {
  test('leaves what fits as it is', () => {
    expect(cut('goatfarm', 8)).toBe('goatfarm')
  })

  test('counts what it leaves out', () => {
    expect(cut('abcdefghijklmnop', 10)).toBe('abcd…(+12)')
    expect(cut('x'.repeat(5000), 20)).toBe(`${'x'.repeat(11)}…(+4,989)`)
  })

  test('never tears an emoji or an accent', () => {
    const family = '👩‍👩‍👧‍👦'
    expect(cut(family.repeat(4), 30)).toBe(`${family}${family}…(+2)`)
    expect(cut(`e\u0301${'e\u0301'.repeat(30)}`, 12)).toBe('e\u0301e\u0301e\u0301…(+28)')
  })

  test('gives up a character that is longer than all the room', () => {
    expect(cut(`a${'\u0301'.repeat(100)}b`, 10)).toBe('…(+2)')
    expect(cut('abc', 2)).toBe('…')
    expect(cut('abc', 0)).toBe('')
  })
})

describe('cleaning', () => {
  test('makes one line and drops what is invisible', () => {
    expect(clean(' a\r\nBcc: b\u2028c\t\u202Ed\u200B\u0000 ')).toBe('a Bcc: b c d')
  })

  test('keeps the joiners that emoji and Persian need', () => {
    expect(clean('👩‍👧 می‌خواهم')).toBe('👩‍👧 می‌خواهم')
  })
})

test('only right-to-left text is isolated', () => {
  expect(isolate('one.creator')).toBe('one.creator')
  expect(isolate('@مريم')).toBe('\u2068@مريم\u2069')
})

test('one is singular, the rest is not', () => {
  expect([plural(1, 'accrual'), plural(0, 'accrual'), plural(1200, 'accrual')]).toEqual([
    '1 accrual',
    '0 accruals',
    '1,200 accruals',
  ])
})

describe('periods', () => {
  test.each([
    ['2026-04-07T00:00:00Z', '2026-04-13T23:59:59Z', '7–13 Apr 2026'],
    // Contract 6.3: whether the end is exclusive is not known, so the day of the instant is shown.
    ['2026-04-07T00:00:00Z', '2026-04-14T00:00:00Z', '7–14 Apr 2026'],
    ['2026-04-28T00:00:00Z', '2026-05-04T23:59:59Z', '28 Apr – 4 May 2026'],
    ['2025-12-29T00:00:00Z', '2026-01-04T23:59:59Z', '29 Dec 2025 – 4 Jan 2026'],
    ['2026-04-07T00:00:00Z', '2026-04-07T23:59:59Z', '7 Apr 2026'],
    // In UTC, whatever zone the text is in.
    ['2026-04-07T00:30:00+02:00', '2026-04-13T23:00:00-02:00', '6–14 Apr 2026'],
    ['2026-04-07T00:00:00Z', null, 'from 7 Apr 2026'],
    [undefined, '2026-04-13T23:59:59Z', 'until 13 Apr 2026'],
    ['garbage', null, null],
  ])('%s to %s reads %s', (start, end, words) => {
    expect(period(start, end)).toBe(words)
  })

  test('a moment is in UTC, and none when it cannot be read', () => {
    expect(moment('2026-05-06T05:20:31+02:00')).toBe('6 May 2026, 03:20 UTC')
    expect(moment('garbage')).toBeNull()
  })
})
