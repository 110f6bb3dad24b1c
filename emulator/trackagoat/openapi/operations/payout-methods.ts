/**
 * Contract 2.8, methods.
 * @module
 */
import { payoutMethodBody, payoutMethodPatch, payoutMethodsQuery } from '../../payout-methods.ts'
import { deleted } from '../entities/basics.ts'
import { payoutMethod } from '../entities/payout-method.ts'
import { type Operation, one, pageOrWhole } from '../operation.ts'

export const payoutMethodOperations: Operation[] = [
  {
    id: 'listPayoutMethods',
    method: 'get',
    path: '/payout-methods',
    tag: 'Payout methods',
    summary: 'List payout methods',
    source: 'documented',
    notes:
      'Only active ones, unless `include_disabled` is 1 or true. Every key may ask for those (chosen); pages are chosen as well.',
    query: payoutMethodsQuery,
    answers: { 200: pageOrWhole(payoutMethod, 'Payout methods of the organization.') },
  },
  {
    id: 'getPayoutMethod',
    method: 'get',
    path: '/payout-methods/{id}',
    tag: 'Payout methods',
    summary: 'Read a payout method',
    source: 'documented',
    answers: { 200: one(payoutMethod, 'The payout method, active or not.') },
  },
  {
    id: 'createPayoutMethod',
    method: 'post',
    path: '/payout-methods',
    tag: 'Payout methods',
    summary: 'Add a payout method',
    source: 'documented',
    notes: 'Beyond the plan’s limit it is refused with 402 (inferred).',
    body: payoutMethodBody,
    takesKey: true,
    answers: { 201: one(payoutMethod, 'The new payout method.') },
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'updatePayoutMethod',
    method: 'patch',
    path: '/payout-methods/{id}',
    tag: 'Payout methods',
    summary: 'Change a payout method',
    source: 'documented',
    body: payoutMethodPatch,
    answers: { 200: one(payoutMethod, 'The payout method as it is now.') },
  },
  {
    id: 'deletePayoutMethod',
    method: 'delete',
    path: '/payout-methods/{id}',
    tag: 'Payout methods',
    summary: 'Delete a payout method',
    source: 'documented',
    notes:
      'Payments keep the name they were recorded with; their `method_id` becomes null (chosen). The answer is chosen.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
    refusals: { 409: ['default_method'] },
  },
]
