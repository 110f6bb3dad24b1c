import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, foldName, nearNames, oneMistakeAway } from '../../../src/domain/near.ts'

const handle = fc.string({ unit: fc.constantFrom(...'abc01._-'), minLength: 1, maxLength: 12 })

describe('how far two words are apart', () => {
  it.each([
    ['mossy.otter', 'mossy.otter', 0],
    ['mossy.otter', 'mossyotter', 1],
    ['mossy.otter', 'mossy..otter', 1],
    ['mossy.otter', 'mossy_otter', 1],
    ['mossy.otter', 'omssy.otter', 1],
    ['mossy.otter', 'mosyotter', 2],
    ['mossy.otter', 'quiet.kettle', 4],
    ['', 'abc', 3],
  ])('%j and %j: %i, counted up to 3', (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance)
    expect(editDistance(b, a, 3)).toBe(distance)
  })
})

describe('words one mistake away', () => {
  it('are exactly those at distance one, for any handle', () => {
    fc.assert(
      fc.property(handle, handle, (word, other) => {
        const near = oneMistakeAway(word)
        expect(near.includes(other)).toBe(editDistance(word, other, 2) === 1)
        expect(near.filter((variant) => editDistance(word, variant, 2) !== 1)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('are bounded, and none for what is too long to be a handle', () => {
    expect(oneMistakeAway('abcdefghijklmnopqrstuvwxyz0123').length).toBeLessThanOrEqual(2_400)
    expect(oneMistakeAway('x'.repeat(31))).toEqual([])
    expect(oneMistakeAway('Mossy')).toContain('mosy')
  })
})

describe('near names', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }))
  const near = (typed: string, ...names: string[]) => nearNames(typed, named(...names)).map(({ name }) => name)

  it('begin alike, are mistyped or hold each other, in this order', () => {
    expect(near('spring', 'Late spring', 'Sprign', 'Spring Launch', 'Autumn')).toEqual([
      'Spring Launch',
      'Sprign',
      'Late spring',
    ])
    expect(near('weekly views for all', 'Weekly views', 'Views')).toEqual(['Weekly views', 'Views'])
  })

  it('forgive short ones one mistake, and nothing is near to nothing', () => {
    expect(near('abc', 'abd', 'axy')).toEqual(['abd'])
    expect(near(' ', 'a', 'b')).toEqual([])
  })

  it('are compared whatever their case, spaces and the way accents are written', () => {
    expect(foldName('  Cafe\u0301  NOIR ')).toBe(foldName('Caf\u00e9 noir'))
  })
})
