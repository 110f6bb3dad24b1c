/**
 * Every binding and setting of the Worker, and the only place that reads them (interface 2).
 * All faults are reported together, by name; the value of a secret is never part of a message.
 */
import * as z from 'zod'
import type { HourlyRunParams } from './domain/runs.ts'
import type { Ledger } from './durable/ledger/ledger.ts'
import type { Outbox } from './durable/outbox/outbox.ts'
import type { Watch } from './durable/watch/watch.ts'

/** What wrangler.toml binds, beside the variables and secrets that `parseSettings` reads. */
export interface Bindings {
  readonly WATCH: DurableObjectNamespace<Watch>
  readonly OUTBOX: DurableObjectNamespace<Outbox>
  readonly LEDGER: DurableObjectNamespace<Ledger>
  /** itty-durable: spoken to by fetch, through `durable/stubs.ts` only. */
  readonly REQUEST_BUDGET: DurableObjectNamespace
  readonly HOURLY_RUN: Workflow<HourlyRunParams>
  readonly KV: KVNamespace
  /** Cloudflare Email Service. Absent when the operator removed it from wrangler.toml. */
  readonly EMAIL?: SendEmail
}

/** The environment as the platform hands it over: bindings plus unread strings. */
export type Env = Bindings & { readonly [name: string]: unknown }

const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional())
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const whole = (fallback: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? String(fallback) : value),
    z
      .string()
      .regex(/^\d{1,15}$/, 'must be a whole number, 0 or more')
      .transform(Number)
      .pipe(z.number().min(minimum).max(maximum)),
  )
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const token = z.string().regex(/^[\x21-\x7e]+$/, 'must not contain spaces or line breaks')
const slackUserIds = z
  .string()
  .regex(/^[*\w\s,-]*$/, 'must be * or Slack user ids, comma-separated')
  .pipe(list)
const address = z.string().regex(/^[^\s,;<>"]+@[^\s,;<>"]+$/, 'must be a mail address')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text)
    return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== ''
  } catch {
    return false
  }
}

const key = z.string().regex(/^tga_[0-9a-f]{64}$/, 'must be tga_ and 64 lowercase hex digits')

const settingsSchema = z.object({
  /** Secret. Key for reads, and for writes if no other is given. Scope `read` is enough to watch. */
  TRACKAGOAT_API_KEY: z.preprocess((value) => value ?? '', key),
  /** Secret. Key for writes only; scope `write`. */
  TRACKAGOAT_WRITE_KEY: optional(key),
  TRACKAGOAT_BASE_URL: z.preprocess(
    (value) => blankIsAbsent(value) ?? 'https://www.trackagoat.com/api/v1',
    url
      .refine((text) => !/[?#]|:\/\/[^/]*@/.test(text), 'must have no user, query or fragment')
      .transform((text) => text.replace(/\/+$/, '')),
  ),
  TRACKAGOAT_REQUESTS_PER_MINUTE: whole(60, 1),
  TRACKAGOAT_REQUESTS_PER_DAY: optional(whole(0, 1)),
  /** Secret. */
  SLACK_SIGNING_SECRET: optional(z.string()),
  /** Secret. Bot token with scopes chat:write and commands. */
  SLACK_BOT_TOKEN: optional(token),
  SLACK_API_URL: z.preprocess((value) => blankIsAbsent(value) ?? 'https://slack.com/api/', url),
  SLACK_ALERT_CHANNEL: optional(z.string().regex(/^[^\s/]+$/, 'must be a channel id')),
  SLACK_VIEWERS: z.preprocess((value) => value ?? '*', slackUserIds),
  SLACK_REQUESTERS: z.preprocess((value) => value ?? '*', slackUserIds),
  SLACK_APPROVERS: z.preprocess((value) => value ?? '', slackUserIds),
  EMAIL_FROM: optional(address),
  EMAIL_TO: optional(list.pipe(z.array(address).min(1))),
  /** Secret: it may hold a password. */
  SMTP_URL: optional(z.string().refine(isSmtpUrl, 'must be smtp:// or smtps://user:pass@host:port')),
  /** Secret. */
  RESEND_API_KEY: optional(token),
  RESEND_API_URL: optional(url),
  /** Secret. A token with every scope, for first use. */
  ADMIN_TOKEN: optional(token),
  PUBLIC_URL: optional(url.transform((text) => text.replace(/\/+$/, ''))),
  TIMEZONE: z.preprocess(
    (value) => blankIsAbsent(value) ?? 'UTC',
    z.string().refine(isTimeZone, 'must be an IANA name'),
  ),
  STALE_AFTER_HOURS: whole(12, 1, 100_000),
  OVERDUE_AFTER_DAYS: whole(30, 0, 100_000),
  REMIND_EVERY_HOURS: whole(24, 1, 100_000),
  PAYMENTS: z.preprocess((value) => blankIsAbsent(value) ?? 'off', z.enum(['off', 'approve', 'auto'])),
  AUTO_LIMIT_CENTS: whole(0, 0),
  TWO_PERSON_CENTS: whole(50_000, 0),
  MAX_PAYMENT_CENTS: whole(500_000, 0),
  MAX_DAILY_CENTS: whole(2_000_000, 0),
  HEARTBEAT_URL: optional(url),
})

/** The settings, checked and with defaults; units are in the names. */
export type Settings = z.infer<typeof settingsSchema>

/** One thing wrong with the settings. `problem` never holds a value. */
export interface SettingFault {
  readonly name: string
  readonly problem: string
}

/** Thrown at the first request when settings are missing or malformed: an operator's fault, named completely. */
export class SettingsError extends Error {
  readonly faults: readonly SettingFault[]
  constructor(faults: readonly SettingFault[]) {
    super(`settings: ${faults.map((fault) => `${fault.name} ${fault.problem}`).join('; ')}`)
    this.name = 'SettingsError'
    this.faults = faults
  }
}

const parsed = new WeakMap<object, Settings>()

/** Parses the settings once per environment. Throws `SettingsError` that lists every fault. */
export function parseSettings(env: Env): Settings {
  const known = parsed.get(env)
  if (known) return known
  const strings = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, env[name]]))
  const result = settingsSchema.safeParse(strings)
  if (!result.success) throw new SettingsError(toFaults(result.error, strings))
  parsed.set(env, result.data)
  return result.data
}

function toFaults(error: z.ZodError, strings: Record<string, unknown>): SettingFault[] {
  const faults = new Map<string, string>()
  for (const issue of error.issues) {
    const name = String(issue.path[0])
    const given = strings[name]
    const problem = given === undefined || given === '' ? 'is missing' : plain(issue)
    if (!faults.has(name)) faults.set(name, problem)
  }
  return [...faults].map(([name, problem]) => ({ name, problem }))
}

/** zod's own texts for enums and patterns can quote the input: only ours and harmless ones pass. */
function plain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'too_small':
      return issue.message.startsWith('must') ? issue.message : `must be at least ${issue.minimum}`
    case 'too_big':
      return `must be at most ${issue.maximum}`
    case 'invalid_type':
      return 'must be text'
    default:
      return issue.message
  }
}
