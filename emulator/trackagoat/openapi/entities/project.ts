/**
 * Projects in answers (contract 3.1).
 * @module
 */
import * as z from 'zod'
import { id, instant, text } from './basics.ts'

export const project = z
  .object({
    id,
    name: z.string(),
    description: text.meta({ description: 'Notes of the team, context for agents.' }),
    org_id: id,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Project', description: 'What creators, campaigns and payout structures belong to.' })
