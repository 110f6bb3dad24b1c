/** The kinds of tests (CONTRIBUTING.md); `npm test -- --project unit` runs one. */
import { defineConfig } from 'vitest/config'
import { trustedCertificate } from './test/support/node/trust.ts'
import { WORKER_SETTINGS } from './test/support/node/worker-settings.ts'

trustedCertificate()
// Only now: Miniflare reads the certificates it trusts when it is loaded, and a static import would come first.
const { cloudflareTest } = await import('@cloudflare/vitest-plugin')

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      // The ledger's rules against the emulator in one process: tens of thousands of schedules.
      { test: { name: 'ledger', include: ['test/ledger/**/*.test.ts'] } },
      { test: { name: 'emulator', include: ['test/emulator*/**/*.test.ts'], testTimeout: 20_000 } },
      // The typed client against the emulator, over HTTP.
      { test: { name: 'client', include: ['test/client/**/*.test.ts'], testTimeout: 20_000 } },
      // What the vendor's pages print, and the OpenAPI document, against the emulator.
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000 } },
      {
        plugins: [
          cloudflareTest({
            miniflare: {
              compatibilityDate: '2026-10-01',
              compatibilityFlags: ['nodejs_compat', 'global_fetch_strictly_public'],
            },
          }),
        ],
        test: {
          name: 'notify',
          include: ['test/worker/notify/**/*.test.ts'],
          globalSetup: ['test/support/node/notify-setup.ts'],
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: WORKER_SETTINGS(inject<string>('emulatorUrl'), inject<number>('smtpPort')) },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/*.test.ts', 'test/properties/**/*.test.ts'],
          globalSetup: ['test/support/node/emulator-setup.ts'],
          // One emulator for all: its state belongs to one test at a time.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable'] } } },
          server: { deps: { inline: ['itty-durable'] } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
