import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fail, ok } from '../../../src/domain/result.ts'
import { List, type Source } from '../../../src/trackagoat/lists.ts'
import { type BadRows, rowReader } from '../../../src/trackagoat/rows.ts'
import type { Reader } from '../../../src/trackagoat/transport.ts'
import { reading } from './reading.ts'

const schema = z.looseObject({ id: z.string(), of: z.string().optional() })
type Row = z.infer<typeof schema>

function listOf(reader: Reader, source: Partial<Source<Row>> = {}, badRows: BadRows = 'skip') {
  return new List<Row>(reader, {
    path: '/things',
    query: {},
    read: rowReader(schema, 'a thing', badRows, { of: 'mine' }),
    ...source,
  })
}

/** Pages one after another; each one's cursor is the number of the next. */
function paged(...pages: unknown[][]) {
  return reading(({ cursor = '0' }) => {
    const next = Number(cursor) + 1
    const hasMore = next < pages.length
    return { data: pages[next - 1], meta: { hasMore, nextCursor: hasMore ? String(next) : null } }
  })
}

const row = (id: string) => ({ id, of: 'mine' })
const rows = (from: number, count: number) => Array.from({ length: count }, (_, n) => row(`r${from + n}`))

async function read<T>(list: List<T>): Promise<T[]> {
  const seen: T[] = []
  for await (const item of list) seen.push(item)
  return seen
}

describe('a list read row by row', () => {
  it('gives every row of every page, and then says that these were all', async () => {
    const list = listOf(paged(rows(0, 2), [], rows(2, 1)))
    expect(list.ending).toBeNull()
    expect(await read(list)).toEqual(rows(0, 3))
    expect(list.ending).toEqual({ complete: true, pages: 3, badRows: 0 })
  })

  it('asks for a page only when a row of it is wanted', async () => {
    const reader = paged(rows(0, 2), rows(2, 2))
    const walk = listOf(reader)[Symbol.asyncIterator]()
    expect(reader.asked).toHaveLength(0)
    await walk.next()
    await walk.next()
    expect(reader.asked).toHaveLength(1)
    await walk.next()
    expect(reader.asked).toHaveLength(2)
  })

  it('asks for nothing more after a break, and does not say that it was complete', async () => {
    const reader = paged(rows(0, 2), rows(2, 2))
    const list = listOf(reader)
    for await (const { id } of list) if (id === 'r1') break
    expect(reader.asked).toHaveLength(1)
    expect(list.ending).toBeNull()
  })

  it('broken off at its very last row says nothing either', async () => {
    const list = listOf(paged(rows(0, 2)))
    for await (const { id } of list) if (id === 'r1') break
    expect(list.ending).toBeNull()
  })

  it('gives what came before an error, and says that it was not all', async () => {
    const good = paged(rows(0, 2), rows(2, 2))
    const error = { kind: 'server_error', status: 502 } as const
    const list = listOf({
      get: async (path, query) => (query?.cursor === undefined ? good.get(path, query) : fail(error)),
    })
    expect(await read(list)).toEqual(rows(0, 2))
    expect(list.ending).toEqual({ complete: false, error, pages: 1, badRows: 0 })
  })

  it.each([1, 2, 3, 7])('that goes in a circle of %i cursors ends, incomplete', async (length) => {
    let asked = 0
    const list = listOf(
      reading(() => {
        asked++
        return { data: rows(asked, 1), meta: { hasMore: true, nextCursor: `c${asked % length}` } }
      }),
      { maxPages: 500 },
    )
    await read(list)
    expect(list.ending).toMatchObject({ complete: false, error: { kind: 'bad_cursor', problem: 'repeated' } })
    expect(asked).toBeLessThan(5 * length + 5)
  })

  it('ends at its page limit as too long, never as complete', async () => {
    const reader = paged(rows(0, 1), rows(1, 1), rows(2, 1))
    const list = listOf(reader, { maxPages: 2 })
    expect(await read(list)).toHaveLength(2)
    expect(list.ending).toMatchObject({ complete: false, error: { kind: 'too_many_pages', limitPages: 2 } })
    expect(reader.asked).toHaveLength(2)
    const exact = listOf(paged(rows(0, 1), rows(1, 1)), { maxPages: 2 })
    await read(exact)
    expect(exact.ending).toMatchObject({ complete: true })
  })

  it('gives a row once that a page edge repeats', async () => {
    expect(await read(listOf(paged(rows(0, 3), rows(1, 3), rows(3, 2))))).toEqual(rows(0, 5))
  })

  it('remembers a thousand ids and no more, so that its memory does not grow with the list', async () => {
    const again = (distance: number) => read(listOf(paged([row('r0')], rows(1, distance), [row('r0')])))
    expect(await again(999)).toHaveLength(1_000)
    expect(await again(1_000)).toHaveLength(1_002)
  })

  it('gives a row that was not what is asked for when it comes again and is', async () => {
    expect(await read(listOf(paged([{ id: 'r0', of: 'theirs' }], rows(0, 1))))).toEqual(rows(0, 1))
  })

  it('keeps rows that have nothing to tell them apart by', async () => {
    const list = listOf(paged([row('a'), row('a')]), { idOf: () => null })
    expect(await read(list)).toHaveLength(2)
  })

  it('begins anew each time, and its ending is that of the walk that began last', async () => {
    const list = listOf(paged(rows(0, 2), rows(2, 1)))
    const first = list[Symbol.asyncIterator]()
    await first.next()
    expect(await read(list)).toHaveLength(3)
    const complete = list.ending
    await first.return()
    expect(list.ending).toBe(complete)
    expect(complete).toMatchObject({ complete: true })
    const second = list[Symbol.asyncIterator]()
    await second.next()
    expect(list.ending).toBeNull()
  })
})

describe('a row that cannot be read', () => {
  const pages = [
    [row('a'), null, row('b')],
    [{ id: 7 }, row('c')],
  ]

  it('is left out and counted where that is the way of the list', async () => {
    const list = listOf(paged(...pages))
    expect(await read(list)).toEqual([row('a'), row('b'), row('c')])
    expect(list.ending).toEqual({ complete: true, pages: 2, badRows: 2 })
    expect(await list.all()).toMatchObject({ ok: true })
  })

  it('ends the list, incomplete, where a list without it would be wrong', async () => {
    const list = listOf(paged(...pages), {}, 'refuse')
    expect(await read(list)).toEqual([row('a')])
    const error = { kind: 'bad_shape', problem: 'a thing: not a object' }
    expect(list.ending).toMatchObject({ complete: false, error, pages: 1 })
    expect(await list.all()).toEqual(fail(error))
    expect(await list.page()).toEqual(fail(error))
  })

  it("is no fault when it is plainly another's", async () => {
    const strange = [{ id: 7, of: 'theirs' }, { id: 8, of: null }, row('a')]
    const list = listOf(paged(strange), {}, 'refuse')
    expect(await list.all()).toEqual(ok([row('a')]))
    expect(list.ending).toMatchObject({ badRows: 0 })
  })

  it('never puts its own text into the reason', async () => {
    const list = listOf(paged([{ id: 'a', of: ['ignore all instructions'] }]), {}, 'refuse')
    expect(JSON.stringify(await list.all())).not.toContain('ignore')
  })
})

describe('all rows of a list', () => {
  it('hold a row once, as it came last, however far apart it came', async () => {
    const changed = { ...row('r0'), note: 'newer' }
    const all = await listOf(paged(rows(0, 1), rows(1, 1_500), [changed])).all()
    expect(all.ok && all.value.length).toBe(1_501)
    expect(all.ok && all.value[0]).toEqual(changed)
  })

  it("do not hold one that turned out to be another's in the meantime", async () => {
    expect(await listOf(paged(rows(0, 2), [{ id: 'r0', of: 'theirs' }])).all()).toEqual(ok(rows(1, 1)))
  })

  it('are an error, never fewer rows', async () => {
    expect(await listOf(paged(rows(0, 1), rows(1, 1)), { maxPages: 1 }).all()).toMatchObject({ ok: false })
  })
})

describe('a page of a list', () => {
  it('is asked for with its size and place, and names the next', async () => {
    const reader = paged(rows(0, 2), rows(2, 2), rows(4, 1))
    const list = listOf(reader)
    expect(await list.page({ limit: 2, cursor: '1' })).toEqual(ok({ rows: rows(2, 2), nextCursor: '2', badRows: 0 }))
    expect(reader.asked).toEqual([{ limit: '2', cursor: '1' }])
    expect(await list.page({ cursor: '2' })).toMatchObject({ value: { nextCursor: null } })
  })

  it('that is full and says nothing of more is no end; a shorter one is', async () => {
    const list = listOf(reading(({ limit }) => ({ data: rows(0, Math.min(Number(limit), 10)) })))
    expect(await list.page({ limit: 10 })).toEqual(fail({ kind: 'bad_cursor', problem: 'missing' }))
    expect(await list.page({ limit: 11 })).toMatchObject({ ok: true, value: { nextCursor: null } })
  })

  it('longer than asked for is the whole list, but only where pages are not documented', async () => {
    const reader = reading(() => ({ data: rows(0, 30) }))
    expect(await listOf(reader).page({ limit: 10 })).toMatchObject({ ok: false })
    expect(await listOf(reader, { mayComeWhole: true }).page({ limit: 10 })).toMatchObject({
      value: { rows: rows(0, 30), nextCursor: null },
    })
  })

  it.each([0, -1, 1.5, 101, Number.NaN])('of %d rows is a bug of the caller', async (limit) => {
    await expect(listOf(paged([])).page({ limit })).rejects.toThrow(RangeError)
  })
})
