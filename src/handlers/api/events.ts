/** `GET /v1/events`: what happened, newest first. */
import { Hono } from 'hono'
import * as z from 'zod'
import { isEventType } from '../../domain/events.ts'
import { watchStub } from '../../durable/stubs.ts'
import { requireScope } from './auth.ts'
import { checkQuery, instantParam, limitParam } from './query.ts'
import type { ApiEnv } from './types.ts'

const query = z.object({
  type: z.string().refine(isEventType, 'is not an event type').optional(),
  since: instantParam.optional(),
  limit: limitParam,
})

export const events = new Hono<ApiEnv>().get('/', requireScope('read'), async (c) => {
  const asked = checkQuery(query, c.req.query())
  if (asked instanceof Response) return asked
  const { type, since, limit } = asked
  return c.json(
    await watchStub(c.env).listEvents({
      type: type !== undefined && isEventType(type) ? type : null,
      sinceMs: since ?? null,
      limit,
    }),
  )
})
