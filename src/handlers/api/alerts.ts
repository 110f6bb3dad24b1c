/** `/v1/alerts`: what is open, and why it was or was not announced. */
import { Hono } from 'hono'
import * as z from 'zod'
import { ALERT_KINDS } from '../../domain/notice.ts'
import { watchStub } from '../../durable/stubs.ts'
import { problem } from '../problem.ts'
import { requireScope } from './auth.ts'
import { checkQuery, limitParam } from './query.ts'
import type { ApiEnv } from './types.ts'

const query = z.object({
  state: z.enum(['open', 'resolved']).optional(),
  kind: z.enum(ALERT_KINDS).optional(),
  limit: limitParam,
})

export const alerts = new Hono<ApiEnv>()
  .get('/', requireScope('read'), async (c) => {
    const asked = checkQuery(query, c.req.query())
    if (asked instanceof Response) return asked
    const { state, kind, limit } = asked
    return c.json(await watchStub(c.env).listAlerts({ state: state ?? null, kind: kind ?? null, limit }))
  })
  .get('/:id', requireScope('read'), async (c) => {
    const alert = await watchStub(c.env).getAlert(c.req.param('id'))
    return alert === null
      ? problem({
          status: 404,
          code: 'alert_not_found',
          title: 'No such alert',
          detail: 'GET /v1/alerts lists those there are.',
        })
      : c.json(alert)
  })
