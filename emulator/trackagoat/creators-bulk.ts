/**
 * Several creators of a project at once: bulk-reenable and bulk-remove (contract 2.3).
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type CreatorRow, creatorById } from './creator-rows.ts'
import { deactivate, reactivate } from './creators.ts'
import { activeHolderOf } from './handles.ts'
import { type ApiContext, type ApiEnv, envelope, notFound, sendJson } from './http.ts'
import { fitBody, parseBody, pathId, uuid } from './input.ts'
import { DAY_MS } from './periods.ts'
import { projectById } from './projects.ts'
import type { World } from './world.ts'

const MAX_AT_ONCE = 100

/** A creator can be re-enabled this way once in 24 hours. */
const COOLDOWN_MS = DAY_MS

export const creatorIdsBody = z.object({ creator_ids: z.array(uuid).min(1).max(MAX_AT_ONCE) })

type Outcome = 'ok_count' | 'skipped_count' | 'failed_count'

export function bulkCreatorRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/projects/:id/creators/bulk-reenable', (c) => answerEach(c, world, reenable))
  // What this one answers is not documented; the counts are those of the other.
  routes.post('/projects/:id/creators/bulk-remove', (c) =>
    answerEach(c, world, (_world, row) => {
      if (row.is_active === 0) return 'skipped_count'
      deactivate(world, row, world.nowMs())
      return 'ok_count'
    }),
  )
  return routes
}

/** Nothing tells who was disabled by the system, so every inactive creator can be re-enabled. */
function reenable(world: World, row: CreatorRow): Outcome {
  if (row.is_active === 1) return 'skipped_count'
  const nowMs = world.nowMs()
  const last = world.store.get<{ at_ms: number }>('SELECT at_ms FROM reenabled WHERE creator = ?', row.seq)
  if (last !== undefined && nowMs - last.at_ms < COOLDOWN_MS) return 'skipped_count'
  if (activeHolderOf(world, row.project, row.handle) !== undefined) return 'failed_count'
  if (!hasRoom(world)) return 'failed_count'
  reactivate(world, row, nowMs)
  world.store.run('INSERT OR REPLACE INTO reenabled (creator, at_ms) VALUES (?, ?)', row.seq, nowMs)
  return 'ok_count'
}

function hasRoom(world: World): boolean {
  const max = world.options.max_creators_per_org
  if (max === null) return true
  const sql = 'SELECT count(*) AS count FROM creators WHERE is_active = 1'
  return (world.store.get<{ count: number }>(sql)?.count ?? 0) < max
}

/** Ids that are not the project's fail. */
async function answerEach(c: ApiContext, world: World, change: (world: World, row: CreatorRow) => Outcome) {
  const project = projectById(world, pathId(c))
  if (project === undefined) throw notFound('Project')
  const { creator_ids } = fitBody(creatorIdsBody, parseBody(c, await c.req.text()))
  const counts: Record<Outcome, number> = { ok_count: 0, skipped_count: 0, failed_count: 0 }
  world.store.transaction(() => {
    for (const id of new Set(creator_ids)) {
      const row = creatorById(world, id)
      counts[row?.project === project.seq ? change(world, row) : 'failed_count'] += 1
    }
  })
  return sendJson(c, 200, envelope(world.options, counts, null, null))
}
