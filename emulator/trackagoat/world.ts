/**
 * One emulated organisation: its rows, its clock, the options in force and what is counted against its limits.
 * @module
 */
import type { Clock } from '../clock.ts'
import type { OptionSet, Options } from '../options.ts'
import { HOUR_MS } from './durations.ts'
import { ApiKeys } from './organizations/api-key-rows.ts'
import { AccrualRuns, runBefore } from './payouts/accrual-run.ts'
import { type Kind, uuidOf } from './random.ts'
import { type Organisation, type SeedRequest, seedOrganisation } from './seed/index.ts'
import { Store } from './store/store.ts'
import { expireUntil, expiryChanges } from './videos/expiry.ts'
import { postsFrom, postUntil } from './videos/posting.ts'
import { Limits } from './wire/keys.ts'

/** So many requests may be forgotten by the day's quota when the process is killed. */
const COUNTED_BETWEEN_SAVES = 100

const TABLE_OF: Record<Kind, string> = {
  project: 'projects',
  creator: 'creators',
  method: 'methods',
  structure: 'structures',
  version: 'versions',
  assignment: 'assignments',
  accrual: 'accruals',
  payment: 'payments',
  video: 'videos',
  campaign: 'campaigns',
  goal: 'goals',
  annotation: 'annotations',
  organization: 'organizations',
  member: 'members',
  invitation: 'invitations',
  api_key: 'api_keys',
}

/** Few of these are named over and over, so their ids are kept. */
const FEW: ReadonlySet<Kind> = new Set(['project', 'method', 'structure', 'version', 'campaign'])

/** Everything the resources work on. */
export class World {
  readonly store: Store
  readonly clock: Clock
  readonly limits = new Limits()
  readonly apiKeys: ApiKeys
  /** POSTs that are running now, by what they claimed with their idempotency key. */
  readonly keysInUse = new Map<string, Promise<void>>()
  /** Answers with a secret in them, by the same claims: they are replayed, but never written to the state file. */
  readonly secretAnswers = new Map<string, string>()
  readonly #optionSet: OptionSet
  readonly #runs: AccrualRuns
  readonly #ids = new Map<string, string>()
  #seed = 0

  constructor(deps: { clock: Clock; options: OptionSet; stateFile?: string }) {
    this.clock = deps.clock
    this.#optionSet = deps.options
    this.store = new Store(deps.stateFile)
    this.apiKeys = new ApiKeys(this.store)
    this.#runs = new AccrualRuns(this)
    if (this.store.restored) this.#restore()
    else this.reset({})
    deps.options.beforeChange((before, after) => {
      // What was due until now happens under the rules of until now.
      this.settle()
      if (before.accrual_run !== after.accrual_run) this.#runs.rulesChange(this.nowMs(), before.accrual_run)
      expiryChanges(this, before, after)
    })
  }

  get options(): Readonly<Options> {
    return this.#optionSet.values
  }

  get seed(): number {
    return this.#seed
  }

  nowMs(): number {
    return this.clock.nowMs()
  }

  /** Computes what became due since the last look, in the order it happened. Called before every request is answered. */
  settle(): void {
    const nowMs = this.nowMs()
    const fromMs = postsFrom(this, nowMs)
    const letPass = (untilMs: number) => {
      if (fromMs !== null) postUntil(this, untilMs, fromMs)
      expireUntil(this, untilMs)
    }
    this.#runs.catchUp(nowMs, letPass)
    letPass(nowMs)
    if (this.limits.unsaved >= COUNTED_BETWEEN_SAVES) this.#saveCounters()
  }

  /** The id of a row, from its number alone: references need no look-up. */
  idOf(kind: Kind, seq: number): string {
    if (!FEW.has(kind)) return uuidOf(this.#seed, kind, seq)
    const name = `${kind} ${seq}`
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = uuidOf(this.#seed, kind, seq)
    this.#ids.set(name, id)
    return id
  }

  /** The next row number of a kind, and the id that belongs to it. */
  identity(kind: Kind): { seq: number; id: string } {
    const row = this.store.get<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${TABLE_OF[kind]}`)
    const seq = (row?.seq ?? 0) + 1
    return { seq, id: this.idOf(kind, seq) }
  }

  /** A new organisation in place of the old one. */
  reset(request: SeedRequest): Organisation {
    const nowMs = this.nowMs()
    const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
    let organisation: Organisation = { seed: 0, projects: [] }
    this.store.recreate(() => {
      organisation = seedOrganisation(this.store, request, { hourMs, lastRunMs: runBefore(nowMs, 'on_time') })
      this.setSetting('seed', organisation.seed)
      // With the rows, in one transaction: an end in between must not leave a new organisation under an old clock.
      this.#runs.startAt(nowMs)
      this.limits.reset()
      this.saveSwitches()
    })
    this.#seed = organisation.seed
    this.#ids.clear()
    this.apiKeys.forget()
    this.secretAnswers.clear()
    return organisation
  }

  setting<T>(name: string): T | undefined {
    const row = this.store.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)
    return row === undefined ? undefined : (JSON.parse(row.value) as T)
  }

  setSetting(name: string, value: unknown): void {
    this.store.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, JSON.stringify(value))
  }

  /** Notes clock, options and the day's counters, which are not rows, so that a state file brings them back. */
  saveSwitches(): void {
    this.setSetting('clock_offset_ms', this.clock.offsetMs)
    this.setSetting('options', this.options)
    this.#saveCounters()
  }

  #saveCounters(): void {
    this.setSetting('counted_today', this.limits.counted())
  }

  #restore(): void {
    this.#seed = this.setting<number>('seed') ?? 0
    this.clock.offsetMs = this.setting<number>('clock_offset_ms') ?? 0
    // Options of an older version may be gone; then all defaults apply.
    try {
      this.#optionSet.change(this.setting('options') ?? {})
    } catch {
      this.#optionSet.reset()
    }
    this.#runs.restore()
    this.limits.restore(this.setting('counted_today'))
  }
}
