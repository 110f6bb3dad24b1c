/**
 * GET /videos, PATCH and DELETE /videos/{id}, its scrape and its tracking (contract 2.4).
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { keepGap, scrapeSoon } from '../creators/scrape-history.ts'
import { SCRAPE_TAKES_MS } from '../creators/scraping.ts'
import { projectSeq, requireProject } from '../projects.ts'
import { answerBulk } from '../wire/bulk.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, conflict, found } from '../wire/http.ts'
import { pathId, readBody, readPatch, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { isTooOld } from './expiry.ts'
import { hasRoomToTrack, requireRoomToTrack } from './tracking-room.ts'
import { shownVideo } from './video-adding.ts'
import { ownScrapes, SELECT_VIDEOS, TRACKING_STATUSES, type VideoRow, videoById, videoOnWire } from './video-rows.ts'

const MAX_AT_ONCE = 100

export const videosQuery = listQuery({ project_id: uuid.optional(), creator_id: uuid.optional() })

export const videoPatch = z.object({
  title: z.string().nullable().optional(),
  readme: z.string().nullable().optional(),
  tracking_status: z.enum(TRACKING_STATUSES).optional(),
})

export const videoIdsBody = z.object({ video_ids: z.array(uuid).min(1).max(MAX_AT_ONCE) })

export const inboxBody = z.object({ ...videoIdsBody.shape, action: z.enum(['approve', 'exclude']) })

function requireVideo(c: ApiContext, world: World): VideoRow {
  return found(videoById(world, pathId(c)), 'Video')
}

export function videoRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/videos', (c) => {
    const asked = readQuery(c, world, videosQuery)
    const nowMs = world.nowMs()
    return answerList<VideoRow>(c, world, asked, {
      name: 'videos',
      select: SELECT_VIDEOS,
      filters: [
        asked.creator_id !== undefined && {
          sql: 't.creator = (SELECT seq FROM creators WHERE id = ?)',
          value: asked.creator_id,
        },
        asked.project_id !== undefined && {
          // One creator has few rows, so with creator_id this is kept away from its index (SQLite's unary plus).
          sql: `${asked.creator_id === undefined ? '' : '+'}t.project = ?`,
          value: projectSeq(world, asked.project_id),
        },
        { sql: 't.tracking_status <> ?', value: 'excluded' },
        { sql: 't.deleted_ms IS ?', value: null },
      ],
      toWire: (row) => videoOnWire(world, row, nowMs),
    })
  })

  routes.patch('/videos/:id', async (c) => {
    const row = requireVideo(c, world)
    const patch = await readPatch(c, videoPatch)
    if (patch.tracking_status !== undefined) {
      requireRoomToTrack(world, row, { tracking_status: patch.tracking_status })
    }
    const next = { ...row, ...patch }
    world.store.run(
      'UPDATE videos SET title = ?, readme = ?, tracking_status = ?, updated_ms = ? WHERE seq = ?',
      next.title ?? null,
      next.readme ?? null,
      next.tracking_status ?? row.tracking_status,
      world.nowMs(),
      row.seq,
    )
    return answer(c, world, shownVideo(world, row.seq))
  })

  routes.delete('/videos/:id', (c) => {
    const row = requireVideo(c, world)
    world.store.transaction(() => {
      world.store.run('UPDATE videos SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
      world.store.run("DELETE FROM campaign_items WHERE item_type = 'video' AND item = ?", row.seq)
    })
    return answerDelete(c, world, { id: row.id, deleted: true })
  })

  routes.post('/videos/:id/scrape', (c) => {
    const row = requireVideo(c, world)
    if (row.disabled_ms !== null) throw conflict('tracking_disabled', 'A video whose tracking is off is not scraped')
    const nowMs = world.nowMs()
    world.limits.takeScrape(nowMs, world)
    scrapeSoon(world, 'video', ownScrapes(row), nowMs)
    return answer(c, world, { video_id: row.id, status: 'queued' }, 202)
  })

  for (const [path, change] of Object.entries(TRACKING)) {
    routes.post(`/videos/:id/${path}`, (c) => {
      const row = requireVideo(c, world)
      change(world, row)
      return answer(c, world, shownVideo(world, row.seq))
    })
  }

  for (const path of ['tracking-disable', 'tracking-enable'] as const) {
    routes.post(`/projects/:id/videos/bulk-${path}`, async (c) => {
      const project = requireProject(world, pathId(c))
      const { video_ids } = await readBody(c, videoIdsBody)
      return answerBulk(c, world, project, video_ids, videoById, (row) => {
        if (path === 'tracking-enable' && !hasRoomToTrack(world, row, { disabled_ms: null })) return 'failed_count'
        return TRACKING[path](world, row) ? 'ok_count' : 'skipped_count'
      })
    })
  }

  routes.patch('/projects/:id/inbox', async (c) => {
    const project = requireProject(world, pathId(c))
    const { video_ids, action } = await readBody(c, inboxBody)
    const status = action === 'approve' ? 'included' : 'excluded'
    return answerBulk(c, world, project, video_ids, videoById, (row) => {
      if (row.tracking_status !== 'pending_review') return 'skipped_count'
      if (!hasRoomToTrack(world, row, { tracking_status: status })) return 'failed_count'
      const sql = 'UPDATE videos SET tracking_status = ?, updated_ms = ? WHERE seq = ?'
      world.store.run(sql, status, world.nowMs(), row.seq)
      return 'ok_count'
    })
  })

  return routes
}

/** Each answers whether it changed anything. */
const TRACKING = {
  'tracking-disable'(world: World, row: VideoRow): boolean {
    if (row.disabled_ms !== null) return false
    const sql = 'UPDATE videos SET disabled_ms = ?1, updated_ms = ?1, is_exempt = 0 WHERE seq = ?2'
    return world.store.run(sql, world.nowMs(), row.seq) === 1
  },
  /** What was switched on again by hand is exempt from the rules that let tracking expire. It is soon scraped. */
  'tracking-enable'(world: World, row: VideoRow): boolean {
    if (row.disabled_ms === null) return false
    requireRoomToTrack(world, row, { disabled_ms: null })
    const nowMs = world.nowMs()
    const gap = { from_ms: Math.min(nowMs, row.disabled_ms), until_ms: nowMs + SCRAPE_TAKES_MS }
    keepGap(world, 'video', ownScrapes(row), gap, nowMs)
    const sql = 'UPDATE videos SET disabled_ms = NULL, is_exempt = 1, updated_ms = ? WHERE seq = ?'
    return world.store.run(sql, nowMs, row.seq) === 1
  },
  /** One that is too old expires at once, with its numbers of now. */
  'tracking-unexempt'(world: World, row: VideoRow): boolean {
    if (row.is_exempt === 0) return false
    const nowMs = world.nowMs()
    const disabledMs = isTooOld(world, row.posted_ms) ? nowMs : null
    const sql = 'UPDATE videos SET is_exempt = 0, disabled_ms = ?, updated_ms = ? WHERE seq = ?'
    return world.store.run(sql, disabledMs, nowMs, row.seq) === 1
  },
}
