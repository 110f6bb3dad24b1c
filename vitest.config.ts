/** Four kinds of tests (docs/architecture.md); `npm test -- --project unit` runs one. */
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { WORKER_SETTINGS } from './test/support/node/worker-settings.ts'

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          typecheck: { enabled: false },
        },
      },
      {
        test: {
          name: 'emulator',
          include: ['test/emulator*/**/*.test.ts'],
          testTimeout: 20_000,
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
          include: ['test/worker/**/*.test.ts', 'test/properties/**/*.test.ts'],
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
