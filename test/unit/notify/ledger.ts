/**
 * Cards as the ledger writes them: a real book over SQLite and the emulated trackagoat, taken through each state. So golden
 * files hold the words of production, and no fixture can invent a reason, an advice or a button.
 */
import type { PaymentNotice } from '../../../src/domain/notice.ts'
import type { PaymentIntent } from '../../../src/domain/payments/intent.ts'
import type { PaymentPolicy } from '../../../src/domain/payments/policy.ts'
import type { Actor } from '../../../src/domain/people.ts'
import { Book } from '../../../src/durable/ledger/book.ts'
import { createTransport } from '../../../src/trackagoat/transport.ts'
import { Disk, Life, Upstream } from '../../ledger/farm.ts'

const START_MS = Date.parse('2026-05-07T12:20:00Z')
const KEY = `tga_${'1'.repeat(64)}`

export const POLICY: PaymentPolicy = {
  mode: 'approve',
  autoLimitCents: 0,
  twoPersonCents: 50_000,
  maxPaymentCents: 500_000,
  maxDailyCents: 2_000_000,
  timeZone: 'UTC',
}
const REQUESTER: Actor = { id: 'slack:U0REQUEST', role: 'requester' }
const APPROVER: Actor = { id: 'slack:U0APPROVE', role: 'approver' }
const FINANCE: Actor = { id: 'slack:W0FINANCE', role: 'approver' }
const PROGRAM: Actor = { id: 'token:books', role: 'approver' }

const INTENT: PaymentIntent = {
  creator: '@one.creator',
  project: null,
  method: 'Cash App',
  accrualIds: null,
  totalCents: null,
  adjustmentReason: null,
  note: null,
  paidAt: null,
}

/** An answer in trackagoat's place; null: the emulator answers. */
type Fault = (method: string, path: string) => Response | null

/** One request in a ledger of its own, in a world of its own. */
class Case {
  policy = POLICY
  fault: Fault = () => null
  readonly upstream = new Upstream(START_MS)
  readonly #disk = new Disk()
  readonly #book: Book
  /** Ids of the emulator, and what is shown in their place: they hang on how it seeds. */
  readonly #names = new Map<string, string>()
  /** The first of the two accruals, by trackagoat's id. */
  readonly firstAccrual: string

  constructor() {
    this.upstream.reset(1, 6, 40, {})
    this.firstAccrual = this.#stage()
    const ids = ['preq_7', '5f0c2a52-9e0f-4b0e-8a51-0d8f5f9a1c11']
    const transport = createTransport({
      baseUrl: '',
      apiKey: KEY,
      budget: { take: async () => ({ granted: true }) },
      fetch: (async (path: string, init: RequestInit) =>
        this.fault(init.method ?? 'GET', path) ?? (await this.upstream.request(path, init))) as typeof fetch,
    })
    this.#book = new Book({
      storage: this.#disk.storage(new Life()),
      now: () => this.upstream.clock.atMs,
      uuid: () => ids.shift() ?? crypto.randomUUID(),
      policy: () => this.policy,
      cardDestination: () => 'slack/C0ALERTS1',
      read: transport,
      write: transport,
      knowledge: {
        findCreators: async () => ({ exact: [], inactive: [], near: [] }),
        findProjects: async (id) => ({ exact: [{ id, name: 'Spring Launch' }], near: [] }),
        creatorRead: async () => null,
        knownPayments: async () => ({ asOf: null, total: 0, rows: [] }),
      },
    })
  }

  /** Someone known, with two accruals of $50.00. */
  #stage(): string {
    const { store } = this.upstream.world
    const row = store.get<{ seq: number; creator: string; project: number; projectId: string }>(
      `SELECT c.seq, c.id AS creator, p.seq AS project, p.id AS projectId FROM creators AS c JOIN projects AS p ON p.seq = c.project
       WHERE c.is_active = 1 AND (SELECT count(*) FROM accruals AS a WHERE a.creator = c.seq AND a.status = 'earned') >= 2`,
    )
    if (row === undefined) throw new Error('the organisation is too small')
    store.run(
      `UPDATE creators SET handle = 'one.creator', handle_key = 'one.creator', display_name = 'Creator "One"' WHERE seq = ?`,
      row.seq,
    )
    store.run("UPDATE projects SET name = 'Spring Launch' WHERE seq = ?", row.project)
    const accruals = store.all<{ seq: number; id: string }>(
      "SELECT seq, id FROM accruals WHERE creator = ? AND status = 'earned' ORDER BY seq",
      row.seq,
    )
    const periods = [
      ['2026-04-07T00:00:00Z', '2026-04-13T23:59:59Z'],
      ['2026-04-28T00:00:00Z', '2026-05-04T23:59:59Z'],
    ]
    for (const [n, { seq }] of accruals.entries()) {
      const [start, end] = periods[n] ?? []
      if (start === undefined || end === undefined) {
        store.run("UPDATE accruals SET status = 'rejected' WHERE seq = ?", seq)
      } else {
        store.run(
          'UPDATE accruals SET amount_cents = 5000, period_start_ms = ?, period_end_ms = ? WHERE seq = ?',
          Date.parse(start),
          Date.parse(end),
          seq,
        )
      }
    }
    const named = accruals.slice(0, periods.length).map(({ id }) => id)
    for (const [n, id] of named.entries()) this.#names.set(id, `a-${n + 1}`)
    this.#names.set(row.creator, 'c-1').set(row.projectId, 'p-3')
    return named[0] ?? ''
  }

  async request(actor: Actor = REQUESTER): Promise<this> {
    const made = await this.#book.request('test', 'key', INTENT, actor, null, async () => {})
    if (made.kind !== 'answered' || made.answer.kind === 'refused') throw new Error(JSON.stringify(made))
    return this
  }

  /** Somebody records the same in trackagoat itself. */
  async recordElsewhere(): Promise<this> {
    const [creator, ...accruals] = [...this.#names.entries()]
      .filter(([, name]) => /^[ac]-/.test(name))
      .toSorted(([, a], [, b]) => b.localeCompare(a))
      .map(([id]) => id)
    await this.upstream.api('POST', '/payout-payments', {
      creator_id: creator,
      total_amount_cents: 10_000,
      currency: 'USD',
      accrual_ids: accruals,
      paid_at: new Date(this.upstream.clock.atMs - 61_000).toISOString(),
    })
    return this
  }

  decide(decision: Parameters<Book['decide']>[1], actor: Actor = APPROVER): this {
    const decided = this.#book.decide('preq_7', decision, actor)
    if (!decided.ok) throw new Error(decided.error.detail)
    return this
  }

  async drive(): Promise<this> {
    await this.#book.drive('preq_7')
    return this
  }

  void(): { paymentId: string } {
    const asked = this.#book.askVoid('preq_7', FINANCE)
    if (!asked.ok) throw new Error(asked.error.detail)
    return { paymentId: asked.value }
  }

  driveVoid(paymentId: string): Promise<void> {
    return this.#book.driveVoid(paymentId)
  }

  pass(ms: number): this {
    this.upstream.clock.atMs += ms
    return this
  }

  /** Every card that was handed over, oldest first. */
  cards(): PaymentNotice[] {
    const payments = this.upstream.world.store.all<{ id: string }>('SELECT id FROM payments')
    return this.#disk
      .storage(new Life())
      .sql.exec<{ payload: string }>("SELECT payload FROM handover WHERE destination LIKE 'slack/%' ORDER BY seq")
      .toArray()
      .map(({ payload }) => {
        const names = [...this.#names, ...payments.map(({ id }) => [id, 'pay_0191c0de'] as const)]
        return JSON.parse(names.reduce((text, [id, name]) => text.replaceAll(id, name), payload)) as PaymentNotice
      })
  }

  last(status?: string): PaymentNotice {
    const card = this.cards().findLast(({ request }) => status === undefined || request.status === status)
    if (card === undefined) throw new Error(`no card is ${status}`)
    return card
  }
}

const asked = () => new Case().request()
const isPost = (method: string, path: string) => method === 'POST' && path.startsWith('/payout-payments')
const refusal = (status: number, code: string) =>
  new Response(JSON.stringify({ data: null, error: 'x', meta: { code } }), { status })

/** A request that was sent and whose answer was lost, and nothing of it is to be found. */
async function lost(): Promise<Case> {
  const it = await asked()
  it.fault = (method, path) => (isPost(method, path) ? new Response('oops', { status: 503 }) : null)
  return it.decide('approve').drive()
}

/** By the name of their golden file. */
export async function ledgerCards(): Promise<Record<string, PaymentNotice>> {
  const recorded = await (await asked()).decide('approve').drive()

  const auto = new Case()
  auto.policy = { ...POLICY, mode: 'auto', autoLimitCents: 40_000 }
  await (await auto.request(PROGRAM)).drive()

  const voided = await (await asked()).decide('approve').drive()
  const { paymentId } = voided.void()
  const voiding = voided.last()
  await voided.driveVoid(paymentId)

  const changed = (await asked()).decide('approve')
  await changed.upstream.api('PATCH', `/payout-accruals/${changed.firstAccrual}`, { status: 'rejected' })

  const refused = (await asked()).decide('approve')
  refused.fault = (method, path) => (isPost(method, path) ? refusal(409, 'accrual_not_earned') : null)

  const off = (await asked()).decide('approve')
  off.policy = { ...POLICY, mode: 'off' }

  const blind = await lost()
  blind.fault = (_, path) => (path.startsWith('/payout-payments') ? refusal(403, 'insufficient_scope') : null)

  const settled = await lost()
  settled.fault = blind.fault
  await settled.pass(3_600_000).drive()

  const twin = await lost()
  twin.fault = () => null
  await (await twin.recordElsewhere()).pass(3_600_000).drive()

  return {
    'payment-requested': (await asked()).last(),
    'payment-approved': recorded.last('approved'),
    'payment-sending': auto.last('sending'),
    'payment-recorded': recorded.last(),
    'payment-voiding': voiding,
    'payment-voided': voided.last(),
    'payment-denied': (await asked()).decide('deny').last(),
    'payment-cancelled': (await asked()).decide('cancel', REQUESTER).last(),
    'payment-expired': (await (await asked()).pass(72 * 3_600_000).drive()).last(),
    'payment-failed': (await changed.drive()).last(),
    'payment-refused': (await refused.drive()).last(),
    'payment-switched-off': (await off.drive()).last(),
    'payment-unknown': (await lost()).last(),
    'payment-needs-person': (await blind.pass(3_600_000).drive()).last(),
    'payment-twin': twin.last(),
    'payment-settled': settled.decide('settle').last(),
  }
}
