/**
 * Contract 2.8, structures and assignments.
 * @module
 */
import * as z from 'zod'
import { assignmentBody, assignmentsQuery } from '../../payouts/assignments.ts'
import { payoutStructureBody, payoutStructurePatch, payoutStructuresQuery } from '../../payouts/payout-structures.ts'
import { id } from '../entities/basics.ts'
import {
  assigned,
  assignment,
  payoutStructure,
  payoutStructureWithVersions,
  unassigned,
} from '../entities/payout-structure.ts'
import { type Operation, one, pageOrWhole } from '../operation.ts'

export const payoutStructureOperations: Operation[] = [
  {
    id: 'listPayoutStructures',
    method: 'get',
    path: '/payout-structures',
    tag: 'Payout structures',
    summary: 'List payout structures',
    source: 'documented',
    notes:
      'Documented: `project_id`, `is_active`, `current_version`, `assignment_count`; `versions` only by id. Chosen: archived ones are listed too, and pages.',
    query: payoutStructuresQuery,
    answers: { 200: pageOrWhole(payoutStructure, 'Structures of the organization or of one project.') },
  },
  {
    id: 'getPayoutStructure',
    method: 'get',
    path: '/payout-structures/{id}',
    tag: 'Payout structures',
    summary: 'Read a payout structure with its versions',
    source: 'documented',
    notes: 'Documented: the fields, and `versions`, the whole history of the rule.',
    answers: { 200: one(payoutStructureWithVersions, 'The structure, with every version of its rule.') },
  },
  {
    id: 'createPayoutStructure',
    method: 'post',
    path: '/payout-structures',
    tag: 'Payout structures',
    summary: 'Create a payout structure',
    source: 'inferred',
    notes:
      'Inferred: the body and 402. Chosen: archived ones do not count; `period` is `weekly` or `monthly`, `proration_mode` is `daily` or `none`; `goals` takes `criteria_params.goals[{metric, target_value}]` or else the creators’ own goals.',
    body: payoutStructureBody,
    takesKey: true,
    answers: { 201: one(payoutStructureWithVersions, 'The new structure.') },
    refusals: { 402: ['limit_reached'], 404: ['not_found'] },
  },
  {
    id: 'updatePayoutStructure',
    method: 'patch',
    path: '/payout-structures/{id}',
    tag: 'Payout structures',
    summary: 'Change a payout structure',
    source: 'inferred',
    notes:
      'At least one field. Documented: a change of the rule makes a new version and concerns only what is computed later. Chosen: no day is paid twice when weeks become months or the reverse; 402 when an archived one comes back beyond the limit; more: «Accruals» in emulator/README.md. Inferred: the body.',
    body: payoutStructurePatch,
    answers: { 200: one(payoutStructureWithVersions, 'The structure as it is now.') },
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'archivePayoutStructure',
    method: 'delete',
    path: '/payout-structures/{id}',
    tag: 'Payout structures',
    summary: 'Archive a payout structure',
    source: 'chosen',
    notes: 'Chosen: DELETE archives, what was earned stays; the answer.',
    answers: { 200: one(z.object({ id, is_active: z.literal(false) }), 'It is archived.') },
    mayBeEmpty: true,
  },
  {
    id: 'listAssignments',
    method: 'get',
    path: '/payout-structures/{id}/assignments',
    tag: 'Payout structures',
    summary: 'List who is and was assigned',
    source: 'documented',
    notes: 'Documented: `creator_id`, `unassigned_at`. Inferred: `assigned_at`, `structure_id`. Pages are chosen.',
    query: assignmentsQuery,
    answers: { 200: pageOrWhole(assignment, 'Assignments, ended ones included.') },
  },
  {
    id: 'assignCreators',
    method: 'post',
    path: '/payout-structures/{id}/assignments',
    tag: 'Payout structures',
    summary: 'Assign creators',
    source: 'inferred',
    notes: 'Documented: counts and results; whoever is assigned already is no error. Inferred: `creator_ids`.',
    body: assignmentBody,
    takesKey: true,
    answers: { 201: one(assigned, 'What became of each.') },
  },
  {
    id: 'unassignCreators',
    method: 'delete',
    path: '/payout-structures/{id}/assignments',
    tag: 'Payout structures',
    summary: 'End assignments',
    source: 'inferred',
    notes: 'Inferred: `creator_ids`, and that `unassigned_at` is set. The answer is chosen.',
    body: assignmentBody,
    answers: { 200: one(unassigned, 'How many were assigned and how many were not.') },
    mayBeEmpty: true,
  },
]
