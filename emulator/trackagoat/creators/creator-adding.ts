/**
 * POST /projects/{id}/creators: one creator or up to 50 (contract 2.3).
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { requireProject } from '../projects.ts'
import { mix, mixPair } from '../random.ts'
import { beginToPost } from '../videos/posting.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiEnv, ApiError, conflict } from '../wire/http.ts'
import { answerPost, type Outcome } from '../wire/idempotency.ts'
import { date, fitBody, pathId } from '../wire/input.ts'
import type { World } from '../world.ts'
import { CREATOR_COLUMNS, creatorBySeq } from './creator-rows.ts'
import { reactivate, shown } from './creators.ts'
import { activeHolderOf, handleField, removedHolderOf, requireNotBanned } from './handles.ts'
import { SCRAPE_EVERY_MS, SCRAPE_TAKES_MS } from './scraping.ts'
import { changedWindow, type TrackingWindow } from './tracking-window.ts'

const MAX_AT_ONCE = 50

export const oneCreatorBody = z.object({
  tiktok_handle: handleField,
  // No default in the schema: for a creator who comes back, what was not sent stays as it was.
  tracking_mode: z.enum(['auto', 'selective']).optional().meta({ default: 'auto' }),
  tracking_start_date: date.optional(),
  tracking_end_date: date.optional(),
})

export const manyCreatorsBody = z.object({ creators: z.array(oneCreatorBody).min(1).max(MAX_AT_ONCE) })

export type NewCreator = z.output<typeof oneCreatorBody>

export function creatorAddingRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/projects/:id/creators', (c) =>
    answerPost(c, world, (body) => {
      const project = requireProject(world, pathId(c))
      const sent = body()
      if (typeof sent === 'object' && sent !== null && 'creators' in sent) {
        return addMany(world, project.seq, fitBody(manyCreatorsBody, sent).creators)
      }
      const { seq, status } = addCreator(world, project.seq, fitBody(oneCreatorBody, sent))
      return { status, data: shown(world, seq) }
    }),
  )
  return routes
}

/** Adds or re-activates one creator; answers which, as the status it gives. */
export function addCreator(world: World, project: number, wanted: NewCreator): { seq: number; status: 200 | 201 } {
  const handle = wanted.tiktok_handle
  const nowMs = world.nowMs()
  const removed = creatorBySeq(world, removedHolderOf(world, project, handle) ?? 0)
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const window = changedWindow(removed ?? { tracking_start_date: today, tracking_end_date: null }, wanted)
  requireNotBanned(handle)
  if (activeHolderOf(world, project, handle) !== undefined) {
    throw conflict('handle_taken', 'An active creator of this project has that handle')
  }
  requireRoom(world, 'max_creators_per_org')
  if (removed === undefined) return { seq: insertCreator(world, project, { ...wanted, ...window }, nowMs), status: 201 }
  reactivate(world, removed, nowMs)
  world.store.run(
    'UPDATE creators SET tracking_mode = ?, tracking_start_date = ?, tracking_end_date = ? WHERE seq = ?',
    wanted.tracking_mode ?? removed.tracking_mode,
    window.tracking_start_date,
    window.tracking_end_date,
    removed.seq,
  )
  return { seq: removed.seq, status: 200 }
}

/** What becomes of each when several are added is not documented: those that can be added are, the rest say why not. */
function addMany(world: World, project: number, wanted: NewCreator[]): Outcome {
  const results = wanted.map((one) => {
    try {
      const { seq, status } = addCreator(world, project, one)
      return {
        tiktok_handle: one.tiktok_handle,
        status: status === 201 ? 'created' : 'reactivated',
        creator: shown(world, seq),
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { tiktok_handle: one.tiktok_handle, status: 'failed', code: error.meta.code, creator: null }
    }
  })
  return { status: 201, data: { results } }
}

type Settled = Omit<NewCreator, keyof TrackingWindow> & TrackingWindow

function insertCreator(world: World, project: number, wanted: Settled, nowMs: number): number {
  const { seq, id } = world.identity('creator')
  const luck = mixPair(world.seed, seq)
  const postsPerWeek = 2 + (luck % 80) / 10
  const handle = wanted.tiktok_handle
  world.store.inserter('creators', CREATOR_COLUMNS)(
    seq,
    id,
    project,
    handle,
    handle.toLowerCase(),
    null,
    null,
    null,
    '{}',
    wanted.tracking_mode ?? 'auto',
    wanted.tracking_start_date,
    wanted.tracking_end_date,
    1,
    null,
    mix(luck),
    postsPerWeek,
    500 + (luck % 90_000),
    300 + (luck % 50_000),
    luck % 300,
    nowMs + SCRAPE_TAKES_MS,
    null,
    luck % SCRAPE_EVERY_MS,
    null,
    null,
    nowMs,
    nowMs,
  )
  beginToPost(world, seq, postsPerWeek, luck % SCRAPE_EVERY_MS)
  return seq
}
