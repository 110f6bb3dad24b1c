/**
 * Payout structures, their versions and who is assigned to them, in answers (contract 3.7).
 * @module
 */
import * as z from 'zod'
import { cents, id, instant, metadata, note, usd } from './basics.ts'

/** The values of `period` and `proration_mode` are chosen. */
const rule = {
  period: z.enum(['weekly', 'monthly']),
  amount_cents: cents,
  currency: usd,
  criteria_type: z.enum(['recurring', 'goals', 'cpm']).meta({
    description:
      '`recurring` pays the amount per period, `goals` if all are met, `cpm` per 1,000 views of the period’s posts.',
  }),
  criteria_params: z.record(z.string(), z.unknown()).meta({
    description: 'For `goals`: `{goals: [{metric, target_value}]}`; without them the creators’ own goals are judged.',
  }),
  proration_mode: z.enum(['daily', 'none']),
}

const version = z.object({ id, ...rule, created_at: instant }).meta({
  id: 'PayoutStructureVersion',
  description: 'A rule, which never changes. Accruals name the one that was in force when their period ended.',
})

const DESCRIPTION = 'A rule that says what assigned creators earn per period.'

/** As in lists. With the option `structure_shape` the rule stands on top as well (contract 6.11). */
export const payoutStructure = z
  .object({
    id,
    project_id: id,
    name: z.string(),
    is_active: z.boolean().meta({ description: 'false: archived, nothing accrues any more.' }),
    ...z.object(rule).partial().shape,
    current_version: version,
    assignment_count: z.int().meta({ description: 'How many creators are assigned now.' }),
    metadata,
    readme: note,
  })
  .meta({ id: 'PayoutStructure', description: DESCRIPTION })

/** As by id and after a write. */
export const payoutStructureWithVersions = payoutStructure
  .extend({ versions: z.array(version).meta({ description: 'Newest first.' }) })
  .meta({ id: 'PayoutStructureWithVersions', description: `${DESCRIPTION} With every version of the rule.` })

export const assignment = z
  .object({
    id,
    structure_id: id,
    creator_id: id,
    assigned_at: instant,
    unassigned_at: instant.nullable().meta({ description: 'null: assigned now.' }),
  })
  .meta({ id: 'PayoutAssignment', description: 'From when until when a creator earns by a structure.' })

/** What becomes of each creator (contract 8.8). */
export const assigned = z.object({
  assigned: z.int(),
  already_assigned: z.int(),
  not_in_project: z.int(),
  results: z.array(
    z.object({
      creator_id: id,
      status: z.enum(['assigned', 'already_assigned', 'not_in_project']),
      assignment_id: id.nullable(),
    }),
  ),
})

export const unassigned = z.object({ unassigned: z.int(), not_assigned: z.int() })
