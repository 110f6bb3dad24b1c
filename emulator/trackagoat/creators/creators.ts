/**
 * GET /creators, PATCH and DELETE /creators/{id}, POST /creators/{id}/scrape (contract 2.3).
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { projectSeq } from '../projects.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, conflict, found } from '../wire/http.ts'
import { date, pathId, readBody, readPatch, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { type CreatorRow, creatorById, creatorBySeq, creatorOnWire, SELECT_CREATORS } from './creator-rows.ts'
import { activeHolderOf, handleField, requireNotBanned } from './handles.ts'
import { endPause } from './pauses.ts'
import { keepGap, scrapeSoon } from './scrape-history.ts'
import { SCRAPE_TAKES_MS } from './scraping.ts'
import { changedWindow } from './tracking-window.ts'

export const creatorsQuery = listQuery({ project_id: uuid.optional(), search: z.string().optional() })

export const creatorPatch = z.object({
  tiktok_handle: handleField.optional(),
  display_name: z.string().optional(),
  description: z.string().max(5_000).optional(),
  readme: z.string().nullable().optional(),
  tracking_mode: z.enum(['auto', 'selective']).optional(),
  tracking_start_date: date.nullable().optional(),
  tracking_end_date: date.nullable().optional(),
})

export const scrapeBody = z.object({
  job_type: z.enum(['creator_profiles', 'video_stats', 'discover_videos']).default('creator_profiles'),
})

export function requireCreator(c: ApiContext, world: World): CreatorRow {
  return found(creatorById(world, pathId(c)), 'Creator')
}

export function creatorRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/creators', (c) => {
    const asked = readQuery(c, world, creatorsQuery)
    const nowMs = world.nowMs()
    return answerList<CreatorRow>(c, world, asked, {
      name: 'creators',
      select: SELECT_CREATORS,
      filters: [
        asked.project_id !== undefined && { sql: 't.project = ?', value: projectSeq(world, asked.project_id) },
        asked.search !== undefined && { sql: 'instr(t.handle_key, ?) > 0', value: asked.search.toLowerCase() },
        world.options.inactive_creators === 'hidden' && { sql: 't.is_active = ?', value: 1 },
      ],
      toWire: (row) => creatorOnWire(world, row, nowMs),
    })
  })

  routes.patch('/creators/:id', async (c) => {
    const row = requireCreator(c, world)
    const patch = await readPatch(c, creatorPatch)
    changeCreator(world, row, patch)
    return answer(c, world, shown(world, row.seq))
  })

  routes.delete('/creators/:id', (c) => {
    const row = requireCreator(c, world)
    deactivate(world, row, world.nowMs())
    return answerDelete(c, world, { id: row.id, is_active: false })
  })

  routes.post('/creators/:id/scrape', async (c) => {
    const row = requireCreator(c, world)
    const { job_type } = await readBody(c, scrapeBody)
    if (row.is_active === 0) throw conflict('creator_inactive', 'An inactive creator is not scraped')
    const nowMs = world.nowMs()
    world.limits.takeScrape(nowMs, world)
    scrapeSoon(world, 'creator', row, nowMs)
    return answer(c, world, { creator_id: row.id, job_type, status: 'queued' }, 202)
  })

  return routes
}

/** A creator as the API shows it now. */
export function shown(world: World, seq: number): unknown {
  const row = creatorBySeq(world, seq)
  return row === undefined ? null : creatorOnWire(world, row, world.nowMs())
}

function changeCreator(world: World, row: CreatorRow, patch: z.output<typeof creatorPatch>): void {
  const nowMs = world.nowMs()
  const window = changedWindow(row, patch)
  const handle = patch.tiktok_handle
  if (handle !== undefined && handle !== row.handle) {
    requireNotBanned(handle)
    const holder = activeHolderOf(world, row.project, handle)
    if (holder !== undefined && holder !== row.seq) {
      throw conflict('handle_taken', 'Another active creator of this project has that handle')
    }
    // A rename is scraped anew.
    scrapeSoon(world, 'creator', row, nowMs)
  }
  const next = { ...row, ...patch, ...window, handle: handle ?? row.handle }
  world.store.run(
    `UPDATE creators SET handle = ?, handle_key = ?, display_name = ?, description = ?, readme = ?, tracking_mode = ?,
     tracking_start_date = ?, tracking_end_date = ?, updated_ms = ? WHERE seq = ?`,
    next.handle,
    next.handle.toLowerCase(),
    next.display_name ?? null,
    next.description ?? null,
    next.readme ?? null,
    next.tracking_mode ?? row.tracking_mode,
    next.tracking_start_date,
    next.tracking_end_date,
    nowMs,
    row.seq,
  )
}

/** Soft delete: the row stays, scrapes end. Asking again changes nothing. */
export function deactivate(world: World, row: CreatorRow, nowMs: number): void {
  if (row.is_active === 0) return
  world.store.run(
    `UPDATE creators SET is_active = 0, deactivated_ms = ?1, updated_ms = ?1,
     scrapes_until_ms = min(?1, coalesce(scrapes_until_ms, ?1)) WHERE seq = ?2`,
    nowMs,
    row.seq,
  )
}

/** Back again: the first scrape follows as for a new creator, and nobody learns what the numbers were in between. */
export function reactivate(world: World, row: CreatorRow, nowMs: number): void {
  endPause(world, row.seq, nowMs)
  const firstMs = nowMs + SCRAPE_TAKES_MS
  if (row.scrapes_from_ms !== null) {
    const fromMs = Math.min(nowMs, row.scrapes_until_ms ?? nowMs)
    keepGap(world, 'creator', row, { from_ms: fromMs, until_ms: firstMs }, nowMs)
  }
  world.store.run(
    `UPDATE creators SET is_active = 1, deactivated_ms = NULL, updated_ms = ?,
     scrapes_from_ms = coalesce(scrapes_from_ms, ?), scrapes_until_ms = NULL WHERE seq = ?`,
    nowMs,
    firstMs,
    row.seq,
  )
}
