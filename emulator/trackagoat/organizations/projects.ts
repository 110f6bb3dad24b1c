/**
 * POST /organizations/{id}/projects, PATCH /organizations/{id}/projects/{pid} (contract 2.2). The bodies are inferred, their
 * limits chosen; two projects may have the same name.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type ApiEnv, envelope, notFound, sendJson } from '../http.ts'
import { answerPost } from '../idempotency.ts'
import { fitBody, fitPatch, parseBody, pathId } from '../input.ts'
import { projectById, projectOnWire } from '../projects.ts'
import type { World } from '../world.ts'
import { nameField, requireOrganization, requireRoom } from './organization.ts'

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
      const wanted = fitBody(projectBody, body)
      requireRoom(world, 'max_projects_per_org', 'SELECT count(*) AS count FROM projects')
      const { seq, id } = world.identity('project')
      const nowMs = world.nowMs()
      const columns = ['seq', 'id', 'name', 'description', 'created_ms', 'updated_ms']
      world.store.inserter('projects', columns)(seq, id, wanted.name, wanted.description ?? null, nowMs, nowMs)
      return { status: 201, data: show(id, orgId) }
    }),
  )

  routes.patch('/organizations/:id/projects/:pid', async (c) => {
    const orgId = requireOrganization(c, world)
    const row = projectById(world, pathId(c, 'pid'))
    if (row === undefined) throw notFound('Project')
    const patch = fitPatch(projectPatch, parseBody(c, await c.req.text()))
    world.store.run(
      'UPDATE projects SET name = ?, description = ?, updated_ms = ? WHERE seq = ?',
      patch.name ?? row.name,
      patch.description === undefined ? row.description : patch.description,
      world.nowMs(),
      row.seq,
    )
    return sendJson(c, 200, envelope(world.options, show(row.id, orgId), null, null))
  })

  return routes
}
