/** A look for a lost payment that meets a row it cannot read: it rests and tells a person, and does not start over for ever. */
import { expect, it } from 'vitest'
import { Book } from '../../src/durable/ledger/book.ts'
import type { LedgerDeps } from '../../src/durable/ledger/deps.ts'
import type { Transport } from '../../src/trackagoat/transport.ts'
import { Disk, Life } from './farm.ts'

const CREATOR = '11111111-1111-4111-8111-111111111111'
const PROJECT = '22222222-2222-4222-8222-222222222222'
const METHOD = '33333333-3333-4333-8333-333333333333'
/** More than one go of a scan, which has 30 pages. */
const PAGES = 40
const HOUR_MS = 3_600_000

/** trackagoat, losing every answer to a payment; of the payments the oldest, on the last page, cannot be read. */
function upstream(): { transport: Transport; asked: () => number } {
  let asked = 0
  const list = (data: unknown[], meta: unknown = { hasMore: false }) => ({ ok: true as const, value: { data, meta } })
  const payment = (n: number, status: string | null) => ({
    id: `p${n}`,
    project_id: PROJECT,
    creator_id: CREATOR,
    total_amount_cents: 1,
    status,
    paid_at: '2020-01-01T00:00:00Z',
  })
  const transport: Transport = {
    async get(path, query = {}) {
      asked++
      if (path === '/creators') {
        const named = { tiktok_handle: 'anna', display_name: null }
        return list([{ id: CREATOR, project_id: PROJECT, ...named, last_scraped_at: null, is_active: true }])
      }
      if (path.startsWith('/payout-methods')) {
        const method = { id: METHOD, name: 'Wise', is_active: true }
        return path === '/payout-methods' ? list([method]) : { ok: true, value: { data: method, meta: null } }
      }
      if (path === '/payout-payments') {
        const page = Number(query.cursor ?? 0)
        const isLast = page === PAGES - 1
        return list([payment(page, isLast ? null : 'paid')], {
          hasMore: !isLast,
          nextCursor: isLast ? null : String(page + 1),
        })
      }
      const times = { period_start_at: '2026-01-01T00:00:00Z', period_end_at: '2026-01-08T00:00:00Z' }
      const accrual = { id: 'a1', creator_id: CREATOR, amount_cents: 500, currency: 'USD', status: 'earned', ...times }
      return path === '/payout-accruals' ? list([accrual]) : { ok: true, value: { data: accrual, meta: null } }
    },
    async write() {
      asked++
      return { ok: false, error: { kind: 'timeout' } }
    },
  }
  return { transport, asked: () => asked }
}

it('ends with a person, after a bounded number of requests', async () => {
  const { transport, asked } = upstream()
  let nowMs = Date.parse('2026-05-07T12:00:00Z')
  const policy = {
    mode: 'auto',
    autoLimitCents: 1e6,
    twoPersonCents: 0,
    maxPaymentCents: 1e8,
    maxDailyCents: 1e9,
    timeZone: 'UTC',
  }
  const knowledge = {
    findCreators: async () => ({ exact: [], inactive: [], near: [] }),
    findProjects: async () => ({ exact: [], near: [] }),
    creatorRead: async () => null,
    knownPayments: async () => ({ asOf: null, total: 0, rows: [] }),
  }
  const book = new Book({
    storage: new Disk().storage(new Life()),
    now: () => nowMs,
    uuid: () => '7d9f1c1e-0000-4000-8000-000000000001',
    policy: () => policy,
    cardDestination: () => null,
    read: transport,
    write: transport,
    knowledge,
  } as unknown as LedgerDeps)
  const order = {
    creator: 'anna',
    project: null,
    method: 'Wise',
    accrualIds: null,
    totalCents: null,
    adjustmentReason: null,
    note: null,
    paidAt: null,
  }
  const approver = { id: 'slack:U1', role: 'approver', kind: 'person' } as const
  const made = await book.request('x', 'k', order, approver, null, async () => {})
  if (made.kind !== 'answered' || made.answer.kind === 'refused') throw new Error(JSON.stringify(made))
  const { id } = made.answer.request
  book.decide(id, 'approve', { ...approver, id: 'slack:U2' })
  const untilMs = nowMs + 30 * HOUR_MS
  for (let due = book.nextDueMs(); due !== null && due < untilMs && asked() < 5_000; due = book.nextDueMs()) {
    nowMs = Math.max(nowMs + 1, due)
    await book.drive(id)
  }
  expect(book.payment(id)).toMatchObject({ status: 'unknown', needs_person: true })
  expect(asked()).toBeLessThan(2_500)
})
