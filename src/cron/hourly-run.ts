/**
 * The hourly run as a Workflow. Where the run stands is kept by the watch, so the steps here say no more than «go on»:
 * one that fails is repeated, a run that dies is resumed by the platform at its step, and a limiter is slept out.
 */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { HourlyRunParams } from '../domain/runs.ts'
import { watchStub } from '../durable/stubs.ts'
import type { Progress } from '../durable/watch/look.ts'
import { type Env, parseSettings } from '../env.ts'
import { noteRun } from '../kv/last-run.ts'
import { log } from '../log.ts'
import { beat } from './heartbeat.ts'

/** A step that throws met a fault of ours or of the platform; upstream's faults are values and end a run properly. */
const STEP = { retries: { limit: 5, delay: '5 seconds', backoff: 'exponential' }, timeout: '3 minutes' } as const

export class HourlyRun extends WorkflowEntrypoint<Env, HourlyRunParams> {
  override async run(event: Readonly<WorkflowEvent<HourlyRunParams>>, step: WorkflowStep): Promise<void> {
    const id = event.instanceId
    const { nowMs, trigger } = event.payload
    try {
      let progress = await step.do('open', STEP, () => this.#go((watch) => watch.openRun(id, { nowMs, trigger })))
      for (let n = 1; progress.phase !== 'closed'; n++) {
        progress = await step.do(`${progress.phase} ${n}`, STEP, () => this.#go((watch) => watch.advance(id)))
        if (progress.waitMs > 0) await step.sleep(`wait ${n}`, progress.waitMs)
      }
    } catch (error) {
      log('run.fault', { run: id, reason: error instanceof Error ? error.name : 'unknown' })
      await step.do('abandon', STEP, () => watchStub(this.env).abandon(id))
      await step.do('hand over what could be said', STEP, async () => {
        await watchStub(this.env).handOver()
      })
      throw error
    }
    await step.do('hand over', STEP, async () => {
      await watchStub(this.env).handOver()
    })
    await step.do('note health', STEP, async () => {
      const closed = await watchStub(this.env).closedRun(id)
      if (closed === null || closed.outcome === 'skipped') return
      await noteRun(this.env.KV, closed.at, closed.outcome)
      const { HEARTBEAT_URL: url } = parseSettings(this.env)
      if (url !== undefined && closed.outcome === 'complete') await beat(url)
    })
  }

  /** One call to the watch; only plain data goes into the step's result. */
  async #go(call: (watch: ReturnType<typeof watchStub>) => Promise<Progress>): Promise<Progress> {
    const { phase, waitMs } = await call(watchStub(this.env))
    return { phase, waitMs }
  }
}
