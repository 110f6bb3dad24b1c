/**
 * One schedule: some people and programs want payments recorded while the network, trackagoat, the clock, the kill switch and
 * the ledger's own life are against it. What happened is compared with what may never happen.
 */

import type { PaymentIntent } from '../../src/domain/payments/intent.ts'
import type { PaymentPolicy } from '../../src/domain/payments/policy.ts'
import type { Actor } from '../../src/domain/people.ts'
import { Book, type Item } from '../../src/durable/ledger/book.ts'
import { createTransport } from '../../src/trackagoat/transport.ts'
import { type Chance, Crash, type Disk, Life, type Upstream } from './farm.ts'

const HOUR_MS = 3_600_000
const READ_KEY = `tga_${'0'.repeat(64)}`
const WRITE_KEY = `tga_${'1'.repeat(64)}`

const PEOPLE: readonly Actor[] = [
  { id: 'slack:U0REQUEST', role: 'requester' },
  { id: 'slack:U0APPROVE', role: 'approver' },
  { id: 'slack:U0APPROV2', role: 'approver' },
  { id: 'token:automation', role: 'approver' },
]

interface Accrual {
  readonly id: string
  readonly amount_cents: number
  readonly status: string
}

interface Payment {
  readonly id: string
  readonly status: string
  readonly payout_payment_lines: readonly { accrual_id: string }[]
}

/** A write of the ledger as it arrived upstream. */
interface Sent {
  readonly method: string
  readonly key: string | null
  readonly body: string
  readonly paymentId: string | null
}

/** A wait on the stage: what would happen next to a request or an answer. */
interface Waiting {
  go(): void
}

export interface ScheduleResult {
  readonly problems: string[]
  readonly statuses: Record<string, number>
  readonly requestsUpstream: number
}

export class Schedule {
  readonly #chance: Chance
  readonly #upstream: Upstream
  readonly #disk: Disk
  readonly #creator: { id: string; handle: string }
  readonly #trace: string[] = []
  readonly #problems: string[] = []
  readonly #sent: Sent[] = []
  #waiting: Waiting[] = []
  #late: (() => Promise<void>)[] = []
  #policy: PaymentPolicy
  #life = new Life()
  #book: Book
  #inFlight = new Map<string, Promise<void>>()
  #calls: Promise<void>[] = []
  #faulty = true
  #methodsOff = false
  #crashes = 0
  #requestsUpstream = 0
  #keys = 0

  constructor(upstream: Upstream, disk: Disk, chance: Chance, creator: { id: string; handle: string }) {
    this.#upstream = upstream
    this.#disk = disk
    this.#chance = chance
    this.#creator = creator
    this.#policy = {
      mode: chance.hits(0.75) ? 'approve' : 'auto',
      autoLimitCents: 50_000_000,
      twoPersonCents: chance.pick([0, 5_000, 100_000_000, 100_000_000]),
      maxPaymentCents: chance.hits(0.95) ? 100_000_000 : 5_000,
      maxDailyCents: chance.hits(0.95) ? 1_000_000_000 : 10_000,
      timeZone: chance.pick(['UTC', 'America/New_York', 'Pacific/Auckland']),
    }
    this.#book = this.#born()
  }

  /** What was done, for whoever reads a failure. */
  get trace(): readonly string[] {
    return this.#trace
  }

  async run(): Promise<ScheduleResult> {
    const actions = 6 + this.#chance.below(24)
    for (let n = 0; n < actions; n++) {
      await this.#act()
      await this.#breathe()
    }
    await this.#settle()
    await this.#judge()
    const statuses: Record<string, number> = {}
    for (const { status } of this.#requests()) statuses[status] = (statuses[status] ?? 0) + 1
    return { problems: this.#problems, statuses, requestsUpstream: this.#requestsUpstream }
  }

  // The object and its deaths

  #born(): Book {
    const life = new Life()
    this.#life = life
    this.#inFlight = new Map()
    const book = new Book({
      storage: this.#disk.storage(life),
      now: () => this.#upstream.clock.atMs,
      uuid: () => crypto.randomUUID(),
      policy: () => this.#policy,
      cardDestination: () => 'slack/C0ALERTS1',
      read: this.#transport(READ_KEY, life),
      write: this.#transport(WRITE_KEY, life),
      knowledge: {
        findCreators: async () => ({ exact: [], inactive: [], near: [] }),
        findProjects: async () => ({ exact: [], near: [] }),
        creatorById: async () => null,
        lastMethodName: async () => null,
      },
    })
    life.atTransaction = (when) => {
      if (!this.#faulty || this.#crashes >= 6 || !this.#chance.hits(0.03)) return
      this.#die(`at a transaction, ${when}`)
      throw new Crash()
    }
    return book
  }

  #die(where: string): void {
    this.#crashes++
    this.#trace.push(`crash ${where}`)
    this.#life.over = true
  }

  /** A dead object is replaced, as the platform does; what it was about to do never happens. */
  #revive(): void {
    if (!this.#life.over) return
    this.#calls = []
    this.#book = this.#born()
  }

  #transport(apiKey: string, life: Life) {
    return createTransport({
      baseUrl: '',
      apiKey,
      budget: { take: async () => ({ granted: true }) },
      timeoutMs: 2_000_000_000,
      fetch: ((path: string, init: RequestInit) => this.#cross(life, path, init)) as typeof fetch,
    })
  }

  /** A request on its way: it waits for its turn, may be lost, and its answer may be lost too. */
  async #cross(life: Life, path: string, init: RequestInit): Promise<Response> {
    this.#requestsUpstream++
    const method = init.method ?? 'GET'
    const isWrite = method !== 'GET'
    if (isWrite && this.#policy.mode === 'off') this.#problems.push(`${method} was sent while payments are off`)
    const fault = this.#faulty && this.#chance.hits(isWrite ? 0.55 : 0.05) ? this.#chance.pick(FAULTS) : 'none'
    await this.#turn()
    if (life.over) return never()
    switch (fault) {
      case 'crash_before':
        if (this.#crashes < 6) {
          this.#die(`before ${method} ${path}`)
          return never()
        }
        break
      case 'lost_before':
        this.#trace.push(`${method} ${path} lost`)
        throw new TypeError('network')
      case 'error_before':
        this.#trace.push(`${method} ${path} 500 before`)
        return new Response('{"data":null,"error":"x"}', { status: 500 })
      case 'limited':
        this.#trace.push(`${method} ${path} 429`)
        return new Response('{"data":null,"error":"x","meta":{"code":"rate_limit_exceeded"}}', {
          status: 429,
          headers: { 'retry-after': this.#chance.pick(['1', '30', '7200']) },
        })
      default:
        break
    }
    if (fault === 'late' && isWrite && this.#faulty) {
      this.#trace.push(`${method} ${path} timed out, and is still under way`)
      this.#late.push(async () => {
        this.#trace.push(`${method} ${path} arrives late`)
        await this.#arrive(method, path, init)
      })
      throw new TypeError('network')
    }
    const { response, text } = await this.#arrive(method, path, init)
    await this.#turn()
    if (life.over) return never()
    switch (fault) {
      case 'crash_after':
        if (this.#crashes < 6) {
          this.#die(`after ${method} ${path}`)
          return never()
        }
        break
      case 'lost_after':
        this.#trace.push(`${method} ${path} answer lost`)
        throw new TypeError('network')
      case 'error_after':
        this.#trace.push(`${method} ${path} 500 after`)
        return new Response('oops', { status: 500 })
      case 'garbled':
        this.#trace.push(`${method} ${path} garbled`)
        return new Response('<html>', { status: 200 })
      default:
        break
    }
    this.#trace.push(`${method} ${path} ${response.status}`)
    return new Response(text, { status: response.status, headers: response.headers })
  }

  async #arrive(method: string, path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
    const response = await this.#upstream.request(path, init)
    const text = await response.text()
    if (method !== 'GET') this.#note(method, init, response.status, text)
    return { response, text }
  }

  /** What timed out arrives after all; nothing is under way for longer than the ledger's quiet time. */
  async #arrivals(): Promise<void> {
    for (const arrive of this.#late.splice(0)) await arrive()
  }

  #note(method: string, init: RequestInit, status: number, text: string): void {
    const key = new Headers(init.headers).get('idempotency-key')
    const data = status < 300 ? (JSON.parse(text) as { data: { id: string } }).data : null
    this.#sent.push({ method, key, body: String(init.body), paymentId: data?.id ?? null })
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ go: resolve })
    })
  }

  // What happens

  async #act(): Promise<void> {
    this.#revive()
    const dice = this.#chance.next()
    if (dice < 0.25) this.#call('request', () => this.#request())
    else if (dice < 0.57) this.#call('decide', () => this.#decide())
    else if (dice < 0.67) this.#call('void', () => this.#void())
    else if (dice < 0.76) await this.#wait()
    else if (dice < 0.8) this.#flip()
    else if (dice < 0.88) await this.#others()
    else this.#start()
  }

  #call(what: string, work: () => Promise<unknown>): void {
    this.#trace.push(what)
    const life = this.#life
    this.#calls.push(
      work().then(
        () => undefined,
        (error: unknown) => this.#broke(life, error),
      ),
    )
  }

  #broke(life: Life, error: unknown): void {
    if (error instanceof Crash || life.over) return
    this.#problems.push(
      `a fault of our own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }

  async #request(): Promise<void> {
    const accruals = await this.#accruals()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const some = accruals.filter(() => this.#chance.hits(0.5)).map(({ id }) => id)
    const named = this.#chance.hits(0.4) && some.length > 0
    const sum = earned.reduce((total, { amount_cents }) => total + amount_cents, 0)
    const odd = this.#chance.hits(0.35)
    const intent: PaymentIntent = {
      creator: this.#chance.hits(0.5) ? `@${this.#creator.handle.toUpperCase()}` : this.#creator.handle,
      project: null,
      method: this.#chance.pick(['Venmo', 'cash app', null]),
      accrualIds: named ? some : null,
      totalCents: odd ? ((sum + this.#chance.pick([-100, 250])) as never) : null,
      adjustmentReason: odd && this.#chance.hits(0.8) ? 'rounding' : null,
      note: this.#chance.hits(0.2) ? 'a note' : null,
      paidAt: this.#chance.hits(0.2) ? '2026-05-07T15:00:00Z' : null,
    }
    // Sometimes a key that was used before, with the same wish or another.
    const key = this.#chance.hits(0.8) ? `key-${this.#keys++}` : `key-${this.#chance.below(this.#keys + 1)}`
    const book = this.#book
    const made = await book.request('token', key, intent, this.#chance.pick(PEOPLE), null, (id) =>
      this.#drive(book, { kind: 'request', id }),
    )
    this.#trace.push(made.kind === 'answered' ? `${made.kind} ${made.answer.kind}` : made.kind)
  }

  async #decide(): Promise<void> {
    const requests = this.#requests()
    if (requests.length === 0) return
    const open = requests.filter(({ status }) => status === 'requested')
    const { id } = this.#chance.pick(open.length > 0 && this.#chance.hits(0.8) ? open : requests)
    const decision = this.#chance.pick([
      'approve',
      'approve',
      'approve',
      'approve',
      'approve',
      'approve',
      'deny',
      'cancel',
      'recheck',
    ] as const)
    const twice = this.#chance.hits(0.3) ? 2 : 1
    const book = this.#book
    for (let n = 0; n < twice; n++) {
      const decided = book.decide(id, decision, this.#chance.pick(PEOPLE))
      this.#trace.push(`${decision} ${decided.ok ? decided.value.status : decided.error.code}`)
      if (decided.ok) await this.#drive(book, { kind: 'request', id })
    }
  }

  async #void(): Promise<void> {
    const requests = this.#requests().filter(({ status }) => status === 'recorded')
    if (requests.length === 0) return
    const book = this.#book
    const asked = book.askVoid(this.#chance.pick(requests).id, this.#chance.pick(PEOPLE))
    if (asked.ok) await this.#drive(book, { kind: 'void', id: asked.value })
  }

  async #wait(): Promise<void> {
    const ms = this.#chance.pick([1_000, 10_000, 60_000, 11 * 60_000, HOUR_MS, 5 * HOUR_MS, 23 * HOUR_MS, 25 * HOUR_MS])
    if (ms > 60_000 || this.#chance.hits(0.3)) await this.#arrivals()
    this.#upstream.clock.atMs += ms
    this.#trace.push(`${ms / 1000} s pass`)
  }

  #flip(): void {
    const mode = this.#policy.mode === 'off' ? this.#chance.pick(['approve', 'auto'] as const) : 'off'
    this.#policy = { ...this.#policy, mode }
    this.#trace.push(`payments ${mode}`)
  }

  /** Someone works in trackagoat itself. */
  async #others(): Promise<void> {
    const accruals = await this.#accruals()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const dice = this.#chance.next()
    if (dice < 0.15) await this.#toggleMethod(!this.#methodsOff)
    else if (dice < 0.65 && earned.length > 0) {
      const some = earned.filter(() => this.#chance.hits(0.6))
      if (some.length === 0) return
      const { status } = await this.#upstream.api('POST', '/payout-payments', {
        creator_id: this.#creator.id,
        total_amount_cents: some.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
        currency: 'USD',
        accrual_ids: some.map(({ id }) => id),
        // By hand, at a minute of its own.
        paid_at: new Date(this.#upstream.clock.atMs - 61_000).toISOString(),
      })
      this.#trace.push(`others pay ${some.length} accruals: ${status}`)
    } else if (dice < 0.8 && earned.length > 0) {
      await this.#upstream.api('PATCH', `/payout-accruals/${this.#chance.pick(earned).id}`, { status: 'rejected' })
      this.#trace.push('others reject an accrual')
    } else {
      const payments = (await this.#payments()).filter(({ status }) => status === 'paid')
      if (payments.length === 0) return
      await this.#upstream.api('PATCH', `/payout-payments/${this.#chance.pick(payments).id}`, { status: 'voided' })
      this.#trace.push('others void a payment')
    }
  }

  async #toggleMethod(off: boolean): Promise<void> {
    const { data } = await this.#upstream.api<{ id: string; name: string }[]>(
      'GET',
      '/payout-methods?include_disabled=true&limit=100',
    )
    for (const { id, name } of data) {
      if (name === 'Venmo' || name === 'Cash App')
        await this.#upstream.api('PATCH', `/payout-methods/${id}`, { is_active: !off })
    }
    this.#methodsOff = off
    this.#trace.push(`methods ${off ? 'off' : 'on'}`)
  }

  /** Starts what is due, as the alarm does: never one thing twice at once. */
  #start(): void {
    const book = this.#book
    for (const item of book.due(10)) void this.#drive(book, item)
  }

  #drive(book: Book, { kind, id }: Item): Promise<void> {
    const key = `${kind} ${id}`
    const known = this.#inFlight.get(key)
    if (known) return known
    const life = this.#life
    const inFlight = this.#inFlight
    const work = (kind === 'request' ? book.drive(id) : book.driveVoid(id))
      .catch((error: unknown) => this.#broke(life, error))
      .finally(() => inFlight.delete(key))
    this.#inFlight.set(key, work)
    return work
  }

  /** Lets some of what waits go on, in any order. */
  async #breathe(): Promise<void> {
    const turns = this.#chance.below(this.#chance.pick([4, 20, 60]))
    for (let n = 0; n < turns; n++) {
      await quiet()
      const [next] = this.#waiting.splice(this.#chance.below(Math.max(this.#waiting.length, 1)), 1)
      if (next === undefined) break
      next.go()
    }
    await quiet()
  }

  /** Everything heals, and time passes until nothing is left to do. */
  async #settle(): Promise<void> {
    this.#faulty = false
    this.#trace.push('all heals')
    if (this.#methodsOff) await this.#toggleMethod(false)
    await this.#arrivals()
    for (let rounds = 0; rounds < 200; rounds++) {
      this.#revive()
      this.#start()
      for (let turns = 0; turns < 10_000; turns++) {
        await quiet()
        const next = this.#waiting.shift()
        if (next === undefined) break
        next.go()
      }
      this.#revive()
      const due = this.#book.nextDueMs()
      const isOver = this.#requests().every(({ status, needs_person }) => ENDED.has(status) || needs_person === 1)
      if (due === null || (isOver && this.#inFlight.size === 0)) return
      this.#upstream.clock.atMs = Math.max(this.#upstream.clock.atMs + 1, due)
    }
    this.#problems.push('it does not come to rest')
  }

  // What may never happen

  async #judge(): Promise<void> {
    const requests = this.#requests()
    const payments = new Map((await this.#payments()).map((payment) => [payment.id, payment]))
    const byKey = new Map<string, Set<string>>()
    const bodies = new Map<string, Set<string>>()
    for (const { method, key, body, paymentId } of this.#sent) {
      if (method !== 'POST') continue
      if (key === null) {
        this.#problems.push('a payment was sent without a key')
        continue
      }
      addTo(bodies, key, body)
      if (paymentId !== null) addTo(byKey, key, paymentId)
    }
    for (const [key, ids] of byKey) if (ids.size > 1) this.#problems.push(`key ${key} made ${ids.size} payments`)
    for (const [key, texts] of bodies)
      if (texts.size > 1) this.#problems.push(`key ${key} was sent with ${texts.size} bodies`)

    const covered = new Map<string, number>()
    for (const id of new Set([...byKey.values()].flatMap((ids) => [...ids]))) {
      const payment = payments.get(id)
      if (payment === undefined) this.#problems.push(`payment ${id} was made and is gone`)
      if (payment?.status !== 'paid') continue
      for (const { accrual_id } of payment.payout_payment_lines)
        covered.set(accrual_id, (covered.get(accrual_id) ?? 0) + 1)
    }
    for (const [accrual, times] of covered)
      if (times > 1) this.#problems.push(`accrual ${accrual} is on ${times} live payments of ours`)

    for (const request of requests) {
      const made = [...(byKey.get(request.upstream_key) ?? [])]
      switch (request.status) {
        case 'recorded':
        case 'voided':
          if (request.payment_id === null || !payments.has(request.payment_id)) {
            this.#problems.push(`request ${request.seq} is ${request.status} without a payment`)
          } else if (made.length > 0 && !made.includes(request.payment_id)) {
            this.#problems.push(`request ${request.seq} claims another payment than the one it made`)
          }
          if (request.status === 'voided' && payments.get(request.payment_id ?? '')?.status !== 'voided') {
            this.#problems.push(`request ${request.seq} is voided and its payment is not`)
          }
          break
        case 'failed':
        case 'denied':
        case 'expired':
          if (made.length > 0)
            this.#problems.push(`request ${request.seq} is ${request.status} (${request.reason}) with a payment`)
          break
        default:
          if (request.needs_person === 0) this.#problems.push(`request ${request.seq} is still ${request.status}`)
      }
    }
  }

  #requests() {
    // Read beside the object: looking must work while it is dead.
    return this.#disk
      .storage(new Life())
      .sql.exec<{
        seq: number
        id: string
        status: string
        upstream_key: string
        payment_id: string | null
        needs_person: number
        reason: string | null
      }>('SELECT seq, id, status, upstream_key, payment_id, needs_person, reason FROM requests ORDER BY seq')
      .toArray()
  }

  async #accruals(): Promise<Accrual[]> {
    const { data } = await this.#upstream.api<Accrual[]>(
      'GET',
      `/payout-accruals?creator_id=${this.#creator.id}&limit=100`,
    )
    return data
  }

  async #payments(): Promise<Payment[]> {
    const { data } = await this.#upstream.api<Payment[]>(
      'GET',
      `/payout-payments?creator_id=${this.#creator.id}&limit=100`,
    )
    return data
  }
}

const FAULTS = [
  'lost_before',
  'late',
  'late',
  'lost_after',
  'lost_after',
  'error_before',
  'error_after',
  'limited',
  'garbled',
  'crash_before',
  'crash_after',
] as const

const ENDED = new Set(['recorded', 'denied', 'expired', 'failed', 'voided'])

function never(): Promise<Response> {
  return new Promise(() => {})
}

/** Lets everything that can go on without us go on. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set()
  set.add(value)
  map.set(key, set)
}
