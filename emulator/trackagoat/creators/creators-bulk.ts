/**
 * Several creators of a project at once: bulk-reenable and bulk-remove (contract 2.3).
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { DAY_MS } from '../durations.ts'
import { requireProject } from '../projects.ts'
import { answerBulk, type BulkOutcome } from '../wire/bulk.ts'
import { hasRoom } from '../wire/count-limits.ts'
import type { ApiEnv } from '../wire/http.ts'
import { pathId, readBody, uuid } from '../wire/input.ts'
import type { World } from '../world.ts'
import { type CreatorRow, creatorById } from './creator-rows.ts'
import { deactivate, reactivate } from './creators.ts'
import { activeHolderOf } from './handles.ts'

const MAX_AT_ONCE = 100

/** A creator can be re-enabled this way once in 24 hours. */
const COOLDOWN_MS = DAY_MS

export const creatorIdsBody = z.object({ creator_ids: z.array(uuid).min(1).max(MAX_AT_ONCE) })

export function bulkCreatorRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  for (const [path, change] of Object.entries(CHANGES)) {
    routes.post(`/projects/:id/creators/bulk-${path}`, async (c) => {
      const project = requireProject(world, pathId(c))
      const { creator_ids } = await readBody(c, creatorIdsBody)
      return answerBulk(c, world, project, creator_ids, creatorById, (row) => change(world, row))
    })
  }
  return routes
}

// What bulk-remove answers is not documented; the counts are those of the other.
const CHANGES = { reenable, remove }

function remove(world: World, row: CreatorRow): BulkOutcome {
  if (row.is_active === 0) return 'skipped_count'
  deactivate(world, row, world.nowMs())
  return 'ok_count'
}

/** Nothing tells who was disabled by the system, so every inactive creator can be re-enabled. */
function reenable(world: World, row: CreatorRow): BulkOutcome {
  if (row.is_active === 1) return 'skipped_count'
  const nowMs = world.nowMs()
  const last = world.store.get<{ at_ms: number }>('SELECT at_ms FROM reenabled WHERE creator = ?', row.seq)
  if (last !== undefined && nowMs - last.at_ms < COOLDOWN_MS) return 'skipped_count'
  if (activeHolderOf(world, row.project, row.handle) !== undefined) return 'failed_count'
  if (!hasRoom(world, 'max_creators_per_org')) return 'failed_count'
  reactivate(world, row, nowMs)
  world.store.run('INSERT OR REPLACE INTO reenabled (creator, at_ms) VALUES (?, ?)', row.seq, nowMs)
  return 'ok_count'
}
