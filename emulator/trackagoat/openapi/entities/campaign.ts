/**
 * Campaigns and their items in answers (contract 3.4).
 * @module
 */
import * as z from 'zod'
import { ITEM_TYPES } from '../../campaigns/campaign-rows.ts'
import { id, instant, metadata, note, text } from './basics.ts'

export const campaign = z
  .object({
    id,
    project_id: id,
    name: z.string(),
    description: text.meta({ description: 'Context for agents.' }),
    readme: note,
    metadata,
    target_views: z.int().nullable(),
    target_at: instant.nullable().meta({ description: 'When the target is to be reached.' }),
    created_at: instant,
  })
  .meta({ id: 'Campaign', description: 'A named group of creators, videos and other campaigns of one project.' })

/** Something's place in a campaign. The API has no route that lists them. */
export const campaignItem = z
  .object({ campaign_id: id, item_type: z.enum(ITEM_TYPES), item_id: id })
  .meta({ id: 'CampaignItem', description: 'A creator, a video or another campaign in a campaign.' })
