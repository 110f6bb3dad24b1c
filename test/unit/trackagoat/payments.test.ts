import { describe, expect, it } from 'vitest'
import type { UpstreamError } from '../../../src/domain/errors.ts'
import { fail } from '../../../src/domain/result.ts'
import { scanPayments } from '../../../src/trackagoat/payment-scan.ts'
import { fetchPayment, recordPayment, voidPayment } from '../../../src/trackagoat/payments.ts'
import type { Transport } from '../../../src/trackagoat/transport.ts'
import { answering } from './published.ts'
import { reading } from './reading.ts'

const PAYMENT = { id: 'p1', creator_id: 'c', total_amount_cents: 5_000, status: 'paid' }

describe('a payment that is written', () => {
  const body = JSON.stringify({ creator_id: 'c', total_amount_cents: 5_000, accrual_ids: ['a'] })
  const idempotencyKey = '550e8400-e29b-41d4-a716-446655440000'

  it.each([
    ['key and body exchanged', { body: idempotencyKey, idempotencyKey: body }],
    ['without a key', { body, idempotencyKey: '' }],
    ['null', { body: 'null', idempotencyKey }],
    ['to nobody', { body: JSON.stringify({ total_amount_cents: 5_000, accrual_ids: ['a'] }), idempotencyKey }],
    ['for nothing', { body: JSON.stringify({ creator_id: 'c', total_amount_cents: 5_000 }), idempotencyKey }],
    ['of 1.5 cents', { body: body.replace('5000', '1.5'), idempotencyKey }],
    ['of less than nothing', { body: body.replace('5000', '-1'), idempotencyKey }],
  ])('%s is a bug, and nothing leaves', async (_, write) => {
    const { transport, sent } = answering(JSON.stringify({ data: PAYMENT }), 201)
    await expect(recordPayment(transport, write)).rejects.toThrow()
    expect(sent).toEqual([])
  })

  it('leaves byte for byte under its key', async () => {
    const { transport, sent } = answering(JSON.stringify({ data: PAYMENT }), 201)
    const spaced = ` ${body}\n`
    expect(await recordPayment(transport, { body: spaced, idempotencyKey })).toMatchObject({ value: { id: 'p1' } })
    expect(sent).toMatchObject([{ body: spaced, key: idempotencyKey }])
  })

  it('is believed voided only when the answer is that payment', async () => {
    const voided = (id: string) => answering(JSON.stringify({ data: { ...PAYMENT, id, status: 'voided' } })).transport
    expect(await voidPayment(voided('p1'), 'p1')).toMatchObject({ value: { id: 'p1', status: 'voided' } })
    expect(await voidPayment(voided('p2'), 'p1')).toEqual(
      fail({ kind: 'bad_shape', problem: 'another payment than the one written' }),
    )
  })
})

it.each([null, undefined, '', 'soon'])('a payment without a date that can be read has none: %j', async (paid_at) => {
  const { transport } = answering(JSON.stringify({ data: { ...PAYMENT, paid_at } }))
  expect(await fetchPayment(transport, 'p1')).toMatchObject({ value: { id: 'p1', paidAtMs: null } })
})

describe('a scan for a payment', () => {
  /** Three pages of one payment; the second fails as long as `errors` lasts. */
  function scanning(errors: UpstreamError[]) {
    const pages = reading(({ cursor = '1' }) => {
      const meta = cursor === '3' ? { hasMore: false } : { hasMore: true, nextCursor: String(Number(cursor) + 1) }
      return { data: [{ ...PAYMENT, id: `p${cursor}` }], meta }
    })
    const seen: string[] = []
    const transport: Pick<Transport, 'get'> = {
      async get(path, query) {
        const error = query?.cursor === '2' ? errors.shift() : undefined
        return error === undefined ? pages.get(path, query) : fail(error)
      },
    }
    const scan = (place: Parameters<typeof scanPayments>[3]) =>
      scanPayments(transport, 'project', 'c', place, ({ id }) => seen.push(id))
    return { scan, seen, asked: pages.asked }
  }

  it.each<UpstreamError>([
    { kind: 'rate_limited', waitMs: 1_000 },
    { kind: 'quota_exhausted', waitMs: 1_000_000 },
    { kind: 'server_error', status: 502 },
    { kind: 'timeout' },
    { kind: 'network' },
  ])('keeps its place when it is held up by what passes, and goes on there: $kind', async (error) => {
    const { scan, seen, asked } = scanning([error])
    const held = await scan(null)
    expect(held).toMatchObject({ place: { cursor: '2' }, error })
    expect(await scan(held.place)).toEqual({ place: null, error: null })
    expect(seen).toEqual(['p1', 'p2', 'p3'])
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '2', '3'])
  })

  it('starts afresh when its cursor is refused, which may have died', async () => {
    const error = { kind: 'refused', status: 400, code: 'invalid_query' } as const
    expect(await scanning([error]).scan(null)).toEqual({ place: null, error })
  })

  it("passes over another's row that cannot be read, and stops at one that may be the one looked for", async () => {
    const scan = (row: unknown) =>
      scanPayments(
        reading(() => ({ data: [row], meta: { hasMore: false } })),
        'project',
        'c',
        null,
        () => {},
      )
    const broken = { ...PAYMENT, total_amount_cents: 'much' }
    expect(await scan({ ...broken, creator_id: 'd' })).toEqual({ place: null, error: null })
    expect(await scan({ ...broken, creator_id: null })).toEqual({ place: null, error: null })
    for (const row of [broken, { ...broken, creator_id: undefined }, null]) {
      expect(await scan(row)).toMatchObject({ place: null, error: { kind: 'bad_shape' } })
    }
  })
})
