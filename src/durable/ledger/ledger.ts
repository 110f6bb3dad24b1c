/**
 * The ledger: payment requests, exactly once, in one object with SQLite. What it knows is in book.ts and beside it; this is
 * the object around it: calls, the alarm, and handing over what is to be said.
 */
import { DurableObject } from 'cloudflare:workers'
import type { JobOrder } from '../../domain/jobs.ts'
import type { PaymentIntent } from '../../domain/payments/intent.ts'
import type { PaymentPolicy, Refusal } from '../../domain/payments/policy.ts'
import type { PaymentRequest } from '../../domain/payments/request.ts'
import type { Actor } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type Env, parseSettings, type Settings } from '../../env.ts'
import { log } from '../../log.ts'
import { within } from '../../notify/deadline.ts'
import { postToResponseUrl } from '../../notify/slack-response.ts'
import { readTransport, writeTransport } from '../interactive.ts'
import { outboxStub, watchCalls, watchStub } from '../stubs.ts'
import type { NotedEvent } from '../watch/contract.ts'
import { Book, type Item, type Requested } from './book.ts'
import type { Origin, PaymentQuery, SeenPayment } from './contract.ts'
import type { Decision } from './deciding.ts'
import { Intake } from './intake.ts'
import { Desk } from './jobs/desk.ts'
import { WATCH } from './outgoing.ts'

/**
 * Items worked on at the same time, by what they need: a Worker may hold six connections. What asks nobody waits for nobody.
 */
const LANES = { press: 16, payment: 3, job: 2 } as const
type Lane = keyof typeof LANES
/** No item takes more steps than this without a pause. */
const MOST_TURNS = 5
/** When the outbox or the watch cannot take something. */
const HANDOVER_RETRY_MS = 60_000
/** How long an alarm stays with what it has begun. */
const ALARM_WAITS_MS = 5_000
/** After a fault of our own an item rests. */
const REST_MS = 60_000
const HANDOVER_BATCH = 50

export class Ledger extends DurableObject<Env> {
  /** The clock on the wall, epoch ms. A field, for tests. */
  now: () => number = () => Date.now()
  /** The settings in force. A field, for tests: a running object never sees its variables change. */
  settings: () => Settings = () => parseSettings(this.env)
  readonly #book: Book
  readonly #desk: Desk
  readonly #intake: Intake
  readonly #inFlight = new Map<string, { readonly lane: Lane; readonly done: Promise<void> }>()
  /** How often in a row an item was due again at once. */
  readonly #turns = new Map<string, number>()
  #handingOver: Promise<void> | null = null
  #alarmMs: number | null = null
  #ringing = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#book = new Book({
      storage: { sql: ctx.storage.sql, transaction: (work) => ctx.storage.transactionSync(work) },
      now: () => this.now(),
      uuid: () => crypto.randomUUID(),
      policy: () => policyOf(this.settings()),
      cardDestination: (askedIn) => {
        const { SLACK_BOT_TOKEN: token, SLACK_ALERT_CHANNEL: channel } = this.settings()
        const place = channel ?? askedIn
        return token !== undefined && place !== null ? `slack/${place}` : null
      },
      read: readTransport(env, () => this.now()),
      write: writeTransport(env, () => this.now()),
      knowledge: watchCalls(env),
    })
    this.#desk = new Desk(this.#book, postToResponseUrl, (id) => this.#workNow({ kind: 'void', id }))
    this.#intake = new Intake((order) => this.#desk.take(order))
  }

  /** Takes an order for work, once; it is worked on after this returns. */
  async take(order: JobOrder): Promise<'taken' | 'known'> {
    const taken = await this.#intake.take(order)
    if (taken === 'known') return taken
    // The alarm works on it, so that whoever clicked hears at once; one that is at work may take it along.
    if (this.#alarmMs === null || this.#alarmMs > this.now()) await this.#setAlarm(this.now())
    if (this.#ringing) this.#kick()
    return taken
  }

  /** As `POST /v1/payments`. Waits for the payment to be recorded where the policy approves it at once. */
  async requestPayment(scope: string, key: string, intent: PaymentIntent, actor: Actor): Promise<Requested> {
    try {
      return await this.#book.request(scope, key, intent, actor, null, (id) => this.#workNow({ kind: 'request', id }))
    } finally {
      await this.#goOn()
    }
  }

  /** Whether a caller's key was used before: then even a body that cannot be read is another one. */
  async knowsKey(scope: string, key: string): Promise<boolean> {
    return this.#book.knowsKey(scope, key)
  }

  /** Decides about a request; an approved one is sent before this answers, if trackagoat is quick. */
  async decide(
    id: string,
    decision: Decision,
    actor: Actor,
    paymentId: string | null = null,
  ): Promise<Result<PaymentRequest, Refusal>> {
    const decided = this.#book.decide(id, decision, actor, paymentId)
    if (!decided.ok) return fail(decided.error)
    log('payment.decided', { request: id, decision, by: actor.id })
    if (['approve', 'recheck', 'claim'].includes(decision)) await this.#workNow({ kind: 'request', id })
    await this.#goOn()
    return this.#shown(id)
  }

  /** Voids the payment of a request; `id` is the request's or the payment's. Payments of others are voided from Slack. */
  async voidPayment(id: string, actor: Actor): Promise<Result<PaymentRequest, Refusal>> {
    if (this.#book.payment(id) === null) return this.#shown(id)
    const asked = this.#book.askVoid(id, actor)
    if (!asked.ok) return fail(asked.error)
    log('payment.void', { payment: asked.value, by: actor.id })
    await this.#workNow({ kind: 'void', id: asked.value })
    await this.#goOn()
    const state = this.#book.voidOf(asked.value)
    if (state?.status === 'failed') {
      const code = state.reason === 'payments_off' ? 'payments_off' : 'invalid_state'
      return fail({ code, detail: state.detail ?? 'trackagoat did not void it.' })
    }
    return this.#shown(id)
  }

  /** Requests, newest first. */
  async payments(query: PaymentQuery): Promise<PaymentRequest[]> {
    return this.#book.payments(query)
  }

  async payment(id: string): Promise<PaymentRequest | null> {
    return this.#book.payment(id)
  }

  /** Whose payments these are: one answer per payment, in order. */
  async originsOf(payments: readonly SeenPayment[]): Promise<Origin[]> {
    const origins = payments.map((payment) => this.#book.judgeSeen(payment))
    await this.#goOn()
    return origins
  }

  /** Works off what is due, hands over, and sets itself again: whatever happens in between. */
  override async alarm(): Promise<void> {
    this.#alarmMs = null
    this.#ringing = true
    try {
      this.#kick()
      // Not for ever: what is slow goes on by itself, and the next alarm, set below, comes back to it.
      const untilMs = Date.now() + ALARM_WAITS_MS
      while (this.#inFlight.size > 0 && Date.now() < untilMs) {
        const finished = Promise.race([...this.#inFlight.values()].map(({ done }) => done))
        await within(finished, untilMs - Date.now())
      }
      await this.#handOver()
      this.#book.prune()
      this.#desk.prune()
    } catch (error) {
      log('ledger.fault', { reason: error instanceof Error ? error.name : 'unknown' })
    } finally {
      this.#ringing = false
      await this.#arm()
    }
  }

  #shown(id: string): Result<PaymentRequest, Refusal> {
    const request = this.#book.payment(id)
    return request === null
      ? fail({ code: 'payment_not_found', detail: 'There is no payment request with this id.' })
      : ok(request)
  }

  /** Starts what is due, as far as there is room in its lane: a slow trackagoat must not hold up a button. */
  #kick(): void {
    this.#fill('press', (limit) => this.#desk.due(false, limit).map((id): Item => ({ kind: 'job', id })))
    this.#fill('payment', (limit) => this.#book.due(limit))
    this.#fill('job', (limit) => this.#desk.due(true, limit).map((id): Item => ({ kind: 'job', id })))
  }

  #fill(lane: Lane, due: (limit: number) => Item[]): void {
    const room = () => LANES[lane] - [...this.#inFlight.values()].filter((work) => work.lane === lane).length
    if (room() <= 0) return
    for (const item of due(LANES[lane] * 2)) {
      if (room() <= 0) return
      this.#start(item, lane)
    }
  }

  /** Works on one item; never on the same twice at once. */
  #start(item: Item, lane: Lane): Promise<void> {
    const key = `${item.kind} ${item.id}`
    const known = this.#inFlight.get(key)
    if (known) return known.done
    const done = this.#work(item)
      .then(() => this.#isSpinning(item, key))
      .catch((error: unknown) => {
        log('ledger.fault', { item: item.kind, reason: error instanceof Error ? error.name : 'unknown' })
        return true
      })
      .then((rests) => {
        if (rests) this.#rest(item)
        return this.#arm()
      })
      .finally(() => {
        this.#inFlight.delete(key)
        this.#kick()
        this.#handOverSoon()
      })
    this.#inFlight.set(key, { lane, done })
    return done
  }

  /** Whether an item is due again at once, time after time: that is a fault of ours, and it must not eat the machine. */
  #isSpinning(item: Item, key: string): boolean {
    const isDue = item.kind === 'job' ? this.#desk.isDue(item.id) : this.#book.isDue(item)
    const turns = isDue ? (this.#turns.get(key) ?? 0) + 1 : 0
    if (turns === 0) this.#turns.delete(key)
    else this.#turns.set(key, turns)
    if (turns <= MOST_TURNS) return false
    log('ledger.spinning', { item: item.kind, turns })
    return true
  }

  #rest(item: Item): void {
    if (item.kind === 'job') this.#desk.rest(item.id, REST_MS)
    else this.#book.rest(item, REST_MS)
  }

  async #work({ kind, id }: Item): Promise<void> {
    if (kind === 'request') await this.#book.drive(id)
    else if (kind === 'void') await this.#book.driveVoid(id)
    else await this.#desk.work(id)
  }

  /** Works on one item now and waits for it. */
  async #workNow(item: Item): Promise<void> {
    await this.#arm()
    await this.#start(item, item.kind === 'job' ? 'job' : 'payment')
  }

  /** After a call: what it has made due is started, what it has to say goes out. */
  async #goOn(): Promise<void> {
    await this.#arm()
    this.#kick()
    this.#handOverSoon()
  }

  async #arm(): Promise<void> {
    const due = [this.#book.nextDueMs(), this.#desk.nextDueMs()].filter((at) => at !== null)
    const waiting = this.ctx.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM handover').one().n > 0
    const times = [...due, ...(waiting ? [this.now() + HANDOVER_RETRY_MS] : [])]
    if (times.length === 0) return
    const atMs = Math.max(Math.min(...times), 0)
    if (this.#alarmMs === null || this.#alarmMs > atMs) await this.#setAlarm(atMs)
  }

  async #setAlarm(atMs: number): Promise<void> {
    this.#alarmMs = atMs
    await this.ctx.storage.setAlarm(atMs)
  }

  /** Without waiting for it; the alarm tries again. */
  #handOverSoon(): void {
    this.#handOver().catch((error: unknown) => {
      log('handover.failed', { reason: error instanceof Error ? error.name : 'unknown' })
    })
  }

  /** Hands cards to the outboxes and events to the watch; both know each id once. */
  #handOver(): Promise<void> {
    this.#handingOver ??= this.#handOverAll().finally(() => {
      this.#handingOver = null
    })
    return this.#handingOver
  }

  /** One destination that cannot take it does not keep the others from theirs; then this throws at the end. */
  async #handOverAll(): Promise<void> {
    for (;;) {
      const destinations = this.ctx.storage.sql
        .exec<{ destination: string }>('SELECT DISTINCT destination FROM handover')
        .toArray()
      if (destinations.length === 0) return
      const results = await Promise.allSettled(destinations.map(({ destination }) => this.#handOverTo(destination)))
      const failed = results.find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
    }
  }

  async #handOverTo(destination: string): Promise<void> {
    for (;;) {
      const rows = this.ctx.storage.sql
        .exec<{ seq: number; id: string; thread: string | null; payload: string }>(
          'SELECT seq, id, thread, payload FROM handover WHERE destination = ? ORDER BY seq LIMIT ?',
          destination,
          HANDOVER_BATCH,
        )
        .toArray()
      if (rows.length === 0) return
      if (destination === WATCH) {
        await watchStub(this.env).noteEvents(rows.map(({ payload }) => JSON.parse(payload) as NotedEvent))
      } else {
        const items = rows.map(({ id, thread, payload }) => ({ id, thread, mode: 'update', notice: payload }))
        await outboxStub(this.env, destination).enqueue(destination, items)
      }
      this.ctx.storage.sql.exec(
        'DELETE FROM handover WHERE seq IN (SELECT value FROM json_each(?))',
        JSON.stringify(rows.map(({ seq }) => seq)),
      )
    }
  }
}

function policyOf(settings: Settings): PaymentPolicy {
  return {
    mode: settings.PAYMENTS,
    autoLimitCents: settings.AUTO_LIMIT_CENTS,
    twoPersonCents: settings.TWO_PERSON_CENTS,
    maxPaymentCents: settings.MAX_PAYMENT_CENTS,
    maxDailyCents: settings.MAX_DAILY_CENTS,
    timeZone: settings.TIMEZONE,
  }
}
