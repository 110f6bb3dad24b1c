/** What the clock starts. */
import { startRun } from '../durable/stubs.ts'
import { type Env, parseSettings } from '../env.ts'
import { log } from '../log.ts'

/** Starts the run of the scheduled hour. Fired twice for one hour, it starts one. */
export async function onSchedule(controller: Pick<ScheduledController, 'scheduledTime'>, env: Env): Promise<void> {
  parseSettings(env)
  const { id, state } = await startRun(env, { nowMs: controller.scheduledTime, trigger: 'cron' })
  log('run.requested', { run: id, state })
}
