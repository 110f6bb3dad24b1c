/**
 * Slack's signature. https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @module
 */
import { createHmac } from 'node:crypto'

/** The X-Slack-Signature of a raw body at a time in whole seconds. */
export function signatureOf(secret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`
}
