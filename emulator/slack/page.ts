/**
 * The page on which a person sees the workspace, and the same as JSON for tests. Mounted at `/slack`.
 * @module
 */
import { Hono } from 'hono'
import { respondPage } from '../pages/html.ts'
import { liveScript } from '../pages/live.ts'
import { SLACK_CSS } from './render/style.ts'
import { fragment, workspacePage } from './render/workspace.ts'
import type { Workspace } from './store.ts'

const HOME_CHANNEL = 'C0ALERTS1'

/** Routes under `/slack`. */
export function createPage(workspace: Workspace): Hono {
  const page = new Hono()
  const chosen = (reference: string | undefined) =>
    workspace.channel(reference ?? HOME_CHANNEL) ?? workspace.channel(HOME_CHANNEL)

  page.get('/', (c) => {
    const channel = chosen(c.req.query('channel'))
    if (!channel) return c.notFound()
    return respondPage(c, {
      title: `#${channel.name} · Slack emulator`,
      css: SLACK_CSS,
      script: liveScript(`/slack/live?channel=${channel.id}`, workspace.revision),
      body: workspacePage(workspace, channel),
      // Image blocks name addresses of their own, as in Slack.
      images: 'data: http: https:',
    })
  })

  page.get('/live', async (c) => {
    const channel = chosen(c.req.query('channel'))
    if (!channel) return c.notFound()
    c.header('cache-control', 'no-store')
    if (c.req.query('since') === String(workspace.revision)) return c.body(null, 204)
    return c.json({ revision: workspace.revision, parts: await fragment(workspace, channel) })
  })

  page.get('/messages.json', (c) => {
    const wanted = c.req.query('channel')
    const channel = wanted === undefined ? undefined : workspace.channel(wanted)
    if (wanted !== undefined && !channel) return c.json({ error: 'channel_not_found' }, 404)
    return c.json(workspace.threads(channel?.id))
  })

  // Where chat.getPermalink leads.
  page.get('/archives/:channel/:message{p\\d+}', (c) => {
    const digits = c.req.param('message').slice(1)
    const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`
    const channel = encodeURIComponent(c.req.param('channel'))
    return c.redirect(`/slack?channel=${channel}#m-${channel}-${ts}`)
  })
  return page
}
