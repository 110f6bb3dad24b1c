import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertGroupNotice, LetterNotice, NewsNotice, StormNotice } from '../../src/domain/notice.ts'
import { emulator } from '../support/worker/emulator.ts'
import {
  HOUR_MS,
  hour,
  MAIL_OUTBOX,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  START_MS,
  watch,
} from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation({ creators: 30, accruals: 60 })
})
afterEach(async () => {
  await reset()
})

const newsOf = async () =>
  (await noticesOf(SLACK_OUTBOX)).filter((notice): notice is NewsNotice => notice.kind === 'news')
const groupsOf = async () =>
  (await noticesOf(SLACK_OUTBOX)).filter((notice): notice is AlertGroupNotice => notice.kind === 'alert_group')
const text = (message: unknown) => JSON.stringify(message)

describe('news', () => {
  it('is one message per project and run, naming handle and amount of each', async () => {
    await runHour(hour(0))
    const before = (await emulator.slack()).length
    const { creators, projects } = await emulator.state()
    const chosen = projects.flatMap(({ id }) =>
      creators.filter((row) => row.project_id === id && row.is_active).slice(0, 3),
    )
    for (const [index, { id }] of chosen.entries()) {
      await emulator.act({ do: 'earn', creator_id: id, amount_cents: 10_000 + index })
    }
    await runHour(hour(1))
    const messages = (await emulator.slack()).slice(before).map(text)
    const news = await newsOf()
    expect(news.map(({ project }) => project?.id).sort()).toEqual(projects.map(({ id }) => id).sort())
    for (const [index, creator] of chosen.entries()) {
      const amount = `$100.${String(index).padStart(2, '0')}`
      const handle = creator.tiktok_handle
      expect(messages.filter((message) => message.includes(amount) && message.includes(handle))).toHaveLength(1)
    }
  })

  it('names the twenty largest and counts the rest', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const project = creators.find(({ is_active }) => is_active)?.project_id
    const candidates = creators.filter((row) => row.project_id === project && row.is_active)
    for (let n = 0; n < 26; n++) {
      const creator = candidates[n % candidates.length]
      await emulator.act({ do: 'earn', creator_id: creator?.id, amount_cents: 1_000 + n })
    }
    await runHour(hour(1))
    const section = (await newsOf()).find((notice) => notice.project?.id === project)?.sections[0]
    expect(section).toMatchObject({ type: 'accrual.earned', count: 26 })
    expect(section?.items.map(({ amountCents }) => amountCents)).toEqual(
      Array.from({ length: 20 }, (_, n) => 1_025 - n),
    )
    expect(text((await emulator.slack()).at(-1))).toMatch(/6 more/)
  })

  it('goes by mail as one letter with everything, and by no letter when there is nothing', async () => {
    await runHour(hour(0))
    expect(await emulator.mail()).toHaveLength(1)
    await emulator.act({ do: 'earn' })
    await emulator.act({ do: 'reject' })
    await runHour(hour(1))
    const mail = await emulator.mail()
    expect(mail).toHaveLength(2)
    expect(mail[1]?.subject).toMatch(/1 accrual earned/)
    const letters = (await noticesOf(MAIL_OUTBOX)) as LetterNotice[]
    expect(letters.at(-1)?.parts.some(({ kind }) => kind === 'news')).toBe(true)
  })
})

describe('a group of alerts', () => {
  /** The living message of the stale creators of a project. */
  async function staleMessage(projectName: string) {
    return (await emulator.slack()).filter(
      (message) =>
        /stale/i.test(text(message)) && text(message).includes(projectName) && !/First look/.test(message.text),
    )
  }

  it('has one message, edited in place as it changes and when it is over', async () => {
    await runHour(hour(0))
    const { creators, projects } = await emulator.state()
    const fresh = creators.find(
      (row) => row.is_active && row.last_scraped_at !== null && hour(0) - Date.parse(row.last_scraped_at) < 5 * HOUR_MS,
    )
    const project = projects.find(({ id }) => id === fresh?.project_id)
    const name = project?.name.split(' ')[0] ?? ''
    expect(await staleMessage(name)).toHaveLength(1)
    await emulator.act({ do: 'stall', creator_id: fresh?.id })
    await runHour(hour(20))
    const grown = await staleMessage(name)
    expect(grown).toHaveLength(1)
    expect(grown[0]?.edits.length).toBeGreaterThan(0)
    expect(text(grown[0]?.blocks)).toContain(fresh?.tiktok_handle)

    await emulator.act({ do: 'scrape_all' })
    await emulator.setClock(hour(20) + 10 * 60_000)
    await emulator.state()
    await runHour(hour(21))
    const over = await staleMessage(name)
    expect(over).toHaveLength(1)
    expect(text(over[0]?.blocks)).toMatch(/resolved|fresh again|over/i)
  })

  it('is repeated after a day without a change, as a reply that people notice, and not before', async () => {
    await runHour(hour(0))
    // Nobody is scraped any more and nothing is earned: upstream stands still.
    const opened = (await groupsOf()).filter(({ state }) => state === 'open').length
    await runHour(hour(1))
    const before = (await groupsOf()).filter(({ reminder }) => reminder).length
    expect(before).toBe(0)
    await runHour(hour(25))
    const reminders = (await groupsOf()).filter(({ reminder }) => reminder)
    expect(reminders.length).toBeGreaterThan(0)
    expect(reminders.length).toBeLessThanOrEqual(opened)
    const replies = (await emulator.slack()).flatMap((message) => message.replies)
    expect(replies.length).toBe(reminders.length)
    await runHour(hour(26))
    expect((await groupsOf()).filter(({ reminder }) => reminder)).toHaveLength(reminders.length)
  })

  it('keeps the reason of each decision, readable by the alert', async () => {
    await runHour(hour(0))
    for (const n of [1, 2, 3]) await runHour(hour(n))
    const [alert] = await watch().listAlerts({ state: 'open', kind: 'accrual.overdue', limit: 1 })
    const detail = await watch().getAlert(alert?.id ?? '')
    const reasons = detail?.decisions.map(({ reason, times }) => [reason, times])
    expect(reasons?.at(-1)).toEqual(['first_notification', 1])
    expect(reasons?.[0]).toEqual(['unchanged', 3])
  })

  it('of more than twenty names the ten largest and counts', async () => {
    await newOrganisation({ projects: 1, creators: 60, accruals: 400 })
    await runHour(START_MS + 60 * 24 * HOUR_MS)
    const overdue = (await groupsOf()).find(({ alertKind }) => alertKind === 'accrual.overdue')
    expect(overdue?.openCount).toBeGreaterThan(20)
    expect(overdue?.items).toHaveLength(10)
    const amounts = overdue?.items.map(({ amountCents }) => amountCents ?? 0) ?? []
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
    const stale = (await groupsOf()).find(({ alertKind }) => alertKind === 'creator.stale')
    if (stale && stale.openCount > 20) expect(stale.items).toHaveLength(10)
  })
})

describe('an alert storm', () => {
  it('is one message instead of a flood, and the groups still live on', async () => {
    await newOrganisation({ projects: 12, creators: 120, accruals: 240 })
    await runHour(START_MS + 40 * 24 * HOUR_MS)
    const notices = await noticesOf(SLACK_OUTBOX)
    const storms = notices.filter((notice): notice is StormNotice => notice.kind === 'storm')
    expect(storms).toHaveLength(1)
    expect(storms[0]?.groupCount).toBeGreaterThan(10)
    expect(storms[0]?.groups).toHaveLength(10)
    expect(notices.filter(({ kind }) => kind === 'alert_group')).toEqual([])
    const open = await watch().listAlerts({ state: 'open', kind: null, limit: 10_000 })
    expect(storms[0]?.alertCount).toBe(open.length)
    const mail = (await emulator.mail()).at(-1)
    expect(mail?.text.length).toBeLessThan(20_000)
    // The next quiet hour is quiet.
    const before = (await noticesOf(SLACK_OUTBOX)).length
    await runHour(START_MS + 40 * 24 * HOUR_MS + HOUR_MS)
    expect((await noticesOf(SLACK_OUTBOX)).length - before).toBeLessThanOrEqual(2)
  })
})
