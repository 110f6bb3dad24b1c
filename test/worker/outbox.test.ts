import { reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toCents } from '../../src/domain/money.ts'
import type { NewsNotice, Notice } from '../../src/domain/notice.ts'
import { RETRY_SCHEDULE_MS } from '../../src/durable/outbox/schedule.ts'
import { outboxStub } from '../../src/durable/stubs.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import { SLACK_OUTBOX } from '../support/worker/farm.ts'

beforeEach(async () => {
  await emulator.reset({})
})
afterEach(async () => {
  await reset()
})

const stub = () => outboxStub(workerEnv, SLACK_OUTBOX)
const posts = { match: { method: 'POST', path: '/slack/api/chat.postMessage' } }

const news = (cents: number): NewsNotice => ({
  kind: 'news',
  at: '2026-05-07T12:20:00.000Z',
  project: { id: 'p', name: 'Project' },
  sections: [
    {
      type: 'accrual.earned',
      count: 1,
      totalCents: toCents(cents),
      items: [{ handle: 'some.body', displayName: null, amountCents: toCents(cents) }],
    },
  ],
})

const item = (id: string, notice: Notice, thread: string | null = null, mode = 'post') => ({
  id,
  thread,
  mode,
  notice: JSON.stringify(notice),
})

/** Puts the outbox's clock at an instant and lets it deliver what is due then. Answers when it would wake next. */
async function deliverAt(nowMs: number): Promise<number | null> {
  return runInDurableObject(stub(), async (outbox, state) => {
    outbox.now = () => nowMs
    // As the platform does: an alarm that goes off is no longer set.
    await state.storage.deleteAlarm()
    await outbox.alarm()
    return state.storage.getAlarm()
  })
}

/** Status, attempts and next due of every item, oldest first. */
async function items() {
  return runInDurableObject(stub(), (_, state) =>
    state.storage.sql
      .exec<{ id: string; status: string; attempts: number; due_ms: number }>(
        'SELECT id, status, attempts, due_ms FROM items ORDER BY seq',
      )
      .toArray(),
  )
}

/** Takes items without delivering them yet. */
async function enqueueAt(nowMs: number, ...given: ReturnType<typeof item>[]): Promise<void> {
  await runInDurableObject(stub(), async (outbox, state) => {
    outbox.now = () => nowMs
    await outbox.enqueue(SLACK_OUTBOX, given)
    // Delivery is started by the test, not by the platform's own alarm.
    await state.storage.deleteAlarm()
  })
}

const T0 = Date.parse('2030-01-01T00:00:00Z')

describe('the outbox', () => {
  it('takes an id once, however often it is handed over', async () => {
    await enqueueAt(T0, item('a', news(100)), item('b', news(200)))
    await enqueueAt(T0, item('a', news(999)))
    for (const n of [0, 1, 2]) await deliverAt(T0 + n * 2_000)
    const messages = await emulator.slack()
    expect(messages).toHaveLength(2)
    expect(JSON.stringify(messages)).not.toContain('$9.99')
    await enqueueAt(T0, item('a', news(999)))
    await deliverAt(T0 + 10_000)
    expect(await emulator.slack()).toHaveLength(2)
  })

  it('waits as long as Slack asks, with everything for that channel', async () => {
    const busy = {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '42' },
      body: '{"ok":false,"error":"ratelimited"}',
    }
    await emulator.faults([{ ...posts, times: 1, fault: busy }])
    await enqueueAt(T0, item('a', news(100)), item('b', news(200)))
    await deliverAt(T0)
    await deliverAt(T0 + 41_000)
    expect(await emulator.slack()).toHaveLength(0)
    await deliverAt(T0 + 42_000)
    await deliverAt(T0 + 44_000)
    expect(await emulator.slack()).toHaveLength(2)
  })

  it('asks again after six hours at the latest, however long a silence is asked for', async () => {
    const silence = { kind: 'status', status: 429, headers: { 'retry-after': '999999999' }, body: '{"ok":false}' }
    await emulator.faults([{ ...posts, times: 1, fault: silence }])
    await enqueueAt(T0, item('a', news(100)))
    expect(await deliverAt(T0)).toBe(T0 + 6 * 3_600_000)
  })

  it('makes a reply that found no message the living one, so that edits have something to change', async () => {
    await enqueueAt(T0, item('a', news(100), 'thread', 'reply'), item('b', news(200), 'thread', 'update'))
    await deliverAt(T0)
    await deliverAt(T0 + 2_000)
    const messages = await emulator.slack()
    expect(messages).toHaveLength(1)
    expect(messages[0]?.edits).toHaveLength(1)
  })

  it('forgets what was sent after thirty days', async () => {
    await enqueueAt(T0, item('a', news(100)))
    await deliverAt(T0)
    await deliverAt(T0 + 29 * 86_400_000)
    expect(await items()).toHaveLength(1)
    await deliverAt(T0 + 31 * 86_400_000)
    expect(await items()).toHaveLength(0)
  })

  it('tries again by its schedule, and keeps what never arrives as a dead letter', async () => {
    await emulator.faults([{ ...posts, fault: { kind: 'status', status: 503, headers: {}, body: '' } }])
    await enqueueAt(T0, item('a', news(100)))
    let nowMs = T0
    for (const waitMs of RETRY_SCHEDULE_MS) {
      await deliverAt(nowMs)
      expect((await items())[0]).toMatchObject({ status: 'pending', due_ms: nowMs + waitMs })
      await deliverAt(nowMs + waitMs - 1)
      expect((await items())[0]?.due_ms).toBe(nowMs + waitMs)
      nowMs += waitMs
    }
    await deliverAt(nowMs)
    expect((await items())[0]).toMatchObject({ status: 'dead', attempts: RETRY_SCHEDULE_MS.length + 1 })
    expect(nowMs - T0).toBeGreaterThan(20 * 3_600_000)
  })

  it('does not let one notice that cannot be delivered hold up the others', async () => {
    await emulator.faults([{ ...posts, times: 1, fault: { kind: 'status', status: 500, headers: {}, body: '' } }])
    await enqueueAt(T0, item('a', news(100), 'thread-a'), item('b', news(200), 'thread-b'))
    await deliverAt(T0)
    await deliverAt(T0 + 1_000)
    const messages = await emulator.slack()
    expect(messages).toHaveLength(1)
    expect(JSON.stringify(messages[0])).toContain('$2.00')
  })

  it('keeps the order within a thread, so that an edit never overtakes its message', async () => {
    await emulator.faults([{ ...posts, times: 1, fault: { kind: 'status', status: 500, headers: {}, body: '' } }])
    await enqueueAt(T0, item('a', news(100), 'thread'), item('b', news(200), 'thread', 'update'))
    await deliverAt(T0)
    await deliverAt(T0 + 1_000)
    expect(await emulator.slack()).toHaveLength(0)
    await deliverAt(T0 + 6_000)
    await deliverAt(T0 + 8_000)
    const messages = await emulator.slack()
    expect(messages).toHaveLength(1)
    expect(messages[0]?.edits).toHaveLength(1)
    expect(JSON.stringify(messages[0]?.blocks)).toContain('$2.00')
  })

  it('sends only the last of several edits that pile up', async () => {
    await enqueueAt(T0, item('a', news(100), 'thread'))
    await deliverAt(T0)
    await enqueueAt(T0, ...[200, 300, 400].map((cents) => item(`edit-${cents}`, news(cents), 'thread', 'update')))
    for (const n of [2, 4, 6, 8]) await deliverAt(T0 + n * 1_000)
    const [message] = await emulator.slack()
    expect(message?.edits).toHaveLength(1)
    expect(JSON.stringify(message?.blocks)).toContain('$4.00')
    expect((await items()).map(({ status }) => status)).toEqual(['sent', 'superseded', 'superseded', 'sent'])
  })

  it('posts anew when the living message was deleted', async () => {
    await enqueueAt(T0, item('a', news(100), 'thread'))
    await deliverAt(T0)
    const gone = { kind: 'json', body: { ok: false, error: 'message_not_found' } }
    await emulator.faults([{ match: { path: '/slack/api/chat.update' }, times: 1, fault: gone }])
    await enqueueAt(T0 + 5_000, item('b', news(200), 'thread', 'update'))
    await deliverAt(T0 + 5_000)
    await deliverAt(T0 + 60_000)
    expect((await emulator.slack()).some((message) => JSON.stringify(message).includes('$2.00'))).toBe(true)
  })

  it('wakes when the next attempt is due, and sleeps when nothing waits', async () => {
    await emulator.faults([{ ...posts, times: 1, fault: { kind: 'status', status: 500, headers: {}, body: '' } }])
    await enqueueAt(T0, item('a', news(100), 'thread'), item('b', news(200), 'thread', 'update'))
    expect(await deliverAt(T0)).toBe(T0 + 5_000)
    await deliverAt(T0 + 5_000)
    expect(await deliverAt(T0 + 7_000)).toBeNull()
  })
})
