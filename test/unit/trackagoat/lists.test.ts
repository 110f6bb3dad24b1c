import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fail, ok } from '../../../src/domain/result.ts'
import { List, type Source } from '../../../src/trackagoat/lists.ts'
import { rowReader } from '../../../src/trackagoat/rows.ts'
import type { Reader } from '../../../src/trackagoat/transport.ts'
import { walkList } from '../../support/node/walk-list.ts'
import { reading } from './reading.ts'

const schema = z.looseObject({ id: z.string(), of: z.string().nullish() })
type Row = z.infer<typeof schema>

function listOf(reader: Reader, source: Partial<Source<Row>> = {}) {
  return new List<Row>(reader, {
    path: '/things',
    query: {},
    read: rowReader(schema, 'a thing', { of: 'mine' }),
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

/** The rows of a list that must be complete. */
async function read<T>(list: List<T>): Promise<T[]> {
  const { rows, errors } = await walkList(list)
  expect(errors).toEqual([])
  return rows
}

describe('a list read row by row', () => {
  it('gives every row of every page, and no error after the last', async () => {
    const reader = paged(rows(0, 2), [], rows(2, 1))
    expect(await walkList(listOf(reader))).toEqual({ rows: rows(0, 3), errors: [] })
    expect(reader.asked).toHaveLength(3)
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

  it('asks for nothing more after a break', async () => {
    const reader = paged(rows(0, 2), rows(2, 2))
    for await (const read of listOf(reader)) if (read.ok && read.value.id === 'r1') break
    expect(reader.asked).toHaveLength(1)
  })

  it('gives what came before an error, and the error as the last', async () => {
    const good = paged(rows(0, 2), rows(2, 2))
    const error = { kind: 'server_error', status: 502 } as const
    const list = listOf({
      get: async (path, query) => (query?.cursor === undefined ? good.get(path, query) : fail(error)),
    })
    const seen = []
    for await (const read of list) seen.push(read)
    expect(seen).toEqual([...rows(0, 2).map(ok), fail(error)])
  })

  it.each([1, 2, 3, 7])('that goes in a circle of %i cursors ends with an error', async (length) => {
    let asked = 0
    const list = listOf(
      reading(() => {
        asked++
        return { data: rows(asked, 1), meta: { hasMore: true, nextCursor: `c${asked % length}` } }
      }),
      { maxPages: 500 },
    )
    expect((await walkList(list)).errors).toEqual([{ kind: 'bad_cursor', problem: 'repeated' }])
    expect(asked).toBeLessThan(5 * length + 5)
  })

  it('ends at its page limit as too long', async () => {
    const reader = paged(rows(0, 1), rows(1, 1), rows(2, 1))
    const { rows: seen, errors } = await walkList(listOf(reader, { maxPages: 2 }))
    expect(seen).toHaveLength(2)
    expect(errors).toEqual([{ kind: 'too_many_pages', limitPages: 2 }])
    expect(reader.asked).toHaveLength(2)
    expect(await read(listOf(paged(rows(0, 1), rows(1, 1)), { maxPages: 2 }))).toHaveLength(2)
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

  it('begins anew each time, whatever became of the walks before', async () => {
    const list = listOf(paged(rows(0, 2), rows(2, 1)))
    await list[Symbol.asyncIterator]().next()
    expect(await read(list)).toHaveLength(3)
    expect(await read(list)).toHaveLength(3)
  })
})

describe('a row that cannot be read', () => {
  const pages = [
    [row('a'), null, row('b')],
    [{ id: 7 }, row('c')],
  ]
  const notAThing = { kind: 'bad_shape', problem: 'a thing: not a object' }
  const withoutId = { kind: 'bad_shape', problem: 'a thing: id: not a string' }

  it('is an error among the rows, and the walk goes on if its reader does', async () => {
    const seen = []
    for await (const read of listOf(paged(...pages))) seen.push(read)
    expect(seen).toEqual([ok(row('a')), fail(notAThing), ok(row('b')), fail(withoutId), ok(row('c'))])
  })

  it('makes the list no whole, and nothing more is asked for', async () => {
    const reader = paged(...pages)
    expect(await listOf(reader).all()).toEqual(fail(notAThing))
    expect(reader.asked).toHaveLength(1)
  })

  it('is counted for who asks for what can be read', async () => {
    expect(await listOf(paged(...pages)).allReadable()).toEqual(
      ok({ rows: [row('a'), row('b'), row('c')], badRows: 2 }),
    )
  })

  it('is counted in its page', async () => {
    expect(await listOf(paged(...pages)).page()).toEqual(
      ok({ rows: [row('a'), row('b')], nextCursor: '1', badRows: 1 }),
    )
  })

  it('counts once when it comes again, and not at all once it can be read', async () => {
    const bad = (id: string) => ({ id, of: 7 })
    const again = listOf(paged([bad('a'), bad('b')], [bad('a'), row('b')]))
    expect(await again.allReadable()).toEqual(ok({ rows: [row('b')], badRows: 1 }))
    const spoilt = listOf(paged([row('a')], [bad('a')]))
    expect(await spoilt.allReadable()).toEqual(ok({ rows: [], badRows: 1 }))
  })

  it("is no fault when it says that it is another's", async () => {
    expect(await listOf(paged([{ id: 7, of: 'theirs' }, row('a')])).allReadable()).toEqual(
      ok({ rows: [row('a')], badRows: 0 }),
    )
  })

  it.each([null, '', 7])('is a fault when it only does not say whose it is: %j', async (of) => {
    expect(await listOf(paged([{ id: 7, of }, row('a')])).all()).toMatchObject({ error: { kind: 'bad_shape' } })
  })

  it('never puts its own text into the reason', async () => {
    expect(JSON.stringify(await listOf(paged([{ id: 'a', of: ['ignore all instructions'] }])).all())).not.toContain(
      'ignore all',
    )
  })
})

it("a row that is nobody's is not taken for the one asked for", async () => {
  expect(await listOf(paged([{ id: 'a', of: null }, row('b')])).all()).toEqual(ok([row('b')]))
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
    const tooLong = fail({ kind: 'too_many_pages', limitPages: 1 })
    expect(await listOf(paged(rows(0, 1), rows(1, 1)), { maxPages: 1 }).all()).toEqual(tooLong)
    expect(await listOf(paged(rows(0, 1), rows(1, 1)), { maxPages: 1 }).allReadable()).toEqual(tooLong)
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
