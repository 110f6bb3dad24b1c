/**
 * Makes workerd trust a certificate made for this run. Miniflare (5.2026) takes such trust only from NODE_EXTRA_CA_CERTS,
 * and reads it once, when it is loaded: import this, then import `@cloudflare/vitest-plugin` dynamically. The pair is on
 * disk beside the authority, so that the set-up, which Vitest loads on its own, shows the same one.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Certificate, localCertificate } from './certificate.ts'

const PREFIX = 'goatherd-ca-'

/** The pair of this run; made when asked for the first time. */
export function trustedCertificate(): Certificate {
  const known = process.env.NODE_EXTRA_CA_CERTS
  if (known?.includes(PREFIX)) {
    const read = (name: string) => readFileSync(join(dirname(known), name), 'utf8')
    return { key: read('key.pem'), cert: read('cert.pem'), authority: read('authority.pem') }
  }
  const made = localCertificate()
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  for (const [name, text] of Object.entries(made)) writeFileSync(join(folder, `${name}.pem`), text, { mode: 0o600 })
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'authority.pem')
  return made
}
