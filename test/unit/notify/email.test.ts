/** Mail as a channel, without the wire: threads, keys, and Cloudflare's binding. */
import { describe, expect, test } from 'vitest'
import { retryAfterMs, within } from '../../../src/notify/deadline.ts'
import { createBindingTransport, type EmailBinding } from '../../../src/notify/email/binding.ts'
import { createEmailNotifier } from '../../../src/notify/email/email.ts'
import type { MailTransport, OutgoingMail } from '../../../src/notify/email/transport.ts'
import type { Delivery, Outcome } from '../../../src/notify/port.ts'
import { OVERDUE } from './alerts.ts'

const DELIVERY: Delivery = { id: 'mail/default/hourly-2026-05-06T03Z/letter', mode: 'post', ref: null, notice: OVERDUE }

function recorder(outcome: Outcome = { outcome: 'sent', ref: '<new@example.com>' }) {
  const sent: OutgoingMail[] = []
  const transport: MailTransport = {
    name: 'resend',
    send: async (mail) => {
      sent.push(mail)
      return outcome
    },
  }
  return { sent, notifier: createEmailNotifier({ from: 'goat@example.com', to: ['a@example.com'], transport }) }
}

describe('a letter', () => {
  test('is recognisable as the same at every attempt, and as another for another delivery', async () => {
    const { sent, notifier } = recorder()
    await notifier.deliver(DELIVERY)
    await notifier.deliver(DELIVERY)
    await notifier.deliver({ ...DELIVERY, id: 'other' })
    const [first, again, other] = sent
    expect(again).toEqual(first)
    expect(first?.messageId).toMatch(/^<[0-9a-f]{32}@example\.com>$/)
    expect(first?.idempotencyKey).toBe(DELIVERY.id)
    expect(other?.messageId).not.toBe(first?.messageId)
  })

  test('has a key that a header can carry, however odd the id', async () => {
    const { sent, notifier } = recorder()
    await notifier.deliver({ ...DELIVERY, id: 'ü\n' })
    await notifier.deliver({ ...DELIVERY, id: 'x'.repeat(257) })
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
  })

  test.each(['update', 'reply'] as const)(
    'with %s joins the thread it is given, which stays the thread',
    async (mode) => {
      const { sent, notifier } = recorder()
      const outcome = await notifier.deliver({ ...DELIVERY, mode, ref: '<root@example.com>' })
      expect(sent[0]?.headers).toMatchObject({ 'In-Reply-To': '<root@example.com>', References: '<root@example.com>' })
      expect(outcome).toEqual({ outcome: 'sent', ref: '<root@example.com>' })
    },
  )

  test('starts a thread of its own when there is none, or none that could be named', async () => {
    const { sent, notifier } = recorder()
    await notifier.deliver({ ...DELIVERY, mode: 'update' })
    await notifier.deliver({ ...DELIVERY, mode: 'reply', ref: '<a@b>\r\nBcc: all@example.com' })
    for (const { headers } of sent) expect(headers).not.toHaveProperty('In-Reply-To')
  })

  test('asks for no holiday replies', async () => {
    const { sent, notifier } = recorder()
    await notifier.deliver(DELIVERY)
    expect(sent[0]?.headers['Auto-Submitted']).toBe('auto-generated')
  })
})

describe('the EMAIL binding', () => {
  const deliver = (binding: EmailBinding) =>
    createEmailNotifier({
      from: 'goat@example.com',
      to: ['a@example.com'],
      transport: createBindingTransport(binding, 50),
    }).deliver(DELIVERY)

  test('gets the object form, without headers that are the platform’s', async () => {
    const calls: unknown[] = []
    const outcome = await deliver({
      send: async (message) => {
        calls.push(message)
        return { messageId: 'id-1@cf.example' }
      },
    })
    expect(outcome).toEqual({ outcome: 'sent', ref: '<id-1@cf.example>' })
    expect(calls).toEqual([
      {
        from: { email: 'goat@example.com', name: 'Goatherd' },
        to: ['a@example.com'],
        subject: 'Goatherd: 2 accruals overdue ($80.00) — Spring Launch',
        html: expect.stringContaining('@goatfarm'),
        text: expect.stringContaining('@goatfarm'),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Goatherd-Delivery': expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ])
  })

  test.each([
    ['E_RATE_LIMIT_EXCEEDED', { outcome: 'retry', reason: 'email_rate_limit_exceeded', afterMs: null }],
    ['E_DAILY_LIMIT_EXCEEDED', { outcome: 'retry', reason: 'email_daily_limit_exceeded', afterMs: null }],
    ['E_INTERNAL_SERVER_ERROR', { outcome: 'retry', reason: 'email_internal_server_error', afterMs: null }],
    ['E_SENDER_NOT_VERIFIED', { outcome: 'drop', reason: 'email_sender_not_verified' }],
    ['E_RECIPIENT_NOT_ALLOWED', { outcome: 'drop', reason: 'email_recipient_not_allowed' }],
    ['a@example.com was refused', { outcome: 'drop', reason: 'email_failed' }],
    [undefined, { outcome: 'retry', reason: 'email_failed', afterMs: null }],
  ])('refusing with %s', async (code, expected) => {
    const refusal = Object.assign(new Error('a@example.com and other secrets'), { code })
    expect(await deliver({ send: () => Promise.reject(refusal) })).toEqual(expected)
  })

  test('that never answers is tried again', async () => {
    expect(await deliver({ send: () => new Promise(() => {}) })).toEqual({
      outcome: 'retry',
      reason: 'email_timeout',
      afterMs: null,
    })
  })
})

describe('Retry-After', () => {
  test.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Wed, 06 May 2026 03:21:00 GMT', date: 'Wed, 06 May 2026 03:20:00 GMT' }, 60_000],
    [{ 'retry-after': 'Wed, 06 May 2026 03:20:00 GMT', date: 'Wed, 06 May 2026 03:21:00 GMT' }, 0],
    [{ 'retry-after': 'Wed, 06 May 2026 03:21:00 GMT' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-1' }, null],
    [{}, null],
  ])('%j means %s ms', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers))).toBe(expected)
  })
})

test('a failure in time is a failure, not a time-out', async () => {
  await expect(within(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no')
})
