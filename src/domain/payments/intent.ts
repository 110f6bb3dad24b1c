/** What a caller wants recorded: the body of `POST /v1/payments` and `/goat pay`, checked (interface 5). Pure. */
import * as z from 'zod'
import { type Cents, MAX_AMOUNT_CENTS } from '../money.ts'
import { fail, ok, type Result } from '../result.ts'

/** A wish, before trackagoat was asked. Null: not given. */
export interface PaymentIntent {
  /** Handle (with or without `@`) or id. */
  readonly creator: string
  /** Id or, from Slack, a name. */
  readonly project: string | null
  /** Name or id. */
  readonly method: string | null
  /** Null: all that the creator has earned, as read now. */
  readonly accrualIds: readonly string[] | null
  /** Null: what the accruals add up to. */
  readonly totalCents: Cents | null
  readonly adjustmentReason: string | null
  readonly note: string | null
  /** ISO 8601; null: when it is sent. */
  readonly paidAt: string | null
}

/** Longest texts. The vendor documents none (contract 7.10); these keep a card and a row small. */
const MAX_REASON = 500
export const MAX_NOTE = 2_000
const MAX_ACCRUALS = 500

/** What Date.parse would also take, such as `7` or `May 7`, is no ISO 8601. */
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

const id = z.string().trim().min(1, 'must not be empty').max(100, 'is too long')
const text = (max: number) => z.string().trim().max(max, `must be at most ${max} characters`)

const bodySchema = z.strictObject({
  creator: id,
  project_id: id.nullish(),
  method: id.nullish(),
  accrual_ids: z
    .array(id)
    .min(1, 'must name at least one accrual, or be left out')
    .max(MAX_ACCRUALS, `must name at most ${MAX_ACCRUALS} accruals`)
    .nullish(),
  total_amount_cents: z
    .int('must be a whole number of cents, such as 5000 for $50.00')
    .min(1, 'must be at least 1 cent')
    .max(MAX_AMOUNT_CENTS, 'is larger than any payout')
    .nullish(),
  adjustment_reason: text(MAX_REASON).nullish(),
  note: text(MAX_NOTE).nullish(),
  paid_at: z
    .string()
    .refine(
      (value) => ISO_INSTANT.test(value) && Number.isFinite(Date.parse(value)),
      'must be an ISO 8601 time with a zone, such as 2026-05-07T15:00:00Z',
    )
    .nullish(),
})

/** Checks a body; the error names the field and says what it must be, never what it was. */
export function parseIntent(body: unknown): Result<PaymentIntent, string> {
  const checked = bodySchema.safeParse(body)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    if (issue?.code === 'unrecognized_keys') return fail(`${issue.keys.join(', ')}: not a field of a payment`)
    const where = issue?.path.join('.') ?? ''
    const isMissing = where === 'creator' && typeof body === 'object' && body !== null && !('creator' in body)
    return fail(`${where === '' ? 'body' : where}: ${isMissing ? 'is missing' : (issue?.message ?? 'is invalid')}`)
  }
  const wish = checked.data
  const ids = wish.accrual_ids ?? null
  if (ids !== null && new Set(ids).size !== ids.length) return fail('accrual_ids: names an accrual twice')
  return ok({
    creator: wish.creator,
    project: wish.project_id ?? null,
    method: wish.method ?? null,
    accrualIds: ids,
    totalCents: (wish.total_amount_cents ?? null) as Cents | null,
    adjustmentReason: wish.adjustment_reason || null,
    note: wish.note || null,
    paidAt: wish.paid_at ?? null,
  })
}

/** The same wish gives the same text, whatever the order of its fields and accruals: what «same body» means. */
export function canonicalIntent(intent: PaymentIntent): string {
  return JSON.stringify([
    intent.creator,
    intent.project,
    intent.method,
    intent.accrualIds === null ? null : [...intent.accrualIds].sort(),
    intent.totalCents,
    intent.adjustmentReason,
    intent.note,
    intent.paidAt,
  ])
}
