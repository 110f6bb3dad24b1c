/** The Worker as an operator runs it on a laptop, `wrangler dev`, and its API as anyone may call it. */
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '../../../scripts/lib/processes.ts'
import type { RunningEmulator } from './e2e-emulator.ts'
import { adopt, anyPort, endGroups, killGroup } from './e2e-processes.ts'
import { until } from './e2e-wait.ts'

export const API_KEY = `tga_${'1'.repeat(64)}`
export const ADMIN_TOKEN = 'e2e-admin-token-0b9d64f1c3'
export const SLACK_TOKEN = 'xoxb-e2e-71c0ffee42'

/** Settings by name. */
export type Settings = Readonly<Record<string, string>>

/** Settings that lead to the emulator and say everything in Slack and by SMTP. */
export function settingsFor(emulator: RunningEmulator): Settings {
  return {
    TRACKAGOAT_API_KEY: API_KEY,
    TRACKAGOAT_BASE_URL: `http://127.0.0.1:${emulator.port}/api/v1`,
    SLACK_API_URL: `http://127.0.0.1:${emulator.port}/slack/api/`,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    SLACK_ALERT_CHANNEL: 'C0ALERTS1',
    EMAIL_FROM: 'goatherd@example.com',
    EMAIL_TO: 'team@example.com',
    SMTP_URL: `smtp://127.0.0.1:${emulator.smtpPort}`,
    ADMIN_TOKEN,
  }
}

/** A run as `GET /v1/runs/{id}` shows it, as far as tests use it. */
export interface Run {
  readonly id: string
  readonly trigger: string
  readonly at: string
  readonly outcome: string
  readonly reason: string | null
  readonly advice: string | null
  readonly requests: number
  readonly events: number
  readonly bad_rows: number
  readonly duration_ms: number
  readonly decisions: readonly { group: string; action: string; reason: string; open: number }[]
}

/** An event as `GET /v1/events` shows it. */
export interface WatchEvent {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: Record<string, unknown>
}

/** An answer with its body as text, and as JSON if it is. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

/** The id of the run of an hour (interface 1: «now» is the time that is fired). */
export function runId(timeMs: number): string {
  return `hourly-${new Date(timeMs).toISOString().slice(0, 13)}Z`
}

const FORCED = { recursive: true, force: true, maxRetries: 5 } as const
const folders = new Set<string>()
// Tests that are broken off do not get to remove theirs.
process.on('exit', () => {
  for (const path of folders) rmSync(path, FORCED)
})

/** A folder for the Worker's state, and how to remove it. */
export async function stateFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'goatherd-e2e-'))
  folders.add(path)
  return {
    path,
    async remove() {
      await rm(path, FORCED)
      folders.delete(path)
    },
  }
}

/** A running Worker. */
export type RunningWorker = Awaited<ReturnType<typeof runWorker>>

/** Starts `wrangler dev` and waits until it answers anything at all. */
export async function runWorker(folder: string, settings: Settings, logLevel: 'error' | 'debug' = 'error') {
  const port = await anyPort()
  const child = start(
    'wrangler',
    [
      'dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--inspector-port',
      String(await anyPort()),
      '--persist-to',
      folder,
      '--log-level',
      logLevel,
      '--show-interactive-dev-session=false',
      ...Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NODE_NO_WARNINGS: '1' },
    },
  )
  const group = adopt(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const url = `http://127.0.0.1:${port}`

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    // A Worker that hangs fails one call, not a whole test.
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(60_000), ...init })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
  }

  /** With the administrator's token; fails unless the answer is 2xx. */
  async function api<T>(path: string, method = 'GET'): Promise<T> {
    const answer = await ask(path, { method, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json as T
  }

  /** Starts the hourly run of an instant, as the platform's clock would. */
  async function fire(timeMs: number): Promise<void> {
    const answer = await ask(`/cdn-cgi/handler/scheduled?cron=20+*+*+*+*&time=${timeMs}`)
    if (answer.status !== 200) throw new Error(`the scheduled handler answered ${answer.status} ${answer.text}`)
  }

  /** Waits until a run is closed. */
  async function closed(id: string, timeoutMs = 60_000): Promise<Run> {
    return until(
      `the run ${id} is closed`,
      async () => {
        const run = await api<Run>(`/v1/runs/${id}`)
        return run.outcome !== 'running' && run
      },
      timeoutMs,
    )
  }

  try {
    await until(
      'the Worker answers',
      () => {
        if (child.exitCode !== null) throw new Error(`wrangler has ended (${child.exitCode})`)
        return ask('/healthz')
      },
      60_000,
    )
  } catch (error) {
    await killGroup(group)
    throw new Error(`${error instanceof Error ? error.message : error}\n${output.slice(-4_000)}`)
  }
  return {
    url,
    ask,
    api,
    fire,
    closed,
    /** Fires the run of an instant and waits until it is closed. */
    async check(timeMs: number): Promise<Run> {
      await fire(timeMs)
      return closed(runId(timeMs))
    },
    /** Events at or after an instant, oldest first. */
    async events(sinceMs = 0, type = ''): Promise<WatchEvent[]> {
      const since = new Date(sinceMs).toISOString()
      const query = `limit=100&since=${since}${type === '' ? '' : `&type=${type}`}`
      return (await api<WatchEvent[]>(`/v1/events?${query}`)).toReversed()
    },
    /** Everything it has printed so far. */
    output: () => output,
    stop: () => endGroups(new Set([group])),
    /** Ends it and all of its children at once, in the middle of whatever they do. */
    kill: () => killGroup(group),
  }
}
