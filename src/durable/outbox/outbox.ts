/**
 * One outbox per destination. It takes notices by id, once, and delivers them on its own alarm and schedule, so that a
 * slow channel holds up nobody else. At least once is promised; a crash between sending and noting it may send twice.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Notice } from '../../domain/notice.ts'
import { type Env, parseSettings } from '../../env.ts'
import { log } from '../../log.ts'
import type { Delivery, Outcome } from '../../notify/port.ts'
import { notifierOf } from './notifiers.ts'
import { nextWaitMs } from './schedule.ts'

/** A notice as the watch hands it over; `notice` is JSON. */
export interface OutboxItem {
  readonly id: string
  /** Items of a thread are delivered in order and share one living message. */
  readonly thread: string | null
  readonly mode: string
  readonly notice: string
}

/** Slack asks for about one message a second in a channel; mail has no such wish. */
const PACE_MS: Readonly<Record<string, number>> = { slack: 1_000 }
/** How many are delivered in one alarm, below the free plan's 50 subrequests. */
const PER_ALARM = 20
/** However long a receiver asks for silence: after this it is asked again. */
const LONGEST_PAUSE_MS = 6 * 3_600_000
/** After a fault of our own the outbox rests, so that it cannot spin. */
const REST_MS = 60_000
const KEEP_MS = 30 * 86_400_000
/** A living message that nothing has changed for this long is not edited any more: a new one is posted. */
const KEEP_THREADS_MS = 180 * 86_400_000

/** Nothing older of the same thread is waiting. */
const FIRST_OF_THREAD = `NOT EXISTS (
  SELECT 1 FROM items AS o WHERE o.status = 'pending' AND o.thread = i.thread AND o.seq < i.seq)`

interface DueRow extends Record<string, SqlStorageValue> {
  seq: number
  id: string
  thread: string | null
  mode: string
  notice: string
  attempts: number
}

export class Outbox extends DurableObject<Env> {
  /** The clock on the wall, epoch ms. A field, so that tests need not wait for a schedule of a day. */
  now: () => number = () => Date.now()
  #delivering: Promise<void> | null = null
  readonly #sql: SqlStorage

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS items (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, thread TEXT, mode TEXT NOT NULL, notice TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL,
        created_ms INTEGER NOT NULL, done_ms INTEGER);
      CREATE INDEX IF NOT EXISTS items_pending ON items (seq) WHERE status = 'pending';
      CREATE TABLE IF NOT EXISTS attempts (
        item_seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT);
      CREATE TABLE IF NOT EXISTS threads (thread TEXT PRIMARY KEY, ref TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
    `)
  }

  /** Takes notices; those known by id are left alone. Delivery starts at once, on the alarm. */
  async enqueue(destination: string, items: readonly OutboxItem[]): Promise<void> {
    const now = this.now()
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES ('destination', ?)", destination)
      for (const { id, thread, mode, notice } of items) {
        this.#sql.exec(
          'INSERT OR IGNORE INTO items (id, thread, mode, notice, due_ms, created_ms) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          thread,
          mode,
          notice,
          now,
          now,
        )
      }
    })
    await this.#arm()
  }

  /** Delivers what is due. Called again while it is at work, it is one and the same delivery. */
  override alarm(): Promise<void> {
    this.#delivering ??= this.#deliverDue().finally(() => {
      this.#delivering = null
    })
    return this.#delivering
  }

  async #deliverDue(): Promise<void> {
    let restMs = 0
    try {
      for (let delivered = 0; delivered < PER_ALARM; delivered++) {
        const next = this.#nextDue(this.now())
        if (next === null) break
        const outcome = await this.#deliver(next)
        // The channel is busy as a whole: its next item would fare no better.
        if (outcome.outcome === 'retry') break
      }
      this.#prune(this.now())
    } catch (error) {
      log('outbox.fault', { destination: this.#destination(), reason: error instanceof Error ? error.name : 'unknown' })
      restMs = REST_MS
    } finally {
      await this.#arm(restMs)
    }
  }

  /** What waits, what was given up, and why the last attempt failed if it did, for whoever asks. */
  counts(): { pending: number; dead: number; last_failure: string | null } {
    const counted = this.#sql
      .exec<{ pending: number; dead: number }>(
        "SELECT ifnull(sum(status = 'pending'), 0) AS pending, ifnull(sum(status = 'dead'), 0) AS dead FROM items",
      )
      .one()
    const last = this.#sql
      .exec<{ outcome: string; reason: string | null }>(
        'SELECT outcome, reason FROM attempts ORDER BY rowid DESC LIMIT 1',
      )
      .toArray()[0]
    return { ...counted, last_failure: last === undefined || last.outcome === 'sent' ? null : last.reason }
  }

  /** The oldest due item whose thread has nothing older waiting. */
  #nextDue(now: number): DueRow | null {
    if (now < Number(this.#meta('paused_until_ms') ?? 0)) return null
    const row = this.#sql
      .exec<DueRow>(
        `SELECT seq, id, thread, mode, notice, attempts FROM items AS i
         WHERE status = 'pending' AND due_ms <= ? AND ${FIRST_OF_THREAD} ORDER BY seq LIMIT 1`,
        now,
      )
      .toArray()[0]
    return row ?? null
  }

  async #deliver(row: DueRow): Promise<Outcome> {
    // An edit that a later edit of the same message would overwrite at once need not be sent.
    if (row.mode === 'update' && this.#isSuperseded(row)) {
      const outcome: Outcome = { outcome: 'drop', reason: 'superseded' }
      this.#note(row, outcome, 'superseded')
      return outcome
    }
    const ref = row.thread === null ? null : this.#threadRef(row.thread)
    const delivery: Delivery = {
      id: row.id,
      mode: row.mode as Delivery['mode'],
      ref,
      notice: JSON.parse(row.notice) as Notice,
    }
    const outcome = await this.#send(delivery)
    this.#note(row, outcome, null)
    return outcome
  }

  async #send(delivery: Delivery): Promise<Outcome> {
    try {
      const notifier = notifierOf(this.env, parseSettings(this.env), this.#destination())
      if (notifier === null) return { outcome: 'retry', reason: 'channel_not_set_up', afterMs: null }
      return await notifier.deliver(delivery)
    } catch (error) {
      // Settings that cannot be read, or a notice that cannot be rendered, must not block what comes after it.
      return { outcome: 'retry', reason: `fault_${error instanceof Error ? error.name : 'unknown'}`, afterMs: null }
    }
  }

  #note(row: DueRow, outcome: Outcome, status: 'superseded' | null): void {
    const now = this.now()
    this.ctx.storage.transactionSync(() => {
      const reason = outcome.outcome === 'sent' ? null : outcome.reason
      this.#sql.exec(
        'INSERT INTO attempts (item_seq, at_ms, outcome, reason) VALUES (?, ?, ?, ?)',
        row.seq,
        now,
        outcome.outcome,
        reason,
      )
      if (outcome.outcome === 'retry') {
        const wishedMs = outcome.afterMs === null ? null : Math.min(outcome.afterMs, LONGEST_PAUSE_MS)
        const waitMs = nextWaitMs(row.attempts + 1, wishedMs)
        if (waitMs === null) this.#finish(row, 'dead', now)
        else this.#sql.exec('UPDATE items SET attempts = attempts + 1, due_ms = ? WHERE seq = ?', now + waitMs, row.seq)
        if (outcome.afterMs !== null) {
          this.#setMeta('paused_until_ms', String(now + Math.min(outcome.afterMs, LONGEST_PAUSE_MS)))
        }
      } else {
        this.#finish(row, status ?? (outcome.outcome === 'sent' ? 'sent' : 'dead'), now)
        if (outcome.outcome === 'sent') {
          this.#setMeta('paused_until_ms', String(now + (PACE_MS[this.#destination().split('/')[0] ?? ''] ?? 0)))
          if (
            outcome.ref !== null &&
            row.thread !== null &&
            (row.mode !== 'reply' || this.#threadRef(row.thread) === null)
          ) {
            this.#sql.exec(
              'INSERT OR REPLACE INTO threads (thread, ref, at_ms) VALUES (?, ?, ?)',
              row.thread,
              outcome.ref,
              now,
            )
          }
        }
      }
      log('delivery', { destination: this.#destination(), id: row.id, outcome: outcome.outcome, reason })
    })
  }

  #finish(row: DueRow, status: 'sent' | 'dead' | 'superseded', now: number): void {
    this.#sql.exec(
      'UPDATE items SET status = ?, attempts = attempts + 1, done_ms = ? WHERE seq = ?',
      status,
      now,
      row.seq,
    )
  }

  #isSuperseded(row: DueRow): boolean {
    return (
      this.#sql
        .exec<{ n: number }>(
          "SELECT count(*) AS n FROM items WHERE status = 'pending' AND thread = ? AND mode = 'update' AND seq > ?",
          row.thread,
          row.seq,
        )
        .one().n > 0
    )
  }

  #threadRef(thread: string): string | null {
    return this.#sql.exec<{ ref: string }>('SELECT ref FROM threads WHERE thread = ?', thread).toArray()[0]?.ref ?? null
  }

  async #arm(restMs = 0): Promise<void> {
    const due = this.#sql
      .exec<{ due: number | null }>(
        // Only items that could be sent: one that waits for an older one of its thread must not wake the alarm.
        `SELECT min(due_ms) AS due FROM items AS i WHERE status = 'pending' AND ${FIRST_OF_THREAD}`,
      )
      .one().due
    if (due === null) return
    await this.ctx.storage.setAlarm(Math.max(due, Number(this.#meta('paused_until_ms') ?? 0), this.now() + restMs))
  }

  #prune(now: number): void {
    const old = now - KEEP_MS
    this.#sql.exec('DELETE FROM attempts WHERE at_ms < ?', old)
    this.#sql.exec('DELETE FROM items WHERE done_ms < ?', old)
    this.#sql.exec('DELETE FROM threads WHERE at_ms < ?', now - KEEP_THREADS_MS)
  }

  #destination(): string {
    return this.#meta('destination') ?? ''
  }

  #meta(key: 'destination' | 'paused_until_ms'): string | null {
    return this.#sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value ?? null
  }

  #setMeta(key: 'paused_until_ms', value: string): void {
    this.#sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value)
  }
}
