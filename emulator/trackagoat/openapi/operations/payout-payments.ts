/**
 * Contract 2.8, payments and their receipts.
 * @module
 */
import { paymentSchema } from '../../payouts/payment-recording.ts'
import { paymentPatch, paymentsQuery } from '../../payouts/payments.ts'
import { receiptBody } from '../../payouts/receipts.ts'
import { payoutPayment, receiptUpload } from '../entities/payout-payment.ts'
import { type Operation, one, page } from '../operation.ts'

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
      'Documented: the fields; a total that differs from the sum of its accruals needs `adjustment_reason`; `auto_apply_outstanding`; the accruals become `paid`; the method’s name is kept. What is refused, and how, is chosen, in part by options; more: «Payments» in emulator/README.md.',
    body: paymentSchema,
    takesKey: true,
    answers: { 201: one(payoutPayment, 'The payment that was recorded.') },
    refusals: {
      404: ['not_found'],
      400: ['method_inactive'],
      // `invalid_body`: the reason is missing, by the option `payment_total_mismatch_status`.
      409: ['accrual_not_payable', 'nothing_outstanding', 'method_inactive', 'invalid_body'],
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
      'Documented: `voided`. Inferred: `metadata`, `readme`. Chosen: the accruals become `earned` again (option `voided_payment_accruals`); there is no way back, and a second void is 409.',
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
