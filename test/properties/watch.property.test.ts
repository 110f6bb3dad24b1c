/**
 * The promise of the watch, under random organisations, changes, faults and crashes: every change that a look could see is
 * announced exactly once, and nothing is announced that was not so.
 *
 * GOATHERD_PROPERTY_RUNS and GOATHERD_SEED set how many scenarios are tried and from which seed.
 */
import { abortAllDurableObjects, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import type { WatchEvent } from '../../src/domain/events.ts'
import type { Notice } from '../../src/domain/notice.ts'
import { hourlyRunId } from '../../src/domain/runs.ts'
import { type EmulatorState, emulator, type Fault } from '../support/worker/emulator.ts'
import {
  allEvents,
  deliverAll,
  drive,
  HOUR_MS,
  noticesOf,
  SLACK_OUTBOX,
  START_MS,
  watch,
} from '../support/worker/farm.ts'

const settings = env as unknown as { EMULATOR_URL: string; PROPERTY_RUNS?: string; PROPERTY_SEED?: string }
const RUNS = Number(settings.PROPERTY_RUNS ?? 40)
const SEED = Number(settings.PROPERTY_SEED ?? 20_260_507)

/** What somebody does in trackagoat during an hour. `nth` picks whom. */
const change = fc.record({
  do: fc.constantFrom(
    'pay',
    'void',
    'reject',
    'reopen',
    'change_amount',
    'earn',
    'deactivate',
    'reactivate',
    'add_creator',
  ),
  nth: fc.nat(1_000),
})

const path = fc.constantFrom('/projects', '/creators', '/payout-accruals', '/payout-payments')
const kind = fc.constantFrom<Fault['fault']>(
  { kind: 'error_before_commit' },
  { kind: 'lost_response' },
  { kind: 'cut_body' },
  { kind: 'html' },
  { kind: 'cursor_missing' },
  { kind: 'repeated_cursor' },
  { kind: 'status', status: 401, headers: {}, body: '{}' },
  { kind: 'status', status: 429, headers: { 'retry-after': '5' }, body: '{}' },
  { kind: 'status', status: 404, headers: {}, body: '{}' },
  { kind: 'json', body: { data: null } },
)
const fault = fc.record({ path, kind, times: fc.constantFrom(1, 2, 50), nextPagesOnly: fc.boolean() })

const hour = fc.record({
  changes: fc.array(change, { maxLength: 6 }),
  faults: fc.array(fault, { maxLength: 2 }),
  /** The machine dies at these requests to trackagoat, counted over the run. */
  crashes: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
  /** It dies between closing the run and handing over. */
  crashBeforeHandOver: fc.boolean(),
  firedTwice: fc.boolean(),
  /** Hours that pass before it; a large gap lets accruals come due. */
  gapHours: fc.constantFrom(1, 1, 1, 2, 30),
})

const scenario = fc.record({
  seed: fc.nat(1_000_000),
  creators: fc.constantFrom(3, 8, 130),
  accruals: fc.constantFrom(0, 10, 240),
  order: fc.constantFrom('newest_first', 'oldest_first'),
  hours: fc.array(hour, { minLength: 2, maxLength: 6 }),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never

const realFetch = globalThis.fetch
afterEach(async () => {
  globalThis.fetch = realFetch
  await reset()
})

it(`every change is announced exactly once and none is invented (${RUNS} scenarios, seed ${SEED})`, {
  timeout: 600_000,
}, async () => {
  await fc.assert(fc.asyncProperty(scenario, play), { numRuns: RUNS, seed: SEED, endOnFailure: true })
})

async function play({ seed, creators, accruals, order, hours }: Scenario): Promise<void> {
  await reset()
  const start = new Date(START_MS - 10 * 60_000).toISOString()
  await emulator.reset({ seed, projects: 2, creators, accruals, now: start })
  await emulator.options({ list_order: order, requests_per_minute: 1_000_000 })
  const model = new Model()
  let nowMs = START_MS
  const quiet = { changes: [], faults: [], crashes: [], crashBeforeHandOver: false, firedTwice: false, gapHours: 1 }
  // Two good hours at the end: whatever was missed must have been caught up with by then.
  for (const [index, it] of [...hours, quiet, quiet].entries()) {
    if (index > 0) nowMs += it.gapHours * HOUR_MS
    await emulator.setClock(nowMs)
    for (const { do: what, nth } of it.changes) await perform(what, nth)
    await emulator.faults(
      it.faults.map(({ path: at, kind: what, times, nextPagesOnly }) => ({
        match: { path: `/api/v1${at}`, ...(nextPagesOnly ? { query: 'cursor=' } : {}) },
        times,
        fault: what,
      })),
    )
    await runThroughCrashes(nowMs, it.crashes)
    if (it.crashBeforeHandOver) await abortAllDurableObjects()
    await watch().handOver()
    if (it.firedTwice) await drive(hourlyRunId(nowMs), nowMs)
    await emulator.faults([])
    const run = await watch().getRun(hourlyRunId(nowMs))
    await model.check(await emulator.state(), await allEvents(), run?.outcome === 'complete', nowMs)
  }
  await deliverAll()
  await model.checkAnnouncements()
}

/** Does it to the `nth` candidate there is; to nobody when there is none. */
async function perform(what: string, nth: number): Promise<void> {
  const state = await emulator.state()
  const pick = <T extends { id: string }>(rows: readonly T[]) =>
    rows.length === 0 ? null : (rows[nth % rows.length]?.id ?? null)
  const accrual = (...statuses: string[]) => pick(state.accruals.filter(({ status }) => statuses.includes(status)))
  const creator = (active: boolean) => pick(state.creators.filter(({ is_active }) => is_active === active))
  const named: Record<string, () => Record<string, string> | null> = {
    pay: () => asId('accrual_id', accrual('earned')),
    reject: () => asId('accrual_id', accrual('earned')),
    change_amount: () => asId('accrual_id', accrual('earned')),
    reopen: () => asId('accrual_id', accrual('rejected', 'voided')),
    void: () => asId('payment_id', pick(state.payments.filter(({ status }) => status === 'paid'))),
    earn: () => asId('creator_id', creator(true)),
    deactivate: () => asId('creator_id', creator(true)),
    reactivate: () => asId('creator_id', creator(false)),
    add_creator: () => ({ tiktok_handle: `new.face_${nth}_${state.creators.length}` }),
  }
  const target = named[what]?.() ?? null
  if (target !== null) await emulator.act({ do: what, ...target })
}

const asId = (name: string, id: string | null) => (id === null ? null : { [name]: id })

/** Runs the hour; at the given requests every object is torn down, and the run goes on as the workflow would. */
async function runThroughCrashes(nowMs: number, crashes: readonly number[]): Promise<void> {
  let requests = 0
  let dying = false
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.startsWith(`${settings.EMULATOR_URL}/api/v1`) && crashes.includes(++requests)) {
      // The request goes out and its answer reaches nobody: the object dies while it waits.
      await (await realFetch(input, init)).arrayBuffer()
      dying = true
      await scheduler.wait(60_000)
    }
    return realFetch(input, init)
  }
  try {
    for (let lives = 0; lives <= crashes.length; lives++) {
      dying = false
      const life = drive(hourlyRunId(nowMs), nowMs).then(
        () => 'ended' as const,
        (error) => ({ error }),
      )
      const death = (async () => {
        while (!dying) await scheduler.wait(1)
        await abortAllDurableObjects()
        return 'died' as const
      })()
      const first = await Promise.race([life, death])
      if (first === 'ended') {
        dying = true
        return
      }
      if (first !== 'died') throw first.error
      await life
    }
    throw new Error('the run outlived its crashes and did not end')
  } finally {
    globalThis.fetch = realFetch
  }
}

/** What an attentive person would know from the events alone. */
class Model {
  #accruals = new Map<string, { status: string; cents: number }>()
  #creators = new Map<string, boolean>()
  /** Statuses at the last complete look; null before the first. */
  #payments: Map<string, string> | null = null
  #events: readonly WatchEvent[] = []
  #known = false

  async check(truth: EmulatorState, events: readonly WatchEvent[], complete: boolean, nowMs: number): Promise<void> {
    const fresh = events.slice(this.#events.length)
    expect(events.slice(0, this.#events.length).map(({ id }) => id)).toEqual(this.#events.map(({ id }) => id))
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    this.#events = events

    const accruals = new Map(truth.accruals.map((row) => [row.id, row]))
    const creators = new Map(truth.creators.map((row) => [row.id, row]))
    for (const { type, data } of fresh) {
      if (type.startsWith('accrual.') && type !== 'accrual.overdue') this.#applyAccrual(type, data, accruals)
      if (/creator\.(added|deactivated|reactivated)/.test(type)) this.#applyCreator(type, data, creators)
    }
    if (!complete) return
    if (!this.#known) {
      // The first complete look: what is there is history, and must not have been announced.
      for (const { id, status, amount_cents } of truth.accruals) {
        if (status === 'earned') this.#accruals.set(id, { status, cents: amount_cents })
      }
      for (const { id, is_active } of truth.creators) this.#creators.set(id, is_active)
      this.#known = true
    }
    for (const row of truth.accruals) {
      const known = this.#accruals.get(row.id)
      // Earned and settled between two looks: nothing could see it.
      if (known === undefined && row.status !== 'earned') continue
      expect({ id: row.id, status: known?.status }).toEqual({ id: row.id, status: row.status })
      if (row.status === 'earned')
        expect({ id: row.id, cents: known?.cents }).toEqual({ id: row.id, cents: row.amount_cents })
    }
    for (const { id, is_active } of truth.creators) {
      // First seen inactive is no news.
      expect({ id, active: this.#creators.get(id) ?? false }).toEqual({ id, active: is_active })
    }
    this.#checkPayments(truth, events)
    await this.#checkConditions(truth, nowMs)
  }

  /** Nobody recorded these in the ledger: each is told of as external when it is new, and when it is voided. */
  #checkPayments(truth: EmulatorState, events: readonly WatchEvent[]): void {
    const told = new Set(
      events.flatMap(({ type, data }) => (type.startsWith('payment.') ? `${type} ${data.payment_id}` : [])),
    )
    const isKnown = this.#payments !== null
    const before = this.#payments ?? new Map<string, string>()
    this.#payments = new Map(truth.payments.map(({ id, status }) => [id, status]))
    for (const { id, status } of truth.payments) {
      if (!isKnown) continue
      const isNew = !before.has(id) && status === 'paid'
      const isVoided = before.get(id) === 'paid' && status === 'voided'
      expect({ id, external: isNew && told.has(`payment.external ${id}`) }).toEqual({ id, external: isNew })
      expect({ id, voided: isVoided && told.has(`payment.voided ${id}`) }).toEqual({ id, voided: isVoided })
      if (status !== 'voided') expect(told.has(`payment.voided ${id}`)).toBe(false)
    }
  }

  #applyAccrual(
    type: string,
    data: Record<string, unknown>,
    truth: ReadonlyMap<string, { status: string; amount_cents: number }>,
  ) {
    const id = String(data.accrual_id)
    const cents = (data.amount as { cents: number }).cents
    const before = this.#accruals.get(id)
    const now = truth.get(id)
    expect({ type, id, status: data.status }).toEqual({ type, id, status: now?.status })
    if (data.status === 'earned') expect({ id, cents }).toEqual({ id, cents: now?.amount_cents })
    // It must be news: the same fact a second time would be a repeat.
    expect(before).not.toEqual({ status: data.status, cents })
    const expected =
      data.status !== 'earned'
        ? `accrual.${data.status}`
        : before === undefined
          ? 'accrual.earned'
          : before.status === 'earned'
            ? 'accrual.changed'
            : 'accrual.reopened'
    // Before the first complete look is told, what was known is not known to anybody.
    if (this.#known) expect({ id, type }).toEqual({ id, type: expected })
    this.#accruals.set(id, { status: String(data.status), cents })
  }

  #applyCreator(type: string, data: Record<string, unknown>, truth: ReadonlyMap<string, { is_active: boolean }>) {
    const id = String(data.creator_id)
    const active = type !== 'creator.deactivated'
    expect({ id, active }).toEqual({ id, active: truth.get(id)?.is_active })
    if (this.#known) expect({ type, before: this.#creators.get(id) ?? null }).not.toEqual({ type, before: active })
    this.#creators.set(id, active)
  }

  /** What is open is exactly what holds, and nobody was told twice of the same condition. */
  async #checkConditions(truth: EmulatorState, nowMs: number): Promise<void> {
    const open = async (kind: string) =>
      (await watch().listAlerts({ state: 'open', kind, limit: 10_000 })).map(({ subject_id }) => subject_id).sort()
    const stale = truth.creators.filter(
      ({ is_active, last_scraped_at }) =>
        is_active && (last_scraped_at === null || nowMs - Date.parse(last_scraped_at) > 12 * HOUR_MS),
    )
    const overdue = truth.accruals.filter(
      ({ status, period_end_at }) => status === 'earned' && nowMs - Date.parse(period_end_at) > 30 * 24 * HOUR_MS,
    )
    expect(await open('creator.stale')).toEqual(stale.map(({ id }) => id).sort())
    expect(await open('accrual.overdue')).toEqual(overdue.map(({ id }) => id).sort())
    const raised = new Set<string>()
    for (const { type, data } of this.#events) {
      const id = String(data.creator_id)
      if (type === 'creator.recovered' || type === 'creator.deactivated') raised.delete(id)
      if (type !== 'creator.stale') continue
      expect({ id, again: raised.has(id) }).toEqual({ id, again: false })
      raised.add(id)
    }
  }

  /** Each event that is news stands in exactly one message: the counts of all messages add up to the log. */
  async checkAnnouncements(): Promise<void> {
    const counted = new Map<string, number>()
    const notices: Notice[] = await noticesOf(SLACK_OUTBOX)
    for (const notice of notices) {
      if (notice.kind !== 'news') continue
      for (const { type, count, items } of notice.sections) {
        counted.set(type, (counted.get(type) ?? 0) + count)
        expect(items.length).toBeLessThanOrEqual(count)
      }
    }
    const logged = new Map<string, number>()
    for (const { type } of this.#events) {
      if (/stale|recovered|overdue|watch|payment/.test(type)) continue
      logged.set(type, (logged.get(type) ?? 0) + 1)
    }
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(logged))
    expect(notices.filter(({ kind: what }) => what === 'first_look').length).toBe(this.#known ? 1 : 0)
  }
}
