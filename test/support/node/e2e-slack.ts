/** Slack from outside: people of the emulated workspace who type and press, and requests signed by hand. */
import { createHmac } from 'node:crypto'
import type { RunningEmulator, SlackMessage } from './e2e-emulator.ts'
import { until } from './e2e-wait.ts'
import { type Answer, API_KEY, type RunningWorker, type Settings, settingsFor } from './e2e-worker.ts'

export const VIEWER = 'U0VIEWER1'
export const REQUESTER = 'U0REQUEST'
export const APPROVER = 'U0APPROVE'
export const SECOND_APPROVER = 'U0APPROV2'
export const PEOPLE = [VIEWER, REQUESTER, APPROVER, SECOND_APPROVER]
/** The emulator signs with it unless told otherwise. */
export const SIGNING_SECRET = 'emulator-signing-secret'

/** As `npm start` sets the Worker up, on other ports; requests are not counted closely, so that tests need not wait. */
export function slackSettings(emulator: RunningEmulator, more: Settings = {}): Settings {
  return {
    ...settingsFor(emulator),
    TRACKAGOAT_WRITE_KEY: API_KEY,
    TRACKAGOAT_REQUESTS_PER_MINUTE: '6000',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_REQUESTERS: REQUESTER,
    SLACK_APPROVERS: `${APPROVER},${SECOND_APPROVER}`,
    PAYMENTS: 'approve',
    ...more,
  }
}

/** A payment request as `GET /v1/payments` shows it, as far as tests use it. */
export interface PaymentRequest {
  readonly id: string
  readonly status: string
  readonly reason: string | null
  readonly creator: { readonly id: string; readonly handle: string }
  readonly method: { readonly name: string }
  readonly total: { readonly cents: number; readonly display: string }
  readonly accruals: readonly { readonly id: string }[]
  readonly note: string | null
  readonly requested_by: string
  readonly approved_by: string | null
  readonly idempotency_key: string
  readonly trackagoat_payment_id: string | null
  readonly history: readonly { readonly status: string; readonly by: string }[]
}

/** Requests of a creator, or all; newest first. */
export async function requestsOf(worker: RunningWorker, creatorId?: string): Promise<PaymentRequest[]> {
  const all = await worker.api<PaymentRequest[]>('/v1/payments')
  return all.filter(({ creator }) => creatorId === undefined || creator.id === creatorId)
}

/** A Slack message or one of its former versions. */
type Said = Pick<SlackMessage, 'text' | 'blocks'>
/** A text object with whether Slack reads mentions, links and emphasis in it. */
interface Text {
  readonly text: string
  readonly isMarkup: boolean
}

/** Every text of a message, the one for notifications first. */
export function textsIn({ text, blocks = [] }: Said): Text[] {
  const found: Text[] = [{ text, isMarkup: true }]
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('type' in value && 'text' in value && typeof value.text === 'string') {
      found.push({ text: value.text, isMarkup: value.type !== 'plain_text' })
    } else for (const part of Object.values(value)) walk(part)
  }
  walk(blocks)
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** What a person reads in a message. */
export function wordsIn(message: Said): string {
  return textsIn(message)
    .map(({ text }) => text)
    .join('\n')
    .replace(/[\u2068\u2069]/g, '')
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
}

/** A message as it is and as it was, oldest first. */
export function versionsOf(message: SlackMessage): Said[] {
  return [message.original, ...message.edits]
}

/**
 * What in a message Slack would act on: every `<` or `>` that is not escaped, but for the mention of one person of `actors`
 * that fills its field; and addresses that Slack would make links of. The text for notifications is shown as it is.
 */
export function alive(message: SlackMessage, actors: readonly string[] = PEOPLE): string[] {
  const known = new Set(actors.map((id) => `<@${id}>`))
  return versionsOf(message).flatMap((said) =>
    textsIn(said).flatMap(({ text, isMarkup }, place) => {
      if (isMarkup && known.has(text)) return []
      const acts = /[<>]|&(?!amp;|lt;|gt;)/.test(text) || (isMarkup && place > 0 && /https?:|[\w]@\w/.test(text))
      return acts ? [text] : []
    }),
  )
}

/** Messages that show, or once showed, the card of a request. */
export function cardsOf(messages: readonly SlackMessage[], requestId: string): SlackMessage[] {
  const isCard = (message: SlackMessage) => message.ephemeral_to === undefined && !message.reply_broadcast
  return messages.filter(
    (message) => isCard(message) && versionsOf(message).some((said) => wordsIn(said).includes(`request ${requestId}`)),
  )
}

/** What the workspace got from the Worker for what somebody did. */
export interface Delivery {
  readonly status: number | null
  readonly body: string
  readonly ms: number
  readonly error?: string
}

/** People in the workspace of an emulator. */
export function workspace(emulator: RunningEmulator) {
  const { call } = emulator

  /** Messages that only this person sees, oldest first. */
  async function told(userId: string): Promise<SlackMessage[]> {
    return (await emulator.slack()).filter((message) => message.ephemeral_to === userId)
  }

  /** Presses the newest such button. */
  async function press(userId: string, actionId: string, value?: string): Promise<Delivery[]> {
    const wanted = { user_id: userId, action_id: actionId, ...(value === undefined ? {} : { value }) }
    return (await call<{ deliveries: Delivery[] }>('POST', '/emulator/slack/press', wanted)).deliveries
  }

  async function command(userId: string, text: string): Promise<Delivery[]> {
    const typed = { user_id: userId, text }
    return (await call<{ deliveries: Delivery[] }>('POST', '/emulator/slack/command', typed)).deliveries
  }

  /** Does something and answers the private messages that came of it, once there are `count`. */
  async function answersTo(userId: string, act: () => Promise<unknown>, count: number): Promise<SlackMessage[]> {
    const before = (await told(userId)).length
    await act()
    return until(`${count} private messages`, async () => {
      const after = (await told(userId)).slice(before)
      return after.length >= count && after
    })
  }

  return {
    told,
    press,
    command,
    answersTo,
    wire: (wiring: Record<string, unknown>) => call('POST', '/emulator/slack', wiring),
    /** Types a read or a mistake; answers the words of the one message it leads to. */
    async ask(userId: string, text: string): Promise<string> {
      const answers = await answersTo(userId, () => command(userId, text), 1)
      return answers.map(wordsIn).join('\n')
    },
    /** Types a write; answers the words of «taken» and of what became of it, in whichever order they come. */
    async order(userId: string, text: string): Promise<string> {
      const answers = await answersTo(userId, () => command(userId, text), 2)
      return answers.map(wordsIn).join('\n')
    },
    /** Requests a payment and answers the request with its card, as soon as it is there. */
    async request(worker: RunningWorker, creator: { id: string; tiktok_handle: string }, by = REQUESTER, rest = '') {
      const known = new Set((await requestsOf(worker, creator.id)).map(({ id }) => id))
      await command(by, `pay @${creator.tiktok_handle}${rest}`)
      const made = await until(
        `a request for @${creator.tiktok_handle}`,
        async () => (await requestsOf(worker, creator.id)).find(({ id }) => !known.has(id)) ?? null,
      )
      await until('its card', async () => cardsOf(await emulator.slack(), made.id).length > 0)
      return made
    },
    /** Waits until a request has this status and its card says `words`; answers both. */
    async settled(worker: RunningWorker, id: string, status: string, words: RegExp, timeoutMs = 60_000) {
      return until(
        `request ${id} is ${status} and its card says ${words}`,
        async () => {
          const request = await worker.api<PaymentRequest>(`/v1/payments/${id}`)
          const [card] = cardsOf(await emulator.slack(), id)
          return request.status === status && card !== undefined && words.test(wordsIn(card)) && { request, card }
        },
        timeoutMs,
      )
    },
  }
}

/** The signature of a raw body at a time, as Slack makes it. */
export function signatureOf(timestamp: string, body: string, secret = SIGNING_SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
}

/** Now, in Slack's seconds, and some more or less. */
export function slackTime(offsetSeconds = 0): string {
  return String(Math.floor(Date.now() / 1000) + offsetSeconds)
}

/** Sends a body to the Worker; null leaves a header out. Without more it is signed as Slack signs. */
export function knock(
  worker: RunningWorker,
  body: string,
  { timestamp = slackTime(), signature = signatureOf(timestamp ?? '', body) as string | null } = {} as {
    timestamp?: string | null
    signature?: string | null
  },
): Promise<Answer> {
  return worker.ask('/slack/events', {
    method: 'POST',
    body,
    headers: {
      'content-type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(timestamp === null ? {} : { 'x-slack-request-timestamp': timestamp }),
      ...(signature === null ? {} : { 'x-slack-signature': signature }),
    },
  })
}

let triggers = 0
const triggerId = () => `${Date.now()}.${triggers++}.${'a'.repeat(16)}`

/** The body of a slash command. */
export function commandBody(text: string, userId: string, fields: Record<string, string> = {}): string {
  return new URLSearchParams({
    token: 'legacy',
    team_id: 'T0GOATDEMO',
    channel_id: 'C0ALERTS1',
    user_id: userId,
    command: '/goat',
    text,
    trigger_id: triggerId(),
    ...fields,
  }).toString()
}

/** The body of a click. */
export function pressBody(actionId: string, value: unknown, userId: string, responseUrl?: string): string {
  const payload = {
    type: 'block_actions',
    user: { id: userId },
    team: { id: 'T0GOATDEMO' },
    channel: { id: 'C0ALERTS1' },
    trigger_id: triggerId(),
    ...(responseUrl === undefined ? {} : { response_url: responseUrl }),
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, action_ts: '1.1' }],
  }
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
}
