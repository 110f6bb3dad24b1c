/**
 * POST /organizations/{id}/projects, PATCH /organizations/{id}/projects/{pid} (contract 2.2). The bodies are inferred, their
 * limits chosen; two projects may have the same name.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { projectById, projectOnWire, requireProject } from '../projects.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiEnv, answer } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, nameField, pathId, readPatch } from '../wire/input.ts'
import type { World } from '../world.ts'
import { requireOrganization } from './organization.ts'

const writable = { name: nameField, description: z.string().nullable().optional() }
export const projectBody = z.object(writable)
export const projectPatch = z.object({ ...writable, name: nameField.optional() })

export function organizationProjectRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const show = (id: string, orgId: string) => {
    const row = projectById(world, id)
    return row === undefined ? null : projectOnWire(row, orgId)
  }

  routes.post('/organizations/:id/projects', (c) =>
    answerPost(c, world, (body) => {
      const orgId = requireOrganization(c, world)
      const wanted = fitBody(projectBody, body())
      requireRoom(world, 'max_projects_per_org')
      const { seq, id } = world.identity('project')
      const nowMs = world.nowMs()
      const columns = ['seq', 'id', 'name', 'description', 'created_ms', 'updated_ms']
      world.store.inserter('projects', columns)(seq, id, wanted.name, wanted.description ?? null, nowMs, nowMs)
      return { status: 201, data: show(id, orgId) }
    }),
  )

  routes.patch('/organizations/:id/projects/:pid', async (c) => {
    const orgId = requireOrganization(c, world)
    const row = requireProject(world, pathId(c, 'pid'))
    const patch = await readPatch(c, projectPatch)
    world.store.run(
      'UPDATE projects SET name = ?, description = ?, updated_ms = ? WHERE seq = ?',
      patch.name ?? row.name,
      patch.description === undefined ? row.description : patch.description,
      world.nowMs(),
      row.seq,
    )
    return answer(c, world, show(row.id, orgId))
  })

  return routes
}
