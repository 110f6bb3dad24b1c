/** How far creators are with their goals (contract 2.6, 8.9). Statuses are judged upstream and never recomputed (6.23). */
import * as z from 'zod'
import { List, type ListOptions } from './lists.ts'
import { idOf, isRecord, queryOf, rowReader } from './rows.ts'
import { id } from './schemas.ts'
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
    id,
    tiktok_handle: z.string().min(1),
    display_name: z.string().nullish(),
  }),
  compliance: z.array(compliance),
})

/** One goal of a creator, judged by trackagoat: `on_track`, `behind_pace`, `at_risk`, `completed`, `missed`, or new ones. */
export type GoalState = z.infer<typeof compliance>

/** A creator with all goals in force. */
export type CreatorGoals = z.infer<typeof creatorGoals>

/** Which goals. `referenceDay`: `YYYY-MM-DD`, by default today in the organisation's time zone. */
export interface GoalFilter {
  readonly creatorId?: string | null | undefined
  readonly period?: 'daily' | 'weekly' | 'monthly' | 'all' | null | undefined
  readonly referenceDay?: string | null | undefined
}

/**
 * The goals of a project's active creators, or of one of them, grouped by creator. Whether this list has pages is not
 * documented, so both are read.
 */
export function goalCompliance(
  reader: Reader,
  projectId: string,
  { creatorId, period, referenceDay }: GoalFilter = {},
  { maxPages }: ListOptions = {},
): List<CreatorGoals> {
  const read = rowReader(creatorGoals, 'goals')
  return new List(reader, {
    path: `/projects/${encodeURIComponent(projectId)}/goal-compliance`,
    query: queryOf({ creator_id: creatorId, period, reference_date: referenceDay }),
    mayComeWhole: true,
    maxPages,
    idOf: sameGoals,
    read: (raw) => {
      const reading = read(raw)
      // A filter that is ignored must not show somebody else's goals.
      const isOther = reading.kind === 'row' && typeof creatorId === 'string' && reading.row.creator.id !== creatorId
      return isOther ? { kind: 'other' } : reading
    },
  })
}

/** A row is the same row when creator and goals are: should a creator come in several rows, none replaces another. */
function sameGoals(raw: unknown): string | null {
  if (!isRecord(raw)) return null
  const creator = idOf(raw.creator)
  const goals = Array.isArray(raw.compliance) ? raw.compliance : []
  return creator === null ? null : [creator, ...goals.map((one) => (isRecord(one) ? idOf(one.goal) : null))].join(' ')
}
