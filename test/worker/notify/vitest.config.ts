import { defineConfig } from 'vitest/config'
import { trustedCertificate } from '../../support/node/trust.ts'

trustedCertificate()
// Only now: Miniflare reads the certificates it trusts when it is loaded, and a static import would come first.
const { cloudflareTest } = await import('@cloudflare/vitest-plugin')

export default defineConfig({
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
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['../../support/node/notify-setup.ts'],
  },
})
