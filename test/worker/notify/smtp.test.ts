/** SMTP from workerd to real mail servers, and to rude ones. */
import PostalMime from 'postal-mime'
import { describe, expect, test, vi } from 'vitest'
import { chooseMailTransport } from '../../../src/notify/email/choose.ts'
import { createSmtpTransport } from '../../../src/notify/email/smtp.ts'
import type { OutgoingMail } from '../../../src/notify/email/transport.ts'
import { arrivedAs, ports } from './servers.ts'

const PASSWORD = encodeURIComponent('r:ght/ü@')
const QUICK_MS = 300

function letter(more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    idempotencyKey: 'k',
    messageId: `<${crypto.randomUUID()}@example.com>`,
    from: 'goat@example.com',
    to: ['finance@example.org'],
    subject: '🐐 3 accruals earned ($150.00), 2 überfällig — حملة الربيع 👩‍👩‍👧‍👦',
    html: '<!doctype html>\n<p>Grüße 🐐</p>\n',
    text: '.a dot\n..two dots\n.\nafter the dot alone\n',
    at: '2026-05-06T03:20:00.000Z',
    headers: { 'Auto-Submitted': 'auto-generated', 'In-Reply-To': '<root@example.com>' },
    ...more,
  }
}

const send = (url: string, mail: OutgoingMail, timeoutMs = 10_000) => createSmtpTransport(url, timeoutMs).send(mail)

describe('a letter arrives', () => {
  test.each([
    ['by STARTTLS when it is offered', `smtp://localhost:${ports.smtp}`, true],
    ['by STARTTLS when it is required', `smtp://localhost:${ports.smtp}?starttls=required`, true],
    ['by TLS from the first byte', `smtps://localhost:${ports.smtps}`, true],
    ['in the clear when that is wanted', `smtp://localhost:${ports.smtp}?starttls=off`, false],
    ['in the clear where nothing else is offered', `smtp://127.0.0.1:${ports.smtpLogin}`, false],
  ])('%s', async (_how, url, isSecure) => {
    const mail = letter()
    expect(await send(url, mail)).toEqual({ outcome: 'sent', ref: mail.messageId })
    const [arrived, ...more] = await arrivedAs(mail.messageId)
    expect(more).toEqual([])
    expect(arrived).toMatchObject({ from: mail.from, to: mail.to, isSecure, user: null, helo: 'example.com' })
  })

  test('as it was written: emoji in the subject, dots, long lines', async () => {
    const mail = letter({ text: `${letter().text}${'x'.repeat(10_000)}\nlast`, html: `<p>${'🐐'.repeat(10_000)}</p>` })
    await send(`smtp://localhost:${ports.smtp}`, mail)
    const [arrived] = await arrivedAs(mail.messageId)
    const parsed = await PostalMime.parse(arrived?.raw ?? '')
    expect(parsed.subject).toBe(mail.subject)
    expect(parsed.text?.trimEnd()).toBe(mail.text)
    expect(parsed.html?.trimEnd()).toBe(mail.html)
    expect(parsed).toMatchObject({ messageId: mail.messageId, inReplyTo: '<root@example.com>', date: mail.at })
    expect(arrived?.raw.split('\r\n').every((line) => line.length <= 76)).toBe(true)
  })

  test.each([
    ['PLAIN, over TLS', `smtp://g%40at:${PASSWORD}@localhost:${ports.smtp}`, 'g@at'],
    ['LOGIN, on loopback', `smtp://goat:${PASSWORD}@127.0.0.1:${ports.smtpLogin}`, 'goat'],
  ])('from who has logged in with %s', async (_how, url, user) => {
    const mail = letter()
    expect(await send(url, mail)).toMatchObject({ outcome: 'sent' })
    expect(await arrivedAs(mail.messageId)).toMatchObject([{ user }])
  })

  test('at those who are accepted, whoever else is refused', async () => {
    const mail = letter({ to: ['never@example.org', 'finance@example.org', 'later@example.org'] })
    expect(await send(`smtp://localhost:${ports.smtp}`, mail)).toMatchObject({ outcome: 'sent' })
    expect(await arrivedAs(mail.messageId)).toMatchObject([{ to: ['finance@example.org'] }])
  })
})

describe('a refusal', () => {
  test.each([
    ['of every recipient for good drops it', ['never@example.org'], { outcome: 'drop', reason: 'smtp_rcpt_550' }],
    [
      'of every recipient for now keeps it',
      ['later@example.org'],
      { outcome: 'retry', reason: 'smtp_rcpt_451', afterMs: null },
    ],
    [
      'that may pass for one keeps it',
      ['never@example.org', 'later@example.org'],
      { outcome: 'retry', reason: 'smtp_rcpt_451', afterMs: null },
    ],
    ['of the text drops it', ['full@example.org'], { outcome: 'drop', reason: 'smtp_message_552' }],
    [
      'by ourselves: no room for tricks in addresses',
      ['a@example.org>\r\nRSET'],
      { outcome: 'drop', reason: 'smtp_address_not_ascii' },
    ],
  ])('%s', async (_what, to, expected) => {
    expect(await send(`smtp://localhost:${ports.smtp}`, letter({ to }))).toEqual(expected)
  })

  test('of the password names neither user nor password', async () => {
    expect(await send(`smtp://goat:wrong@localhost:${ports.smtp}`, letter())).toEqual({
      outcome: 'retry',
      reason: 'smtp_auth_535',
      afterMs: 3_600_000,
    })
  })

  test('to go on without the TLS that is required', async () => {
    expect(await send(`smtp://127.0.0.1:${ports.smtpLogin}?starttls=required`, letter())).toEqual({
      outcome: 'retry',
      reason: 'smtp_starttls_not_offered',
      afterMs: 3_600_000,
    })
  })

  test('to trust a certificate for another name', async () => {
    // The certificate is for localhost and 127.0.0.1; this is loopback, too.
    const outcome = await send(`smtps://127.0.0.2:${ports.smtps}`, letter(), 2_000)
    expect(outcome).toMatchObject({ outcome: 'retry' })
  })

  test('to send a password where no method is offered', async () => {
    expect(await send(`smtp://goat:x@127.0.0.1:${ports.rude.smuggles}?starttls=off`, letter())).toEqual({
      outcome: 'retry',
      reason: 'smtp_auth_not_offered',
      afterMs: 3_600_000,
    })
  })
})

describe('a server that', () => {
  test.each([
    ['says nothing', ports.rude.silent, 'smtp_timeout'],
    ['never gives its verdict', ports.rude.no_verdict, 'smtp_timeout'],
    ['hangs up after the greeting', ports.rude.cut_greeting, 'smtp_closed'],
    ['hangs up within the text', ports.rude.cut_in_data, 'smtp_closed'],
    ['is none', ports.rude.gibberish, 'smtp_malformed_reply'],
    ['lets words slip in before TLS', ports.rude.smuggles, 'smtp_plaintext_after_starttls'],
    ['is not there', ports.closed, 'smtp_unreachable'],
  ])('%s is tried again', async (_what, port, reason) => {
    expect(await send(`smtp://127.0.0.1:${port}`, letter(), QUICK_MS)).toEqual({
      outcome: 'retry',
      reason,
      afterMs: null,
    })
  })
})

test('nothing is written to the console', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level))
  await send(`smtp://goat:wrong@localhost:${ports.smtp}`, letter())
  await send(`smtp://localhost:${ports.smtp}`, letter({ to: ['never@example.org'] }))
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

test('an address of a server that is none is refused at once, without being shown', () => {
  expect(() => createSmtpTransport('https://user:secret@example.com')).toThrow(
    /^SMTP_URL is not an smtp:\/\/ or smtps:\/\/ address$/,
  )
})

describe('mail goes', () => {
  const binding = { send: async () => ({ messageId: 'x' }) }
  test.each([
    ['by SMTP when it is set', { smtpUrl: 'smtp://localhost', resendApiKey: 'k', binding }, 'smtp'],
    ['else by Resend', { resendApiKey: 'k', binding }, 'resend'],
    ['else by the binding', { binding }, 'binding'],
    ['else nowhere', {}, undefined],
  ])('%s', (_how, settings, name) => {
    expect(chooseMailTransport(settings)?.name).toBe(name)
  })
})
