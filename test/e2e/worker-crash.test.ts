import { describe, expect, it } from 'vitest'
import type { RunningEmulator, SlackMessage } from '../support/node/e2e-emulator.ts'
import { hour, stage } from '../support/node/e2e-stage.ts'
import { expectedEvents, type Look, toldBy } from '../support/node/e2e-truth.ts'
import { until } from '../support/node/e2e-wait.ts'
import { type Run, type RunningWorker, runId, settingsFor, type WatchEvent } from '../support/node/e2e-worker.ts'

/** Longer than any test: whoever asks waits until it is killed. */
const HANGS_MS = 120_000
/** A run that the platform has not resumed by then is left to the next hour; locally it resumes none. */
const RESUMES_WITHIN_MS = 8_000

const NEWS = /^(accrual\.(earned|changed|paid|rejected|voided|reopened)|creator\.(added|deactivated|reactivated))$/

/** How many lines of these messages speak of each creator. */
function linesAbout(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, handle = ''] of text.matchAll(/• @([\w.]+)/g)) counts.set(handle, (counts.get(handle) ?? 0) + 1)
  return counts
}

/** How many lines of news the events make for each creator. */
function linesDue(events: readonly WatchEvent[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { type, data } of events) {
    const handle = String(data.handle)
    if (NEWS.test(type)) counts.set(handle, (counts.get(handle) ?? 0) + 1)
  }
  return counts
}

/** The text of the messages that tell news. */
function newsIn(messages: readonly SlackMessage[]): string {
  const isNews = ({ text }: SlackMessage) => /🐐/.test(text) && !/first look/i.test(text)
  return messages
    .filter(isNews)
    .flatMap(({ blocks = [] }) => blocks)
    .map((block) => JSON.stringify(block).replaceAll('\\n', '\n'))
    .join('\n')
}

async function change(emulator: RunningEmulator): Promise<void> {
  for (const what of ['earn', 'earn', 'pay', 'reject', 'change_amount', 'deactivate', 'reactivate']) {
    await emulator.act({ do: what })
  }
  await emulator.act({ do: 'add_creator', tiktok_handle: 'survivor.one' })
}

describe('a Worker that is killed', () => {
  const farm = stage()

  it('in the middle of a run, and started again, tells everything once', async () => {
    const emulator = await farm.emulator({ creators: 250, accruals: 450, now: new Date(hour(0)).toISOString() })
    const folder = await farm.folder()
    const settings = settingsFor(emulator)
    const first = await farm.worker(settings, folder)
    expect(await first.check(hour(0))).toMatchObject({ outcome: 'complete' })
    const known: Look = { state: await emulator.state(), atMs: hour(0) }
    await until('the first letter', async () => (await emulator.mail()).length === 1)

    await change(emulator)
    await emulator.setClock(hour(1))
    await emulator.faults([{ match: { path: '/payout-accruals' }, fault: { kind: 'latency', ms: HANGS_MS } }])
    await first.fire(hour(1))
    await until('the run waits for accruals', async () =>
      (await emulator.log()).some(({ fault, status }) => fault === 'latency' && status === null),
    )
    expect((await first.api<Run>(`/v1/runs/${runId(hour(1))}`)).outcome).toBe('running')
    // Creators were read and stored, accruals were not.
    expect(toldBy(await first.events(hour(1))).some((told) => told.startsWith('creator.added'))).toBe(true)
    await first.kill()
    await emulator.faults([])

    const second = await farm.worker(settings, folder)
    const resumed = await second.closed(runId(hour(1)), RESUMES_WITHIN_MS).catch(() => null)
    await emulator.act({ do: 'add_creator', tiktok_handle: 'survivor.two' })
    await emulator.setClock(hour(2))
    expect(await second.check(hour(2))).toMatchObject({ outcome: 'complete' })
    await emulator.act({ do: 'add_creator', tiktok_handle: 'survivor.three' })
    await emulator.setClock(hour(3))
    expect(await second.check(hour(3))).toMatchObject({ outcome: 'complete' })
    const now: Look = { state: await emulator.state(), atMs: hour(3) }

    const events = await second.events(hour(1))
    expect(events.length).toBeLessThan(100)
    expect(toldBy(events)).toEqual(expectedEvents(known, now))
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    const runs = await second.api<Run[]>('/v1/runs')
    expect(runs.map(({ id }) => id)).toEqual([3, 2, 1, 0].map((n) => runId(hour(n))))
    const [, , died] = runs
    if (resumed === null) expect(died).toMatchObject({ outcome: 'incomplete', reason: 'accruals: superseded' })
    else expect(died).toMatchObject({ outcome: 'complete', reason: null })

    const due = linesDue(events)
    expect(due.size).toBeGreaterThan(4)
    const slack = await until('news of everyone', async () => {
      const messages = await emulator.slack()
      const about = linesAbout(newsIn(messages))
      return [...due.keys()].every((handle) => about.has(handle)) && messages
    })
    expect(linesAbout(newsIn(slack))).toEqual(due)
    expect(slack.filter(({ text }) => /first look/i.test(text))).toHaveLength(1)
    const letters = await until('the last letter', async () => {
      const mails = await emulator.mail()
      return mails.some(({ text }) => text.includes('survivor.three')) && mails
    })
    for (const handle of ['survivor.one', 'survivor.two', 'survivor.three']) {
      expect(letters.filter(({ text }) => text.includes(handle))).toHaveLength(1)
    }
  })

  it('while a message is on its way, and started again, loses none', async () => {
    const emulator = await farm.emulator({ now: new Date(hour(0)).toISOString() })
    const folder = await farm.folder()
    const settings = settingsFor(emulator)
    const first: RunningWorker = await farm.worker(settings, folder)
    await emulator.faults([
      { match: { path: '/slack/api/chat.postMessage' }, fault: { kind: 'latency', ms: HANGS_MS } },
    ])
    const run = await first.check(hour(0))
    await until('a message is on its way', async () =>
      (await emulator.log()).some(({ path, status }) => path === '/slack/api/chat.postMessage' && status === null),
    )
    await first.kill()
    await emulator.faults([])

    await farm.worker(settings, folder)
    const posts = run.decisions.filter(({ action }) => action === 'post').length
    expect(posts).toBeGreaterThan(0)
    const slack = await until('all messages', async () => {
      const messages = await emulator.slack()
      return messages.length === 1 + posts && messages
    })
    expect(new Set(slack.map(({ text }) => text)).size).toBe(1 + posts)
  })
})
