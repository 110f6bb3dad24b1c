/**
 * Mail over Cloudflare Email Service, the `send_email` binding in its object form
 * (https://developers.cloudflare.com/email-service/api/send-emails/workers-api/). Date and Message-ID are the platform's:
 * a repeat can be recognised by `X-Goatherd-Delivery`. Other headers are limited to a list that holds ours.
 */
import { reasonWord, within } from '../deadline.ts'
import type { Outcome } from '../port.ts'
import { FROM_NAME, type MailTransport } from './transport.ts'

/** The part of the platform's `SendEmail` that is used. */
export interface EmailBinding {
  send(message: {
    from: { email: string; name: string }
    to: string[]
    subject: string
    html: string
    text: string
    headers: Record<string, string>
  }): Promise<{ messageId: string }>
}

const DEFAULT_TIMEOUT_MS = 15_000

/** Refusals that pass. All others speak of the letter, the sender or a recipient, and would come again. */
const PASSING = new Set([
  'E_RATE_LIMIT_EXCEEDED',
  'E_DAILY_LIMIT_EXCEEDED',
  'E_DELIVERY_FAILED',
  'E_INTERNAL_SERVER_ERROR',
])

/** `timeoutMs` is for one call. */
export function createBindingTransport(binding: EmailBinding, timeoutMs = DEFAULT_TIMEOUT_MS): MailTransport {
  return {
    name: 'binding',
    async send({ from, to, subject, html, text, headers }) {
      try {
        const call = binding.send({
          from: { email: from, name: FROM_NAME },
          to: [...to],
          subject,
          html,
          text,
          headers: { ...headers },
        })
        const result = await within(call, timeoutMs)
        if (result === 'timeout') return { outcome: 'retry', reason: 'email_timeout', afterMs: null }
        return { outcome: 'sent', ref: asMessageId(result.value.messageId) }
      } catch (error) {
        return judge(error)
      }
    },
  }
}

/** The platform names its errors in `code`, as in `E_SENDER_NOT_VERIFIED`; without one it is trouble on its side. */
function judge(error: unknown): Outcome {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  if (typeof code !== 'string') return { outcome: 'retry', reason: 'email_failed', afterMs: null }
  const reason = reasonWord('email', code.replace(/^E_/, ''), 'email_failed')
  return PASSING.has(code) ? { outcome: 'retry', reason, afterMs: null } : { outcome: 'drop', reason }
}

function asMessageId(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : id.startsWith('<') ? id : `<${id}>`
}
