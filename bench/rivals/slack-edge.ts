/** A rival: slack-edge with one command, acknowledged. The app is made once, and asks nobody who the bot is. */
import { SlackApp } from 'slack-edge'

interface Env {
  readonly SLACK_SIGNING_SECRET: string
}

let app: SlackApp<Env & { SLACK_LOGGING_LEVEL: 'ERROR' }> | null = null

export default {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    app ??= new SlackApp({
      env: { SLACK_SIGNING_SECRET: env.SLACK_SIGNING_SECRET, SLACK_LOGGING_LEVEL: 'ERROR' },
      authorize: async () => ({
        botToken: 'xoxb-bench',
        botId: 'B0BENCH',
        botUserId: 'U0BENCH',
        botScopes: ['commands', 'chat:write'],
      }),
    }).command('/goat', async () => undefined)
    return app.run(request, ctx)
  },
}
