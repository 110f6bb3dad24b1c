/**
 * Rows of trackagoat's lists as far as the watch needs them (contract 3). Unknown fields are kept, enums are open:
 * what the vendor adds must not stop a payout from being announced. What is used is checked strictly.
 *
 * The hot path of a first look: plain checks, since transforms and pipes cost several times as much without code generation,
 * which Workers do not allow.
 */
import * as z from 'zod'
import { type Cents, CURRENCY, MAX_AMOUNT_CENTS } from '../domain/money.ts'

/** An id; opaque. */
export const id = z.string().min(1).max(100)
/** An id that may be missing. */
export const optionalId = z.string().max(100).nullish()
/** Text for people; cut where it is stored (`MAX_NAME_LENGTH`). */
const text = z.string().nullish()
const word = z.string().min(1).max(60)
const instant = z
  .string()
  .max(60)
  .refine((value) => Number.isFinite(Date.parse(value)), 'not a date')
/** An amount as it is believed: no fraction, not negative, not larger than any payout. */
export const amountCents = z.int().min(0).max(MAX_AMOUNT_CENTS) as unknown as z.ZodType<Cents, Cents>
/** What was paid in all, whatever its size: that it was paid is a fact. */
const total = z.int() as unknown as z.ZodType<Cents, Cents>
const usd = z.literal(CURRENCY)

/** What is shown and decides nothing: where it is not what the contract says it reads as null, so that it stops no payment. */
export function incidental<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(null)
}

/** Names are kept up to this many UTF-16 units: enough for people, and a page of them fits into one statement. */
export const MAX_NAME_LENGTH = 300

/** A name as it is stored: cut between characters, without halves of surrogate pairs. */
export function storedName(name: string): string {
  return name
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
}

/** Contract 3.1. */
export const projectRow = z.looseObject({ id, name: z.string(), org_id: optionalId })

/** Contract 3.2. */
export const creatorRow = z.looseObject({
  id,
  project_id: id,
  tiktok_handle: z.string().min(1).max(100),
  display_name: text,
  last_scraped_at: instant.nullable(),
  is_active: z.boolean(),
})
export type CreatorRow = z.infer<typeof creatorRow>

/** Contract 3.8. A negative or non-USD accrual is refused, never guessed at. */
export const accrualRow = z.looseObject({
  id,
  creator_id: id,
  structure_id: optionalId,
  amount_cents: amountCents,
  currency: usd,
  status: word,
  period_start_at: instant,
  period_end_at: instant,
})
export type AccrualRow = z.infer<typeof accrualRow>

/** Contract 3.9. The key of a line's accrual is inferred; a line without it explains nothing and is left out. */
export const paymentRow = z.looseObject({
  id,
  project_id: optionalId,
  creator_id: optionalId,
  method_name_snapshot: text,
  total_amount_cents: total,
  status: word,
  paid_at: z.string().max(60).nullish(),
  payout_payment_lines: z.array(z.unknown()).nullish(),
})
export type PaymentRow = z.infer<typeof paymentRow>

/** The accruals that a payment's lines name. */
export function namedAccruals(payment: PaymentRow): string[] {
  return (payment.payout_payment_lines ?? []).flatMap((line) =>
    typeof line === 'object' && line !== null && 'accrual_id' in line && typeof line.accrual_id === 'string'
      ? [line.accrual_id]
      : [],
  )
}

/** Where a row breaks its schema, in a few words without the row's own text: `amount_cents: negative`. */
export function rowProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'invalid'
  const what = problemOf(issue)
  return issue.path.length === 0 ? what : `${issue.path.join('.')}: ${what}`
}

function problemOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'not a whole number of cents' : `not a ${issue.expected}`
    case 'invalid_value':
      return 'currency other than USD'
    case 'too_small':
      return issue.origin === 'string' ? 'empty' : 'negative'
    case 'too_big':
      return issue.origin === 'string' ? 'too long' : 'larger than any payout'
    case 'custom':
      return issue.message
    default:
      return issue.code.replaceAll('_', ' ')
  }
}
