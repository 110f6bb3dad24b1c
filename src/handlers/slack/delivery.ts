/** What Slack delivered, read by plain checks: this stands between Slack and its answer, so nothing is parsed twice. */

/** Who asked, where, and where answers go. Ids are Slack's. */
export interface Asked {
  /** The same for every delivery of the same command or click: `trigger_id`; null: made from the body instead. */
  readonly triggerId: string | null
  readonly team: string
  readonly user: string
  readonly channel: string | null
  readonly responseUrl: string | null
}

export type Delivery =
  | { readonly kind: 'ssl_check' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'command'; readonly asked: Asked; readonly text: string }
  | { readonly kind: 'press'; readonly asked: Asked; readonly actionId: string; readonly value: string }
  /** Something Goatherd has no use for. `type` is one of Slack's words, or `unreadable`. */
  | { readonly kind: 'other'; readonly type: string }

const MAX_ID = 200
const WORD = /^[A-Za-z0-9_.-]{1,64}$/

/** Reads a body: JSON from the Events API, a form from commands and buttons. */
export function readDelivery(body: string): Delivery {
  if (body.startsWith('{')) return readEvent(body)
  const form = new URLSearchParams(body)
  const payload = form.get('payload')
  if (payload !== null) return readInteraction(payload)
  const user = form.get('user_id')
  if (form.has('command') && user) {
    return {
      kind: 'command',
      asked: {
        triggerId: id(form.get('trigger_id')),
        team: form.get('team_id') ?? '',
        user,
        channel: id(form.get('channel_id')),
        responseUrl: form.get('response_url') || null,
      },
      text: form.get('text') ?? '',
    }
  }
  return form.get('ssl_check') === '1' ? { kind: 'ssl_check' } : other('unreadable')
}

function readEvent(body: string): Delivery {
  const event = parseObject(body)
  const challenge = text(event?.challenge)
  if (event?.type === 'url_verification' && challenge !== null) return { kind: 'challenge', challenge }
  return other(event?.type)
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
function readInteraction(payload: string): Delivery {
  const body = parseObject(payload)
  if (body?.type !== 'block_actions') return other(body?.type)
  const action = Array.isArray(body.actions) ? object(body.actions[0]) : null
  const user = text(object(body.user)?.id)
  const actionId = text(action?.action_id)
  if (!user || !actionId) return other('block_actions')
  return {
    kind: 'press',
    asked: {
      triggerId: id(body.trigger_id),
      team: text(object(body.team)?.id) ?? '',
      user,
      channel: id(object(body.channel)?.id) ?? id(object(body.container)?.channel_id),
      responseUrl: text(body.response_url) || null,
    },
    actionId,
    value: text(action?.value) ?? '',
  }
}

function other(type: unknown): Delivery {
  return { kind: 'other', type: typeof type === 'string' && WORD.test(type) ? type : 'unreadable' }
}

function parseObject(json: string): Readonly<Record<string, unknown>> | null {
  try {
    return object(JSON.parse(json))
  } catch {
    return null
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function id(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : null
}
