/** The measure of Slack's acknowledgements: a route of Hono that checks the same signature and does nothing else. */
import { Hono } from 'hono'

interface Env {
  readonly SLACK_SIGNING_SECRET: string
}

const encoder = new TextEncoder()
let key: Promise<CryptoKey> | null = null

const app = new Hono<{ Bindings: Env }>().post('/slack/events', async (c) => {
  const body = await c.req.text()
  const timestamp = c.req.header('x-slack-request-timestamp') ?? ''
  const signature = c.req.header('x-slack-signature') ?? ''
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return c.text('', 401)
  key ??= crypto.subtle.importKey(
    'raw',
    encoder.encode(c.env.SLACK_SIGNING_SECRET),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const bytes = new Uint8Array(32)
  for (let n = 0; n < 32; n++) bytes[n] = Number.parseInt(signature.slice(3 + 2 * n, 5 + 2 * n), 16)
  const isTrue = await crypto.subtle.verify('HMAC', await key, bytes, encoder.encode(`v0:${timestamp}:${body}`))
  return isTrue ? c.body(null, 200) : c.text('', 401)
})

export default { fetch: (request: Request, env: Env) => app.fetch(request, env) }
