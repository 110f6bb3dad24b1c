/** Storing a page of earned accruals: compared by print, checked only where something moved. */
import { type AccrualFacts, accrualEvent, EARNED } from '../../domain/accruals.ts'
import { amountOf, type Cents } from '../../domain/money.ts'
import { type AccrualRow, accrualRow, rowProblem } from '../../trackagoat/schemas.ts'
import { appendEvents, type NewEvent } from './event-log.ts'
import { type LookContext, setAside } from './look-context.ts'
import { comparePage, printOf, printPage, seqsOf } from './prints.ts'

/** The fields whose change matters. */
const WATCHED = {
  exact: ['amount_cents', 'status', 'currency'],
  hashed: ['creator_id', 'structure_id', 'period_start_at', 'period_end_at'],
}

/** Stores one page; answers the seqs of the rows that were seen. Writes only what moved, in one transaction. */
export function storeAccruals(context: LookContext, page: readonly unknown[]): number[] {
  const { sql } = context
  const { rows, prints } = printPage(context, 'accruals', page, WATCHED)
  const isEarned = `t.status = '${EARNED}'`
  const { known, moved } = comparePage(sql, 'accruals', prints, isEarned)
  if (moved.length === 0) return [...known]
  const good: AccrualRow[] = []
  const bad: string[] = []
  for (const id of moved) {
    const checked = accrualRow.safeParse(rows.get(id))
    if (checked.success) good.push(checked.data)
    else {
      bad.push(id)
      setAside(context, 'accruals', id, rowProblem(checked.error))
    }
  }
  return [...known, ...seqsOf(sql, 'accruals', bad, isEarned), ...storeMoved(context, good, null)]
}

/** What a payment adds to the event of an accrual that it settled. */
export interface PaidBy {
  readonly paymentId: string
  readonly method: string | null
  readonly paidAt: string | null
}

/**
 * Stores accruals whose facts may differ from what is known, with their events; returns the seqs of those now earned.
 * Until the list was walked to its end once everything is history and brings no events. `paidBy` tells, by accrual id,
 * which payment explains the change.
 */
export function storeMoved(
  context: LookContext,
  rows: readonly AccrualRow[],
  paidBy: ReadonlyMap<string, PaidBy> | null,
): number[] {
  if (rows.length === 0) return []
  const { sql } = context
  const before = knownFacts(
    sql,
    rows.map((row) => row.id),
  )
  const events: { row: AccrualRow; type: NonNullable<ReturnType<typeof accrualEvent>>; previous: Known | null }[] = []
  const tuples = rows.flatMap((row) => {
    const previous = before.get(row.id) ?? null
    // Listed although it is settled and was never known as earned: not for the watch to keep.
    if (previous === null && row.status !== EARNED) return []
    const type = accrualEvent(previous, { status: row.status, amountCents: row.amount_cents })
    const tells = type !== null && context.accrualsKnown
    if (tells) events.push({ row, type, previous })
    return [
      [
        row.id,
        row.creator_id,
        row.structure_id,
        row.amount_cents,
        row.status,
        row.period_start_at,
        row.period_end_at,
        Date.parse(row.period_end_at),
        (previous?.revision ?? 0) + (tells ? 1 : 0),
        printOf(row, WATCHED),
      ],
    ]
  })
  const stored = sql
    .exec(
      `INSERT INTO accruals (id, creator_id, structure_id, amount_cents, status, period_start_at, period_end_at,
                             period_end_ms, revision, print)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9
       FROM json_each(?) WHERE true
       ON CONFLICT (id) DO UPDATE SET creator_id = excluded.creator_id, structure_id = excluded.structure_id,
         amount_cents = excluded.amount_cents, status = excluded.status, period_start_at = excluded.period_start_at,
         period_end_at = excluded.period_end_at, period_end_ms = excluded.period_end_ms,
         revision = excluded.revision, print = excluded.print
       RETURNING seq, status`,
      JSON.stringify(tuples),
    )
    .raw<[number, string]>()
  const earned: number[] = []
  for (const [seq, status] of stored) if (status === EARNED) earned.push(seq)
  if (events.length > 0) {
    const people = creatorFacts(
      sql,
      events.map((event) => event.row.creator_id),
    )
    appendEvents(
      sql,
      context.nowMs,
      events.map(({ row, type, previous }): NewEvent => {
        const creator = people.get(row.creator_id) ?? UNKNOWN_CREATOR
        const payment = paidBy?.get(row.id)
        return {
          type,
          subjectId: row.id,
          revision: (previous?.revision ?? 0) + 1,
          projectId: creator.projectId,
          amountCents: row.amount_cents,
          data: {
            ...accrualData(row, creator),
            ...(previous === null
              ? {}
              : { previous_status: previous.status, previous_amount: amountOf(previous.amountCents) }),
            ...(payment ? { payment_id: payment.paymentId, method: payment.method, paid_at: payment.paidAt } : {}),
          },
        }
      }),
    )
  }
  return earned
}

interface Known extends AccrualFacts {
  readonly revision: number
}

function knownFacts(sql: SqlStorage, ids: readonly string[]): Map<string, Known> {
  const rows = sql
    .exec(
      'SELECT id, status, amount_cents, revision FROM accruals WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    )
    .raw<[string, string, number, number]>()
  const facts = new Map<string, Known>()
  for (const [id, status, amountCents, revision] of rows) {
    facts.set(id, { status, amountCents: amountCents as Cents, revision })
  }
  return facts
}

/** Who an accrual belongs to, by name. Accruals carry no project: it comes through the creator (contract 5.4.6). */
export interface CreatorNames {
  readonly handle: string | null
  readonly displayName: string | null
  readonly projectId: string | null
  readonly projectName: string | null
}

/** Whoever an accrual names that was never listed. */
export const UNKNOWN_CREATOR: CreatorNames = { handle: null, displayName: null, projectId: null, projectName: null }

/** Names of creators by id; those never listed are absent. */
export function creatorFacts(sql: SqlStorage, creatorIds: readonly string[]): Map<string, CreatorNames> {
  const rows = sql
    .exec(
      `SELECT c.id, c.handle, c.display_name, c.project_id, p.name FROM creators AS c
       LEFT JOIN projects AS p ON p.id = c.project_id WHERE c.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify([...new Set(creatorIds)]),
    )
    .raw<[string, string, string | null, string, string | null]>()
  const facts = new Map<string, CreatorNames>()
  for (const [id, handle, displayName, projectId, projectName] of rows) {
    facts.set(id, { handle, displayName, projectId, projectName })
  }
  return facts
}

/** The facts of an accrual as events carry them (interface 4). */
export function accrualData(
  row: Pick<
    AccrualRow,
    'id' | 'creator_id' | 'structure_id' | 'amount_cents' | 'status' | 'period_start_at' | 'period_end_at'
  >,
  creator: CreatorNames,
): Record<string, unknown> {
  return {
    accrual_id: row.id,
    creator_id: row.creator_id,
    handle: creator.handle,
    display_name: creator.displayName,
    project_id: creator.projectId,
    project_name: creator.projectName,
    structure_id: row.structure_id ?? null,
    amount: amountOf(row.amount_cents),
    status: row.status,
    period_start_at: isoOf(row.period_start_at),
    period_end_at: isoOf(row.period_end_at),
  }
}

/** ISO 8601 UTC; the instant itself is not moved (contract 6.3). */
function isoOf(instant: string): string {
  return new Date(instant).toISOString()
}
