/**
 * Orders from Slack: taken once, worked off, answered. What was done is in the tables before the answer is tried, so a lost
 * answer costs an answer, never a second payment.
 */
import { type Answer, sorry } from '../../../domain/answer.ts'
import type { JobOrder } from '../../../domain/jobs.ts'
import type { Book } from '../book.ts'
import type { SqlValue } from '../storage.ts'
import { runAssign } from './assign.ts'
import type { JobDeps, JobMemory, JobResult } from './job.ts'
import { runNote } from './note.ts'
import { runPay } from './pay.ts'
import { runPress } from './press.ts'
import { runScrape } from './scrape.ts'
import { type DriveVoid, runVoid } from './void.ts'

/** Sends an answer to where it was asked; `retry`: try again later. */
export type Respond = (url: string, answer: Answer) => Promise<'sent' | 'retry' | 'gone'>

interface JobRow extends Record<string, SqlValue> {
  id: string
  job_order: string
  status: 'pending' | 'answer' | 'done'
  answer: string | null
  noted: string | null
  attempts: number
  created_ms: number
}

/** Slack takes answers for 30 minutes. */
const ANSWER_WITHIN_MS = 30 * 60_000
const ANSWER_RETRY_MS = 10_000
/** Slack repeats a delivery within minutes. */
const KEEP_MS = 86_400_000
/** A minute is the window of trackagoat's limit; its daily quota must not keep quick answers waiting any longer. */
const LONGEST_REST_MS = 60_000
/** A job that trackagoat or its limits have held up for this long is told so, and ends. */
const JOB_WITHIN_MS = 25 * 60_000

export class Desk {
  /** Until then no job that asks trackagoat is begun: the last one had to wait, and so would the next. */
  #restUntilMs = 0
  readonly #book: Book
  readonly #respond: Respond
  readonly #driveVoid: DriveVoid

  constructor(book: Book, respond: Respond, driveVoid: DriveVoid) {
    this.#book = book
    this.#respond = respond
    this.#driveVoid = driveVoid
  }

  /** Takes an order, once. */
  take(order: JobOrder): 'taken' | 'known' {
    const { storage, now } = this.#book.deps
    const nowMs = now()
    const taken = storage.sql
      .exec<{ seq: number }>(
        `INSERT OR IGNORE INTO jobs (id, job_order, asks, status, due_ms, created_ms) VALUES (?, ?, ?, 'pending', ?, ?) RETURNING seq`,
        order.id,
        JSON.stringify(order),
        order.job.kind === 'press' && order.job.action !== 'payment.void' ? 0 : 1,
        nowMs,
        nowMs,
      )
      .toArray()
    return taken.length > 0 ? 'taken' : 'known'
  }

  /** Orders whose time has come, oldest first, by id: those that ask trackagoat, or those that do not. */
  due(asks: boolean, limit: number): string[] {
    const { storage, now } = this.#book.deps
    if (asks && now() < this.#restUntilMs) return []
    return storage.sql
      .exec<{ id: string }>(
        'SELECT id FROM jobs WHERE asks = ? AND due_ms <= ? ORDER BY due_ms, seq LIMIT ?',
        asks ? 1 : 0,
        now(),
        limit,
      )
      .toArray()
      .map(({ id }) => id)
  }

  /** When an order is due next, epoch ms; null: none is. */
  nextDueMs(): number | null {
    const { storage } = this.#book.deps
    const first = (asks: 0 | 1) =>
      storage.sql
        .exec<{ due: number | null }>('SELECT min(due_ms) AS due FROM jobs WHERE asks = ? AND due_ms IS NOT NULL', asks)
        .one().due
    const [plain, asking] = [first(0), first(1)]
    const times = [
      ...(plain === null ? [] : [plain]),
      ...(asking === null ? [] : [Math.max(asking, this.#restUntilMs)]),
    ]
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Whether an order is due now. */
  isDue(id: string): boolean {
    const { storage, now } = this.#book.deps
    return (
      storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM jobs WHERE id = ? AND due_ms <= ?', id, now()).one()
        .n > 0
    )
  }

  /** Puts off an order that met a fault of our own, so that it cannot spin. */
  rest(id: string, ms: number): void {
    const { storage, now } = this.#book.deps
    storage.sql.exec('UPDATE jobs SET due_ms = ? WHERE id = ? AND due_ms IS NOT NULL', now() + ms, id)
  }

  /** Forgets orders that were done a day ago. */
  prune(): void {
    const { storage, now } = this.#book.deps
    storage.sql.exec("DELETE FROM jobs WHERE created_ms < ? AND status = 'done'", now() - KEEP_MS)
  }

  /** Works on one order: does it, then answers. */
  async work(id: string): Promise<void> {
    const { storage, now } = this.#book.deps
    const row = storage.sql.exec<JobRow>('SELECT * FROM jobs WHERE id = ?', id).toArray()[0]
    if (row === undefined || row.status === 'done') return
    const order = JSON.parse(row.job_order) as JobOrder
    let answer = row.answer === null ? null : (JSON.parse(row.answer) as Answer)
    if (row.status === 'pending' && now() - row.created_ms >= JOB_WITHIN_MS) {
      // It has met faults of our own all the time, or nobody was there to work on it.
      answer = sorry('It took too long', 'Goatherd has stopped trying. Look before you ask again.')
      this.#save(row, 'answer', answer, now())
    } else if (row.status === 'pending') {
      const result = await this.#run(order, row)
      const againMs = result.state === 'again' ? now() + Math.max(result.waitMs, 1_000) : 0
      // Who waits longer than Slack takes answers would never hear of it.
      if (result.state === 'again' && againMs < row.created_ms + JOB_WITHIN_MS) {
        this.#restUntilMs = Math.min(againMs, now() + LONGEST_REST_MS)
        this.#save(row, 'pending', null, againMs)
        return
      }
      answer =
        result.state === 'done'
          ? result.answer
          : sorry('It took too long', result.why, 'Goatherd has stopped trying. Look before you ask again.')
      this.#save(row, 'answer', answer, now())
    }
    await this.#answer(row, order, answer)
  }

  async #answer(row: JobRow, order: JobOrder, answer: Answer | null): Promise<void> {
    const { now } = this.#book.deps
    const said = answer === null || order.responseUrl === null ? 'gone' : await this.#respond(order.responseUrl, answer)
    if (said === 'retry' && now() - row.created_ms < ANSWER_WITHIN_MS) {
      this.#save(row, 'answer', answer, now() + ANSWER_RETRY_MS)
    } else this.#save(row, 'done', null, null)
  }

  #save(row: JobRow, status: JobRow['status'], answer: Answer | null, dueMs: number | null): void {
    const { storage } = this.#book.deps
    // What was typed is not kept once it is done; the id is, to know a repeated delivery.
    storage.sql.exec(
      `UPDATE jobs SET status = ?, answer = ?, due_ms = ?, attempts = attempts + 1,
         job_order = CASE WHEN ?1 = 'done' THEN '' ELSE job_order END,
         noted = CASE WHEN ?1 = 'done' THEN NULL ELSE noted END WHERE id = ?`,
      status,
      answer === null ? null : JSON.stringify(answer),
      dueMs,
      row.id,
    )
  }

  #memoryOf(row: JobRow): JobMemory {
    let { noted } = row
    return {
      recall: () => noted,
      keep: (text) => {
        noted = text
        this.#book.deps.storage.sql.exec('UPDATE jobs SET noted = ? WHERE id = ?', text, row.id)
      },
    }
  }

  async #run(order: JobOrder, row: JobRow): Promise<JobResult> {
    const { job, actor } = order
    const { read, write, knowledge, policy } = this.#book.deps
    const deps: JobDeps = { read, write, knowledge, payments: policy().mode, memory: this.#memoryOf(row) }
    switch (job.kind) {
      case 'pay':
        return runPay(this.#book, order, job)
      case 'press':
        return runPress(this.#book, order, job, this.#driveVoid)
      case 'void':
        return runVoid(this.#book, order, job.paymentId, this.#driveVoid)
      case 'assign':
        return runAssign(job, actor, deps)
      case 'scrape':
        return runScrape(job, actor, deps)
      case 'note':
        return runNote(job, actor, deps)
    }
  }
}
