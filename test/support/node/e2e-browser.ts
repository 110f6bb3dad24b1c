/** Chromium as a person's browser, and what must be so on every page. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe, { type AxeResults } from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Why there is no browser, and what to do about it; null when there is one. */
export function browserMissing(): string | null {
  return existsSync(CHROMIUM_PATH)
    ? null
    : `there is no Chromium at ${CHROMIUM_PATH}: apt-get install chromium fonts-noto-core fonts-noto-color-emoji, or set CHROMIUM_PATH`
}

/** A browser with a fresh profile, and all that its pages complained of. */
export async function openBrowser(): Promise<{
  readonly context: BrowserContext
  readonly complaints: readonly string[]
  close(): Promise<void>
}> {
  const profile = await mkdtemp(join(tmpdir(), 'goatherd-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM_PATH,
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const complaints: string[] = []
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.page()?.url()}: ${message.text()}`)
  })
  context.on('weberror', (fault) => complaints.push(String(fault.error())))
  context.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  return {
    context,
    complaints,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** What makes a page usable with a screen reader, with a keyboard and on a phone. */
export async function expectUsable(page: Page): Promise<void> {
  const where = page.url()
  await page.evaluate(axe.source)
  // As text: in a function `axe` would be this module's import, not the page's.
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`),
  )
  expect(found, `what axe finds in ${where}`).toEqual([])
  const size = page.viewportSize()
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    const wide = await page.evaluate(() =>
      document.documentElement.scrollWidth > window.innerWidth
        ? [...document.querySelectorAll('body *')]
            .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
            .map((node) => node.outerHTML.slice(0, 120))
        : [],
    )
    expect(wide, `what is wider than ${width} px on ${where}`).toEqual([])
  }
  if (size !== null) await page.setViewportSize(size)
}
