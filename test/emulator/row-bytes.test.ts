import { afterEach, describe, expect, it, vi } from 'vitest'
import { rowBytes } from '../../emulator/trackagoat/wire/row-bytes.ts'

afterEach(() => vi.restoreAllMocks())

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

  it('are whole whether they just fit into the room at hand or just do not', async () => {
    const text = (bytes: number) => new Array(Math.floor(bytes / 3)).fill('長').join('') + 'x'.repeat(bytes % 3)
    for (let bytes = 128 * 1024 - 16; bytes <= 128 * 1024 + 16; bytes += 1) {
      vi.resetModules()
      const fresh = await import('../../emulator/trackagoat/wire/row-bytes.ts')
      const rows = [text(bytes), 'next']
      expect(new TextDecoder().decode(fresh.rowBytes('[', rows, ']')) === JSON.stringify(rows), `${bytes}`).toBe(true)
    }
  })

  it('are never cut off without a word', () => {
    const cut = vi.spyOn(TextEncoder.prototype, 'encodeInto').mockReturnValue({ read: 3, written: 3 })
    expect(() => rowBytes('[', [plain], ']')).toThrow('does not fit')
    expect(cut).toHaveBeenCalledOnce()
  })

  it('stay as they are when the next page is written', () => {
    const first = rowBytes('[', [plain], ']')
    rowBytes('[', [{ other: true }, { other: true }], ']')
    expect(JSON.parse(new TextDecoder().decode(first))).toEqual([plain])
  })
})
