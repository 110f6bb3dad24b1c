/**
 * A letter as bytes on the wire: RFC 5322 headers, RFC 2047 words, and two quoted-printable parts (RFC 2045). The result
 * is ASCII with CRLF and no line over 76 characters but headers we were given; the same letter always gives the same bytes.
 */
import { FROM_NAME, type OutgoingMail } from './transport.ts'

const CRLF = '\r\n'
/** 39 bytes give 52 characters of base64, 64 with `=?UTF-8?B?…?=`: after `Subject: ` a line has at most 76 (RFC 2047, 2). */
const WORD_BYTES = 39
const QP_LINE = 76
const encoder = new TextEncoder()

/** The whole message, ending in CRLF. Dots are not doubled: that is SMTP's business. */
export function composeMime(mail: OutgoingMail): string {
  // `=_` cannot occur in quoted-printable text, so a boundary is never part of a body.
  const boundary = `=_goatherd_${mail.messageId.replace(/[^a-z0-9]/gi, '').slice(0, 40)}`
  const headers: [name: string, value: string][] = [
    ['From', `${FROM_NAME} <${oneLine(mail.from)}>`],
    ['To', mail.to.map((address) => oneLine(address)).join(`,${CRLF} `)],
    ['Subject', encodeWords(mail.subject)],
    ['Date', mailDate(mail.at)],
    ['Message-ID', oneLine(mail.messageId)],
    ...Object.entries(mail.headers).map(([name, value]): [string, string] => [name, oneLine(value)]),
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative;${CRLF} boundary="${boundary}"`],
  ]
  const part = (type: string, body: string) =>
    [
      `--${boundary}`,
      `Content-Type: text/${type}; charset=utf-8`,
      'Content-Transfer-Encoding: quoted-printable',
      '',
      quotedPrintable(body),
    ].join(CRLF)
  return [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    part('plain', mail.text),
    part('html', mail.html),
    `--${boundary}--`,
    '',
  ].join(CRLF)
}

/** No text can start a header of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** Unstructured header text: printable ASCII as it is, folded at spaces (RFC 5322, 2.2.3); else in encoded words. */
export function encodeWords(text: string): string {
  const line = oneLine(text.toWellFormed())
  if (/^[\x20-\x7e]*$/.test(line) && !line.includes('=?')) {
    const folded = foldAtSpaces(line)
    if (folded !== null) return folded
  }
  const words: string[] = []
  let bytes: number[] = []
  const flush = () => {
    if (bytes.length > 0) words.push(`=?UTF-8?B?${btoa(String.fromCharCode(...bytes))}?=`)
    bytes = []
  }
  // A word holds whole characters only.
  for (const character of line) {
    const next = encoder.encode(character)
    if (bytes.length + next.length > WORD_BYTES) flush()
    bytes.push(...next)
  }
  flush()
  return words.join(`${CRLF} `)
}

/** Lines of at most 66 characters, each but the first starting with the space it was folded at; null for a longer word. */
function foldAtSpaces(line: string): string | null {
  const lines: string[] = []
  for (const word of line.split(/(?= )/)) {
    const last = lines.at(-1)
    if (word.length > 66) return null
    if (last !== undefined && last.length + word.length <= 66) lines[lines.length - 1] = last + word
    else lines.push(word)
  }
  // A line of nothing but spaces would end the header.
  return lines.some((part) => part.trim() === '') && line !== '' ? null : lines.join(CRLF)
}

/** Any text as quoted-printable with CRLF line ends. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join(CRLF)
}

function encodeLine(line: string): string {
  const bytes = encoder.encode(line)
  const lines: string[] = []
  let current = ''
  bytes.forEach((byte, index) => {
    const isSpace = byte === 0x20 || byte === 0x09
    const isPlain = (byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || (isSpace && index < bytes.length - 1)
    const piece = isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    // One place is kept for the `=` of a soft break.
    if (current.length + piece.length > QP_LINE - 1) {
      lines.push(`${current}=`)
      current = ''
    }
    current += piece
  })
  return [...lines, current].join(CRLF)
}

/** `Mon, 06 Apr 2026 14:20:00 +0000`. */
function mailDate(iso: string): string {
  return new Date(iso).toUTCString().replace('GMT', '+0000')
}
