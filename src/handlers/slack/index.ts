/** What Slack calls (interface 6). Without a signing secret the surface is off and says so; but for the manifest. */
import { type Context, Hono } from 'hono'
import { type Env, parseSettings } from '../../env.ts'
import { log } from '../../log.ts'
import { problem } from '../problem.ts'
import { onPress } from './buttons.ts'
import { onCommand } from './commands.ts'
import { readDelivery } from './delivery.ts'
import { slackManifest } from './manifest.ts'
import { deliveryKey } from './recent.ts'
import { acknowledge } from './reply.ts'
import { isFromSlack } from './verify.ts'

type SlackContext = Context<{ Bindings: Env }>

const decoder = new TextDecoder()
const MAX_SSL_CHECK_BYTES = 500

/** Routes below `/slack`. */
export const slack = new Hono<{ Bindings: Env }>()
  .post('/events', onSlackEvent)
  // Holds no secret, and is needed to get one.
  .get('/manifest.json', (c) => c.json(slackManifest(parseSettings(c.env).PUBLIC_URL ?? new URL(c.req.url).origin)))
  .all('*', (c) => (parseSettings(c.env).SLACK_SIGNING_SECRET === undefined ? off() : c.notFound()))

/** Off, then whether it is Slack, then everything else. For bodies whose length was checked. */
export async function onSlackEvent(c: SlackContext): Promise<Response> {
  const secret = parseSettings(c.env).SLACK_SIGNING_SECRET
  if (secret === undefined) return off()
  const nowMs = Date.now()
  const body = new Uint8Array(await c.req.raw.arrayBuffer())
  const timestamp = c.req.header('x-slack-request-timestamp')
  const signature = c.req.header('x-slack-signature')
  if (!(await isFromSlack(secret, { timestamp, signature }, body, nowMs))) {
    // Slack looks at the certificate with a request that it does not sign; it does nothing and hears nothing.
    const isUnsigned = timestamp === undefined && signature === undefined
    return isUnsigned && body.length < MAX_SSL_CHECK_BYTES && readDelivery(decoder.decode(body)).kind === 'ssl_check'
      ? acknowledge()
      : refused()
  }
  const delivery = readDelivery(decoder.decode(body))
  switch (delivery.kind) {
    case 'ssl_check':
      return acknowledge()
    case 'challenge':
      return c.json({ challenge: delivery.challenge })
    case 'other':
      log('slack.unknown', { type: delivery.type })
      return acknowledge()
    default: {
      const { asked } = delivery
      const retry = c.req.header('x-slack-retry-num') ?? null
      const call = { env: c.env, later: c.executionCtx, asked, key: await deliveryKey(asked, body), retry, nowMs }
      return delivery.kind === 'press'
        ? onPress(call, delivery.actionId, delivery.value)
        : onCommand(call, delivery.text)
    }
  }
}

function off(): Response {
  return problem({
    status: 503,
    code: 'slack_off',
    title: 'Slack is not set up',
    detail: 'Set SLACK_SIGNING_SECRET to let Slack call this address. Posting to Slack does not need it.',
  })
}

function refused(): Response {
  return problem({
    status: 401,
    code: 'invalid_signature',
    title: 'Not signed by Slack',
    detail: 'The signature or its time is missing or wrong. Check SLACK_SIGNING_SECRET and the clock of the sender.',
  })
}
