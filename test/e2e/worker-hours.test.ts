import { beforeAll, describe, expect, it } from 'vitest'
import type { RunningEmulator, SlackMessage, State } from '../support/node/e2e-emulator.ts'
import { hour, START_MS, stage } from '../support/node/e2e-stage.ts'
import { expectedEvents, type Look, overdueAt, staleAt, toldBy } from '../support/node/e2e-truth.ts'
import { until } from '../support/node/e2e-wait.ts'
import { type Run, type RunningWorker, runId, settingsFor } from '../support/node/e2e-worker.ts'

/** The groups of alerts that must be announced: a kind in a project, as `kind project`. */
function groupsOf({ state, atMs }: Look): string[] {
  const projectOf = (rows: State['creators'] | State['accruals'], id: string) =>
    rows.find((row) => row.id === id)?.project_id
  const stale = staleAt(state, atMs).map((id) => `stale ${projectOf(state.creators, id)}`)
  const overdue = overdueAt(state, atMs).map((id) => `overdue ${projectOf(state.accruals, id)}`)
  return [...new Set([...stale, ...overdue])]
}

/** Slack and mail in the order in which they were handed over: what was said before this stands there by now. */
async function untilSaid(emulator: RunningEmulator, handle: string): Promise<SlackMessage[]> {
  const says = (message: unknown) => JSON.stringify(message).includes(handle)
  await until(`a letter names ${handle}`, async () => (await emulator.mail()).some(says))
  return until(`Slack names ${handle}`, async () => {
    const messages = await emulator.slack()
    return messages.some(says) && messages
  })
}

describe('an hour that is fired more than once', () => {
  const farm = stage()

  it('has one run and one set of messages', async () => {
    const emulator = await farm.emulator({ now: new Date(START_MS).toISOString() })
    const worker = await farm.worker(settingsFor(emulator))
    await Promise.all([worker.fire(hour(0)), worker.fire(hour(0))])
    const run = await worker.closed(runId(hour(0)))
    await worker.fire(hour(0))
    expect(run.outcome).toBe('complete')
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))
    expect(asked).toHaveLength(run.requests)
    const first: Look = { state: await emulator.state(), atMs: hour(0) }

    await emulator.act({ do: 'add_creator', tiktok_handle: 'the.last_word' })
    await emulator.setClock(hour(1))
    await Promise.all([worker.fire(hour(1)), worker.fire(hour(1)), worker.fire(hour(1))])
    await worker.closed(runId(hour(1)))
    const slack = await untilSaid(emulator, 'the.last_word')

    expect((await worker.api<Run[]>('/v1/runs')).map(({ id }) => id)).toEqual([runId(hour(1)), runId(hour(0))])
    expect(slack.filter(({ text }) => /first look/i.test(text))).toHaveLength(1)
    const groups = groupsOf(first)
    expect(groups.length).toBeGreaterThan(1)
    expect(slack).toHaveLength(1 + groups.length + 1)
    expect(new Set(slack.map(({ text }) => text)).size).toBe(slack.length)
    expect(await emulator.mail()).toHaveLength(2)
  })
})

describe('hours in which nothing is done upstream', () => {
  const farm = stage()
  const REMIND_AFTER = 3
  let emulator: RunningEmulator
  let worker: RunningWorker
  let known: Look

  beforeAll(async () => {
    emulator = await farm.emulator({ now: new Date(START_MS).toISOString() })
    worker = await farm.worker({ ...settingsFor(emulator), REMIND_EVERY_HOURS: String(REMIND_AFTER) })
    expect(await worker.check(hour(0))).toMatchObject({ outcome: 'complete' })
    known = { state: await emulator.state(), atMs: hour(0) }
  })

  it.each([1, 2])('hour %i tells what has changed by itself and nothing else', async (n) => {
    await emulator.setClock(hour(n))
    const run = await worker.check(hour(n))
    const look: Look = { state: await emulator.state(), atMs: hour(n) }
    const expected = expectedEvents(known, look)
    expect(toldBy(await worker.events(hour(n)))).toEqual(expected)
    expect(run).toMatchObject({ outcome: 'complete', events: expected.length })
    // With this seed nobody becomes stale or fresh in these hours: silence is what is tested.
    expect(expected).toEqual([])
    expect(run.decisions.filter(({ action }) => action !== 'none')).toEqual([])
    known = look
  })

  it('reminds when REMIND_EVERY_HOURS have passed, and until then nobody heard a word', async () => {
    const groups = groupsOf(known)
    await emulator.setClock(hour(REMIND_AFTER))
    const run = await worker.check(hour(REMIND_AFTER))
    expect(expectedEvents(known, { state: await emulator.state(), atMs: hour(REMIND_AFTER) })).toEqual([])
    expect(run.decisions.map(({ action, reason }) => `${action} ${reason}`)).toEqual(
      groups.map(() => 'remind reminder_due'),
    )
    const slack = await until('every group has been reminded of', async () => {
      const messages = await emulator.slack()
      return messages.filter(({ replies }) => replies.length > 0).length === groups.length && messages
    })
    // One message each and the first look: neither posted again nor edited.
    expect(slack).toHaveLength(1 + groups.length)
    expect(slack.flatMap(({ edits }) => edits)).toEqual([])
    for (const { replies } of slack.filter(({ text }) => !/first look/i.test(text))) {
      expect(replies.map(({ text, reply_broadcast }) => [/still (stale|overdue)/.test(text), reply_broadcast])).toEqual(
        [[true, true]],
      )
    }
    await until('the letter with the reminders', async () => (await emulator.mail()).length >= 2)
    const letters = await emulator.mail()
    expect(letters).toHaveLength(2)
    expect(letters[1]?.subject).toMatch(/still/)
  })
})
