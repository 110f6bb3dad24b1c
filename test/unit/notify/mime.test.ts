/** Letters as bytes, read back by postal-mime. */
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMime, encodeWords, quotedPrintable } from '../../../src/notify/email/mime.ts'
import type { OutgoingMail } from '../../../src/notify/email/transport.ts'

const MAIL: OutgoingMail = {
  idempotencyKey: 'run/1/letter',
  messageId: '<abc@example.com>',
  from: 'goat@example.com',
  to: ['finance@example.com', 'ops@example.com'],
  subject: 'Goatherd: 3 accruals earned ($150.00), 2 overdue',
  html: '<!doctype html><p>Grüße = 🐐</p>',
  text: '.a line with a dot\n\nspaces at the end  \nFrom the start\nGrüße 🐐',
  at: '2026-04-06T14:20:00.000Z',
  headers: { 'Auto-Submitted': 'auto-generated' },
}

describe('a letter', () => {
  test('says who, to whom, when and what', async () => {
    const parsed = await PostalMime.parse(composeMime(MAIL))
    expect(parsed).toMatchObject({
      from: { name: 'Goatherd', address: 'goat@example.com' },
      to: [{ address: 'finance@example.com' }, { address: 'ops@example.com' }],
      subject: MAIL.subject,
      messageId: '<abc@example.com>',
      date: '2026-04-06T14:20:00.000Z',
    })
    expect(parsed.text?.trimEnd()).toBe(MAIL.text)
    expect(parsed.html?.trimEnd()).toBe(MAIL.html)
  })

  test('has the same bytes each time', () => {
    expect(composeMime(MAIL)).toBe(composeMime({ ...MAIL }))
  })

  test('is ASCII in short lines, whatever it says', () => {
    const lines = composeMime({
      ...MAIL,
      text: '🐐'.repeat(3000),
      html: 'x'.repeat(10_000),
      subject: '🐐'.repeat(70),
    }).split('\r\n')
    expect(lines.every((line) => /^[\x20-\x7e]{0,76}$/.test(line))).toBe(true)
  })

  test.each([
    ['subject', { subject: 'Hi\r\nBcc: evil@example.com' }],
    ['message id', { messageId: '<a@b>\r\nBcc: evil@example.com' }],
    ['header', { headers: { 'In-Reply-To': '<a@b>\r\nBcc: evil@example.com' } }],
    ['address', { to: ['a@b.c\r\nBcc: evil@example.com'] }],
  ])('no %s starts a header of its own', (_what, more) => {
    expect(composeMime({ ...MAIL, ...more })).not.toMatch(/^Bcc:/m)
  })
})

test('any subject comes back as it was', async () => {
  const subject = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 150 })
    .map((text) => text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim())
  await fc.assert(
    fc.asyncProperty(subject, async (text) => {
      const encoded = encodeWords(text)
      expect(encoded.split('\r\n').every((line) => line.length <= 76)).toBe(true)
      const parsed = await PostalMime.parse(`Subject: ${encoded}\r\n\r\n`)
      expect(parsed.subject ?? '').toBe(text)
    }),
    { numRuns: 100 },
  )
})

test('any text comes back from quoted-printable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
      const encoded = quotedPrintable(text)
      expect(encoded.split('\r\n').every((line) => line.length <= 76 && !/[ \t]$/.test(line))).toBe(true)
      const decoded = Buffer.from(
        encoded
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
      expect(decoded).toBe(text.replace(/\r\n|\r|\n/g, '\r\n'))
    }),
    { numRuns: 100 },
  )
})
