/**
 * The page on which a person uses the workspace, the same as JSON for tests, and the response_url. Mounted at `/slack`.
 * @module
 */
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { respondPage } from '../pages/html.ts'
import { liveScript } from '../pages/live.ts'
import { findUser, USERS } from './directory.ts'
import { parseObject, writeResponse } from './outgoing/answers.ts'
import { type Desk, findByKey, press, type Scene, say, sceneOf } from './people.ts'
import { SEND_SCRIPT } from './render/script.ts'
import { SLACK_CSS } from './render/style.ts'
import { addressOf, channelsOf, fragment, nameOf, type View, workspacePage } from './render/workspace.ts'
import type { Wiring } from './wiring.ts'

const HOME_CHANNEL = 'C0ALERTS1'
const COOKIE = 'slack_as'
const LOOK_EVERY_MS = 1_000

export type PageDeps = Desk & {
  /** This emulator's own origin as the Worker reaches it. */
  origin: (c: Context) => string
  rewire: (patch: Partial<Wiring>) => Wiring
}

/** Routes under `/slack`. */
export function createPage(deps: PageDeps): Hono {
  const { workspace } = deps
  const page = new Hono()

  /** Who looks at which channel: as the address says, else as before, else as the wiring says. */
  function viewOf(c: Context): View {
    const wiring = deps.wiring()
    const named = [c.req.query('as'), getCookie(c, COOKIE), wiring.asUser].map((id) => findUser(id ?? ''))
    const viewer = named.find((user) => user !== undefined) ?? USERS[0]
    const mine = viewer === undefined ? [] : channelsOf(workspace, viewer)
    const wanted = workspace.channel(c.req.query('channel') ?? HOME_CHANNEL)
    const channel = mine.find(({ id }) => id === wanted?.id) ?? mine.find(({ id }) => id === HOME_CHANNEL)
    if (viewer === undefined || channel === undefined) throw new Error(`nobody is in ${HOME_CHANNEL}`)
    return { workspace, viewer, channel, wiring }
  }

  page.get('/', (c) => {
    const view = viewOf(c)
    if (c.req.query('as') === view.viewer.id) {
      setCookie(c, COOKIE, view.viewer.id, { path: '/slack', httpOnly: true, sameSite: 'Lax' })
    }
    const live = `/slack/live?channel=${view.channel.id}&as=${view.viewer.id}`
    return respondPage(c, {
      title: `${nameOf(view.channel)} · ${view.viewer.realName} · Slack emulator`,
      css: SLACK_CSS,
      script: liveScript(live, workspace.revision, LOOK_EVERY_MS) + SEND_SCRIPT,
      body: workspacePage(view),
      // Image blocks name addresses of their own, as in Slack.
      images: 'data: http: https:',
      forms: true,
    })
  })

  page.get('/live', async (c) => {
    c.header('cache-control', 'no-store')
    if (c.req.query('since') === String(workspace.revision)) return c.body(null, 204)
    return c.json({ revision: workspace.revision, parts: await fragment(viewOf(c)) })
  })

  page.get('/messages.json', (c) => {
    const wanted = c.req.query('channel')
    const channel = wanted === undefined ? undefined : workspace.channel(wanted)
    if (wanted !== undefined && !channel) return c.json({ error: 'channel_not_found' }, 404)
    return c.json(workspace.threads(channel?.id, c.req.query('as')))
  })

  // Where chat.getPermalink leads.
  page.get('/archives/:channel/:message{p\\d+}', (c) => {
    const digits = c.req.param('message').slice(1)
    const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`
    const channel = encodeURIComponent(c.req.param('channel'))
    return c.redirect(`/slack?channel=${channel}#m-${channel}-${ts}`)
  })

  /** A form of the page: done by the person and in the channel it names; answered to a script as JSON, else by the page. */
  async function handleForm(
    c: Context,
    act: (scene: Scene, fields: Record<string, string>) => Promise<{ error: string } | object>,
  ): Promise<Response> {
    const fields = Object.fromEntries(new URLSearchParams(await c.req.text()))
    const scene = sceneOf(deps, fields.as ?? '', fields.channel ?? '', deps.origin(c))
    const done = 'error' in scene ? scene : await act(scene, fields)
    if ('error' in done) return c.json(done, 400)
    if (c.req.header('accept')?.includes('text/html') !== true) return c.json(done)
    return c.redirect(addressOf(fields.channel ?? '', fields.as ?? ''), 303)
  }

  page.post('/say', (c) =>
    handleForm(c, async (scene, { text = '' }) => ({ deliveries: await say(deps, scene, text) })),
  )
  page.post('/press', (c) =>
    handleForm(c, async (scene, fields) => {
      const [ts = '', key = ''] = (fields.press ?? '').split('~')
      const pressed = findByKey(deps, scene, ts, key)
      if (pressed === null) return { error: 'This button is no longer there.' }
      return { deliveries: await press(deps, scene, pressed) }
    }),
  )
  page.post('/switch', (c) =>
    handleForm(c, async (_scene, fields) => {
      deps.rewire({ deliverTwice: fields.deliver_twice === 'on' })
      return { ok: true }
    }),
  )

  page.post('/response/:id', async (c) => {
    const issued = deps.urls.find(c.req.param('id'))
    if ('error' in issued) return c.json({ ok: false, error: issued.error }, 404)
    const said = parseObject(await c.req.text())
    if (said === undefined) return c.json({ ok: false, error: 'invalid_payload' }, 400)
    const written = writeResponse({ workspace, options: deps.options() }, issued, said)
    if ('error' in written) return c.json({ ok: false, ...written }, 400)
    issued.uses += 1
    return c.json({ ok: true })
  })
  return page
}
