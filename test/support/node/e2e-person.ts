/** A person at the page of the emulated workspace, in Chromium. */
import type { BrowserContext, Locator, Page } from 'playwright-core'

/** Longer than anything a person waits for without being told. */
const SOON_MS = 20_000

/** What somebody sees and does in one tab. */
export type Person = Awaited<ReturnType<typeof sitDown>>

/** Opens the workspace as one of its people. */
export async function sitDown(context: BrowserContext, site: string, userId: string) {
  const page: Page = await context.newPage()
  page.setDefaultTimeout(SOON_MS)
  await page.goto(`${site}/slack?as=${userId}`)
  const articles = page.locator('#messages > article')
  /** A tab in the background does not look for what is new. */
  const lookUp = () => page.bringToFront()

  return {
    page,
    /** Types a line and sends it. */
    async type(line: string): Promise<void> {
      await lookUp()
      await page.locator('#text').fill(line)
      await page.locator('#text').press('Enter')
    },
    /** The newest message with these words. */
    message: (words: string | RegExp): Locator => articles.filter({ hasText: words }).last(),
    /** All messages with these words. */
    messages: (words: string | RegExp): Locator => articles.filter({ hasText: words }),
    /** Waits until one is there. */
    async sees(words: string | RegExp, timeout = SOON_MS): Promise<Locator> {
      await lookUp()
      const message = articles.filter({ hasText: words }).last()
      await message.waitFor({ timeout })
      return message
    },
    /** Waits until a message says so. */
    async seesIn(message: Locator, words: string | RegExp, timeout = SOON_MS): Promise<void> {
      await lookUp()
      await message.filter({ hasText: words }).waitFor({ timeout })
    },
    async press(message: Locator, label: string): Promise<void> {
      await lookUp()
      await message.getByRole('button', { name: label, exact: true }).first().click()
    },
    async pressTwice(message: Locator, label: string): Promise<void> {
      await lookUp()
      await message.getByRole('button', { name: label, exact: true }).first().dblclick()
    },
    /** The question that a button asks before it does anything. */
    question: (message: Locator): Locator => message.getByRole('dialog'),
  }
}
