/**
 * GET /projects (contract 2.2, 3.1).
 * @module
 */
import { Hono } from 'hono'
import { uuidOf } from './random.ts'
import { type ApiEnv, found, iso } from './wire/http.ts'
import { answerPlainList } from './wire/paging.ts'
import type { World } from './world.ts'

export type ProjectRow = {
  seq: number
  id: string
  name: string
  description: string | null
  created_ms: number
  updated_ms: number
}

export const SELECT_PROJECTS = 'SELECT t.* FROM projects t'

/** The id of the organisation that the keys belong to: the project id that no project has. */
export function organisationId({ seed }: { seed: number }): string {
  return uuidOf(seed, 'project', 0)
}

export function projectOnWire(row: ProjectRow, orgId: string) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    org_id: orgId,
    created_at: iso(row.created_ms),
    updated_at: iso(row.updated_ms),
  }
}

export function projectById(world: World, id: string): ProjectRow | undefined {
  return world.store.get<ProjectRow>(`${SELECT_PROJECTS} WHERE t.id = ?`, id)
}

/** The project that is named in a path, a query or a body. */
export function requireProject(world: World, id: string): ProjectRow {
  return found(projectById(world, id), 'Project')
}

/** The row number a `project_id` filter stands for; 0, which no row has, when there is no such project. */
export function projectSeq(world: World, id: string): number {
  return projectById(world, id)?.seq ?? 0
}

export function projectRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/projects', (c) =>
    answerPlainList<ProjectRow>(c, world, {
      name: 'projects',
      select: SELECT_PROJECTS,
      filters: [],
      toWire: (row) => projectOnWire(row, organisationId(world)),
      pagingUndocumented: true,
    }),
  )
  return routes
}
