/**
 * The inbox and one mail, as pages and as JSON. Mounted at `/mail`.
 * @module
 */
import { Hono } from 'hono'
import { respondPage } from '../pages/html.ts'
import { liveScript } from '../pages/live.ts'
import type { Mailbox } from './store.ts'
import { MAIL_CSS } from './style.ts'
import { inboxItems, inboxPage, mailPage } from './view.ts'

/** Routes under `/mail`. */
export function createInbox(mailbox: Mailbox): Hono {
  const app = new Hono()
  app.get('/', (c) =>
    respondPage(c, {
      title: 'Mail emulator',
      css: MAIL_CSS,
      script: liveScript('/mail/live', mailbox.revision),
      body: inboxPage(mailbox.mails),
    }),
  )

  app.get('/live', async (c) => {
    c.header('cache-control', 'no-store')
    if (c.req.query('since') === String(mailbox.revision)) return c.body(null, 204)
    return c.json({ revision: mailbox.revision, parts: { inbox: String(await inboxItems(mailbox.mails)) } })
  })

  app.get('/messages.json', (c) => c.json(mailbox.mails))

  app.get('/messages/:id', async (c) => {
    const mail = mailbox.find(c.req.param('id'))
    if (!mail) return c.text('This mail is not here (any more).', 404)
    return respondPage(c, {
      title: `${mail.subject || '(no subject)'} · Mail emulator`,
      css: MAIL_CSS,
      script: '',
      body: mailPage(mail),
    })
  })

  app.get('/messages/:id/raw', (c) => {
    const mail = mailbox.find(c.req.param('id'))
    if (!mail) return c.text('This mail is not here (any more).', 404)
    c.header('content-security-policy', "default-src 'none'; sandbox")
    c.header('x-content-type-options', 'nosniff')
    return c.text(mail.raw)
  })
  return app
}
