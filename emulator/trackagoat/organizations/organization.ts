/**
 * Organisations (contract 2.9, 3.10), whose answers are chosen. The keys belong to one of them and neither read nor write
 * any other (1.1): the others are only rows, and each of their ids is 404.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { organisationId } from '../projects.ts'
import { type ApiContext, type ApiEnv, iso, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, nameField, pathId } from '../wire/input.ts'
import type { World } from '../world.ts'

export type OrganizationRow = { seq: number; id: string; name: string; tier: string; created_ms: number }

export const SELECT_ORGANIZATIONS = 'SELECT t.* FROM organizations t'

export const organizationBody = z.object({ name: nameField })

/** A new organisation begins on the smallest plan (chosen). */
const FIRST_TIER = 'free'

export function organizationOnWire(row: OrganizationRow) {
  return { id: row.id, name: row.name, tier: row.tier, created_at: iso(row.created_ms) }
}

/** The organisation in the path must be the one the keys belong to; its id. */
export function requireOrganization(c: ApiContext, world: World): string {
  const id = organisationId(world)
  if (pathId(c) !== id) throw notFound('Organization')
  return id
}

export function userOrganizationRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/user/organizations', (c) =>
    answerPost(c, world, (body) => {
      const { name } = fitBody(organizationBody, body())
      const row: OrganizationRow = {
        ...world.identity('organization'),
        name,
        tier: FIRST_TIER,
        created_ms: world.nowMs(),
      }
      const insert = world.store.inserter('organizations', ['seq', 'id', 'name', 'tier', 'created_ms'])
      insert(row.seq, row.id, row.name, row.tier, row.created_ms)
      return { status: 201, data: organizationOnWire(row) }
    }),
  )
  return routes
}
