/** How far creators are with their goals (contract 2.6, 8.9). Statuses are judged upstream and never recomputed (6.23). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { walkAll } from './lists.ts'
import { PAGE_SIZE } from './pages.ts'
import type { Reader } from './transport.ts'

const compliance = z.looseObject({
  goal: z.looseObject({ metric: z.string(), period: z.string().nullish() }),
  target: z.number().nullish(),
  actual: z.number().nullish(),
  percentage: z.number().nullish(),
  status: z.string(),
  advisory: z
    .looseObject({
      period_in_progress: z.boolean().nullish(),
      period_recently_ended: z.boolean().nullish(),
      scrape_stale: z.boolean().nullish(),
      not_yet_started: z.boolean().nullish(),
      has_advisory: z.boolean().nullish(),
    })
    .nullish(),
})

const creatorGoals = z.looseObject({
  creator: z.looseObject({
    id: z.string().min(1).max(100),
    tiktok_handle: z.string().min(1),
    display_name: z.string().nullish(),
  }),
  compliance: z.array(compliance),
})

/** One goal of a creator, judged by trackagoat: `on_track`, `behind_pace`, `at_risk`, `completed`, `missed`, or new ones. */
export type GoalState = z.infer<typeof compliance>

/** A creator with all goals in force. */
export type CreatorGoals = z.infer<typeof creatorGoals>

/**
 * The goals of a project's active creators, or of one of them. Whether this list has pages is not documented, so both are
 * read; a row that cannot be read is an error, since it might be the one that is missed.
 */
export async function goalCompliance(
  transport: Reader,
  projectId: string,
  creatorId: string | null,
): Promise<Result<CreatorGoals[], UpstreamError>> {
  const path = `/projects/${encodeURIComponent(projectId)}/goal-compliance`
  const walked = await walkAll(unpaged(transport), path, creatorId === null ? {} : { creator_id: creatorId })
  if (!walked.ok) return walked
  const all: CreatorGoals[] = []
  for (const row of walked.value) {
    const checked = creatorGoals.safeParse(row)
    if (!checked.success) return fail({ kind: 'bad_shape', problem: 'goals that cannot be read' })
    // A filter that is ignored must not show somebody else's goals.
    if (creatorId === null || checked.data.creator.id === creatorId) all.push(checked.data)
  }
  return ok(all)
}

/** An answer without a word on pages, longer than any page, is the whole list. */
function unpaged(transport: Reader): Reader {
  return {
    async get(path, query) {
      const answer = await transport.get(path, query)
      if (!answer.ok) return answer
      const { data, meta } = answer.value
      const isWhole = (meta === undefined || meta === null) && Array.isArray(data) && data.length > PAGE_SIZE
      return isWhole ? ok({ data, meta: { hasMore: false } }) : answer
    },
  }
}
