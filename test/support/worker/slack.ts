/** Slack's side in tests that run in workerd: signed requests to the Worker, and what arrives at a `response_url`. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { vi } from 'vitest'
import { app } from '../../../src/app.ts'
import type { Env } from '../../../src/env.ts'
import { emulatorUrl, workerEnv } from './env.ts'

export const SIGNING_SECRET = 'emulator-signing-secret'
export const VIEWER = 'U0VIEWER1'
export const REQUESTER = 'U0REQUEST'
export const APPROVER = 'U0APPROVE'
/** Nobody is there: what a test does not wait for is sent to an address that is used up. */
export const RESPONSE_URL = `${emulatorUrl}/slack/response/secret`

/** The Worker's settings in these tests; only the three are known. */
export function slackEnv(settings: Record<string, string> = {}): Env {
  return {
    ...workerEnv,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_VIEWERS: VIEWER,
    SLACK_REQUESTERS: REQUESTER,
    SLACK_APPROVERS: APPROVER,
    ...settings,
  }
}

/** A message as Slack gets it, from a response or at a `response_url`. */
export interface Shown {
  readonly response_type: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly replace_original?: boolean
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** Everything that can be read in a message, as a person reads it. */
export function wordsIn(shown: Shown | null | undefined): string {
  const texts: string[] = []
  JSON.stringify(shown?.blocks ?? [], (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value)
    return value
  })
  // Invisible characters keep names apart from our words.
  const words = `${shown?.text ?? ''}\n${texts.join('\n')}`.replace(/[\u2068\u2069]/g, '')
  return words.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
}

/** What became of a delivery. `shown` is what the person sees, whichever way it came. */
export interface Delivered {
  readonly status: number
  readonly body: string
  readonly inBody: Shown | null
  readonly posted: readonly Shown[]
  readonly words: string
  /** The messages as Slack gets them. */
  readonly raw: string
}

export interface Delivering {
  readonly env?: Env
  readonly timestamp?: string
  readonly signature?: string
  readonly headers?: Record<string, string>
  /** Statuses that the `response_url` answers first; then 200. */
  readonly refusals?: number[]
  /** What else to wait for before looking at what was posted. */
  readonly settle?: () => Promise<unknown>
}

/** Signs as Slack does. */
export async function sign(timestamp: string, body: string, secret = SIGNING_SECRET): Promise<string> {
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const digest = await crypto.subtle.sign('HMAC', key, encoder.encode(`v0:${timestamp}:${body}`))
  return `v0=${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** What is being delivered now; the newest gets what is posted. */
const underWay: { readonly posted: Shown[]; readonly refusals: number[] }[] = []
const realFetch = globalThis.fetch

function catchAnswers(): () => void {
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    const catcher = underWay.at(-1)
    if (url !== RESPONSE_URL || catcher === undefined) return realFetch(input, init)
    const refusal = catcher.refusals.shift()
    if (refusal !== undefined) return new Response('busy', { status: refusal })
    catcher.posted.push(JSON.parse(String(init?.body)) as Shown)
    return new Response('ok')
  })
  return () => spy.mockRestore()
}

/** Sends a body with a true signature and waits for all that follows. */
export async function deliver(body: string, how: Delivering = {}): Promise<Delivered> {
  const timestamp = how.timestamp ?? String(Math.floor(Date.now() / 1000))
  const signature = how.signature ?? (await sign(timestamp, body))
  const posted: Shown[] = []
  const catcher = { posted, refusals: [...(how.refusals ?? [])] }
  underWay.push(catcher)
  const stopCatching = catchAnswers()
  try {
    const ctx = createExecutionContext()
    const request = new Request('https://goatherd.example/slack/events', {
      method: 'POST',
      headers: {
        'content-type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
        ...how.headers,
      },
      body,
    })
    const response = await app.fetch(request, how.env ?? slackEnv(), ctx)
    const text = await response.text()
    await waitOnExecutionContext(ctx)
    await how.settle?.()
    const inBody = text.startsWith('{') && response.status === 200 ? (JSON.parse(text) as Shown) : null
    const shown = [inBody, ...posted].filter((message) => message !== null)
    const words = shown.map(wordsIn).join('\n')
    return { status: response.status, body: text, inBody, posted, words, raw: JSON.stringify(shown) }
  } finally {
    underWay.splice(underWay.indexOf(catcher), 1)
    if (underWay.length === 0) stopCatching()
  }
}

let triggers = 0

/** The form of a slash command. */
export function commandBody(text: string, user: string, fields: Record<string, string> = {}): string {
  triggers += 1
  return new URLSearchParams({
    token: 'legacy',
    team_id: 'T0GOATDEMO',
    team_domain: 'goat-demo',
    channel_id: 'C0ALERTS1',
    channel_name: 'creator-payouts',
    user_id: user,
    user_name: 'someone',
    command: '/goat',
    text,
    api_app_id: 'A0GOATHERD',
    is_enterprise_install: 'false',
    response_url: RESPONSE_URL,
    trigger_id: `command.${triggers}.${crypto.randomUUID()}`,
    ...fields,
  }).toString()
}

/** Types a command. */
export function type(text: string, user = REQUESTER, how: Delivering = {}): Promise<Delivered> {
  return deliver(commandBody(text, user), how)
}

/** The form of a click. */
export function pressBody(actionId: string, value: unknown, user: string, more: Record<string, unknown> = {}): string {
  triggers += 1
  return new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      user: { id: user },
      team: { id: 'T0GOATDEMO' },
      api_app_id: 'A0GOATHERD',
      container: { type: 'message', message_ts: '1.2', channel_id: 'C0ALERTS1', is_ephemeral: false },
      channel: { id: 'C0ALERTS1' },
      trigger_id: `press.${triggers}.${crypto.randomUUID()}`,
      response_url: RESPONSE_URL,
      actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, action_ts: '1.3' }],
      ...more,
    }),
  }).toString()
}

/** Presses a button. */
export function press(actionId: string, value: unknown, user = REQUESTER, how: Delivering = {}): Promise<Delivered> {
  return deliver(pressBody(actionId, value, user), how)
}
