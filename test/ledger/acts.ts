/** What people, programs, the clock and others do in a schedule; what is done next is drawn from chance. */
import type { PaymentIntent } from '../../src/domain/payments/intent.ts'
import type { Actor } from '../../src/domain/people.ts'
import type { Chance } from './farm.ts'
import type { Stage } from './stage.ts'

const HOUR_MS = 3_600_000

const PEOPLE: readonly Actor[] = [
  { id: 'slack:U0REQUEST', role: 'requester' },
  { id: 'slack:U0APPROVE', role: 'approver' },
  { id: 'slack:U0APPROV2', role: 'approver' },
  { id: 'token:automation', role: 'approver' },
]

/** Acts on one stage; remembers what it has done to trackagoat's own settings. */
export class Acts {
  readonly #stage: Stage
  readonly #chance: Chance
  #methodsOff = false
  #keys = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.#chance = stage.chance
  }

  /** One act of somebody. */
  async act(): Promise<void> {
    this.#stage.revive()
    const dice = this.#chance.next()
    if (dice < 0.25) this.#stage.call('request', () => this.#request())
    else if (dice < 0.57) this.#stage.call('decide', () => this.#decide())
    else if (dice < 0.67) this.#stage.call('void', () => this.#void())
    else if (dice < 0.7) this.#stage.call('settle', () => this.#settle())
    else if (dice < 0.76) await this.#wait()
    else if (dice < 0.8) this.#flip()
    else if (dice < 0.88) await this.#others()
    else this.#stage.start()
  }

  async #request(): Promise<void> {
    const accruals = await this.#stage.accruals()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const some = accruals.filter(() => this.#chance.hits(0.5)).map(({ id }) => id)
    const named = this.#chance.hits(0.4) && some.length > 0
    const sum = earned.reduce((total, { amount_cents }) => total + amount_cents, 0)
    const odd = this.#chance.hits(0.35)
    const intent: PaymentIntent = {
      creator: this.#chance.hits(0.5) ? `@${this.#stage.creator.handle.toUpperCase()}` : this.#stage.creator.handle,
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
    const book = this.#stage.book
    const made = await book.request('token', key, intent, this.#chance.pick(PEOPLE), null, (id) =>
      this.#stage.drive(book, { kind: 'request', id }),
    )
    this.#stage.trace.push(made.kind === 'answered' ? `${made.kind} ${made.answer.kind}` : made.kind)
  }

  async #decide(): Promise<void> {
    const requests = this.#stage.requests()
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
    const book = this.#stage.book
    for (let n = 0; n < twice; n++) {
      const decided = book.decide(id, decision, this.#chance.pick(PEOPLE))
      this.#stage.trace.push(`${decision} ${decided.ok ? decided.value.status : decided.error.code}`)
      if (decided.ok) await this.#stage.drive(book, { kind: 'request', id })
    }
  }

  /** A person looks into trackagoat and says what is there, truly. */
  async #settle(): Promise<void> {
    const inDoubt = this.#stage
      .requests()
      .filter(({ needs_person, status }) => needs_person === 1 && status === 'unknown')
    const [request] = inDoubt
    if (request === undefined) return
    const made = this.#stage.network.sent.find(
      ({ key, paymentId }) => key === request.upstream_key && paymentId !== null,
    )
    const isTwin = request.twin_id !== null && request.twin_id === made?.paymentId
    const decision = made === undefined ? 'settle' : isTwin ? 'claim' : 'recheck'
    const book = this.#stage.book
    const decided = book.decide(request.id, decision, this.#chance.pick(PEOPLE), request.twin_id)
    this.#stage.trace.push(`${decision} ${decided.ok ? decided.value.status : decided.error.code}`)
    if (decided.ok) await this.#stage.drive(book, { kind: 'request', id: request.id })
  }

  async #void(): Promise<void> {
    const requests = this.#stage.requests().filter(({ status }) => status === 'recorded')
    if (requests.length === 0) return
    const book = this.#stage.book
    const asked = book.askVoid(this.#chance.pick(requests).id, this.#chance.pick(PEOPLE))
    if (!asked.ok) return
    // Two at once, past whoever keeps them apart.
    if (this.#chance.hits(0.3)) this.#stage.call('void twice', () => book.driveVoid(asked.value))
    await this.#stage.drive(book, { kind: 'void', id: asked.value })
  }

  async #wait(): Promise<void> {
    const ms = this.#chance.pick([1_000, 10_000, 60_000, 11 * 60_000, HOUR_MS, 5 * HOUR_MS, 23 * HOUR_MS, 25 * HOUR_MS])
    if (ms >= 60_000 || this.#chance.hits(0.3)) await this.#stage.network.arrivals()
    this.#stage.upstream.clock.atMs += ms
    this.#stage.trace.push(`${ms / 1000} s pass`)
  }

  #flip(): void {
    const mode = this.#stage.policy.mode === 'off' ? this.#chance.pick(['approve', 'auto'] as const) : 'off'
    this.#stage.policy = { ...this.#stage.policy, mode }
    this.#stage.trace.push(`payments ${mode}`)
  }

  /** Someone works in trackagoat itself. */
  async #others(): Promise<void> {
    const accruals = await this.#stage.accruals()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const dice = this.#chance.next()
    if (dice < 0.15) await this.#toggleMethod(!this.#methodsOff)
    else if (dice < 0.65 && earned.length > 0) {
      const some = earned.filter(() => this.#chance.hits(0.6))
      if (some.length === 0) return
      const { status } = await this.#stage.upstream.api('POST', '/payout-payments', {
        creator_id: this.#stage.creator.id,
        total_amount_cents: some.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
        currency: 'USD',
        accrual_ids: some.map(({ id }) => id),
        // By hand, at a minute of its own.
        paid_at: new Date(this.#stage.upstream.clock.atMs - 61_000).toISOString(),
      })
      this.#stage.trace.push(`others pay ${some.length} accruals: ${status}`)
    } else if (dice < 0.8 && earned.length > 0) {
      await this.#stage.upstream.api('PATCH', `/payout-accruals/${this.#chance.pick(earned).id}`, {
        status: 'rejected',
      })
      this.#stage.trace.push('others reject an accrual')
    } else {
      const payments = (await this.#stage.payments()).filter(({ status }) => status === 'paid')
      if (payments.length === 0) return
      await this.#stage.upstream.api('PATCH', `/payout-payments/${this.#chance.pick(payments).id}`, {
        status: 'voided',
      })
      this.#stage.trace.push('others void a payment')
    }
  }

  /** What was switched off upstream is on again. */
  async putRight(): Promise<void> {
    if (this.#methodsOff) await this.#toggleMethod(false)
  }

  async #toggleMethod(off: boolean): Promise<void> {
    const { data } = await this.#stage.upstream.api<{ id: string; name: string }[]>(
      'GET',
      '/payout-methods?include_disabled=true&limit=100',
    )
    for (const { id, name } of data) {
      if (name === 'Venmo' || name === 'Cash App')
        await this.#stage.upstream.api('PATCH', `/payout-methods/${id}`, { is_active: !off })
    }
    this.#methodsOff = off
    this.#stage.trace.push(`methods ${off ? 'off' : 'on'}`)
  }
}
