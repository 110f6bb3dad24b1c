/** `GET /v1/me`: whose token this is, what it may do and what it is connected to. Any valid token may ask. */
import { Hono } from 'hono'
import { watchStub } from '../../durable/stubs.ts'
import { parseSettings } from '../../env.ts'
import type { ApiEnv } from './types.ts'

export const me = new Hono<ApiEnv>().get('/', async (c) => {
  const { label, scopes } = c.get('principal')
  const { organisationId, projects } = await watchStub(c.env).readStatus()
  return c.json({
    label,
    scopes,
    organisation: { id: organisationId, projects: projects.map(({ id, name }) => ({ id, name })) },
    payments: parseSettings(c.env).PAYMENTS,
  })
})
