/** The route table. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Env, parseSettings, SettingsError } from './env.ts'
import { api } from './handlers/api/index.ts'
import { healthz } from './handlers/health.ts'
import { problem } from './handlers/problem.ts'
import { onSlackEvent, slack } from './handlers/slack/index.ts'
import { log } from './log.ts'

const MAX_BODY_BYTES = 1024 * 1024

export const app = new Hono<{ Bindings: Env }>()
  // What Slack sends has a known length and goes straight to its handler: what follows would cost a tenth of the answer.
  // A body of unknown length takes the way below, past the limit.
  .post('/slack/events', (c, next) => {
    const length = Number(c.req.header('content-length'))
    return length > 0 && length <= MAX_BODY_BYTES ? onSlackEvent(c) : next()
  })
  .use(async (c, next) => {
    parseSettings(c.env)
    await next()
  })
  .use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
  .get('/healthz', (c) => healthz(c.env, Date.now()))
  .route('/v1', api)
  .route('/slack', slack)
  .notFound(() =>
    problem({ status: 404, code: 'not_found', title: 'Not found', detail: 'There is nothing at this address.' }),
  )
  .onError((error) => {
    if (error instanceof SettingsError) {
      return problem({ status: 500, code: 'settings_invalid', title: 'Settings are invalid', detail: error.message })
    }
    log('request.fault', { reason: error.name })
    return problem({ status: 500, code: 'internal_error', title: 'Internal error', detail: 'The fault was logged.' })
  })

function tooLarge(): Response {
  return problem({ status: 413, code: 'body_too_large', title: 'Body too large', detail: 'At most 1 MiB is read.' })
}
