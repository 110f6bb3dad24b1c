/**
 * The organisation and what is managed in it: projects, members, invitations, keys (contract 2.2, 2.9).
 * @module
 */
import { Hono } from 'hono'
import type { ApiEnv } from '../wire/http.ts'
import type { World } from '../world.ts'
import { adminRoutes } from './admin.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { invitationRoutes } from './invitations.ts'
import { memberRoutes } from './members.ts'
import { userOrganizationRoutes } from './organization.ts'
import { organizationProjectRoutes } from './projects.ts'

export function organizationRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.route('/', userOrganizationRoutes(world))
  routes.route('/', organizationProjectRoutes(world))
  routes.route('/', memberRoutes(world))
  routes.route('/', invitationRoutes(world))
  routes.route('/', apiKeyRoutes(world))
  routes.route('/', adminRoutes())
  return routes
}
