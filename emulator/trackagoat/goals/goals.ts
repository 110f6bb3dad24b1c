/**
 * Goals of creators (contract 2.6, 3.5): /creators/{id}/goals.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { requireCreator } from '../creators/creators.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { badBody, date, fitBody, pathId, readPatch } from '../wire/input.ts'
import { answerPlainList } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { GOAL_METRICS, GOAL_PERIODS, type GoalRow, goalOnWire } from './goal-status.ts'

export const SELECT_GOALS = 'SELECT t.* FROM goals t'

export const GOAL_COLUMNS = [
  'seq',
  'id',
  'creator',
  'project',
  'metric',
  'period',
  'target_value',
  'start_date',
  'end_date',
  'is_active',
  'created_ms',
  'deleted_ms',
] as const

export const goalBody = z.object({
  metric: z.enum(GOAL_METRICS, `must be one of ${GOAL_METRICS.join(', ')}`),
  period: z.enum(GOAL_PERIODS, `must be one of ${GOAL_PERIODS.join(', ')}`),
  target_value: z.number().min(1, 'must be at least 1'),
  start_date: date.nullable().optional(),
  end_date: date.nullable().optional(),
})

export const goalPatch = goalBody.partial().extend({ is_active: z.boolean().optional() })

function requireGoal(c: ApiContext, world: World): GoalRow {
  const creator = requireCreator(c, world)
  const row = goalById(world, pathId(c, 'gid'))
  if (row === undefined || row.creator !== creator.seq) throw notFound('Goal')
  return row
}

function goalById(world: World, id: string): GoalRow | undefined {
  return world.store.get<GoalRow>(`${SELECT_GOALS} WHERE t.id = ? AND t.deleted_ms IS NULL`, id)
}

export function goalRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const show = (id: string) => {
    const row = goalById(world, id)
    return row === undefined ? null : goalOnWire(world, row)
  }

  routes.get('/creators/:id/goals', (c) => {
    const creator = requireCreator(c, world)
    return answerPlainList<GoalRow>(c, world, {
      name: 'goals',
      select: SELECT_GOALS,
      filters: [
        { sql: 't.creator = ?', value: creator.seq },
        { sql: 't.deleted_ms IS ?', value: null },
      ],
      toWire: (row) => goalOnWire(world, row),
      pagingUndocumented: true,
    })
  })

  routes.post('/creators/:id/goals', (c) =>
    answerPost(c, world, (body) => {
      const creator = requireCreator(c, world)
      const wanted = fitBody(goalBody, body())
      requireOrder(wanted.start_date ?? null, wanted.end_date ?? null)
      const { seq, id } = world.identity('goal')
      world.store.inserter('goals', GOAL_COLUMNS)(
        seq,
        id,
        creator.seq,
        creator.project,
        wanted.metric,
        wanted.period,
        wanted.target_value,
        wanted.start_date ?? null,
        wanted.end_date ?? null,
        1,
        world.nowMs(),
        null,
      )
      return { status: 201, data: show(id) }
    }),
  )

  routes.patch('/creators/:id/goals/:gid', async (c) => {
    const row = requireGoal(c, world)
    const patch = await readPatch(c, goalPatch)
    const startDate = patch.start_date === undefined ? row.start_date : patch.start_date
    const endDate = patch.end_date === undefined ? row.end_date : patch.end_date
    requireOrder(startDate, endDate)
    world.store.run(
      `UPDATE goals SET metric = ?, period = ?, target_value = ?, start_date = ?, end_date = ?, is_active = ?
       WHERE seq = ?`,
      patch.metric ?? row.metric,
      patch.period ?? row.period,
      patch.target_value ?? row.target_value,
      startDate,
      endDate,
      Number(patch.is_active ?? row.is_active === 1),
      row.seq,
    )
    return answer(c, world, show(row.id))
  })

  routes.delete('/creators/:id/goals/:gid', (c) => {
    const row = requireGoal(c, world)
    world.store.run('UPDATE goals SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
    return answerDelete(c, world, { id: row.id, deleted: true })
  })

  return routes
}

function requireOrder(startDate: string | null, endDate: string | null): void {
  if (startDate !== null && endDate !== null && endDate < startDate) throw badBody('end_date', 'is before start_date')
}
