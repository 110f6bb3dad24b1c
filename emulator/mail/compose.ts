/**
 * Makes a MIME message from the parts an API takes, so that a mail looks the same whichever way it came.
 * RFC 5322 (headers), RFC 2045 to 2047 (MIME, encoded words).
 * @module
 */
import { randomBytes } from 'node:crypto'

export type Address = { name?: string; address: string }

export type Outgoing = {
  from: Address
  to: Address[]
  cc?: Address[]
  replyTo?: Address[]
  subject: string
  text?: string
  html?: string
  headers?: Record<string, string>
  attachments?: { filename: string; type: string; content: Buffer }[]
  at: Date
  messageId?: string
}

/** An encoded word may have 75 characters; 12 UTF-16 units are at most 36 bytes, so 48 characters of base64. */
const WORD_CHARS = 12
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

/** Header text in ASCII. Line breaks would start a header of their own, so they become spaces. */
function encodeHeader(text: string): string {
  const flat = text.replace(/[\r\n\0]+/g, ' ')
  if (isAscii(flat)) return flat
  const words: string[] = []
  let word = ''
  for (const char of flat) {
    if (word.length + char.length > WORD_CHARS) {
      words.push(word)
      word = ''
    }
    word += char
  }
  words.push(word)
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ')
}

function mailbox({ name, address }: Address): string {
  const bare = address.replace(/[\r\n<>]/g, '')
  if (!name) return bare
  const shown = isAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeHeader(name)
  return `${shown} <${bare}>`
}

const list = (addresses: readonly Address[]): string => addresses.map(mailbox).join(',\r\n ')

function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{1,76}/g, '$&\r\n')
}

type Part = { headers: string[]; body: string }

function textPart(type: string, content: string): Part {
  return {
    headers: [`Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64'],
    body: base64Lines(Buffer.from(content)),
  }
}

function multipart(kind: 'alternative' | 'mixed', parts: readonly Part[]): Part {
  const [only, ...others] = parts
  if (only && others.length === 0) return only
  const boundary = `part-${randomBytes(12).toString('hex')}`
  const body = parts.map((part) => `--${boundary}\r\n${part.headers.join('\r\n')}\r\n\r\n${part.body}\r\n`).join('')
  return { headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`], body: `${body}--${boundary}--\r\n` }
}

/** The message as it would travel. */
export function compose(mail: Outgoing): Buffer {
  const bodies = [
    ...(mail.text === undefined ? [] : [textPart('text/plain', mail.text)]),
    ...(mail.html === undefined ? [] : [textPart('text/html', mail.html)]),
  ]
  const content = multipart('alternative', bodies.length > 0 ? bodies : [textPart('text/plain', '')])
  const files = (mail.attachments ?? []).map((file): Part => {
    const name = encodeHeader(file.filename).replace(/["\r\n]/g, '')
    return {
      headers: [
        `Content-Type: ${file.type.replace(/[\r\n]/g, '')}; name="${name}"`,
        'Content-Transfer-Encoding: base64',
        `Content-Disposition: attachment; filename="${name}"`,
      ],
      body: base64Lines(file.content),
    }
  })
  const whole = multipart('mixed', [content, ...files])
  const own = Object.entries(mail.headers ?? {}).filter(([name]) => /^[\x21-\x39\x3b-\x7e]+$/.test(name))
  const headers = [
    `From: ${mailbox(mail.from)}`,
    `To: ${list(mail.to)}`,
    ...(mail.cc?.length ? [`Cc: ${list(mail.cc)}`] : []),
    ...(mail.replyTo?.length ? [`Reply-To: ${list(mail.replyTo)}`] : []),
    `Subject: ${encodeHeader(mail.subject)}`,
    `Date: ${mail.at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${mail.messageId ?? `<${randomBytes(12).toString('hex')}@emulator.test>`}`,
    ...own.map(([name, value]) => `${name}: ${encodeHeader(value)}`),
    'MIME-Version: 1.0',
    ...whole.headers,
  ]
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${whole.body}`)
}
