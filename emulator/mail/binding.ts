/**
 * What Cloudflare's EMAIL binding takes, over HTTP: an object as for `env.EMAIL.send()`, or a raw message.
 * https://developers.cloudflare.com/email-service/api/send-emails/workers-api/
 * @module
 */
import { Hono } from 'hono'
import PostalMime from 'postal-mime'
import { readAddresses, refusalOf } from './address.ts'
import { compose, type Outgoing } from './compose.ts'
import type { Envelope, Mailbox } from './store.ts'

type Json = Record<string, unknown>
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Recipients of one mail, to, cc and bcc together. */
const RECIPIENTS_MAX = 50

/** A mail and where it goes, or what is wrong with the object. */
export function readBuilder(body: unknown, at: Date): { mail: Outgoing; envelope: Envelope } | { error: string } {
  if (!isJson(body)) return { error: 'the body must be an object' }
  const [from, ...more] = readAddresses(body.from) ?? []
  if (!from || more.length > 0) return { error: '`from` must be one address' }
  const to = readAddresses(body.to)
  const cc = readAddresses(body.cc ?? [])
  const bcc = readAddresses(body.bcc ?? [])
  const replyTo = readAddresses(body.replyTo ?? [])
  if (!to || !cc || !bcc || !replyTo) return { error: '`to`, `cc`, `bcc` and `replyTo` must be addresses' }
  const everyone = [...to, ...cc, ...bcc].map(({ address }) => address)
  if (to.length === 0 || everyone.length > RECIPIENTS_MAX) return { error: `1 to ${RECIPIENTS_MAX} recipients` }
  const subject = optional(body.subject)
  if (subject === undefined) return { error: '`subject` is required' }
  const text = optional(body.text)
  const html = optional(body.html)
  if (text === undefined && html === undefined) return { error: '`text` or `html` is required' }
  const headers = isJson(body.headers) ? textOnly(body.headers) : {}
  const messageId = optional(body.messageId)
  return {
    mail: {
      ...{ from, to, cc, replyTo, subject, headers, at, attachments: readAttachments(body.attachments) },
      ...(text === undefined ? {} : { text }),
      ...(html === undefined ? {} : { html }),
      ...(messageId === undefined ? {} : { messageId }),
    },
    envelope: { from: from.address, to: everyone },
  }
}

function textOnly(headers: Json): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/** Attachments have their content in base64; over JSON there is no other way. */
export function readAttachments(value: unknown): NonNullable<Outgoing['attachments']> {
  if (!Array.isArray(value)) return []
  return value.filter(isJson).map((file) => ({
    filename: optional(file.filename) ?? 'attachment',
    type: optional(file.type) ?? optional(file.content_type) ?? 'application/octet-stream',
    content: Buffer.from(optional(file.content) ?? '', 'base64'),
  }))
}

/** Routes under `/mail/binding`. */
export function createBinding(mailbox: Mailbox, now: () => Date): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    const raw = c.req.header('content-type')?.startsWith('message/rfc822')
    const read = raw ? await readRaw(Buffer.from(await c.req.arrayBuffer())) : readJson(await c.req.text(), now())
    if ('error' in read) return c.json({ error: read.error, code: 'E_VALIDATION_ERROR' }, 400)
    const refusal = read.envelope.to.map(refusalOf).find((found) => found !== undefined)
    if (refusal?.code === 550) return c.json({ error: refusal.message, code: 'E_RECIPIENT_NOT_ALLOWED' }, 422)
    if (refusal) return c.json({ error: refusal.message, code: 'E_DELIVERY_FAILED' }, 503)
    const stored = await mailbox.deliver(read.message, read.envelope, 'binding')
    return c.json({ messageId: stored.message_id, id: stored.id })
  })
  return app
}

type Read = { message: Buffer; envelope: Envelope } | { error: string }

function readJson(text: string, at: Date): Read {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { error: 'the body must be JSON or message/rfc822' }
  }
  const read = readBuilder(body, at)
  return 'error' in read ? read : { message: compose(read.mail), envelope: read.envelope }
}

/** A raw message has no envelope of its own here; its headers stand in. */
async function readRaw(message: Buffer): Promise<Read> {
  const parsed = await PostalMime.parse(message)
  const from = parsed.from?.address
  const to = [...(parsed.to ?? []), ...(parsed.cc ?? [])].flatMap(({ address }) => (address ? [address] : []))
  if (!from || to.length === 0) return { error: 'the message needs From and To' }
  return { message, envelope: { from, to } }
}
