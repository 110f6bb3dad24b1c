/** Mail as a channel: one letter to a fixed list of addresses, whatever carries it. */
import { sha256Hex } from '../../domain/sha256.ts'
import type { Notifier } from '../port.ts'
import { renderMail } from '../render/mail.tsx'
import { domainOf, type MailTransport } from './transport.ts'

/** Settings of a mail channel. Addresses were checked where settings are read. */
export interface EmailOptions {
  readonly from: string
  readonly to: readonly string[]
  readonly transport: MailTransport
}

const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>$/
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,256}$/

/**
 * Delivers letters. Mail cannot be edited, so `update` and `reply` are further letters in the thread of `ref`; the thread
 * stays the one of its first letter.
 */
export function createEmailNotifier({ from, to, transport }: EmailOptions): Notifier {
  return {
    async deliver({ id, mode, ref, notice }) {
      const { subject, html, text } = renderMail(notice)
      const digest = await sha256Hex(id)
      const thread = mode !== 'post' && ref !== null && MESSAGE_ID.test(ref) ? ref : null
      const outcome = await transport.send({
        idempotencyKey: IDEMPOTENCY_KEY.test(id) ? id : digest,
        messageId: `<${digest.slice(0, 32)}@${domainOf(from)}>`,
        from,
        to,
        subject,
        html,
        text,
        at: notice.at,
        headers: {
          // RFC 3834: no holiday replies, please.
          'Auto-Submitted': 'auto-generated',
          'X-Goatherd-Delivery': digest.slice(0, 32),
          ...(thread === null ? {} : { 'In-Reply-To': thread, References: thread }),
        },
      })
      return outcome.outcome === 'sent' && thread !== null ? { ...outcome, ref: thread } : outcome
    },
  }
}
