import { describe, expect, it } from 'vitest'
import { handleInUrl, postsSince } from '../../../src/trackagoat/posts.ts'
import { type Query, reading } from './reading.ts'

describe('posts since a day', () => {
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ video_id: `v${from + n}`, url: null }))

  it.each(['data', 'meta'])('are walked to the end that total_count in %s names', async (place) => {
    const reader = reading(({ offset, limit }) => {
      const rows = numbered(Number(offset), Math.min(Number(limit), 230 - Number(offset)))
      return place === 'meta'
        ? { data: rows, meta: { total_count: 230 } }
        : { data: { items: rows, total_count: 230 }, meta: null }
    })
    const answer = await postsSince(reader, 'p', '2026-01-01', 8)
    expect(answer.ok && answer.value.length).toBe(230)
    expect(reader.asked.map(({ offset }) => offset)).toEqual(['0', '100', '200'])
  })

  it('without a count end where a page is empty, not where one is short', async () => {
    const reader = reading(({ offset }) => ({ data: Number(offset) < 60 ? numbered(Number(offset), 30) : [] }))
    const answer = await postsSince(reader, 'p', '2026-01-01', 8)
    expect(answer.ok && answer.value.length).toBe(60)
  })

  it.each([
    ['the same page comes for ever', () => ({ data: numbered(0, 100), meta: { total_count: 300 } })],
    ['there are more than it may ask for', ({ offset }: Query) => ({ data: numbered(Number(offset), 100) })],
    [
      'fewer come than are counted',
      ({ offset }: Query) => ({ data: offset === '0' ? numbered(0, 5) : [], meta: { total_count: 9 } }),
    ],
    ['a row cannot be read', () => ({ data: [{ id: 1 }], meta: { total_count: 1 } })],
    ['there is no list', () => ({ data: { total_count: 0 } })],
  ])('are an error, never a shorter list, when %s', async (_, answer) => {
    expect((await postsSince(reading(answer), 'p', '2026-01-01', 4)).ok).toBe(false)
  })

  it.each([
    ['https://www.tiktok.com/@some.one_1/video/7', 'some.one_1'],
    ['https://tiktok.com/@A-b/photo/7?x=1', 'A-b'],
    ['https://www.tiktok.com/@a', 'a'],
    ['https://vm.tiktok.com/ZM123/', null],
    ['https://evil.example/https://www.tiktok.com/@a/video/1', null],
    ['https://www.tiktok.com.evil.example/@a/video/1', null],
    ['', null],
    [null, null],
  ])('say whose they are by their address: %s', (url, handle) => {
    expect(handleInUrl(url)).toBe(handle)
  })
})
