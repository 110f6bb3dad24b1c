/** The emulator as the tests from outside use it: started on free ports, steered and read over HTTP. */
import { startEmulator } from '../../../emulator/server.ts'

/** Entities as `GET /emulator/state` shows them, as far as tests use them. */
export interface State {
  readonly now: string
  readonly projects: readonly { readonly id: string; readonly name: string }[]
  readonly creators: readonly {
    readonly id: string
    readonly project_id: string
    readonly tiktok_handle: string
    readonly display_name: string | null
    readonly readme: string | null
    readonly is_active: boolean
    readonly last_scraped_at: string | null
  }[]
  readonly accruals: readonly {
    readonly id: string
    readonly creator_id: string
    readonly project_id: string
    readonly amount_cents: number
    readonly status: string
    readonly period_end_at: string
  }[]
  readonly payments: readonly {
    readonly id: string
    readonly creator_id: string | null
    readonly method_name_snapshot: string
    readonly total_amount_cents: number
    readonly status: string
    readonly note: string | null
    readonly payout_payment_lines: readonly { readonly accrual_id: string; readonly applied_amount_cents: number }[]
  }[]
  readonly payout_structures: readonly {
    readonly id: string
    readonly project_id: string
    readonly name: string
    readonly is_active: boolean
  }[]
  readonly assignments: readonly {
    readonly structure_id: string
    readonly creator_id: string
    readonly unassigned_at: string | null
  }[]
}

/** A Slack message with its replies. */
export interface SlackMessage {
  readonly ts: string
  readonly text: string
  readonly blocks?: readonly unknown[]
  /** Only this person sees it. */
  readonly ephemeral_to?: string
  readonly unfurl_links?: boolean
  readonly original: { readonly text: string; readonly blocks?: readonly unknown[] }
  readonly edits: readonly { readonly text: string; readonly blocks?: readonly unknown[] }[]
  readonly reply_broadcast?: boolean
  readonly replies: readonly SlackMessage[]
}

export interface MailMessage {
  readonly via: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly raw: string
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
}

export interface LogEntry {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number | null
  readonly idempotency_key: string | null
  readonly body_hash: string | null
  readonly fault: string | null
}

export interface Fault {
  readonly match: { readonly method?: string; readonly path: string; readonly query?: string }
  readonly times?: number
  readonly fault: Record<string, unknown> & { readonly kind: string }
}

/** What an act of somebody else has changed. */
export interface Acted {
  readonly creators: State['creators']
  readonly accruals: State['accruals']
}

/** Calls an emulator that runs at `url`. */
export function steer(url: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }
  return {
    /** Any other call; fails unless the answer is 2xx. */
    call,
    reset: (organisation: Record<string, unknown> = {}) => call('POST', '/emulator/reset', organisation),
    state: () => call<State>('GET', '/emulator/state'),
    setClock: (nowMs: number) => call('POST', '/emulator/clock', { now: new Date(nowMs).toISOString() }),
    options: (options: Record<string, unknown>) => call('POST', '/emulator/options', options),
    faults: (faults: readonly Fault[]) => call('POST', '/emulator/faults', faults),
    act: (what: Record<string, unknown>) => call<Acted>('POST', '/emulator/act', what),
    log: () => call<LogEntry[]>('GET', '/emulator/log'),
    forgetLog: () => call('DELETE', '/emulator/log'),
    slack: () => call<SlackMessage[]>('GET', '/slack/messages.json'),
    mail: () => call<MailMessage[]>('GET', '/mail/messages.json'),
  }
}

/** An emulator of this test file. */
export type RunningEmulator = Awaited<ReturnType<typeof runEmulator>>

/** Starts one on free ports. */
export async function runEmulator() {
  const { url, port, smtpPort, close } = await startEmulator({ port: 0, smtpPort: 0, quiet: true, checkAnswers: true })
  return { ...steer(url), url, port, smtpPort, close }
}
