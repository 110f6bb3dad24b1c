/** `GET /v1/unpaid`: creators who have earned and were never paid, as of the last run. */
import { Hono } from 'hono'
import { watchStub } from '../../durable/stubs.ts'
import { requireScope } from './auth.ts'
import { knownQuery, listOf, owedJson, readQueryOf } from './known.ts'
import { checkQuery } from './query.ts'
import type { ApiEnv } from './types.ts'

export const unpaid = new Hono<ApiEnv>().get('/', requireScope('read'), async (c) => {
  const asked = checkQuery(knownQuery, c.req.query())
  if (asked instanceof Response) return asked
  const query = readQueryOf(asked)
  return c.json(listOf(await watchStub(c.env).unpaid(query), query, owedJson))
})
