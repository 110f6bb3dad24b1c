/**
 * Mail over Resend's HTTP API (https://resend.com/docs/api-reference/emails/send-email). Its SDK is not used: it brings a
 * renderer along that breaks bundles for Workers (resend-hono-example issue 50), and one request needs none.
 */

import { USER_AGENT } from '../../domain/version.ts'
import { reasonWord, retryAfterMs } from '../deadline.ts'
import { OPERATOR_RETRY_MS, type Outcome } from '../port.ts'
import { FROM_NAME, type MailTransport } from './transport.ts'

/** Settings of Resend. */
export interface ResendOptions {
  readonly apiKey: string
  /** For another address of the API; default Resend's own. `/emails` is added. */
  readonly apiUrl?: string
  /** For the request and its answer, in ms. */
  readonly timeoutMs?: number
}

const DEFAULT_API_URL = 'https://api.resend.com'
const DEFAULT_TIMEOUT_MS = 15_000

/** Resend remembers an `Idempotency-Key` for 24 hours: a repeat within them sends nothing. */
export function createResendTransport({
  apiKey,
  apiUrl = DEFAULT_API_URL,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: ResendOptions): MailTransport {
  const endpoint = `${apiUrl.replace(/\/+$/, '')}/emails`
  return {
    name: 'resend',
    async send({ idempotencyKey, messageId, from, to, subject, html, text, headers }) {
      try {
        const response = await fetch(endpoint, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${apiKey}`,
            'content-type': 'application/json',
            // Resend answers 403 to callers without one.
            'user-agent': USER_AGENT,
            'idempotency-key': idempotencyKey,
          },
          body: JSON.stringify({
            from: `${FROM_NAME} <${from}>`,
            to,
            subject,
            html,
            text,
            headers: { ...headers, 'Message-ID': messageId },
          }),
          // The key must not follow a redirect to anybody else.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        })
        const answer = await response.text()
        return judge(response, answer, messageId)
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError'
        return { outcome: 'retry', reason: isLate ? 'resend_timeout' : 'resend_unreachable', afterMs: null }
      }
    },
  }
}

/** Errors: https://resend.com/docs/api-reference/errors. */
function judge({ status, ok, headers }: Response, answer: string, messageId: string): Outcome {
  if (ok) return { outcome: 'sent', ref: messageId }
  const name = errorName(answer)
  const reason = reasonWord(`resend_${status}`, name, `resend_${status}`)
  const isPassing = status >= 500 || status === 429 || status === 408 || name === 'concurrent_idempotent_requests'
  if (status === 401 || status === 403) return { outcome: 'retry', reason, afterMs: OPERATOR_RETRY_MS }
  return isPassing ? { outcome: 'retry', reason, afterMs: retryAfterMs(headers) } : { outcome: 'drop', reason }
}

function errorName(answer: string): unknown {
  try {
    const body: unknown = JSON.parse(answer)
    return typeof body === 'object' && body !== null && 'name' in body ? body.name : null
  } catch {
    return null
  }
}
