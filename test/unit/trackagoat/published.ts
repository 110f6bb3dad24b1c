/** The vendor's samples (test/fixtures/trackagoat), and a transport that answers with one. */
import { readdirSync, readFileSync } from 'node:fs'
import { createTransport, type Transport } from '../../../src/trackagoat/transport.ts'

const FOLDER = new URL('../../fixtures/trackagoat/', import.meta.url)

/** All samples by file name, README aside. */
export const SAMPLES: readonly string[] = readdirSync(FOLDER).filter((name) => name !== 'README.md')

/** A sample's text. */
export function sample(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

/** A request as it left. */
export interface Sent {
  readonly method: string
  readonly url: URL
  readonly key: string | null
  readonly body: string
}

/** A transport to an upstream that always answers with this. */
export function answering(text: string, status = 200): { transport: Transport; sent: Sent[] } {
  const sent: Sent[] = []
  const transport = createTransport({
    baseUrl: 'https://upstream.example/api/v1',
    apiKey: `tga_${'a'.repeat(64)}`,
    budget: { take: async () => ({ granted: true }) },
    fetch: async (input, init) => {
      const request = new Request(input as string, init)
      sent.push({
        method: request.method,
        url: new URL(request.url),
        key: request.headers.get('idempotency-key'),
        body: await request.text(),
      })
      return new Response(text, { status })
    },
  })
  return { transport, sent }
}
