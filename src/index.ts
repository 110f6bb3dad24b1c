/** Goatherd: what the platform calls. */
import { app } from './app.ts'
import { onSchedule } from './cron/scheduled.ts'
import type { Env } from './env.ts'

export { HourlyRun } from './cron/hourly-run.ts'
export { Ledger } from './durable/ledger/ledger.ts'
export { Outbox } from './durable/outbox/outbox.ts'
export { RequestBudget } from './durable/request-budget.ts'
export { Watch } from './durable/watch/watch.ts'

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  scheduled: (controller, env) => onSchedule(controller, env),
} satisfies ExportedHandler<Env>
