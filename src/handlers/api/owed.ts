/** `GET /v1/owed`: what is owed, per creator, as of the last run. Totals cover everything that matches, not only the page. */
import { Hono } from 'hono'
import { amountOf } from '../../domain/money.ts'
import { watchStub } from '../../durable/stubs.ts'
import { requireScope } from './auth.ts'
import { ageingJson, creatorQuery, listOf, owedJson, readQueryOf } from './known.ts'
import { checkQuery } from './query.ts'
import type { ApiEnv } from './types.ts'

export const owed = new Hono<ApiEnv>().get('/', requireScope('read'), async (c) => {
  const asked = checkQuery(creatorQuery, c.req.query())
  if (asked instanceof Response) return asked
  const query = readQueryOf(asked)
  const read = await watchStub(c.env).owed(query)
  return c.json({
    ...listOf(read, query, owedJson),
    accrual_count: read.accrualCount,
    total: amountOf(read.totalCents),
    ageing: ageingJson(read.ageing),
  })
})
