/** Channels that are missing, late or refuse, and surfaces that are not set up. */
import { reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { hourlyRunId } from '../../src/domain/runs.ts'
import { outboxStub } from '../../src/durable/stubs.ts'
import type { Env } from '../../src/env.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import {
  drive,
  hour,
  newOrganisation,
  noticesOf,
  redeploy,
  runHour,
  SLACK_OUTBOX,
  sqlOfWatch,
  watch,
} from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

describe('channels', () => {
  it('that are set up later get the first look and the alerts, not silence', async () => {
    await redeploy(watch(), { SLACK_BOT_TOKEN: '', EMAIL_TO: '' })
    await runHour(hour(0))
    const [alert] = await watch().listAlerts({ state: 'open', kind: null, limit: 1 })
    expect(alert).toMatchObject({ announced: false, last_decision: { action: 'none', reason: 'no_channel_set_up' } })
    await redeploy(watch(), { SLACK_BOT_TOKEN: 'xoxb-test-token' })
    await runHour(hour(1))
    const kinds = (await noticesOf(SLACK_OUTBOX)).map(({ kind }) => kind)
    expect(kinds).toContain('first_look')
    expect(kinds).toContain('alert_group')
  })

  it('one that refuses its notices does not keep the others from theirs', async () => {
    await runHour(hour(0))
    await sqlOfWatch((sql) => {
      for (const destination of ['', 'mail/default']) {
        sql.exec(
          "INSERT INTO handover (id, destination, thread, mode, notice) VALUES (?, ?, NULL, 'post', ?)",
          `test-${destination}`,
          destination,
          JSON.stringify({ kind: 'letter', at: new Date(hour(0)).toISOString(), parts: [] }),
        )
      }
    })
    await runInDurableObject(watch(), async (object) => {
      const { OUTBOX } = (object as unknown as { env: Env }).env
      const refusing = {
        idFromName: (name: string) => OUTBOX.idFromName(name),
        get: (id: DurableObjectId) =>
          id.name === '' ? { enqueue: () => Promise.reject(new Error('overloaded')) } : OUTBOX.get(id),
      }
      Object.assign(object, { env: { ...(object as unknown as { env: Env }).env, OUTBOX: refusing } })
      await object.handOver().catch(() => undefined)
    })
    const left = await sqlOfWatch((sql) => sql.exec('SELECT destination FROM handover').toArray())
    expect(left).toEqual([{ destination: '' }])
  })

  it('rest when the settings cannot be read, instead of spinning', async () => {
    const stub = outboxStub(workerEnv, SLACK_OUTBOX)
    await redeploy(stub, { STALE_AFTER_HOURS: 'twelve' })
    const waits = await runInDurableObject(stub, async (outbox, state) => {
      const notice = JSON.stringify({ kind: 'letter', at: new Date(hour(0)).toISOString(), parts: [] })
      await outbox.enqueue(SLACK_OUTBOX, [{ id: 'x', thread: null, mode: 'post', notice }])
      const gaps: number[] = []
      for (let n = 0; n < 3; n++) {
        await state.storage.deleteAlarm()
        await outbox.alarm()
        gaps.push(((await state.storage.getAlarm()) ?? 0) - Date.now())
      }
      return gaps
    })
    expect(Math.min(...waits)).toBeGreaterThan(1_000)
  })
})

describe('a channel that refuses', () => {
  it('shows in the run: what waits and why', async () => {
    await emulator.faults([
      {
        match: { path: '/slack/api/chat.postMessage' },
        fault: { kind: 'json', body: { ok: false, error: 'not_in_channel' } },
      },
    ])
    await emulator.setClock(hour(0))
    await drive(hourlyRunId(hour(0)), hour(0))
    await watch().handOver()
    await runInDurableObject(outboxStub(workerEnv, SLACK_OUTBOX), (outbox) => outbox.alarm())
    const answer = await app.request(
      `/v1/runs/${hourlyRunId(hour(0))}`,
      { headers: { authorization: 'Bearer admin-token-for-tests' } },
      env,
    )
    const { channels } = (await answer.json()) as {
      channels: { name: string; pending: number; last_failure: string }[]
    }
    const slack = channels.find(({ name }) => name === SLACK_OUTBOX)
    expect(slack?.pending).toBeGreaterThan(0)
    expect(slack?.last_failure).toBe('slack_not_in_channel')
  })
})

describe('a surface that is not set up', () => {
  it('says so: Slack without a signing secret answers 503, with one what is not signed is refused and what is not there is 404', async () => {
    const off = await app.request('/slack/events', { method: 'POST' }, env)
    expect(off.status).toBe(503)
    expect(await off.json()).toMatchObject({ code: 'slack_off', status: 503 })
    const on = { ...env, SLACK_SIGNING_SECRET: 'secret' }
    expect((await app.request('/slack/events', { method: 'POST' }, on)).status).toBe(401)
    expect((await app.request('/slack/nothing', { method: 'POST' }, on)).status).toBe(404)
  })
})
