/**
 * Payout methods in answers (contract 3.6).
 * @module
 */
import * as z from 'zod'
import { id, instant, metadata, note, text } from './basics.ts'

export const payoutMethod = z
  .object({
    id,
    org_id: id,
    name: z.string().meta({ example: 'Venmo' }),
    icon_url: text,
    is_default: z.boolean().meta({ description: 'One that every organization has; it cannot be deleted.' }),
    is_active: z.boolean().meta({ description: 'false: no payment can name it any more.' }),
    metadata,
    readme: note,
    created_at: instant,
  })
  .meta({ id: 'PayoutMethod', description: 'How creators are paid; belongs to the organization.' })
