/** From the name of a destination to the notifier behind it. */
import type { Env, Settings } from '../../env.ts'
import { chooseMailTransport } from '../../notify/email/choose.ts'
import { createEmailNotifier } from '../../notify/email/email.ts'
import type { Notifier } from '../../notify/port.ts'
import { createSlackNotifier } from '../../notify/slack.ts'

/** The notifier of `slack/<channel>` or `mail/default`; null when its settings have gone. */
export function notifierOf(env: Env, settings: Settings, destination: string): Notifier | null {
  const [channel, name] = destination.split('/')
  if (channel === 'slack' && name) {
    const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl } = settings
    return token ? createSlackNotifier({ apiUrl, token, channel: name }) : null
  }
  if (channel === 'mail') {
    const { EMAIL_FROM: from, EMAIL_TO: to } = settings
    const transport = chooseMailTransport({
      smtpUrl: settings.SMTP_URL,
      resendApiKey: settings.RESEND_API_KEY,
      resendApiUrl: settings.RESEND_API_URL,
      binding: env.EMAIL,
    })
    return from && to && transport ? createEmailNotifier({ from, to, transport }) : null
  }
  return null
}
