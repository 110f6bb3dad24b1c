/**
 * Contract 2.8, methods.
 * @module
 */
import { payoutMethodBody, payoutMethodPatch, payoutMethodsQuery } from '../../payouts/payout-methods.ts'
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
      'Documented: the fields, and `include_disabled`, 1 or true, for inactive ones too. It is for org admins, but keys have no role, so every key may send it (chosen). Pages are chosen.',
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
    notes: 'Documented: the fields.',
    answers: { 200: one(payoutMethod, 'The payout method, active or not.') },
  },
  {
    id: 'createPayoutMethod',
    method: 'post',
    path: '/payout-methods',
    tag: 'Payout methods',
    summary: 'Add a payout method',
    source: 'documented',
    notes: 'Documented: the fields. Inferred: 402.',
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
    notes: 'At least one field. Documented: the fields.',
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
      'Documented: 409 `default_method` for Venmo, Cash App and PayPal; payments keep the name they were recorded with. Chosen: their `method_id` becomes null; the answer.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
    refusals: { 409: ['default_method'] },
  },
]
