/** `GET /v1/stale`: creators who were not scraped for too long, as of the last run. */
import { Hono } from 'hono'
import { watchStub } from '../../durable/stubs.ts'
import { requireScope } from './auth.ts'
import { creatorJson, knownQuery, listOf, readQueryOf } from './known.ts'
import { checkQuery } from './query.ts'
import type { ApiEnv } from './types.ts'

export const stale = new Hono<ApiEnv>().get('/', requireScope('read'), async (c) => {
  const asked = checkQuery(knownQuery, c.req.query())
  if (asked instanceof Response) return asked
  const query = readQueryOf(asked)
  return c.json(listOf(await watchStub(c.env).stale(query), query, creatorJson))
})
