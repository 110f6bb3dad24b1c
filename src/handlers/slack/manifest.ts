/** The Slack app's manifest: what an operator pastes at api.slack.com/apps. https://docs.slack.dev/reference/app-manifest */
import { SLASH } from './catalogue.ts'

/** The manifest of an app that calls the Worker at `origin`. */
export function slackManifest(origin: string) {
  const requestUrl = `${origin}/slack/events`
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Goatherd',
      description: 'Watches trackagoat: who is owed, who is stale, and payments recorded once.',
      long_description:
        'Goatherd watches a trackagoat organisation and says what changed, what is owed and whose numbers are old. ' +
        'People ask with /goat, request that a payment is recorded, and approve it with a button. ' +
        'It records payments in trackagoat; it moves no money.',
      background_color: '#2f4f3a',
    },
    features: {
      bot_user: { display_name: 'goatherd', always_online: true },
      slash_commands: [
        {
          command: SLASH,
          url: requestUrl,
          description: 'Ask what is owed, record payments, silence alerts',
          usage_hint: 'help | owed | unpaid | creator @handle | pay @handle | status',
          // Handles are TikTok's: Slack must not turn them into its own people.
          should_escape: false,
        },
      ],
    },
    // chat:write.public: alerts reach a public channel that nobody has invited the app to.
    oauth_config: { scopes: { bot: ['commands', 'chat:write', 'chat:write.public'] } },
    settings: {
      interactivity: { is_enabled: true, request_url: requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  }
}
