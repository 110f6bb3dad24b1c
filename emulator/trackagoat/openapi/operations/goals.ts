/**
 * Contract 2.6.
 * @module
 */
import { complianceCountsQuery, complianceQuery } from '../../goals/goal-compliance.ts'
import { goalBody, goalPatch } from '../../goals/goals.ts'
import { plainListQuery } from '../../wire/paging.ts'
import { deleted } from '../entities/basics.ts'
import { complianceCounts, creatorCompliance, goal } from '../entities/goal.ts'
import { type Operation, one, pageOrWhole } from '../operation.ts'

export const goalOperations: Operation[] = [
  {
    id: 'listGoals',
    method: 'get',
    path: '/creators/{id}/goals',
    tag: 'Goals',
    summary: 'List a creator’s goals',
    source: 'inferred',
    notes: 'Named on one older page only; the answer is inferred from goal compliance. Prefer that, with `creator_id`.',
    query: plainListQuery,
    answers: { 200: pageOrWhole(goal, 'The creator’s goals, inactive ones too.') },
  },
  {
    id: 'createGoal',
    method: 'post',
    path: '/creators/{id}/goals',
    tag: 'Goals',
    summary: 'Create a goal',
    source: 'inferred',
    notes:
      'Inferred: the body, from the goal object. Chosen: `target_value` is at least 1, `end_date` not before `start_date`.',
    body: goalBody,
    takesKey: true,
    answers: { 201: one(goal, 'The new goal.') },
  },
  {
    id: 'updateGoal',
    method: 'patch',
    path: '/creators/{id}/goals/{gid}',
    tag: 'Goals',
    summary: 'Change a goal',
    source: 'inferred',
    notes:
      'At least one field. Inferred: the body, from the goal object. Chosen: `is_active` can be changed, and `target_value` is at least 1.',
    body: goalPatch,
    answers: { 200: one(goal, 'The goal as it is now.') },
  },
  {
    id: 'deleteGoal',
    method: 'delete',
    path: '/creators/{id}/goals/{gid}',
    tag: 'Goals',
    summary: 'Delete a goal',
    source: 'inferred',
    notes: 'The answer is chosen.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
  },
  {
    id: 'listGoalCompliance',
    method: 'get',
    path: '/projects/{id}/goal-compliance',
    tag: 'Goals',
    summary: 'See how far a project’s creators are with their goals',
    source: 'documented',
    notes:
      'Documented: all active creators, the shape, the statuses and the advisories. That the list has pages is chosen. More: «Goals» in emulator/README.md.',
    query: complianceQuery,
    answers: { 200: pageOrWhole(creatorCompliance, 'Goals and how far they are, grouped by creator.') },
  },
  {
    id: 'countGoalCompliance',
    method: 'get',
    path: '/analytics/aggregate/goal-compliance',
    tag: 'Aggregate analytics',
    summary: 'Count a project’s goals by status',
    source: 'chosen',
    notes: 'Documented: there are counts for a project. Parameters and fields are chosen.',
    query: complianceCountsQuery,
    answers: { 200: one(complianceCounts, 'How many goals have each status.') },
    refusals: { 404: ['not_found'] },
  },
]
