/**
 * The ledger's rules put together, without the object around them: what can be asked, what is due, what is to be handed over.
 * Whoever runs it (ledger.ts; the property test) decides when.
 */

import type { UpstreamError } from '../../domain/errors.ts'
import { canonicalIntent, type PaymentIntent } from '../../domain/payments/intent.ts'
import type { Refusal } from '../../domain/payments/policy.ts'
import { kinship } from '../../domain/payments/reconcile.ts'
import type { PaymentRequest } from '../../domain/payments/request.ts'
import type { Actor } from '../../domain/people.ts'
import type { Result } from '../../domain/result.ts'
import { sha256Hex } from '../../domain/sha256.ts'
import { isKept, KEEP_KEYS_MS, keepAnswer, knownKey, type PaymentAnswer } from './answers.ts'
import type { Origin, PaymentQuery, SeenPayment } from './contract.ts'
import { type Decision, decide } from './deciding.ts'
import type { LedgerDeps } from './deps.ts'
import { noteVoided, requestPayment } from './requesting.ts'
import {
  accrualsOf,
  listRequests,
  type RequestRow,
  requestById,
  requestByPayment,
  requestBySeq,
  viewOf,
} from './rows.ts'
import { step } from './sending.ts'
import { migrateLedger } from './storage.ts'
import { askVoid, stepVoid, type VoidRow, voidOf } from './voiding.ts'

/** How a wish with a key went. */
export type Requested =
  | { readonly kind: 'answered'; readonly answer: PaymentAnswer; readonly replayed: boolean }
  | { readonly kind: 'key_reused' }
  | { readonly kind: 'in_progress' }
  /** trackagoat could not be asked; nothing is kept, and the same key may be tried again. */
  | { readonly kind: 'unavailable'; readonly error: UpstreamError }

/** Something that can be worked on: a request or an order by its id, a void by the payment's. */
export interface Item {
  readonly kind: 'request' | 'void' | 'job'
  readonly id: string
}

/** More steps than any request takes in one go. */
const STEPS = 12

export class Book {
  readonly deps: LedgerDeps
  readonly #running = new Set<string>()

  constructor(deps: LedgerDeps) {
    this.deps = deps
    migrateLedger(deps.storage)
  }

  /**
   * Requests a payment under a caller's key. `scope` keeps callers' keys apart. `finish` is given the request when the policy
   * has approved it at once, and may wait for it to be recorded.
   */
  async request(
    scope: string,
    key: string,
    intent: PaymentIntent,
    actor: Actor,
    askedIn: string | null,
    finish: (requestId: string) => Promise<void>,
  ): Promise<Requested> {
    const { sql } = this.deps.storage
    const fullKey = nameOf(scope, key)
    const fingerprint = await sha256Hex(canonicalIntent(intent))
    const known = knownKey(sql, fullKey)
    if (known !== null && known.fingerprint !== fingerprint) return { kind: 'key_reused' }
    if (this.#running.has(fullKey)) return { kind: 'in_progress' }
    if (known !== null) return { kind: 'answered', answer: known.answer, replayed: true }
    this.#running.add(fullKey)
    try {
      const keep = (answer: PaymentAnswer) => keepAnswer(sql, fullKey, fingerprint, answer, this.deps.now())
      const made = await requestPayment(this.deps, { intent, actor, askedIn }, (row) =>
        keep({ kind: 'accepted', request: viewOf(sql, row) }),
      )
      if (!made.ok) {
        if (made.error.kind === 'upstream') return { kind: 'unavailable', error: made.error.error }
        const answer: PaymentAnswer = { kind: 'refused', refusal: made.error.refusal }
        if (isKept(made.error.refusal)) keep(answer)
        return { kind: 'answered', answer, replayed: false }
      }
      if (made.value.status === 'approved') await finish(made.value.id)
      const request = this.#view(made.value.seq)
      const answer: PaymentAnswer = { kind: request.status === 'recorded' ? 'recorded' : 'accepted', request }
      keep(answer)
      return { kind: 'answered', answer, replayed: false }
    } finally {
      this.#running.delete(fullKey)
    }
  }

  /** Whether a key was used before, whatever for. */
  knowsKey(scope: string, key: string): boolean {
    return knownKey(this.deps.storage.sql, nameOf(scope, key)) !== null
  }

  /** Approves, denies, cancels, settles, or looks again. */
  decide(id: string, decision: Decision, actor: Actor, paymentId: string | null = null): Result<RequestRow, Refusal> {
    return decide(this.deps, id, decision, actor, paymentId)
  }

  /** Asks for a void; answers the payment's id. */
  askVoid(id: string, actor: Actor): Result<string, Refusal> {
    return askVoid(this.deps, id, actor)
  }

  voidOf(paymentId: string): VoidRow | null {
    return voidOf(this.deps, paymentId)
  }

  /** Takes a request as far as it goes now. */
  async drive(id: string): Promise<void> {
    for (let steps = 0; steps < STEPS; steps++) if (!(await step(this.deps, id))) return
  }

  /** Takes a void as far as it goes now. */
  async driveVoid(paymentId: string): Promise<void> {
    for (let steps = 0; steps < STEPS; steps++) if (!(await stepVoid(this.deps, paymentId))) return
  }

  /** Requests and voids whose time has come, oldest first. */
  due(limit: number): Item[] {
    const { sql } = this.deps.storage
    const nowMs = this.deps.now()
    const requests = sql
      .exec<{ id: string }>('SELECT id FROM requests WHERE due_ms <= ? ORDER BY due_ms LIMIT ?', nowMs, limit)
      .toArray()
    const voids = sql
      .exec<{ id: string }>(
        'SELECT payment_id AS id FROM voids WHERE due_ms <= ? ORDER BY due_ms LIMIT ?',
        nowMs,
        limit,
      )
      .toArray()
    return [
      ...requests.map(({ id }): Item => ({ kind: 'request', id })),
      ...voids.map(({ id }): Item => ({ kind: 'void', id })),
    ]
  }

  /** Whether a request or a void is due now. */
  isDue({ kind, id }: Item): boolean {
    const [table, column] = kind === 'void' ? ['voids', 'payment_id'] : ['requests', 'id']
    const due = this.deps.storage.sql.exec<{ n: number }>(
      `SELECT count(*) AS n FROM ${table} WHERE ${column} = ? AND due_ms <= ?`,
      id,
      this.deps.now(),
    )
    return due.one().n > 0
  }

  /** Puts off what met a fault of our own, so that it cannot spin. */
  rest({ kind, id }: Item, ms: number): void {
    const [table, column] = kind === 'void' ? ['voids', 'payment_id'] : ['requests', 'id']
    this.deps.storage.sql.exec(
      `UPDATE ${table} SET due_ms = ? WHERE ${column} = ? AND due_ms IS NOT NULL`,
      this.deps.now() + ms,
      id,
    )
  }

  /** When a request or a void is due next, epoch ms; null: none is. */
  nextDueMs(): number | null {
    return this.deps.storage.sql
      .exec<{ due: number | null }>(
        `SELECT min(due) AS due FROM (
           SELECT min(due_ms) AS due FROM requests WHERE due_ms IS NOT NULL UNION ALL
           SELECT min(due_ms) FROM voids WHERE due_ms IS NOT NULL)`,
      )
      .one().due
  }

  /** A request by its id, or by the id of the payment it recorded. */
  payment(id: string): PaymentRequest | null {
    const { sql } = this.deps.storage
    const row = requestById(sql, id) ?? requestByPayment(sql, id)
    return row === null ? null : viewOf(sql, row)
  }

  payments(query: PaymentQuery): PaymentRequest[] {
    return listRequests(this.deps.storage.sql, query)
  }

  /** Whose payment this is. One of ours that is voided without our doing was voided in trackagoat itself: that is noted. */
  judgeSeen(seen: SeenPayment): Origin {
    const { sql } = this.deps.storage
    const owner = requestByPayment(sql, seen.id)
    if (owner !== null) {
      if (seen.status === 'voided') noteVoided(this.deps, owner.seq, 'trackagoat', 'voided_in_trackagoat')
      return 'ledger'
    }
    const paidAtMs = Date.parse(seen.paidAt ?? '')
    const payment = {
      id: seen.id,
      creatorId: seen.creatorId,
      totalCents: seen.totalCents as number,
      status: seen.status,
      methodId: null,
      paidAtMs: Number.isFinite(paidAtMs) ? paidAtMs : null,
      accrualIds: seen.accrualIds.length > 0 ? seen.accrualIds : null,
    }
    const sent = sql
      .exec<RequestRow>(
        "SELECT * FROM requests WHERE creator_id = ? AND status IN ('sending', 'unknown')",
        seen.creatorId ?? '',
      )
      .toArray()
    const maybe = sent.some(
      (row) =>
        kinship(
          {
            creatorId: row.creator_id,
            totalCents: row.total_cents,
            methodId: row.method_id,
            paidAtMs: Date.parse(row.paid_at ?? ''),
            accrualIds: accrualsOf(sql, row.seq).map(({ accrual_id }) => accrual_id),
          },
          payment,
        ) !== 'other',
    )
    return maybe ? 'undecided' : 'external'
  }

  /** Deletes what is kept for a time only. Requests and their history are kept for good. */
  prune(): void {
    const { sql } = this.deps.storage
    const nowMs = this.deps.now()
    sql.exec('DELETE FROM keys WHERE created_ms < ?', nowMs - KEEP_KEYS_MS)
  }

  #view(seq: number): PaymentRequest {
    const { sql } = this.deps.storage
    return viewOf(sql, requestBySeq(sql, seq))
  }
}

/** Nothing a caller may be called, and nothing it may choose as a key, makes two of these equal. */
function nameOf(scope: string, key: string): string {
  return JSON.stringify([scope, key])
}
