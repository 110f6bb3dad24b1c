/** Campaigns by list; there is no route to one by id (contract 2.5, 7.12). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { walkAll } from './lists.ts'
import type { Reader } from './transport.ts'

const campaignRow = z.looseObject({
  id: z.string().min(1).max(100),
  project_id: z.string().min(1).max(100),
  name: z.string(),
  readme: z.string().nullish(),
  description: z.string().nullish(),
  target_views: z.number().nullish(),
  target_at: z.string().nullish(),
})

/** A campaign (contract 3.4). Free text is data; `target_views` may be there or not. */
export type Campaign = z.infer<typeof campaignRow>

/** All campaigns of the organisation. A row that cannot be read is left out: nothing is concluded from its absence. */
export async function listCampaigns(transport: Reader): Promise<Result<Campaign[], UpstreamError>> {
  const walked = await walkAll(transport, '/campaigns', {})
  if (!walked.ok) return walked
  return ok(
    walked.value.flatMap((row) => {
      const checked = campaignRow.safeParse(row)
      return checked.success ? [checked.data] : []
    }),
  )
}
