/** Which way mail goes (interface 2): SMTP when set, else Resend, else the platform's binding, else none. */
import { createBindingTransport, type EmailBinding } from './binding.ts'
import { createResendTransport } from './resend.ts'
import { createSmtpTransport } from './smtp.ts'
import type { MailTransport } from './transport.ts'

/** The settings that decide, as values. */
export interface MailSettings {
  readonly smtpUrl?: string | undefined
  readonly resendApiKey?: string | undefined
  readonly resendApiUrl?: string | undefined
  readonly binding?: EmailBinding | undefined
}

/** The transport in force, or null when mail is not set up. */
export function chooseMailTransport({
  smtpUrl,
  resendApiKey,
  resendApiUrl,
  binding,
}: MailSettings): MailTransport | null {
  if (smtpUrl !== undefined) return createSmtpTransport(smtpUrl)
  if (resendApiKey !== undefined) {
    return createResendTransport({
      apiKey: resendApiKey,
      ...(resendApiUrl === undefined ? {} : { apiUrl: resendApiUrl }),
    })
  }
  return binding === undefined ? null : createBindingTransport(binding)
}
