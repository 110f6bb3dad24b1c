/** `GET /v1/creators`: everyone trackagoat has listed, as of the last run. */
import { Hono } from 'hono'
import { watchStub } from '../../durable/stubs.ts'
import { requireScope } from './auth.ts'
import { creatorJson, listOf, readQueryOf, searchQuery } from './known.ts'
import { checkQuery } from './query.ts'
import type { ApiEnv } from './types.ts'

export const creators = new Hono<ApiEnv>().get('/', requireScope('read'), async (c) => {
  const asked = checkQuery(searchQuery, c.req.query())
  if (asked instanceof Response) return asked
  const query = readQueryOf(asked)
  const read = await watchStub(c.env).creators({ ...query, search: asked.search ?? null })
  return c.json(listOf(read, query, creatorJson))
})
