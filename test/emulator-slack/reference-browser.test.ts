/** The reference of the emulated API as a person uses it, in Chromium. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useEmulator } from '../emulator/support.ts'
import { browserMissing, expectUsable, openBrowser } from '../support/node/e2e-browser.ts'

const missing = browserMissing()
if (missing !== null && process.env.CI) throw new Error(`the reference page cannot be tested: ${missing}`)

const emulator = useEmulator()

describe.skipIf(missing !== null)('the reference page in Chromium', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    page = await browser.context.newPage()
    await page.goto(`${emulator.url()}/reference`)
  })
  afterEach(() => page.close())

  const line = (id: string) => page.locator(`[data-op="${id}"]`)
  const send = async (id: string, path?: string) => {
    await line(id).locator('summary').first().click()
    if (path !== undefined) await line(id).getByLabel('Path and query').fill(path)
    await line(id).getByRole('button', { name: 'Send' }).click()
  }
  const answerTo = async (id: string) => {
    await line(id).locator('.outcome:not(:empty)', { hasNotText: 'Asking' }).waitFor()
    return line(id).locator('.answer').textContent()
  }

  it('tries a route and shows status and answer, markup in it as text', async () => {
    const [creator] = await emulator.list('/creators?limit=1')
    const hostile = '<img src=x onerror=alert(1)>'
    await emulator.api('PATCH', `/creators/${creator?.id}`, { body: { display_name: hostile } })
    await send('listCreators', '/api/v1/creators?limit=1')
    const shown = JSON.parse((await answerTo('listCreators')) ?? '')
    expect(shown.data).toHaveLength(1)
    expect(shown.data[0].display_name).toBe(hostile)
    expect(await line('listCreators').locator('.outcome').textContent()).toMatch(
      /^200 OK · \d+ ms · [\d,]+ characters$/,
    )
    expect(await page.locator('.answer img').count()).toBe(0)
    expect(await emulator.log()).toContainEqual(
      expect.objectContaining({ path: '/api/v1/creators', query: 'limit=1', api_key: 'read', status: 200 }),
    )
  })

  it('cuts a long answer and says how much is missing', async () => {
    await send('listVideos', '/api/v1/videos?limit=100')
    const shown = await answerTo('listVideos')
    expect(shown).toMatch(/\n… [\d,]+ more characters$/)
    const whole = JSON.stringify(await (await emulator.request('GET', '/videos?limit=100')).json(), null, 2)
    expect(shown).toBe(`${whole.slice(0, 20_000)}\n… ${(whole.length - 20_000).toLocaleString('en')} more characters`)
  })

  it('sends the key to no other path and no other host', async () => {
    await line('listCreators').locator('summary').first().click()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const others = ['https://example.com/api/v1/creators', '//example.com/api/v1/', '/slack', '/api/v1/../../mail']
    for (const path of others) {
      await line('listCreators').getByLabel('Path and query').fill(path)
      await line('listCreators').getByRole('button', { name: 'Send' }).click()
      await line('listCreators').getByText('A path below /api/v1/ is needed.').waitFor({ timeout: 3_000 })
    }
    expect(asked).toEqual([])
  })

  it('narrows by words of a route, else by names of fields', async () => {
    const seen = () =>
      page.locator('details.op:visible').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.op))
    const box = page.getByRole('searchbox', { name: 'Filter' })
    await box.fill('post payout-payments')
    expect(await seen()).toEqual(['createPayment'])
    expect(await page.locator('.side a:visible').allTextContents()).toHaveLength(2)
    expect(await page.locator('#found').textContent()).toMatch(/^1 of \d+ routes$/)
    await box.fill('auto_apply_outstanding')
    expect(await seen()).toEqual(['createPayment'])
    await box.fill('no such thing')
    expect(await seen()).toEqual([])
    await page.getByText('No route has these words.').waitFor()
    await box.fill('')
    expect(await seen()).toHaveLength(await page.locator('details.op').count())
  })

  it('copies a command', async () => {
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await line('listProjects').locator('summary').first().click()
    await line('listProjects').getByRole('button', { name: /^Copy/ }).click()
    await line('listProjects').getByText('Copied').waitFor()
    const command = await line('listProjects').locator('.curl').textContent()
    expect(command).toContain(`'${emulator.url()}/api/v1/projects?limit=3'`)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command)
  })

  it('is read without a script; a link opens its route', async () => {
    const context = await browser.context.browser()?.newContext({ javaScriptEnabled: false })
    const bare = await context?.newPage()
    if (bare === undefined) throw new Error('no second context')
    await bare.goto(`${emulator.url()}/reference`)
    expect(await bare.getByRole('button').count()).toBe(0)
    expect(await bare.getByRole('searchbox').count()).toBe(0)
    await bare.getByRole('link', { name: 'POST Record a payment' }).click()
    await bare.getByText('auto_apply_outstanding').first().waitFor()
    await context?.close()
  })

  it('opens with the keyboard', async () => {
    await line('listProjects').locator('summary').first().focus()
    await page.keyboard.press('Enter')
    await line('listProjects').getByLabel('Path and query').focus()
    await page.keyboard.press('Enter')
    expect(JSON.parse((await answerTo('listProjects')) ?? '').error).toBeNull()
  })

  it('is usable wide, narrow and at 360 px with everything open, and has nothing to complain of', async () => {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    await expectUsable(page)
    await page.setViewportSize({ width: 360, height: 780 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(browser.complaints).toEqual([])
  })
})
