/** Which channels are set up, and the notifier behind each. */
import type { Env, Settings } from '../env.ts'
import type { Destinations } from './watch/announce.ts'

const SLACK = 'slack/'
const MAIL = 'mail/default'

/** The outboxes that get what the watch has to say. A channel whose settings are absent is off. */
export function destinationsOf(env: Env, settings: Settings): Destinations {
  const { SLACK_BOT_TOKEN: token, SLACK_ALERT_CHANNEL: channel, EMAIL_FROM: from, EMAIL_TO: to } = settings
  const transport = settings.SMTP_URL ?? settings.RESEND_API_KEY ?? env.EMAIL
  return {
    slack: token && channel ? `${SLACK}${channel}` : null,
    mail: from && to && transport ? MAIL : null,
  }
}
