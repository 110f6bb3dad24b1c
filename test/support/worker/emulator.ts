/** Steering the emulator from tests that run in workerd. Everything goes over HTTP, as it would from anywhere. */
import { emulatorUrl as base } from './env.ts'

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

export interface Fault {
  readonly match: { readonly method?: string; readonly path: string; readonly query?: string }
  readonly times?: number
  readonly fault: Record<string, unknown> & { readonly kind: string }
}

/** Entities as `GET /emulator/state` shows them, as far as tests use them. */
export interface EmulatorState {
  readonly now: string
  readonly projects: readonly { id: string; name: string }[]
  readonly creators: readonly {
    id: string
    project_id: string
    tiktok_handle: string
    display_name: string | null
    is_active: boolean
    last_scraped_at: string | null
  }[]
  readonly accruals: readonly {
    id: string
    creator_id: string
    amount_cents: number
    status: string
    period_end_at: string
  }[]
  readonly payments: readonly { id: string; creator_id: string | null; status: string; total_amount_cents: number }[]
}

/** A message of the emulated Slack. */
export interface SlackMessage {
  readonly channel: string
  readonly ts: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly edits: readonly unknown[]
  readonly replies: readonly { text: string }[]
}

export interface MailMessage {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface RequestEntry {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
  readonly idempotency_key: string | null
  readonly body_hash: string | null
}

export const emulator = {
  reset: (organisation: Record<string, unknown> = {}) =>
    call<{ projects: { id: string; name: string }[]; now: string }>('POST', '/emulator/reset', organisation),
  state: () => call<EmulatorState>('GET', '/emulator/state'),
  setClock: (nowMs: number) => call<{ now: string }>('POST', '/emulator/clock', { now: new Date(nowMs).toISOString() }),
  options: (options: Record<string, unknown>) => call('POST', '/emulator/options', options),
  faults: (faults: readonly Fault[]) => call('POST', '/emulator/faults', faults),
  act: <T = Record<string, unknown>>(what: Record<string, unknown>) => call<T>('POST', '/emulator/act', what),
  log: () => call<RequestEntry[]>('GET', '/emulator/log'),
  clearLog: () => call('DELETE', '/emulator/log'),
  slack: async () => {
    const answer = await call<SlackMessage[] | { messages: SlackMessage[] }>('GET', '/slack/messages.json')
    return Array.isArray(answer) ? answer : answer.messages
  },
  mail: async () => {
    const answer = await call<MailMessage[] | { messages: MailMessage[] }>('GET', '/mail/messages.json')
    return Array.isArray(answer) ? answer : answer.messages
  },
  /** Calls the emulated API itself, with the key that may write. */
  api: async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer tga_${'1'.repeat(64)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const envelope = (await response.json()) as { data: T; error: string | null }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${envelope.error}`)
    return envelope.data
  },
}
