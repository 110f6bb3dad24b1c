/** Driving the watch in tests: hours as the workflow would run them, without its waits, and deliveries on demand. */
import { runInDurableObject } from 'cloudflare:test'
import type { WatchEvent } from '../../../src/domain/events.ts'
import type { Notice } from '../../../src/domain/notice.ts'
import { hourlyRunId } from '../../../src/domain/runs.ts'
import { outboxStub, watchStub } from '../../../src/durable/stubs.ts'
import type { RunDetail } from '../../../src/durable/watch/contract.ts'
import type { Env } from '../../../src/env.ts'
import { emulator } from './emulator.ts'
import { workerEnv } from './env.ts'

export const SLACK_OUTBOX = 'slack/C0ALERTS1'
export const MAIL_OUTBOX = 'mail/default'
export const HOUR_MS = 3_600_000
/** A Thursday noon, twenty past: where tests start unless they say otherwise. */
export const START_MS = Date.parse('2026-05-07T12:20:00Z')
/** The `n`-th hour of a test. */
export const hour = (n: number) => START_MS + n * HOUR_MS

/** The watch under test; a fresh stub each time, since a crash breaks old ones. */
export const watch = () => watchStub(workerEnv)

/** Looks into the watch's own tables. */
export const sqlOfWatch = <T>(work: (sql: SqlStorage) => T): Promise<T> =>
  runInDurableObject(watch(), (_, state) => work(state.storage.sql))

/** Changes settings of an object as a new deployment would. */
export async function redeploy(stub: DurableObjectStub, changes: Record<string, string>): Promise<void> {
  await runInDurableObject(stub, (instance) => {
    const object = instance as unknown as { env: Env }
    object.env = { ...object.env, ...changes }
  })
}

/** Resets the emulator to an organisation whose clock stands at `START_MS`. */
export function newOrganisation(organisation: Record<string, unknown> = {}) {
  return emulator.reset({
    seed: 1,
    projects: 2,
    creators: 12,
    accruals: 24,
    now: new Date(START_MS).toISOString(),
    ...organisation,
  })
}

/** Lets the emulator's clock stand at `nowMs` and runs the hour; deliveries included. */
export async function runHour(nowMs: number): Promise<RunDetail> {
  await emulator.setClock(nowMs)
  const id = hourlyRunId(nowMs)
  await drive(id, nowMs)
  await watch().handOver()
  await deliverAll()
  const run = await watch().getRun(id)
  if (run === null) throw new Error('the run left no trace')
  return run
}

/** What the workflow's loop does; instead of sleeping, the watch's clock is put forward. */
export async function drive(id: string, nowMs: number): Promise<void> {
  let progress = await watch().openRun(id, { nowMs, trigger: 'cron' })
  let aheadMs = 0
  for (let calls = 0; progress.phase !== 'closed'; calls++) {
    if (calls > 500) throw new Error(`the run does not end: ${progress.phase}`)
    aheadMs += progress.waitMs
    await runInDurableObject(watch(), (object) => {
      object.now = () => Date.now() + aheadMs
      object.random = () => 0.5
    })
    progress = await watch().advance(id)
  }
}

/** Runs the outboxes' alarms, letting their clock jump to what is due, until nothing waits. */
export async function deliverAll(): Promise<void> {
  for (const destination of [SLACK_OUTBOX, MAIL_OUTBOX]) {
    const stub = outboxStub(workerEnv, destination)
    for (let alarms = 0; alarms < 500; alarms++) {
      if ((await stub.counts()).pending === 0) break
      await runInDurableObject(stub, async (outbox) => {
        const ahead = (alarms + 1) * 2_000
        outbox.now = () => Date.now() + ahead
        await outbox.alarm()
      })
    }
  }
}

/** The log of events, oldest first. */
export async function allEvents(): Promise<WatchEvent[]> {
  const events = (await watch().listEvents({ type: null, sinceMs: null, limit: 100_000 })) as WatchEvent[]
  return events.toReversed()
}

/** Events of a run: those it added to what was there before. */
export async function eventsOf(action: () => Promise<unknown>): Promise<WatchEvent[]> {
  const before = (await allEvents()).length
  await action()
  return (await allEvents()).slice(before)
}

/** Every notice that an outbox was ever given, oldest first. */
export async function noticesOf(destination: string): Promise<Notice[]> {
  return runInDurableObject(outboxStub(workerEnv, destination), (_, state) =>
    state.storage.sql
      .exec<{ notice: string }>('SELECT notice FROM items ORDER BY seq')
      .toArray()
      .map(({ notice }) => JSON.parse(notice) as Notice),
  )
}
