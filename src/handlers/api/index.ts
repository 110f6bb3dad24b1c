/** The HTTP API under `/v1` (interface 3): one file per resource. */
import { Hono } from 'hono'
import { alerts } from './alerts.ts'
import { authenticate } from './auth.ts'
import { creators } from './creators.ts'
import { events } from './events.ts'
import { me } from './me.ts'
import { owed } from './owed.ts'
import { payments } from './payments.ts'
import { runs } from './runs.ts'
import { silences } from './silences.ts'
import { stale } from './stale.ts'
import type { ApiEnv } from './types.ts'
import { unpaid } from './unpaid.ts'

/** Routes below `/v1`; all need a token. */
export const api = new Hono<ApiEnv>()
  .use(authenticate)
  .route('/me', me)
  .route('/creators', creators)
  .route('/stale', stale)
  .route('/owed', owed)
  .route('/unpaid', unpaid)
  .route('/payments', payments)
  .route('/events', events)
  .route('/runs', runs)
  .route('/alerts', alerts)
  .route('/silences', silences)
