/** A rival, in a process of its own: bolt on Node with one command, acknowledged. Asks nobody who the bot is. */
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'

const signingSecret = process.env.SLACK_SIGNING_SECRET ?? ''
const receiver = new HTTPReceiver({ signingSecret, endpoints: '/slack/events', port: 0, logLevel: LogLevel.ERROR })
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  tokenVerificationEnabled: false,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
})
app.command('/goat', async ({ ack }) => {
  await ack()
})
const server = await app.start({ port: 0, host: '127.0.0.1' })
const address = server.address()
process.send?.(typeof address === 'object' ? address?.port : 0)
process.on('disconnect', () => process.exit(0))
