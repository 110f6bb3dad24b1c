import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/lib/ports.ts'
import { ROOT } from '../../scripts/lib/processes.ts'
import { browserMissing, expectUsable, openBrowser } from '../support/node/e2e-browser.ts'
import { steer } from '../support/node/e2e-emulator.ts'
import { adopt, adoptFamily, endGroups, membersOf, signal } from '../support/node/e2e-processes.ts'
import { overdueAt, staleAt } from '../support/node/e2e-truth.ts'
import { until } from '../support/node/e2e-wait.ts'

const WORKER_PORT = 8787
const EMULATOR_PORT = 8788
const site = `http://localhost:${EMULATOR_PORT}`
const emulator = steer(site)

const taken = (await Promise.all([WORKER_PORT, EMULATOR_PORT].map(freePort))).includes(false)
const missing = browserMissing()
// Whoever builds must see it tested; a person may lack a browser.
if (missing !== null && process.env.CI) throw new Error(`npm start cannot be tested: ${missing}`)
const obstacle = taken ? `port ${WORKER_PORT} or ${EMULATOR_PORT} is taken` : missing
// Not by console: what a test that does not fail says there is not shown.
if (obstacle !== null) writeSync(2, `\nnpm start is not tested: ${obstacle}.\n`)

const dollars = (cents: number) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2 })

/** `npm start` in a terminal of its own, once it has said where to look. */
async function startDemo() {
  const { CI: _, ...env } = process.env
  const npm = spawn('npm', ['start'], { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env })
  const foreground = adopt(npm)
  let terminal = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      terminal += text
    })
  }
  const end = () => endGroups(adoptFamily(foreground))
  const hasEnded = () => npm.exitCode !== null || npm.signalCode !== null
  try {
    await until('the demo says where to look', () => hasEnded() || terminal.includes('Ctrl-C ends the demo'), 120_000)
    if (hasEnded()) throw new Error('npm start has ended')
  } catch (error) {
    await end()
    throw new Error(`${error}\n${terminal}`)
  }
  const groups = adoptFamily(foreground)
  return {
    terminal: () => terminal,
    /** Ends whatever is left. */
    end: () => endGroups(groups),
    /** As a terminal does: to the group in its foreground and to nobody else; then nothing may be left. */
    async expectEndBy(name: 'SIGINT' | 'SIGHUP'): Promise<void> {
      expect(membersOf(groups).filter(({ command }) => command.includes('workerd'))).not.toEqual([])
      signal(foreground, name)
      await until('npm start ends', hasEnded, 15_000)
      await until('nobody is left', () => membersOf(groups).length === 0, 10_000).catch(() => null)
      expect(membersOf(groups).map(({ command }) => command.slice(0, 150))).toEqual([])
      for (const port of [WORKER_PORT, EMULATOR_PORT]) expect(await freePort(port), `port ${port} is free`).toBe(true)
    },
  }
}

describe.skipIf(obstacle !== null)('npm start', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let slack: Page

  /** Pages are not loaded again from here on; a mark in each would be gone if they were. */
  const mark = (page: Page) => page.evaluate(() => document.body.setAttribute('data-still-here', 'yes'))
  const isStillThere = (page: Page) => page.evaluate(() => document.body.hasAttribute('data-still-here'))
  const runsReported = () => demo.terminal().match(/^ {2}\d{4}-\d\d-\d\d \d\d:20 UTC {2}\w+:/gm) ?? []

  async function press(page: Page, label: string): Promise<void> {
    await page.bringToFront()
    await page.getByRole('button', { name: label }).click()
    await page.locator('#outcome', { hasText: `${label}: done` }).waitFor()
  }

  beforeAll(async () => {
    demo = await startDemo()
    browser = await openBrowser()
    slack = await browser.context.newPage()
    await slack.goto(`${site}/slack`)
  })

  afterAll(async () => {
    await browser?.close()
    await demo?.end()
  })

  it('has checked once and says where to look and what to try', () => {
    expect(runsReported()).toHaveLength(1)
    expect(demo.terminal()).toMatch(/UTC {2}complete: \d+ requests, \d+ events/)
    for (const place of [`${site}/slack`, `${site}/mail`, `${site}/`, `http://localhost:${WORKER_PORT}/healthz`]) {
      expect(demo.terminal()).toContain(place)
    }
  })

  it('the calls it proposes work as they are printed', async () => {
    const calls = [...demo.terminal().matchAll(/^ {4}[a-z ]+ {2,}(curl .*(?:events|alerts))$/gm)].map(
      ([, call = '']) => call,
    )
    expect(calls).toHaveLength(2)
    for (const call of calls) {
      const [, header = '', url = ''] = /-H '([^']+)' (\S+)$/.exec(call) ?? []
      const [name = '', value = ''] = header.split(': ')
      const answer = await fetch(url, { headers: { [name]: value } })
      expect(answer.status).toBe(200)
      expect(await answer.json()).not.toEqual([])
    }
  })

  it('Slack shows the first look with creators and money owed', async () => {
    const { creators, accruals } = await emulator.state()
    const owed = accruals.filter(({ status }) => status === 'earned').reduce((sum, row) => sum + row.amount_cents, 0)
    const first = slack.locator('#messages > article', { hasText: 'First look' })
    await first.waitFor()
    const heading = first.getByRole('heading')
    expect(await heading.isVisible()).toBe(true)
    expect(await heading.textContent()).toContain(`${creators.length} creators, ${dollars(owed)} owed`)
  })

  it('Slack shows groups of alerts with handles', async () => {
    const state = await emulator.state()
    const nowMs = Date.parse(state.now)
    const handleOf = (id: string | undefined) => state.creators.find((row) => row.id === id)?.tiktok_handle ?? '?'
    const stale = staleAt(state, nowMs).map(handleOf)
    const overdue = overdueAt(state, nowMs).map((id) =>
      handleOf(state.accruals.find((row) => row.id === id)?.creator_id),
    )
    for (const [word, handles] of [
      ['stale', stale],
      ['overdue', overdue],
    ] as const) {
      expect(handles.length).toBeGreaterThan(0)
      const alerts = slack.locator('#messages > article', { hasText: new RegExp(`\\d+ \\w+ ${word}`) })
      for (const handle of handles) await alerts.getByText(`@${handle}`).first().waitFor()
    }
  })

  it('the mail can be opened and read', async () => {
    const page = await browser.context.newPage()
    await page.goto(`${site}/mail`)
    await page.getByRole('link', { name: /first look/ }).click()
    const letter = page.frameLocator('iframe')
    await letter.getByRole('heading').first().waitFor()
    expect(await letter.locator('body').textContent()).toMatch(/owed/i)
    expect(await letter.locator('body').textContent()).toMatch(/@\w+/)
    await expectUsable(page)
    await page.close()
  })

  it.each(['/slack', '/mail', '/'])(
    '%s is usable: title, language, landmark, names, no sideways scrolling',
    async (path) => {
      const page = await browser.context.newPage()
      await page.goto(`${site}${path}`)
      await expectUsable(page)
      await page.close()
    },
  )

  it('somebody is paid and an hour passes: terminal and Slack tell of it, without a reload', async () => {
    const home = await browser.context.newPage()
    await home.goto(`${site}/`)
    await mark(slack)
    const before = await emulator.state()
    await press(home, 'Record a payment')
    const after = await emulator.state()
    const paid = before.accruals.filter(
      (row) => row.status === 'earned' && after.accruals.find(({ id }) => id === row.id)?.status === 'paid',
    )
    const creator = before.creators.find(({ id }) => id === paid[0]?.creator_id)
    const cents = paid.reduce((sum, row) => sum + row.amount_cents, 0)
    expect(cents).toBeGreaterThan(0)
    await press(home, 'Let an hour pass')
    await until('the terminal reports the next run', () => runsReported().length >= 2)

    await slack.bringToFront()
    const news = slack.locator('#messages > article', { hasText: 'recorded as paid' })
    await news.getByText(`@${creator?.tiktok_handle}`).first().waitFor()
    expect(await news.textContent()).toContain(dollars(cents))
    expect(await isStillThere(slack)).toBe(true)
    await home.close()
  })

  it('everyone is scraped and an hour passes: the alert is edited in its place, without a reload', async () => {
    const home = await browser.context.newPage()
    await home.goto(`${site}/`)
    const known = runsReported().length
    await press(home, 'Scrape everyone')
    await press(home, 'Let an hour pass')
    await until('the terminal reports the run', () => runsReported().length > known)

    await slack.bringToFront()
    const edited = slack.locator('#messages > article', { hasText: 'Resolved: stale creators' })
    await edited.first().waitFor()
    await edited.getByText('(edited)').first().waitFor()
    expect(await isStillThere(slack)).toBe(true)
    await home.close()
  })

  it('the mailbox tells of each run that had something to say', async () => {
    const page = await browser.context.newPage()
    await page.goto(`${site}/mail`)
    await page.getByRole('link', { name: /recorded as paid/ }).waitFor()
    await page.close()
  })

  it('the browser has nothing to complain of', () => {
    expect(browser.complaints).toEqual([])
  })

  it('Ctrl-C ends everything: no process is left and the ports are free', async () => {
    await browser.close()
    await demo.expectEndBy('SIGINT')
    expect(demo.terminal()).toContain('Stopping')
    expect(demo.terminal()).not.toMatch(/npm error|Error:/)
  })
})

describe.skipIf(obstacle !== null)('npm start in a terminal that is closed', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>

  beforeAll(async () => {
    demo = await startDemo()
  })
  afterAll(() => demo?.end())

  it('ends as well, and the next one finds its ports free', async () => {
    await demo.expectEndBy('SIGHUP')
  })
})
