/**
 * Remarks on days, shown beside series: /analytics/annotations (contract 2.7). The fields are chosen; the docs name none.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { projectSeq, requireProject } from '../projects.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, found, iso } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { date, fitBody, NOT_BLANK, pathId, readPatch, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import type { DateRange } from './calendar.ts'

export type AnnotationRow = {
  seq: number
  id: string
  project: number
  date: string
  label: string
  description: string | null
  created_ms: number
  updated_ms: number
}

export const SELECT_ANNOTATIONS = 'SELECT t.* FROM annotations t'

export function annotationOnWire(world: World, row: AnnotationRow) {
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    date: row.date,
    label: row.label,
    description: row.description,
    created_at: iso(row.created_ms),
    updated_at: iso(row.updated_ms),
  }
}

export const annotationsQuery = listQuery({ project_id: uuid.optional() })

const writable = {
  date,
  label: z.string().trim().min(1).max(200).regex(NOT_BLANK),
  description: z.string().max(5_000).nullable().optional(),
}
export const annotationBody = z.object({ ...writable, project_id: uuid })
export const annotationPatch = z.object(writable).partial()

function annotationById(world: World, id: string): AnnotationRow | undefined {
  return world.store.get<AnnotationRow>(`${SELECT_ANNOTATIONS} WHERE t.id = ? AND t.deleted_ms IS NULL`, id)
}

function requireAnnotation(c: ApiContext, world: World): AnnotationRow {
  return found(annotationById(world, pathId(c)), 'Annotation')
}

/** The remarks on some projects within a range, as they stand in answers of /analytics. */
export function annotationsIn(world: World, projects: number[], range: DateRange): unknown[] {
  const sql = `${SELECT_ANNOTATIONS} WHERE t.project = ? AND t.date >= ? AND t.date <= ? AND t.deleted_ms IS NULL
    ORDER BY t.date, t.seq`
  return projects
    .flatMap((project) => world.store.all<AnnotationRow>(sql, project, range.from, range.to))
    .map((row) => annotationOnWire(world, row))
}

export function annotationRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const path = '/analytics/annotations'
  const show = (id: string) => {
    const row = annotationById(world, id)
    return row === undefined ? null : annotationOnWire(world, row)
  }

  routes.get(path, (c) => {
    const asked = readQuery(c, world, annotationsQuery)
    return answerList<AnnotationRow>(c, world, asked, {
      name: 'annotations',
      select: SELECT_ANNOTATIONS,
      filters: [
        { sql: 't.deleted_ms IS ?', value: null },
        asked.project_id !== undefined && { sql: 't.project = ?', value: projectSeq(world, asked.project_id) },
      ],
      toWire: (row) => annotationOnWire(world, row),
      pagingUndocumented: true,
    })
  })

  routes.post(path, (c) =>
    answerPost(c, world, (body) => {
      const wanted = fitBody(annotationBody, body())
      const project = requireProject(world, wanted.project_id)
      const { seq, id } = world.identity('annotation')
      const nowMs = world.nowMs()
      world.store.run(
        `INSERT INTO annotations (seq, id, project, date, label, description, created_ms, updated_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        seq,
        id,
        project.seq,
        wanted.date,
        wanted.label,
        wanted.description ?? null,
        nowMs,
        nowMs,
      )
      return { status: 201, data: show(id) }
    }),
  )

  routes.patch(`${path}/:id`, async (c) => {
    const row = requireAnnotation(c, world)
    const patch = await readPatch(c, annotationPatch)
    world.store.run(
      'UPDATE annotations SET date = ?, label = ?, description = ?, updated_ms = ? WHERE seq = ?',
      patch.date ?? row.date,
      patch.label ?? row.label,
      patch.description === undefined ? row.description : patch.description,
      world.nowMs(),
      row.seq,
    )
    return answer(c, world, show(row.id))
  })

  routes.delete(`${path}/:id`, (c) => {
    const row = requireAnnotation(c, world)
    world.store.run('UPDATE annotations SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
    return answerDelete(c, world, { id: row.id, deleted: true })
  })

  return routes
}
