/** Campaigns by list; there is no route to one by id (contract 2.5, 7.12). */
import * as z from 'zod'
import { List, type ListOptions } from './lists.ts'
import { queryOf, rowReader } from './rows.ts'
import { id } from './schemas.ts'
import type { Reader } from './transport.ts'

const campaignRow = z.looseObject({
  id,
  project_id: id,
  name: z.string(),
  readme: z.string().nullish(),
  description: z.string().nullish(),
  target_views: z.number().nullish(),
  target_at: z.string().nullish(),
})

/** A campaign (contract 3.4). Free text is data; `target_views` may be there or not. */
export type Campaign = z.infer<typeof campaignRow>

/**
 * Campaigns of the organisation or of one project. Their numbers are recursive already: those of inner campaigns must not be added
 * (contract 2.5, 4).
 */
export function listCampaigns(
  reader: Reader,
  { projectId }: { readonly projectId?: string | null | undefined } = {},
  { maxPages }: ListOptions = {},
): List<Campaign> {
  const filter = { project_id: projectId }
  return new List(reader, {
    path: '/campaigns',
    query: queryOf(filter),
    maxPages,
    read: rowReader(campaignRow, 'a campaign', filter),
  })
}
