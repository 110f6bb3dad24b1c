/** A mailbox behind real HTTP on a free port, with a clock the test sets. */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createMailbox, type MailboxServer } from '../../emulator/mail/index.ts'
import type { Mail } from '../../emulator/mail/store.ts'

export type Rig = {
  mailbox: MailboxServer
  url: string
  clock: { at: Date }
  mails(): Promise<Mail[]>
  close(): Promise<void>
}

/** Serves a Hono app on a free port of loopback. */
export async function serveApp(app: Hono): Promise<{ url: string; close(): Promise<void> }> {
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

export async function startMailbox(): Promise<Rig> {
  const clock = { at: new Date('2026-05-07T15:00:00Z') }
  const mailbox = createMailbox({ now: () => clock.at })
  const { url, close } = await serveApp(new Hono().route('/mail', mailbox.app))
  return {
    ...{ mailbox, url, clock, close },
    mails: async () => (await (await fetch(`${url}/mail/messages.json`)).json()) as Mail[],
  }
}
