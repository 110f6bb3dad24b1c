/**
 * POST /projects/{id}/videos: videos by their TikTok URL, one or up to 50 (contract 2.4). They belong to no creator.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { DAY_MS } from '../durations.ts'
import { requireProject } from '../projects.ts'
import { fractionOf, mixPair } from '../random.ts'
import { titleOf } from '../seed/titles.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiEnv, ApiError, conflict } from '../wire/http.ts'
import { answerPost, type Outcome } from '../wire/idempotency.ts'
import { fitBody, pathId } from '../wire/input.ts'
import type { World } from '../world.ts'
import { VIDEO_COLUMNS, videoBySeq, videoOnWire } from './video-rows.ts'

const MAX_AT_ONCE = 50

const VIDEO_URL =
  /^https:\/\/(?:www\.|m\.)?tiktok\.com\/@[A-Za-z0-9._-]{1,30}\/(?:video|photo)\/(\d{15,20})(?:[?#].*)?$/

export const oneVideoBody = z.object({ url: z.string().max(500).regex(VIDEO_URL, 'must be the URL of a TikTok video') })

export const manyVideosBody = z.object({ videos: z.array(oneVideoBody).min(1).max(MAX_AT_ONCE) })

export function videoAddingRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/projects/:id/videos', (c) =>
    answerPost(c, world, (body) => {
      const project = requireProject(world, pathId(c))
      const sent = body()
      if (typeof sent === 'object' && sent !== null && 'videos' in sent) {
        return addMany(world, project.seq, fitBody(manyVideosBody, sent).videos)
      }
      const seq = addVideo(world, project.seq, fitBody(oneVideoBody, sent).url)
      return { status: 201, data: { status: 'direct_add', video: shownVideo(world, seq) } }
    }),
  )
  return routes
}

/** A video as the API shows it now. */
export function shownVideo(world: World, seq: number): unknown {
  const row = videoBySeq(world, seq)
  return row === undefined ? null : videoOnWire(world, row, world.nowMs())
}

function addMany(world: World, project: number, wanted: { url: string }[]): Outcome {
  const results = wanted.map(({ url }) => {
    try {
      return { url, status: 'direct_add', video: shownVideo(world, addVideo(world, project, url)) }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { url, status: 'failed', code: error.meta.code, video: null }
    }
  })
  return { status: 201, data: { results } }
}

function addVideo(world: World, project: number, url: string): number {
  const tiktokId = VIDEO_URL.exec(url)?.[1] ?? ''
  const sql = 'SELECT seq FROM videos WHERE tiktok_video_id = ? AND project = ? AND deleted_ms IS NULL'
  if (world.store.get(sql, tiktokId, project) !== undefined) {
    throw conflict('video_exists', 'This video is tracked in the project already')
  }
  requireRoom(world, 'max_tracked_videos_per_org')
  const { seq, id } = world.identity('video')
  const luck = mixPair(world.seed, seq)
  const nowMs = world.nowMs()
  world.store.inserter('videos', VIDEO_COLUMNS)(
    seq,
    id,
    project,
    null,
    tiktokId,
    url.replace(/[?#].*$/, ''),
    titleOf(luck),
    null,
    null,
    '{}',
    'direct_add',
    0,
    null,
    luck,
    0,
    500 + (luck % 200_000),
    Math.floor((nowMs - (1 + 20 * fractionOf(luck, 7)) * DAY_MS) / 1000) * 1000,
    null,
    null,
    nowMs,
    nowMs,
    null,
  )
  return seq
}
