/**
 * Contract 2.8, structures and assignments.
 * @module
 */
import * as z from 'zod'
import { assignmentBody, assignmentsQuery } from '../../assignments.ts'
import { payoutStructureBody, payoutStructurePatch, payoutStructuresQuery } from '../../payout-structures.ts'
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
    notes: 'Archived ones too, unless `is_active` says otherwise. Pages are chosen.',
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
    answers: { 200: one(payoutStructureWithVersions, 'The structure, with every version of its rule.') },
  },
  {
    id: 'createPayoutStructure',
    method: 'post',
    path: '/payout-structures',
    tag: 'Payout structures',
    summary: 'Create a payout structure',
    source: 'documented',
    notes:
      'The body is inferred. The values of `period` and `proration_mode`, and that `goals` takes `criteria_params.goals[{metric, target_value}]`, are chosen.',
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
    source: 'documented',
    notes: 'A change of the rule makes a new version and concerns only what is computed later. The body is inferred.',
    body: payoutStructurePatch,
    answers: { 200: one(payoutStructureWithVersions, 'The structure as it is now.') },
  },
  {
    id: 'archivePayoutStructure',
    method: 'delete',
    path: '/payout-structures/{id}',
    tag: 'Payout structures',
    summary: 'Archive a payout structure',
    source: 'documented',
    notes: 'That DELETE archives, and its answer, are chosen. What was earned stays.',
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
    notes: '`assigned_at` and `structure_id` are inferred, pages are chosen.',
    query: assignmentsQuery,
    answers: { 200: pageOrWhole(assignment, 'Assignments, ended ones included.') },
  },
  {
    id: 'assignCreators',
    method: 'post',
    path: '/payout-structures/{id}/assignments',
    tag: 'Payout structures',
    summary: 'Assign creators',
    source: 'documented',
    notes: 'The body is inferred. Whoever is assigned already is no error.',
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
    source: 'documented',
    notes: 'The body is inferred, the answer chosen.',
    body: assignmentBody,
    answers: { 200: one(unassigned, 'How many were assigned and how many were not.') },
    mayBeEmpty: true,
  },
]
