/**
 * GET /projects/{id}/goal-compliance, and its counts for a whole project (contract 2.6).
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { dateAt } from '../../time-zone.ts'
import { type CreatorRow, creatorBySeq, creatorOnWire, SELECT_CREATORS } from '../creators/creator-rows.ts'
import { requireProject } from '../projects.ts'
import { type ApiContext, type ApiEnv, answer } from '../wire/http.ts'
import { date, pathId, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { complianceOf, GOAL_PERIODS, type GoalRow, type GoalStatus } from './goal-status.ts'
import { SELECT_GOALS } from './goals.ts'

const narrowing = {
  period: z.enum([...GOAL_PERIODS, 'all'], 'must be daily, weekly, monthly or all').default('all'),
  reference_date: date.optional(),
}
export const complianceQuery = listQuery({ ...narrowing, creator_id: uuid.optional() })
export const complianceCountsQuery = z.object({ ...narrowing, project_id: uuid })

export function goalComplianceRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/projects/:id/goal-compliance', (c) => {
    const project = requireProject(world, pathId(c))
    const asked = readQuery(c, world, complianceQuery)
    const nowMs = world.nowMs()
    const dayMs = referenceDay(world, asked.reference_date, nowMs)
    return answerList<CreatorRow>(c, world, asked, {
      name: 'goal-compliance',
      select: SELECT_CREATORS,
      filters: [
        asked.creator_id !== undefined && { sql: 't.id = ?', value: asked.creator_id },
        { sql: `${asked.creator_id === undefined ? '' : '+'}t.project = ?`, value: project.seq },
        { sql: 't.is_active = ?', value: 1 },
      ],
      toWire: (creator) => grouped(world, creator, asked.period, dayMs, nowMs),
      pagingUndocumented: true,
    })
  })

  routes.get('/analytics/aggregate/goal-compliance', (c) => answerCounts(c, world))

  return routes
}

/** Today in the organisation's time zone unless another day is asked for (contract 1.5); as an instant, midnight in UTC. */
function referenceDay(world: World, asked: string | undefined, nowMs: number): number {
  return Date.parse(asked ?? dateAt(nowMs, world.options.organization_time_zone))
}

function grouped(world: World, creator: CreatorRow, period: string, dayMs: number, nowMs: number) {
  const { id, tiktok_handle, display_name, avatar_url } = creatorOnWire(world, creator, nowMs)
  const goals = world.store.all<GoalRow>(
    `${SELECT_GOALS} WHERE t.creator = ? AND ${IN_FORCE} ORDER BY t.created_ms, t.id`,
    creator.seq,
    period,
    period,
  )
  return {
    creator: { id, tiktok_handle, display_name, avatar_url },
    compliance: goals.map((goal) => complianceOf(world, creator, goal, dayMs, nowMs)),
  }
}

const IN_FORCE = `t.is_active = 1 AND t.deleted_ms IS NULL AND (? = 'all' OR t.period = ?)`

/** The field names are chosen; the contract says only that there are counts. */
function answerCounts(c: ApiContext, world: World) {
  const asked = readQuery(c, world, complianceCountsQuery)
  const project = requireProject(world, asked.project_id)
  const nowMs = world.nowMs()
  const dayMs = referenceDay(world, asked.reference_date, nowMs)
  const counts: Record<GoalStatus, number> = { on_track: 0, behind_pace: 0, at_risk: 0, completed: 0, missed: 0 }
  const creators = new Set<number>()
  let advisories = 0
  const goals = world.store.all<GoalRow>(
    `${SELECT_GOALS} WHERE t.project = ? AND ${IN_FORCE}`,
    project.seq,
    asked.period,
    asked.period,
  )
  for (const goal of goals) {
    const creator = creatorBySeq(world, goal.creator)
    if (creator === undefined || creator.is_active === 0) continue
    const { status, advisory } = complianceOf(world, creator, goal, dayMs, nowMs)
    counts[status] += 1
    creators.add(creator.seq)
    if (advisory.has_advisory) advisories += 1
  }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const data = { project_id: project.id, total, ...counts, with_advisory: advisories, creator_count: creators.size }
  return answer(c, world, data)
}
