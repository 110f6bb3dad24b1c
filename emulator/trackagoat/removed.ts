/**
 * Routes that were taken away: 410 with `data` null (contract 1.9, 6.1).
 * @module
 */
import { Hono } from 'hono'
import { type ApiEnv, ApiError, notFound } from './wire/http.ts'
import type { World } from './world.ts'

export function removedRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  for (const entity of ['creators', 'campaigns', 'videos']) {
    routes.get(`/${entity}/:id/stats`, () => {
      if (world.options.removed_stats_routes === 'not_found') throw notFound('Route')
      throw new ApiError(410, 'gone', 'This endpoint was removed; use /analytics')
    })
  }
  return routes
}
