import { abortAllDurableObjects, createScheduledController, introspectWorkflowInstance, reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hourlyRunId } from '../../src/domain/runs.ts'
import worker from '../../src/index.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import { allEvents, deliverAll, HOUR_MS, newOrganisation, START_MS, watch } from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation()
  await emulator.setClock(START_MS)
})
afterEach(async () => {
  await reset()
})

const fire = (nowMs: number) =>
  worker.scheduled(createScheduledController({ scheduledTime: nowMs, cron: '20 * * * *' }), workerEnv)

/** Fires an hour through cron and the workflow, and waits until it is over. */
async function workflowHour(nowMs: number, between: () => Promise<void> = async () => {}): Promise<void> {
  await emulator.setClock(nowMs)
  await using instance = await introspectWorkflowInstance(workerEnv.HOURLY_RUN, hourlyRunId(nowMs))
  await instance.modify(async (workflow) => {
    await workflow.disableSleeps()
    await workflow.disableRetryDelays()
  })
  await fire(nowMs)
  await between()
  await instance.waitForStatus('complete')
}

describe('the hourly run as a workflow', () => {
  it('goes from cron to closed, hands over and notes its health', async () => {
    await workflowHour(START_MS)
    expect(await watch().getRun(hourlyRunId(START_MS))).toMatchObject({ outcome: 'complete', trigger: 'cron' })
    await deliverAll()
    expect((await emulator.slack()).length).toBeGreaterThan(1)
    expect(await workerEnv.KV.get('health/last-run', 'json')).toMatchObject({
      lastRun: { at: new Date(START_MS).toISOString(), outcome: 'complete' },
      lastGoodAt: new Date(START_MS).toISOString(),
    })
  })

  it('fired twice for one hour, also at once, starts one run', async () => {
    await workflowHour(START_MS, async () => {
      await Promise.all([fire(START_MS), fire(START_MS + 1_000)])
    })
    await fire(START_MS)
    expect(await watch().listRuns(10)).toHaveLength(1)
  })

  it('sleeps out a limiter and retries what passes', async () => {
    await emulator.faults([
      {
        match: { path: '/api/v1/creators' },
        times: 2,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '0' }, body: '{}' },
      },
      { match: { path: '/api/v1/payout-accruals' }, times: 1, fault: { kind: 'lost_response' } },
    ])
    await workflowHour(START_MS)
    expect(await watch().getRun(hourlyRunId(START_MS))).toMatchObject({ outcome: 'complete' })
  })

  it('goes on when every object dies under it', async () => {
    await emulator.faults([
      { match: { path: '/api/v1/payout-accruals' }, times: 1, fault: { kind: 'latency', ms: 300 } },
    ])
    await workflowHour(START_MS, async () => {
      // Wait until the run hangs at the slow list, then pull the plug.
      while (!(await emulator.log()).some(({ path }) => path.includes('/creators'))) await scheduler.wait(5)
      await abortAllDurableObjects()
    })
    expect(await watch().getRun(hourlyRunId(START_MS))).toMatchObject({ outcome: 'complete' })
    const events = await allEvents()
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })
})

describe('one run at a time', () => {
  it('a run that is alive makes the next one skip', async () => {
    await watch().openRun('first', { nowMs: START_MS, trigger: 'cron' })
    await watch().openRun('second', { nowMs: START_MS + 60_000, trigger: 'manual' })
    expect(await watch().getRun('second')).toMatchObject({ outcome: 'skipped', reason: 'another_run_under_way' })
    expect(await watch().getRun('first')).toMatchObject({ outcome: 'running' })
  })

  it('a run that does not move any more is superseded by the next hour', async () => {
    await watch().openRun('dead', { nowMs: START_MS, trigger: 'cron' })
    await workflowHour(START_MS + HOUR_MS)
    expect(await watch().getRun('dead')).toMatchObject({ outcome: 'incomplete', reason: 'projects: superseded' })
    expect(await watch().getRun(hourlyRunId(START_MS + HOUR_MS))).toMatchObject({ outcome: 'complete' })
    expect(await watch().advance('dead')).toMatchObject({ phase: 'closed' })
  })
})
