/** Resend over a real connection to a scripted server. */
import { describe, expect, test, vi } from 'vitest'
import { createResendTransport } from '../../../src/notify/email/resend.ts'
import type { OutgoingMail } from '../../../src/notify/email/transport.ts'
import { ports, scripted } from './servers.ts'

const MAIL: OutgoingMail = {
  idempotencyKey: 'mail/default/run/letter',
  messageId: '<abc@example.com>',
  from: 'goat@example.com',
  to: ['finance@example.org', 'ops@example.org'],
  subject: '🐐 hello',
  html: '<p>hello</p>',
  text: 'hello',
  at: '2026-05-06T03:20:00.000Z',
  headers: { 'Auto-Submitted': 'auto-generated' },
}

const send = (apiUrl: string, timeoutMs = 5_000) =>
  createResendTransport({ apiKey: 're_secret', apiUrl, timeoutMs }).send(MAIL)
const refusal = (statusCode: number, name: string) => ({
  status: statusCode,
  body: { statusCode, name, message: 'finance@example.org re_secret' },
})

test('a letter is sent with its key', async () => {
  const resend = await scripted({ body: { id: '1' } })
  expect(await send(resend.url)).toEqual({ outcome: 'sent', ref: '<abc@example.com>' })
  const [asked] = await resend.asked()
  expect(asked).toMatchObject({
    path: '/emails',
    headers: {
      authorization: 'Bearer re_secret',
      'idempotency-key': 'mail/default/run/letter',
      'content-type': 'application/json',
    },
  })
  expect(JSON.parse(asked?.body ?? '')).toEqual({
    from: 'Goatherd <goat@example.com>',
    to: MAIL.to,
    subject: MAIL.subject,
    html: MAIL.html,
    text: MAIL.text,
    headers: { 'Auto-Submitted': 'auto-generated', 'Message-ID': '<abc@example.com>' },
  })
})

describe('an answer', () => {
  test.each([
    [
      { ...refusal(429, 'rate_limit_exceeded'), headers: { 'retry-after': '7' } },
      { outcome: 'retry', reason: 'resend_429_rate_limit_exceeded', afterMs: 7_000 },
    ],
    [
      refusal(429, 'daily_quota_exceeded'),
      { outcome: 'retry', reason: 'resend_429_daily_quota_exceeded', afterMs: null },
    ],
    [
      refusal(409, 'concurrent_idempotent_requests'),
      { outcome: 'retry', reason: 'resend_409_concurrent_idempotent_requests', afterMs: null },
    ],
    [refusal(500, 'application_error'), { outcome: 'retry', reason: 'resend_500_application_error', afterMs: null }],
    [
      { status: 503, headers: { 'retry-after': '60' }, body: '<html>' },
      { outcome: 'retry', reason: 'resend_503', afterMs: 60_000 },
    ],
    [refusal(409, 'invalid_idempotent_request'), { outcome: 'drop', reason: 'resend_409_invalid_idempotent_request' }],
    [refusal(403, 'invalid_api_key'), { outcome: 'retry', reason: 'resend_403_invalid_api_key', afterMs: 3_600_000 }],
    [refusal(422, 'finance@example.org'), { outcome: 'drop', reason: 'resend_422' }],
    [
      { status: 404, body: 'null' },
      { outcome: 'drop', reason: 'resend_404' },
    ],
    [
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { outcome: 'drop', reason: 'resend_302' },
    ],
    [{ cut: true }, { outcome: 'retry', reason: 'resend_unreachable', afterMs: null }],
  ])('of %j', async (answer, expected) => {
    const resend = await scripted(answer)
    expect(await send(resend.url)).toEqual(expected)
    expect(await resend.asked()).toHaveLength(1)
  })
})

test('no answer is a reason to try again', async () => {
  const resend = await scripted({ hang: true })
  expect(await send(resend.url, 200)).toEqual({ outcome: 'retry', reason: 'resend_timeout', afterMs: null })
  expect(await send(`http://127.0.0.1:${ports.closed}`)).toEqual({
    outcome: 'retry',
    reason: 'resend_unreachable',
    afterMs: null,
  })
})

test('nothing is written to the console', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level))
  await send((await scripted(refusal(403, 'invalid_api_key'))).url)
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
