/**
 * Resend's `POST /emails` as its documentation describes it, mounted at `/mail/resend`.
 * https://resend.com/docs/api-reference/emails/send-email, .../errors, https://resend.com/docs/dashboard/emails/idempotency-keys
 * @module
 */
import { createHash, randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { readAddresses } from './address.ts'
import { readAttachments } from './binding.ts'
import { compose } from './compose.ts'
import type { Mailbox } from './store.ts'

const KEY_LIFE_MS = 24 * 60 * 60 * 1000
const KEY_MAX = 256
const TO_MAX = 50

type Status = 400 | 401 | 403 | 405 | 409 | 422
type Fault = { statusCode: Status; name: string; message: string }
type Json = Record<string, unknown>

const fault = (statusCode: Status, name: string, message: string): Fault => ({ statusCode, name, message })

/** The same value whatever the order of its fields, for telling one payload from another. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}

const digest = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex')

export type Resend = { app: Hono; reset(): void }

/** One account: keys are remembered for all its callers together. */
export function createResend(mailbox: Mailbox, now: () => Date): Resend {
  const app = new Hono()
  const seen = new Map<string, { payload: string; id: string; until: number }>()
  const refuse = (c: Context, refusal: Fault) => c.json(refusal, refusal.statusCode)

  app.post('/emails', async (c) => {
    const denied = checkAccess(c)
    if (denied) return refuse(c, denied)
    const body = await readJson(c)
    if (!body) return refuse(c, fault(400, 'validation_error', 'The request body must be a JSON object.'))
    const key = c.req.header('idempotency-key')
    if (key !== undefined && (key.length < 1 || key.length > KEY_MAX)) {
      return refuse(c, fault(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.'))
    }
    const payload = digest(body)
    const known = key === undefined ? undefined : seen.get(key)
    if (known && known.until > now().getTime()) {
      if (known.payload === payload) return c.json({ id: known.id })
      return refuse(
        c,
        fault(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.'),
      )
    }
    const mail = readMail(body, now())
    if ('statusCode' in mail) return refuse(c, mail)
    const id = randomUUID()
    // Before the first await: two calls at once must not both get through.
    if (key !== undefined) seen.set(key, { payload, id, until: now().getTime() + KEY_LIFE_MS })
    await mailbox.deliver(mail.message, mail.envelope, 'resend', id)
    return c.json({ id })
  })
  app.all('/emails', (c) =>
    refuse(c, fault(405, 'method_not_allowed', 'Method is not allowed for the requested path.')),
  )
  return { app, reset: () => seen.clear() }
}

function checkAccess(c: Context): Fault | undefined {
  const authorization = c.req.header('authorization')
  if (!authorization) return fault(401, 'missing_api_key', 'Missing API key in the authorization header.')
  if (!/^Bearer re_\S+$/.test(authorization)) return fault(403, 'invalid_api_key', 'API key is invalid.')
  // Easily forgotten in a Worker, whose fetch sends none by itself.
  if (!c.req.header('user-agent')) return fault(403, 'validation_error', 'error code: 1010 (missing User-Agent header)')
  return undefined
}

async function readJson(c: Context): Promise<Json | undefined> {
  try {
    const body: unknown = await c.req.json()
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined
  } catch {
    return undefined
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function readMail(body: Json, at: Date): { message: Buffer; envelope: { from: string; to: string[] } } | Fault {
  for (const name of ['from', 'to', 'subject']) {
    if (body[name] === undefined) return fault(422, 'missing_required_field', `Missing \`${name}\` field.`)
  }
  const format = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.'
  const [from, ...others] = readAddresses(body.from) ?? []
  if (!from || others.length > 0) return fault(422, 'invalid_from_address', `Invalid \`from\` field. ${format}`)
  const to = readAddresses(body.to)
  const cc = readAddresses(body.cc ?? [])
  const bcc = readAddresses(body.bcc ?? [])
  const replyTo = readAddresses(body.reply_to ?? [])
  if (!to || to.length === 0 || !cc || !bcc || !replyTo) {
    return fault(422, 'validation_error', `Invalid \`to\` field. ${format}`)
  }
  if (to.length > TO_MAX) return fault(422, 'validation_error', `The \`to\` field takes at most ${TO_MAX} addresses.`)
  const html = text(body.html)
  const plain = text(body.text)
  if (html === undefined && plain === undefined) {
    return fault(422, 'missing_required_field', 'Missing `html` or `text` field.')
  }
  const headers = typeof body.headers === 'object' && body.headers !== null ? Object.entries(body.headers) : []
  const message = compose({
    ...{ from, to, cc, replyTo, at, subject: text(body.subject) ?? '' },
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    attachments: readAttachments(body.attachments),
    ...(plain === undefined ? {} : { text: plain }),
    ...(html === undefined ? {} : { html }),
  })
  return { message, envelope: { from: from.address, to: [...to, ...cc, ...bcc].map(({ address }) => address) } }
}
