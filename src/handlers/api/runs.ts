/** `/v1/runs`: the history of runs, and starting one. */
import { Hono } from 'hono'
import * as z from 'zod'
import { destinationsOf } from '../../durable/destinations.ts'
import { outboxStub, startRun, watchStub } from '../../durable/stubs.ts'
import { type Env, parseSettings } from '../../env.ts'
import { problem } from '../problem.ts'
import { requireScope } from './auth.ts'
import { checkQuery, limitParam } from './query.ts'
import type { ApiEnv } from './types.ts'

const query = z.object({ limit: limitParam })

/** What waits in each channel now: a check may be complete and its messages stuck. */
async function channels(env: Env) {
  const { slack, mail } = destinationsOf(env, parseSettings(env))
  const names = [slack, mail].filter((name) => name !== null)
  return Promise.all(
    names.map(async (name) => {
      const { pending, dead, last_failure } = await outboxStub(env, name).counts()
      return { name, pending, dead, last_failure }
    }),
  )
}

export const runs = new Hono<ApiEnv>()
  .get('/', requireScope('read'), async (c) => {
    const asked = checkQuery(query, c.req.query())
    if (asked instanceof Response) return asked
    return c.json(await watchStub(c.env).listRuns(asked.limit))
  })
  .get('/:id', requireScope('read'), async (c) => {
    const run = await watchStub(c.env).getRun(c.req.param('id'))
    return run === null
      ? problem({
          status: 404,
          code: 'run_not_found',
          title: 'No such run',
          detail: 'GET /v1/runs lists those there are.',
        })
      : c.json({ ...run, channels: await channels(c.env) })
  })
  .post('/', requireScope('admin'), async (c) => {
    const started = await startRun(c.env, { nowMs: Date.now(), trigger: 'manual' })
    return c.json(started, 202, { location: `/v1/runs/${started.id}` })
  })
