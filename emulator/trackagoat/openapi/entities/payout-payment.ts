/**
 * Payments in answers (contract 3.9), and where to upload a receipt.
 * @module
 */
import * as z from 'zod'
import { cents, id, instant, metadata, note, text } from './basics.ts'

/** Lines and adjustments add up to the total; their fields are inferred. */
export const payoutPayment = z
  .object({
    id,
    project_id: id,
    creator_id: id.nullable().meta({ description: 'null: an ad-hoc payment, which settles nothing.' }),
    method_id: id.nullable(),
    method_name_snapshot: text.meta({ description: 'The name of the method when the payment was recorded.' }),
    total_amount_cents: cents,
    status: z.enum(['paid', 'voided']),
    paid_at: instant,
    payout_payment_lines: z
      .array(z.object({ accrual_id: id, applied_amount_cents: cents }))
      .meta({ description: 'The accruals it settles.' }),
    payout_adjustments: z
      .array(z.object({ amount_cents: cents, reason: z.string() }))
      .meta({ description: 'Positive: more was paid than was owed; negative: less.' }),
    metadata,
    readme: note,
  })
  .meta({ id: 'PayoutPayment', description: 'A payment that was recorded, with the accruals it settles.' })

export const receiptUpload = z.object({
  upload_url: z.url().meta({ example: 'https://uploads.example.com/receipts/1a2b3c4d/receipt.pdf' }),
  path: z.string(),
  expires_at: instant,
})
