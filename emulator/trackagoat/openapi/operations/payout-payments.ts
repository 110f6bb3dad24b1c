/**
 * Contract 2.8, payments and their receipts.
 * @module
 */
import { paymentSchema } from '../../payouts/payment-recording.ts'
import { paymentPatch, paymentsQuery } from '../../payouts/payments.ts'
import { receiptBody } from '../../payouts/receipts.ts'
import { payoutPayment, receiptUpload } from '../entities/payout-payment.ts'
import { type Operation, one, page } from '../operation.ts'
import { totalMismatch } from '../refusals.ts'

export const payoutPaymentOperations: Operation[] = [
  {
    id: 'listPayments',
    method: 'get',
    path: '/payout-payments',
    tag: 'Payout payments',
    summary: 'List payments',
    source: 'documented',
    notes: 'Documented: `project_id` and the fields. Inferred: `creator_id`, `status`.',
    query: paymentsQuery,
    answers: { 200: page(payoutPayment, 'Payments, voided ones included.') },
  },
  {
    id: 'getPayment',
    method: 'get',
    path: '/payout-payments/{id}',
    tag: 'Payout payments',
    summary: 'Read a payment',
    source: 'inferred',
    notes: 'Inferred: lines with `accrual_id` and `applied_amount_cents`, and adjustments.',
    answers: { 200: one(payoutPayment, 'The payment.') },
  },
  {
    id: 'createPayment',
    method: 'post',
    path: '/payout-payments',
    tag: 'Payout payments',
    summary: 'Record a payment',
    source: 'documented',
    notes:
      'Needs `creator_id` or `project_id`, and `total_amount_cents` unless `auto_apply_outstanding` is true. `accrual_ids` and `auto_apply_outstanding` need `creator_id` and exclude each other. Without `currency`: USD; without `paid_at`: now. Documented: the fields; a total that differs from the sum of its accruals needs `adjustment_reason`; `auto_apply_outstanding`; the accruals become `paid`; the method’s name is kept. What is refused, and how, is chosen, in part by options; more: «Payments» in emulator/README.md.',
    body: paymentSchema,
    takesKey: true,
    answers: { 201: one(payoutPayment, 'The payment that was recorded.') },
    refusals: {
      404: ['not_found'],
      // A missing `adjustment_reason` and an inactive method: which status they have is up to options.
      400: [totalMismatch, 'method_inactive'],
      409: ['accrual_not_payable', 'nothing_outstanding', 'method_inactive', totalMismatch],
      422: ['method_inactive'],
    },
  },
  {
    id: 'updatePayment',
    method: 'patch',
    path: '/payout-payments/{id}',
    tag: 'Payout payments',
    summary: 'Void a payment, or change its notes',
    source: 'documented',
    notes:
      'At least one field. Documented: `voided`. Inferred: `metadata`, `readme`. Chosen: the accruals become again what they were, as a rule `earned` (option `voided_payment_accruals`); there is no way back, and a second void is 409.',
    body: paymentPatch,
    answers: { 200: one(payoutPayment, 'The payment as it is now.') },
    refusals: { 409: ['payment_already_voided'] },
  },
  {
    id: 'createReceiptUpload',
    method: 'post',
    path: '/payouts/payment-receipts/upload-url',
    tag: 'Payout payments',
    summary: 'Ask where to upload a receipt',
    source: 'chosen',
    notes: 'Body and answer are chosen; nothing listens at the address.',
    body: receiptBody,
    bodyOptional: true,
    takesKey: true,
    answers: { 201: one(receiptUpload, 'A signed address, good for 15 minutes.') },
  },
]
