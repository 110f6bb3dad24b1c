/**
 * Rows of trackagoat's lists as far as the watch needs them (contract 3). Unknown fields are kept, enums are open:
 * what the vendor adds must not stop a payout from being announced. What is used is checked strictly.
 */
import * as z from 'zod'
import { CURRENCY, MAX_AMOUNT_CENTS, toCents } from '../domain/money.ts'

const id = z.string().min(1).max(100)
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
const instant = z.string().refine((value) => Number.isFinite(Date.parse(value)), 'not a date')
const cents = z
  .number()
  .refine((value) => Number.isSafeInteger(value), 'not a whole number of cents')
  .refine((value) => value >= 0, 'negative')
  .refine((value) => value <= MAX_AMOUNT_CENTS, 'larger than any payout')
  .transform(toCents)
const usd = z.literal(CURRENCY, { error: 'currency other than USD' })

/** Contract 3.1. */
export const projectRow = z.looseObject({ id, name: z.string(), org_id: text })
export type ProjectRow = z.infer<typeof projectRow>

/** Contract 3.2. */
export const creatorRow = z.looseObject({
  id,
  project_id: id,
  tiktok_handle: z.string().min(1),
  display_name: text,
  last_scraped_at: instant.nullable(),
  is_active: z.boolean(),
})
export type CreatorRow = z.infer<typeof creatorRow>

/** Contract 3.8. A negative or non-USD accrual is refused, never guessed at. */
export const accrualRow = z.looseObject({
  id,
  creator_id: id,
  structure_id: text,
  amount_cents: cents,
  currency: usd,
  status: z.string().min(1),
  period_start_at: instant,
  period_end_at: instant,
})
export type AccrualRow = z.infer<typeof accrualRow>

/** Contract 3.9. The key of a line's accrual is inferred; a line without it explains nothing and is left out. */
export const paymentRow = z.looseObject({
  id,
  project_id: text,
  creator_id: text,
  method_name_snapshot: text,
  total_amount_cents: z.number().refine((value) => Number.isSafeInteger(value), 'not a whole number of cents'),
  status: z.string().min(1),
  paid_at: text,
  payout_payment_lines: z
    .array(z.unknown())
    .nullish()
    .transform((lines) => (lines ?? []).flatMap((line) => lineAccrualId(line) ?? [])),
})
export type PaymentRow = z.infer<typeof paymentRow>

function lineAccrualId(line: unknown): string | null {
  if (typeof line !== 'object' || line === null) return null
  if ('accrual_id' in line && typeof line.accrual_id === 'string') return line.accrual_id
  return null
}

/** Where a row breaks its schema, in a few words without the row's own text: `amount_cents: negative`. */
export function rowProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'invalid'
  const what =
    issue.code === 'custom' || (issue.code === 'invalid_value' && issue.message.startsWith('currency'))
      ? issue.message
      : issue.code === 'invalid_type'
        ? `not a ${issue.expected}`
        : issue.code.replaceAll('_', ' ')
  return issue.path.length === 0 ? what : `${issue.path.join('.')}: ${what}`
}
