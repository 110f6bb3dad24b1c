/** What others ask of the watch and tell it between runs: the lists, the alerts, the silences, the events of the ledger. */
import { DurableObject } from 'cloudflare:workers'
import type { DigestRead } from '../../domain/digest.ts'
import type {
  CreatorMatches,
  CreatorRead,
  KnownCreator,
  KnownPayment,
  OwedRead,
  OwedRow,
  ProjectMatches,
  Read,
  ReadQuery,
  StatusRead,
} from '../../domain/reads.ts'
import type { Result } from '../../domain/result.ts'
import type { Silence, SilenceRefusal, SilenceWish } from '../../domain/silences.ts'
import { type Env, parseSettings, type Settings } from '../../env.ts'
import { destinationsOf } from '../destinations.ts'
import { type AlertQuery, alertDetail, listAlerts } from './alert-log.ts'
import type { AnnounceRules } from './announce.ts'
import type {
  Acknowledged,
  AlertDetail,
  AlertSummary,
  CreatorQuery,
  NotedEvent,
  RunDetail,
  RunSummary,
} from './contract.ts'
import { type EventQuery, listEvents, noteEvents } from './event-log.ts'
import { digestRead } from './reads/digest.ts'
import { findCreators } from './reads/find-creators.ts'
import { findProjects } from './reads/find-projects.ts'
import { creators, stale } from './reads/known-creators.ts'
import { creatorRead, knownPayments } from './reads/known-payments.ts'
import { owed, unpaid } from './reads/owed.ts'
import { readStatus } from './reads/status.ts'
import { acknowledgeGroup, addSilence, silenceGroup, type Telling } from './retell.ts'
import { lastRun, listRuns, runDetail } from './run-log.ts'
import { endSilence, listSilences } from './silences.ts'

const HOUR_MS = 3_600_000

/** The thresholds in force. */
export function rulesOf(settings: Settings): AnnounceRules {
  return {
    staleAfterHours: settings.STALE_AFTER_HOURS,
    overdueAfterDays: settings.OVERDUE_AFTER_DAYS,
    remindEveryHours: settings.REMIND_EVERY_HOURS,
  }
}

/** The part of the watch that runs nothing. */
export class CallableWatch extends DurableObject<Env> {
  readonly #sql: SqlStorage = this.ctx.storage.sql

  /** Takes events that the ledger tells of into the log; those known by id are left alone. */
  noteEvents(events: readonly NotedEvent[]): void {
    this.ctx.storage.transactionSync(() => noteEvents(this.#sql, events))
  }

  /** The clock on the wall, epoch ms: for durations, waits and the budget, never for conclusions. A field, for tests. */
  now: () => number = () => Date.now()

  /** Notes who takes a group of alerts, and has its message say so at once. */
  async acknowledge(groupId: string, by: string): Promise<Acknowledged> {
    const telling = this.#telling()
    return this.#retold(() => acknowledgeGroup(this.#sql, groupId, by, telling))
  }

  /** Silences a group of alerts; null when nothing in it is open, or when it is the watch's own. */
  async silenceGroup(groupId: string, by: string, hours: number): Promise<Silence | null> {
    const telling = this.#telling()
    return this.#retold(() => silenceGroup(this.#sql, groupId, by, telling.nowMs + hours * HOUR_MS, telling))
  }

  /** Starts a silence, or says why it is refused. */
  async addSilence(wish: SilenceWish): Promise<Result<Silence, SilenceRefusal>> {
    const telling = this.#telling()
    const untilMs = 'untilMs' in wish ? wish.untilMs : telling.nowMs + wish.hours * HOUR_MS
    const { match, by, comment } = wish
    return this.#retold(() => addSilence(this.#sql, { match, untilMs, by, comment }, telling))
  }

  /** Silences in force. */
  listSilences(): Silence[] {
    return listSilences(this.#sql, this.#betweenRuns())
  }

  /** Ends a silence; what it covered and still holds is announced by the next run. False: none in force has this id. */
  endSilence(id: string, by: string): boolean {
    return this.ctx.storage.transactionSync(() => endSilence(this.#sql, id, by, this.#betweenRuns()))
  }

  #telling(): Telling {
    const settings = parseSettings(this.env)
    return { destinations: destinationsOf(this.env, settings), rules: rulesOf(settings), nowMs: this.#betweenRuns() }
  }

  /**
   * «Now» for what people do between runs. Runs judge silences by their own «now», so it is that of the last run and what
   * has passed since: where hours are simulated, that is not the time on the wall.
   */
  #betweenRuns(): number {
    const last = lastRun(this.#sql)
    return last === null ? this.now() : last.nowMs + Math.max(0, this.now() - last.startedWallMs)
  }

  /** Does something in a transaction and has the alarm hand over at once what it has to say. */
  async #retold<T>(change: () => T): Promise<T> {
    const answer = this.ctx.storage.transactionSync(change)
    await this.ctx.storage.setAlarm(Date.now())
    return answer
  }

  listEvents(query: EventQuery) {
    return listEvents(this.#sql, query)
  }

  listRuns(limit: number): RunSummary[] {
    return listRuns(this.#sql, limit)
  }

  getRun(id: string): RunDetail | null {
    return runDetail(this.#sql, id)
  }

  listAlerts(query: AlertQuery): AlertSummary[] {
    return listAlerts(this.#sql, query)
  }

  getAlert(id: string): AlertDetail | null {
    return alertDetail(this.#sql, id)
  }

  // Reads of what is known (domain/reads.ts). None of them asks trackagoat; all take some milliseconds.

  /** What is owed, per creator. */
  owed(query: ReadQuery): OwedRead {
    return owed(this.#sql, query, parseSettings(this.env).OVERDUE_AFTER_DAYS)
  }

  /** Who has earned and was never paid. */
  unpaid(query: ReadQuery): Read<OwedRow> {
    return unpaid(this.#sql, query, parseSettings(this.env).OVERDUE_AFTER_DAYS)
  }

  /** Who was not scraped for longer than `STALE_AFTER_HOURS`. */
  stale(query: ReadQuery): Read<KnownCreator> {
    return stale(this.#sql, query, parseSettings(this.env).STALE_AFTER_HOURS)
  }

  /** Everyone who was ever listed, or those whose names hold `search`. */
  creators(query: CreatorQuery): Read<KnownCreator> {
    return creators(this.#sql, query)
  }

  /** Whom a handle or an id means. */
  findCreators(handle: string, projectId: string | null): CreatorMatches {
    return findCreators(this.#sql, handle, projectId)
  }

  /** Which project a name or an id means. */
  findProjects(text: string): ProjectMatches {
    return findProjects(this.#sql, text)
  }

  /** One creator with what is owed and the last payments. */
  creatorRead(creatorId: string): CreatorRead | null {
    return creatorRead(this.#sql, creatorId, parseSettings(this.env).OVERDUE_AFTER_DAYS)
  }

  /** Payments, newest first. */
  knownPayments(query: ReadQuery): Read<KnownPayment> {
    return knownPayments(this.#sql, query)
  }

  /** Size and health in figures. */
  readStatus(): StatusRead {
    return readStatus(this.#sql)
  }

  /** What a digest tells (domain/digest.ts). */
  digestRead(): DigestRead {
    const settings = parseSettings(this.env)
    return digestRead(this.#sql, rulesOf(settings), settings.TRACKAGOAT_REQUESTS_PER_DAY ?? null)
  }
}
