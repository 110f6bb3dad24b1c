/**
 * Contract 2.8, accruals.
 * @module
 */
import { accrualPatch, accrualsQuery } from '../../payouts/accruals.ts'
import { payoutAccrual } from '../entities/payout-accrual.ts'
import { type Operation, one, page } from '../operation.ts'

export const payoutAccrualOperations: Operation[] = [
  {
    id: 'listPayoutAccruals',
    method: 'get',
    path: '/payout-accruals',
    tag: 'Payout accruals',
    summary: 'List payout accruals',
    source: 'documented',
    notes:
      'Documented: `project_id`, `creator_id`, `status` (option `accrual_status_filter`), and exactly these fields. Of the whole organization when no project is named. How accruals come about: «Accruals» in emulator/README.md.',
    query: accrualsQuery,
    answers: { 200: page(payoutAccrual, 'What has been earned.') },
  },
  {
    id: 'getPayoutAccrual',
    method: 'get',
    path: '/payout-accruals/{id}',
    tag: 'Payout accruals',
    summary: 'Read a payout accrual',
    source: 'documented',
    notes: 'Documented: exactly these fields.',
    answers: { 200: one(payoutAccrual, 'The accrual.') },
  },
  {
    id: 'setPayoutAccrualStatus',
    method: 'patch',
    path: '/payout-accruals/{id}',
    tag: 'Payout accruals',
    summary: 'Reject or void a payout accrual',
    source: 'inferred',
    notes: 'Inferred: the body, `rejected` or `voided`. Chosen: 409 unless the accrual is `earned`.',
    body: accrualPatch,
    answers: { 200: one(payoutAccrual, 'The accrual as it is now.') },
    refusals: { 409: ['accrual_not_earned'] },
  },
]
