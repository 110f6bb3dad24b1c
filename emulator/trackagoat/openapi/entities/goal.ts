/**
 * Goals and how far creators are with them, in answers (contract 2.6, 3.5, 8.9).
 * @module
 */
import * as z from 'zod'
import { GOAL_METRICS, GOAL_PERIODS } from '../../goals/goal-status.ts'
import { day, id, instant, text } from './basics.ts'

export const goal = z
  .object({
    id,
    creator_id: id,
    project_id: id,
    metric: z.enum(GOAL_METRICS),
    period: z.enum(GOAL_PERIODS),
    target_value: z.number().meta({ description: 'What is to be reached in each period.' }),
    start_date: day.nullable(),
    end_date: day.nullable(),
    is_active: z.boolean(),
  })
  .meta({ id: 'Goal', description: 'What one creator is to reach in each period.' })

const hours = z.number().nullable()

const advisory = z
  .object({
    period_in_progress: z.boolean(),
    period_recently_ended: z.boolean().meta({ description: 'Less than 48 hours ago.' }),
    scrape_stale: z.boolean().meta({ description: 'The last scrape is more than 12 hours ago.' }),
    not_yet_started: z.boolean().meta({ description: 'The goal begins in the future.' }),
    has_advisory: z.boolean().meta({ description: 'false: the number is likely final.' }),
    period_start: instant,
    period_end: instant,
    hours_until_period_end: hours,
    hours_since_period_end: hours,
    scrape_freshness: z
      .object({ last_scraped_at: instant.nullable(), hours_since_last_scrape: hours })
      .nullable()
      .meta({ description: 'Its fields are chosen.' }),
    messages: z.array(z.string()).meta({ description: 'One for each of the first four that is true.' }),
  })
  .meta({ id: 'GoalAdvisory', description: 'Why a number may still change.' })

const compliance = z
  .object({
    goal,
    target: z.number(),
    actual: z.number(),
    percentage: z.int(),
    status: z.enum(['on_track', 'behind_pace', 'at_risk', 'completed', 'missed']).meta({
      description:
        '`behind_pace` is under the projected pace, `at_risk` under 70 % of it; `completed` and `missed` when the period is over.',
    }),
    advisory,
  })
  .meta({ id: 'GoalProgress', description: 'How far a creator is with one goal.' })

export const creatorCompliance = z
  .object({
    creator: z.object({ id, tiktok_handle: z.string(), display_name: text, avatar_url: text }),
    compliance: z.array(compliance).meta({ description: 'Empty for a creator without goals.' }),
  })
  .meta({ id: 'GoalCompliance', description: 'One creator’s active goals.' })

/** The names of the counts are chosen; the contract says only that there are some. */
export const complianceCounts = z
  .object({
    project_id: id,
    total: z.int().meta({ description: 'Active goals of active creators.' }),
    on_track: z.int(),
    behind_pace: z.int(),
    at_risk: z.int(),
    completed: z.int(),
    missed: z.int(),
    with_advisory: z.int(),
    creator_count: z.int(),
  })
  .meta({ id: 'GoalComplianceCounts' })
