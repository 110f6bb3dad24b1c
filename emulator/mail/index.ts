/**
 * A mailbox for a laptop: mail that comes by SMTP, by the EMAIL binding or by Resend's API ends up here to be read.
 * @module
 */
import { Hono } from 'hono'
import { createBinding } from './binding.ts'
import { followWorker } from './follow.ts'
import { createInbox } from './page.ts'
import { createResend } from './resend.ts'
import { listenSmtp } from './smtp.ts'
import { Mailbox } from './store.ts'

export type MailboxServer = {
  /** Inbox, `/binding` and `/resend/emails`, for `/mail`. */
  app: Hono
  /** Starts a mail server on loopback; port 0 finds a free one. */
  listenSmtp(port: number): Promise<{ port: number; close(): Promise<void> }>
  /** Also takes in what a Worker under `wrangler dev` sends with its EMAIL binding; see follow.ts. */
  follow(workerOrigin: string, everyMs?: number): { poll(): Promise<number>; close(): void }
  reset(): void
  state(): unknown
}

/** One mailbox. `now` is the only clock it knows. */
export function createMailbox(deps: { now: () => Date }): MailboxServer {
  const mailbox = new Mailbox(deps.now)
  const resend = createResend(mailbox, deps.now)
  const app = new Hono()
  app.route('/binding', createBinding(mailbox, deps.now))
  app.route('/resend', resend.app)
  app.route('/', createInbox(mailbox))
  return {
    app,
    listenSmtp: (port) => listenSmtp(mailbox, port),
    follow(workerOrigin, everyMs) {
      const follower = followWorker(mailbox, workerOrigin)
      const running = follower.start(everyMs)
      return { poll: follower.poll, close: running.close }
    },
    reset() {
      mailbox.reset()
      resend.reset()
    },
    state: () => ({ messages: mailbox.mails }),
  }
}
