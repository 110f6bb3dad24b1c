/**
 * `/emulator/slack`: which Worker the workspace calls, and what people do in it, for tests.
 * @module
 */
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { issuesIn } from '../json.ts'
import { findUser } from './directory.ts'
import { parseObject } from './outgoing/answers.ts'
import type { Delivery } from './outgoing/deliver.ts'
import type { PageDeps } from './page.ts'
import { command, findByAction, press, sceneOf } from './people.ts'
import type { Wiring } from './wiring.ts'

const HOME_CHANNEL = 'C0ALERTS1'

const wiringSchema = z.strictObject({
  worker_url: z.url({ protocol: /^https?$/ }).optional(),
  signing_secret: z.string().min(1).optional(),
  deliver_twice: z.boolean().optional(),
  as_user: z
    .string()
    .refine((id) => findUser(id) !== undefined, 'no such user')
    .optional(),
})

const commandSchema = z.strictObject({ user_id: z.string(), text: z.string(), channel_id: z.string().optional() })

const pressSchema = z.strictObject({
  user_id: z.string(),
  action_id: z.string(),
  value: z.string().optional(),
  message_ts: z.string().optional(),
  channel_id: z.string().optional(),
})

/** Routes below `/emulator/slack`. */
export function createSlackControl(deps: PageDeps): Hono {
  const app = new Hono()

  app.get('/', (c) => c.json(shown(deps.wiring())))
  app.post('/', async (c) => {
    const read = await readBody(c, wiringSchema)
    if (!read.ok) return read.refusal
    const { worker_url, signing_secret, deliver_twice, as_user } = read.body
    const wiring = deps.rewire({
      ...(worker_url === undefined ? {} : { workerUrl: worker_url }),
      ...(signing_secret === undefined ? {} : { signingSecret: signing_secret }),
      ...(deliver_twice === undefined ? {} : { deliverTwice: deliver_twice }),
      ...(as_user === undefined ? {} : { asUser: as_user }),
    })
    return c.json(shown(wiring))
  })

  app.post('/command', async (c) => {
    const read = await readBody(c, commandSchema)
    if (!read.ok) return read.refusal
    const { user_id, channel_id = HOME_CHANNEL, text } = read.body
    const scene = sceneOf(deps, user_id, channel_id, deps.origin(c))
    if ('error' in scene) return c.json({ error: scene.error }, 400)
    // The whole line as it is typed, or only what follows the command.
    const rest = text.trim().replace(/^\/goat(?=\s|$)/, '')
    return c.json({ deliveries: (await command(deps, scene, rest)).map(told) })
  })

  app.post('/press', async (c) => {
    const read = await readBody(c, pressSchema)
    if (!read.ok) return read.refusal
    const { user_id, action_id, value, message_ts, channel_id } = read.body
    const user = findUser(user_id)
    if (user === undefined) return c.json({ error: 'user_not_found' }, 400)
    const pressed = findByAction(deps, user, {
      actionId: action_id,
      ...(value === undefined ? {} : { value }),
      ...(message_ts === undefined ? {} : { ts: message_ts }),
      ...(channel_id === undefined ? {} : { channelId: channel_id }),
    })
    if (pressed === null) return c.json({ error: 'no such button is shown to this person' }, 404)
    const scene = sceneOf(deps, user_id, pressed.message.channel, deps.origin(c))
    if ('error' in scene) return c.json({ error: scene.error }, 400)
    return c.json({ deliveries: (await press(deps, scene, pressed)).map(told) })
  })
  return app
}

const shown = ({ workerUrl, signingSecret, deliverTwice, asUser }: Wiring) => ({
  worker_url: workerUrl,
  signing_secret: signingSecret,
  deliver_twice: deliverTwice,
  as_user: asUser,
})

const told = ({ status, body, ms, error }: Delivery) => ({
  status,
  body,
  ms,
  ...(error === undefined ? {} : { error }),
})

type Read<T> = { ok: true; body: T } | { ok: false; refusal: Response }

async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<Read<z.output<S>>> {
  const text = await c.req.text()
  const given = text.trim() === '' ? {} : parseObject(text)
  const parsed = schema.safeParse(given)
  if (parsed.success) return { ok: true, body: parsed.data }
  const error = given === undefined ? 'the body is not a JSON object' : issuesIn(parsed.error)
  return { ok: false, refusal: c.json({ error }, 400) }
}
