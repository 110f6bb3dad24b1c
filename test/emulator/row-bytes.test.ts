import { describe, expect, it } from 'vitest'
import { rowBytes } from '../../emulator/trackagoat/wire/row-bytes.ts'

describe('rows as bytes', () => {
  const long = { text: '長'.repeat(100_000) }
  const plain = { id: 1, none: null, inner: { list: [1, 'two'] } }

  it.each([
    ['no row', []],
    ['one', [plain]],
    [
      'several, some beyond Latin-1, some outside the plane, some half a pair',
      [plain, { a: 'é' }, { a: '🐐' }, { a: '\ud83d' }],
    ],
    ['more than there was room for', [plain, long, long, plain]],
    ['fewer than before', [plain, null]],
  ])('are what JSON says: %s', (_, rows) => {
    const text = new TextDecoder().decode(rowBytes('{"data":[', rows, '],"meta":null}'))
    expect(text).toBe(JSON.stringify({ data: rows, meta: null }))
  })

  it('stay as they are when the next page is written', () => {
    const first = rowBytes('[', [plain], ']')
    rowBytes('[', [{ other: true }, { other: true }], ']')
    expect(JSON.parse(new TextDecoder().decode(first))).toEqual([plain])
  })
})
