/** The workspace as a person uses it, in Chromium. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserMissing, expectUsable, openBrowser } from '../support/node/e2e-browser.ts'
import { type Rig, startSlack } from './support.ts'
import { startWorkerDouble, type WorkerDouble } from './worker-double.ts'

const missing = browserMissing()
if (missing !== null && process.env.CI) throw new Error(`the Slack page cannot be tested: ${missing}`)

const plain = (text: string) => ({ type: 'plain_text', text })
const CONFIRM = { title: plain('Record it?'), text: plain('$50.00'), confirm: plain('Record'), deny: plain('Not now') }
const CARD = [
  {
    type: 'actions',
    elements: [
      { type: 'button', text: plain('Approve'), action_id: 'payment.approve', value: 'r1', confirm: CONFIRM },
      { type: 'button', text: plain('Deny'), action_id: 'payment.deny', value: 'r1', style: 'danger' },
    ],
  },
]

describe.skipIf(missing !== null)('the Slack page', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let rig: Rig
  let worker: WorkerDouble
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    worker = await startWorkerDouble('s')
    rig = await startSlack({ workerUrl: worker.url, signingSecret: 's' })
    page = await browser.context.newPage()
    await page.goto(`${rig.url}/slack?as=U0APPROVE`)
  })
  afterEach(async () => {
    await page.close()
    await rig.close()
    await worker.close()
  })

  const post = (text: string, blocks?: object[]) =>
    rig.call('chat.postMessage', { channel: 'C0ALERTS1', text, ...(blocks === undefined ? {} : { blocks }) })
  const said = (text: string) => page.locator('#messages > article', { hasText: text })
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '')

  it('sends what is typed with Enter, shows the answer and keeps the focus in the box', async () => {
    worker.replies.push({ json: { text: 'You may do this' } })
    await page.getByRole('textbox').fill('/goat help')
    await page.keyboard.press('Enter')
    await said('You may do this').getByText('Only visible to you').waitFor()
    expect(worker.received[0]?.form.get('text')).toBe('help')
    expect(await page.getByRole('textbox').inputValue()).toBe('')
    expect(await focused()).toBe('text')
  })

  it('keeps what is being typed, its selection and the focus while messages come', async () => {
    await page.getByRole('textbox').fill('half typed')
    await page.getByRole('textbox').evaluate((box: HTMLInputElement) => box.setSelectionRange(2, 6))
    await post('something new')
    await said('something new').waitFor()
    const box = await page.getByRole('textbox').evaluate((node: HTMLInputElement) => ({
      text: node.value,
      from: node.selectionStart,
      to: node.selectionEnd,
    }))
    expect(box).toEqual({ text: 'half typed', from: 2, to: 6 })
    expect(await focused()).toBe('text')
  })

  it('gives back what was typed when the emulator does not take it', async () => {
    await page.route('**/slack/say', (route) => route.fulfill({ status: 500, body: '' }))
    await page.getByRole('textbox').fill('/goat owed')
    await page.keyboard.press('Enter')
    await page.getByText('The emulator refused (500).').waitFor()
    expect(await page.getByRole('textbox').inputValue()).toBe('/goat owed')
  })

  it('asks before it presses when the button says so; Esc and the other answer are no', async () => {
    await post('card', CARD)
    const approve = said('Approve').getByRole('button', { name: 'Approve' })
    await approve.focus()
    for (const refuse of ['Escape', 'Enter']) {
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Record it?' })
      await dialog.waitFor()
      expect(await dialog.evaluate((node) => node.ariaDescribedByElements?.[0]?.textContent)).toBe('$50.00')
      // The focus is on «Not now», so that a second Enter does not approve.
      await page.keyboard.press(refuse)
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      expect(await approve.evaluate((node) => node === document.activeElement)).toBe(true)
    }
    expect(worker.received).toEqual([])
    await approve.click()
    const sent = page.waitForResponse('**/slack/press')
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await sent
    expect(worker.received).toHaveLength(1)
    expect(JSON.parse(worker.received[0]?.form.get('payload') ?? '')).toMatchObject({
      user: { id: 'U0APPROVE' },
      actions: [{ action_id: 'payment.approve', value: 'r1' }],
    })
  })

  it('does not take a dialog away while it is open, whatever happens to its message', async () => {
    const { ts } = await post('card', CARD)
    await said('Approve').getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog').waitFor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'gone', blocks: [] })
    // Whoever would look does so before the second request.
    await page.evaluate(async () => {
      document.dispatchEvent(new Event('look'))
      await fetch('/slack/messages.json')
      await fetch('/slack/messages.json')
    })
    expect(asked).toEqual(['/slack/messages.json', '/slack/messages.json'])
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await said('gone').waitFor()
  })

  it('leaves whoever pressed at the message when its buttons go', async () => {
    const { ts } = await post('card', CARD)
    await said('Deny').getByRole('button', { name: 'Deny' }).click()
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'Denied by Approver', blocks: [] })
    await said('Denied by Approver').waitFor()
    expect(await focused()).toBe(`m-C0ALERTS1-${ts}`)
  })

  it('tells a screen reader in one line that a message came and that a card changed', async () => {
    const news = page.locator('#live-news')
    const { ts } = await post('To approve: AT&amp;T', CARD)
    await said('Approve').waitFor()
    expect(await news.textContent()).toBe('New: To approve: AT&T')
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'Payment recorded', blocks: [] })
    await said('Payment recorded').waitFor()
    expect(await news.textContent()).toBe('Changed: Payment recorded')
    await rig.call('chat.postMessage', { channel: 'C0ALERTS1', thread_ts: ts, text: 'a reminder' })
    await said('a reminder').waitFor()
    expect(await news.textContent()).toBe('Changed: a reminder')
  })

  it('changes who one is, and with that what one sees', async () => {
    await rig.call('chat.postEphemeral', { channel: 'C0ALERTS1', user: 'U0APPROVE', text: 'for the approver' })
    await said('for the approver').waitFor()
    await page.getByRole('link', { name: 'Requester' }).click()
    await page.getByRole('link', { name: 'Requester' }).and(page.locator('[aria-current]')).waitFor()
    expect(await said('for the approver').count()).toBe(0)
    await page.goto(`${rig.url}/slack`)
    await page.getByPlaceholder('Message as Requester').waitFor()
  })

  it('works where no script runs', async () => {
    await post('card', CARD)
    worker.replies.push({ json: { text: 'an answer' } })
    const context = await browser.context.browser()?.newContext({ javaScriptEnabled: false })
    const bare = await context?.newPage()
    if (bare === undefined) throw new Error('no second context')
    await bare.goto(`${rig.url}/slack?as=U0APPROVE`)
    await bare.getByRole('textbox').fill('/goat owed')
    await bare.keyboard.press('Enter')
    await bare.getByText('an answer').waitFor()
    await bare.getByRole('button', { name: 'Approve' }).click()
    await bare.getByRole('button', { name: 'Record', exact: true }).click()
    await bare.waitForURL(/as=U0APPROVE/)
    await bare.getByRole('button', { name: 'Deny' }).click()
    await bare.waitForLoadState()
    expect(worker.received.map(({ form }) => form.get('text') ?? 'press')).toEqual(['owed', 'press', 'press'])
    await context?.close()
  })

  it('is usable with cards on it, wide and narrow, and has nothing to complain of', async () => {
    await post('card', CARD)
    await post('x'.repeat(3_000))
    await said('Approve').waitFor()
    await expectUsable(page)
    // But for the refusal that was asked for above.
    expect(browser.complaints.filter((text) => !text.includes('status of 500'))).toEqual([])
  })
})
