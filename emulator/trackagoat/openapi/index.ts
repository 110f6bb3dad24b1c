/**
 * GET /openapi.json and GET /analytics/schema (contract 2.1): the bare documents, without the envelope.
 * @module
 */
import { Hono } from 'hono'
import type { ApiEnv } from '../wire/http.ts'
import { type Document, documentOf } from './document.ts'
import { OPERATIONS } from './operations/index.ts'

let whole: Document | undefined

/** The document of the whole API; made when it is first asked for. */
export function openApiDocument(): Document {
  whole ??= documentOf(OPERATIONS, 'trackagoat v1 (emulated)')
  return whole
}

let analytics: Document | undefined

function analyticsDocument(): Document {
  const operations = OPERATIONS.filter(({ path }) => path.startsWith('/analytics'))
  analytics ??= documentOf(operations, 'trackagoat v1 analytics (emulated)')
  return analytics
}

export function openApiRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/openapi.json', (c) => c.json(openApiDocument()))
  routes.get('/analytics/schema', (c) => c.json(analyticsDocument()))
  return routes
}
