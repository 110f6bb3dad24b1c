/** The HTTP API under `/v1` (interface 3): one file per resource. */
import { Hono } from 'hono'
import { alerts } from './alerts.ts'
import { authenticate } from './auth.ts'
import { events } from './events.ts'
import { runs } from './runs.ts'
import type { ApiEnv } from './types.ts'

/** Routes below `/v1`; all need a token. */
export const api = new Hono<ApiEnv>()
  .use(authenticate)
  .route('/events', events)
  .route('/runs', runs)
  .route('/alerts', alerts)
