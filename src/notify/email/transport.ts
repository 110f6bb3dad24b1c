/** What a way to send mail must do. Implementations: `smtp.ts`, `resend.ts`, `binding.ts`. */
import type { Outcome } from '../port.ts'

/** A letter with its envelope. */
export interface OutgoingMail {
  /** Stable over all attempts. At most 256 visible ASCII characters. */
  readonly idempotencyKey: string
  /** `<…@…>`, derived from the delivery: a repeat has the same. Some services replace it by one of their own. */
  readonly messageId: string
  /** Sender address; shown as `FROM_NAME`. */
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly html: string
  readonly text: string
  /** When it was written, ISO 8601. */
  readonly at: string
  /** Further headers, one line each, ASCII. */
  readonly headers: Readonly<Record<string, string>>
}

/** Sends one letter, once. Answers `sent` with the Message-ID if it is known, else with null. */
export interface MailTransport {
  readonly name: 'smtp' | 'resend' | 'binding'
  send(mail: OutgoingMail): Promise<Outcome>
}

/** What people see as the sender. */
export const FROM_NAME = 'Goatherd'

/** The part after the last `@`, if it can stand in a header. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return /^[a-z0-9.-]{1,253}$/i.test(domain) ? domain : 'goatherd.invalid'
}
