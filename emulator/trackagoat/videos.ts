/**
 * GET /videos, PATCH and DELETE /videos/{id}, its scrape and its tracking (contract 2.4).
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type ApiContext, type ApiEnv, conflict, envelope, notFound, sendJson } from './http.ts'
import { fitBody, fitPatch, parseBody, pathId, readQuery, uuid } from './input.ts'
import { answerList, listQuery } from './paging.ts'
import { projectById, projectSeq } from './projects.ts'
import { SCRAPE_TAKES_MS } from './scraping.ts'
import {
  SELECT_VIDEOS,
  TRACKING_STATUSES,
  type VideoRow,
  videoById,
  videoBySeq,
  videoOnWire,
  videoScrapedMs,
} from './video-rows.ts'
import type { World } from './world.ts'

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
  const row = videoById(world, pathId(c))
  if (row === undefined) throw notFound('Video')
  return row
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
    const next = { ...row, ...fitPatch(videoPatch, parseBody(c, await c.req.text())) }
    world.store.run(
      'UPDATE videos SET title = ?, readme = ?, tracking_status = ?, updated_ms = ? WHERE seq = ?',
      next.title ?? null,
      next.readme ?? null,
      next.tracking_status ?? row.tracking_status,
      world.nowMs(),
      row.seq,
    )
    return answerVideo(c, world, row.seq)
  })

  routes.delete('/videos/:id', (c) => {
    const row = requireVideo(c, world)
    world.store.transaction(() => {
      world.store.run('UPDATE videos SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
      world.store.run("DELETE FROM campaign_items WHERE item_type = 'video' AND item = ?", row.seq)
    })
    if (world.options.delete_answer === 'empty') return c.body(null, 204)
    return sendJson(c, 200, envelope(world.options, { id: row.id, deleted: true }, null, null))
  })

  routes.post('/videos/:id/scrape', (c) => {
    const row = requireVideo(c, world)
    if (row.disabled_ms !== null) throw conflict('tracking_disabled', 'A video whose tracking is off is not scraped')
    const nowMs = world.nowMs()
    world.limits.takeScrape(nowMs, world)
    const doneMs = videoScrapedMs(row, nowMs)
    const sql = 'UPDATE videos SET manual_done_ms = ?, manual_due_ms = ? WHERE seq = ?'
    world.store.run(sql, doneMs, nowMs + SCRAPE_TAKES_MS, row.seq)
    return sendJson(c, 202, envelope(world.options, { video_id: row.id, status: 'queued' }, null, null))
  })

  for (const [path, change] of Object.entries(TRACKING)) {
    routes.post(`/videos/:id/${path}`, (c) => {
      const row = requireVideo(c, world)
      change(world, row)
      return answerVideo(c, world, row.seq)
    })
  }

  for (const path of ['tracking-disable', 'tracking-enable'] as const) {
    routes.post(`/projects/:id/videos/bulk-${path}`, async (c) => {
      const body = fitBody(videoIdsBody, parseBody(c, await c.req.text()))
      return answerBulk(c, world, body.video_ids, (row) => TRACKING[path](world, row))
    })
  }

  routes.patch('/projects/:id/inbox', async (c) => {
    const { video_ids, action } = fitBody(inboxBody, parseBody(c, await c.req.text()))
    const status = action === 'approve' ? 'included' : 'excluded'
    return answerBulk(c, world, video_ids, (row) => {
      if (row.tracking_status !== 'pending_review') return false
      world.store.run(
        'UPDATE videos SET tracking_status = ?, updated_ms = ? WHERE seq = ?',
        status,
        world.nowMs(),
        row.seq,
      )
      return true
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
  /** What was switched on again by hand is exempt from the rules that let tracking expire. */
  'tracking-enable'(world: World, row: VideoRow): boolean {
    if (row.disabled_ms === null) return false
    const sql = 'UPDATE videos SET disabled_ms = NULL, is_exempt = 1, updated_ms = ? WHERE seq = ?'
    return world.store.run(sql, world.nowMs(), row.seq) === 1
  },
  'tracking-unexempt'(world: World, row: VideoRow): boolean {
    if (row.is_exempt === 0) return false
    return (
      world.store.run('UPDATE videos SET is_exempt = 0, updated_ms = ? WHERE seq = ?', world.nowMs(), row.seq) === 1
    )
  },
}

function answerVideo(c: ApiContext, world: World, seq: number) {
  const row = videoBySeq(world, seq)
  const data = row === undefined ? null : videoOnWire(world, row, world.nowMs())
  return sendJson(c, 200, envelope(world.options, data, null, null))
}

/** Several videos of one project: changed, nothing to change, or not one of the project. Counted as for creators (2.3). */
function answerBulk(c: ApiContext, world: World, ids: string[], change: (row: VideoRow) => boolean) {
  const project = projectById(world, pathId(c))
  if (project === undefined) throw notFound('Project')
  const counts = { ok_count: 0, skipped_count: 0, failed_count: 0 }
  world.store.transaction(() => {
    for (const id of new Set(ids)) {
      const row = videoById(world, id)
      if (row === undefined || row.project !== project.seq) counts.failed_count += 1
      else if (change(row)) counts.ok_count += 1
      else counts.skipped_count += 1
    }
  })
  return sendJson(c, 200, envelope(world.options, counts, null, null))
}
