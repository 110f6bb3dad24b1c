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

/**
 * The document with the address that it was asked for at, since tools read it from a file too. `localhost` becomes 127.0.0.1, where
 * the emulator listens as well: linters take the name for a placeholder that was forgotten.
 */
export function servedFrom(document: Document, requestUrl: string): Document {
  const [server] = document.servers ?? []
  const url = new URL('/api/v1', requestUrl)
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1'
  return { ...document, servers: [{ ...server, url: url.href }] }
}

export function openApiRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/openapi.json', (c) => c.json(servedFrom(openApiDocument(), c.req.url)))
  routes.get('/analytics/schema', (c) => c.json(servedFrom(analyticsDocument(), c.req.url)))
  return routes
}
