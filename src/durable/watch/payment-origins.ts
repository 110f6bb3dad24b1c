/**
 * Whose payments these are. What the first complete walk of payments found is history. What comes later was recorded by
 * the ledger or by somebody else, and only the ledger can tell: it is asked at the end of a run, in batches. A ledger that
 * cannot answer, or not yet, is asked again by the next run; no run fails for it.
 */
import { type Amount, amountOf, toCents } from '../../domain/money.ts'
import { log } from '../../log.ts'
import type { PaymentRow } from '../../trackagoat/schemas.ts'
import type { Origin, SeenPayment } from '../ledger/contract.ts'
import { creatorFacts, UNKNOWN_CREATOR } from './accruals.ts'
import { appendEvents, type NewEvent } from './event-log.ts'
import type { LookContext } from './look-context.ts'
import { accrualsOf, PAID } from './payment-lines.ts'
import type { Run } from './run-log.ts'
import { getMeta } from './schema.ts'

/** The origin of what was there before anybody could know. */
export const HISTORY = 'history'
const VOIDED = 'voided'

/** Payments in one question to the ledger. */
const BATCH = 100
/** Questions in one call of a run. */
const BATCHES_PER_CALL = 10

/** The ledger's `originsOf`. */
export type AskOrigins = (payments: readonly SeenPayment[]) => Promise<readonly Origin[]>

/** A payment as it was stored before. */
export interface StoredPayment {
  readonly status: string
  readonly origin: string | null
  /** False while its lines wait to be read, in a watch from before lines were kept. */
  readonly hasLines: boolean
}

/** Whether the list was walked to its end once. */
export function paymentsAreKnown(sql: SqlStorage): boolean {
  return getMeta(sql, 'payments_known') !== null
}

/** What is stored of payments by id; new ones are absent. */
export function storedPayments(sql: SqlStorage, ids: readonly string[]): Map<string, StoredPayment> {
  const rows = sql
    .exec(
      'SELECT id, status, origin, print IS NOT NULL FROM payments WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    )
    .raw<[string, string, string | null, number]>()
  const known = new Map<string, StoredPayment>()
  for (const [id, status, origin, hasLines] of rows) known.set(id, { status, origin, hasLines: hasLines === 1 })
  return known
}

/**
 * Notes what the ledger is to be asked for, and tells of payments that others recorded and that are voided now. The ledger
 * is also asked about its own that were voided: that is how it learns of it, and then it tells. Call after the rows were
 * stored, in the same transaction.
 */
export function notePaymentMoves(
  context: LookContext,
  rows: readonly PaymentRow[],
  before: ReadonlyMap<string, StoredPayment>,
): void {
  const { sql, nowMs } = context
  const toJudge: [id: string, accrualIds: string, voided: number][] = []
  const voided: [id: string, accrualIds: readonly string[]][] = []
  for (const row of rows) {
    const known = before.get(row.id)
    const origin = known?.origin ?? null
    const isVoid = known !== undefined && row.status === VOIDED && known.status !== VOIDED
    if (row.status === PAID && origin === null) toJudge.push([row.id, JSON.stringify(accrualsOf(row)), 0])
    // First seen as something else than paid and voided since: it never was a payment that anybody heard of.
    else if (isVoid && (origin === 'ledger' || (origin === null && known.status === PAID))) {
      toJudge.push([row.id, JSON.stringify(accrualsOf(row)), 1])
    } else if (isVoid && (origin === HISTORY || origin === 'external')) voided.push([row.id, accrualsOf(row)])
  }
  if (toJudge.length > 0) {
    sql.exec(
      `INSERT INTO unjudged (payment_id, accrual_ids, voided) SELECT value->>0, value->>1, value->>2 FROM json_each(?) WHERE true
       ON CONFLICT (payment_id) DO UPDATE SET accrual_ids = excluded.accrual_ids, voided = excluded.voided`,
      JSON.stringify(toJudge),
    )
  }
  tell(
    sql,
    nowMs,
    'payment.voided',
    voided.map(([id, accrualIds]) => ({ id, accrualIds })),
  )
}

/**
 * Asks the ledger about what is not judged yet, each payment once a run. Returns false when the call has done enough and
 * some are left. Nothing to judge asks nobody.
 */
export async function judgeOrigins(storage: DurableObjectStorage, run: Run, ask: AskOrigins): Promise<boolean> {
  const { sql } = storage
  for (let batches = 0; batches < BATCHES_PER_CALL; batches++) {
    const rows = nextUnjudged(sql, run.id)
    if (rows.length === 0) return true
    let origins: readonly Origin[]
    try {
      origins = await ask(rows.map(({ seen }) => seen))
    } catch (error) {
      log('origins.unknown', { run: run.id, reason: error instanceof Error ? error.name : 'unknown' })
      return true
    }
    storage.transactionSync(() => storeOrigins(sql, run, rows, origins))
  }
  return nextUnjudged(sql, run.id).length === 0
}

interface Unjudged {
  readonly seen: SeenPayment
  /** Not judged before: else it is one of the ledger's own that was voided. */
  readonly isNew: boolean
  readonly isVoided: boolean
}

function nextUnjudged(sql: SqlStorage, runId: string): Unjudged[] {
  return sql
    .exec<{
      id: string
      creator_id: string | null
      total_cents: number
      status: string
      paid_at: string | null
      origin: string | null
      accrual_ids: string
      voided: number
    }>(
      `SELECT p.id, p.creator_id, p.total_cents, p.status, p.paid_at, p.origin, u.accrual_ids, u.voided
       FROM unjudged AS u JOIN payments AS p ON p.id = u.payment_id WHERE u.asked_run IS NOT ? LIMIT ${BATCH}`,
      runId,
    )
    .toArray()
    .map((row) => ({
      seen: {
        id: row.id,
        creatorId: row.creator_id,
        totalCents: toCents(row.total_cents),
        status: row.status,
        paidAt: row.paid_at,
        accrualIds: JSON.parse(row.accrual_ids) as string[],
      },
      isNew: row.origin === null,
      isVoided: row.voided === 1,
    }))
}

function storeOrigins(sql: SqlStorage, run: Run, rows: readonly Unjudged[], origins: readonly Origin[]): void {
  const judged = rows.filter((_, index) => origins[index] === 'ledger' || origins[index] === 'external')
  const external = rows.filter(({ isNew }, index) => isNew && origins[index] === 'external').map(({ seen }) => seen)
  const externalIds = new Set(external.map(({ id }) => id))
  sql.exec(
    'UPDATE unjudged SET asked_run = ? WHERE payment_id IN (SELECT value FROM json_each(?))',
    run.id,
    JSON.stringify(rows.map(({ seen }) => seen.id)),
  )
  sql.exec(
    'UPDATE payments SET origin = j.value->>1 FROM json_each(?) AS j WHERE payments.id = j.value->>0',
    JSON.stringify(judged.map(({ seen }) => [seen.id, externalIds.has(seen.id) ? 'external' : 'ledger'])),
  )
  sql.exec(
    'DELETE FROM unjudged WHERE payment_id IN (SELECT value FROM json_each(?))',
    JSON.stringify(judged.map(({ seen }) => seen.id)),
  )
  tell(sql, run.nowMs, 'payment.external', external)
  const voided = rows.filter(({ seen, isVoided }) => isVoided && externalIds.has(seen.id)).map(({ seen }) => seen)
  tell(sql, run.nowMs, 'payment.voided', voided)
}

interface EventPayment extends Record<string, SqlStorageValue> {
  id: string
  creator_id: string | null
  project_id: string | null
  method_name: string | null
  total_cents: number
  paid_at: string | null
  revision: number
}

/** Writes one event for each payment (interface 4). They are stored already. */
function tell(
  sql: SqlStorage,
  nowMs: number,
  type: 'payment.external' | 'payment.voided',
  payments: readonly { readonly id: string; readonly accrualIds: readonly string[] }[],
): void {
  if (payments.length === 0) return
  const ids = JSON.stringify(payments.map(({ id }) => id))
  const rows = sql
    .exec<EventPayment>(
      `UPDATE payments SET revision = revision + 1 WHERE id IN (SELECT value FROM json_each(?))
       RETURNING id, creator_id, project_id, method_name, total_cents, paid_at, revision`,
      ids,
    )
    .toArray()
  const people = creatorFacts(
    sql,
    rows.flatMap((row) => row.creator_id ?? []),
  )
  const projects = new Map(sql.exec('SELECT id, name FROM projects').raw<[string, string]>())
  const accruals = new Map(payments.map(({ id, accrualIds }) => [id, accrualIds]))
  appendEvents(
    sql,
    nowMs,
    rows.map((row): NewEvent => {
      const creator = people.get(row.creator_id ?? '') ?? UNKNOWN_CREATOR
      const projectId = row.project_id ?? creator.projectId
      const amount: Amount = amountOf(toCents(row.total_cents))
      return {
        type,
        subjectId: row.id,
        revision: row.revision,
        projectId,
        amountCents: row.total_cents,
        data: {
          payment_id: row.id,
          creator_id: row.creator_id,
          handle: creator.handle,
          display_name: creator.displayName,
          project_id: projectId,
          project_name: projects.get(projectId ?? '') ?? creator.projectName,
          amount,
          method: row.method_name,
          paid_at: isoOrNull(row.paid_at),
          accrual_ids: accruals.get(row.id) ?? [],
        },
      }
    }),
  )
}

/** ISO 8601 UTC; null for what cannot be read as a time. */
function isoOrNull(text: string | null): string | null {
  const ms = text === null ? Number.NaN : Date.parse(text)
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null
}
