/**
 * Slack's Web API as far as the demo and the tests need it, mounted at `/slack/api`.
 * Answers are HTTP 200 with `ok: false` and a name for everything but a rate limit, as Slack's are.
 * @module
 */
import { type Context, Hono } from 'hono'
import { type Call, readCall, text } from './call.ts'
import { CHAT_METHODS } from './chat-methods.ts'
import { authenticate } from './directory.ts'
import { DIRECTORY_METHODS } from './directory-methods.ts'
import type { Handler } from './methods.ts'
import type { SlackOptions } from './options.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { Workspace } from './store.ts'

const METHODS: Record<string, Handler> = { ...CHAT_METHODS, ...DIRECTORY_METHODS }

/** The scopes of the emulated installation; Slack lists them in a header of every answer. */
const SCOPES = 'channels:read,chat:write,commands,groups:read,im:read,im:write,users:read'

type Deps = { now: () => Date; workspace: Workspace; limiter: RateLimiter; options: () => SlackOptions }

/** The routes. One route takes every method, so that an unknown one is refused in Slack's words. */
export function createApi(deps: Deps): Hono {
  const app = new Hono()
  app.on(['GET', 'POST'], '/:method', async (c) => {
    const call = await readCall(c)
    if ('error' in call) return c.json({ ok: false, error: call.error })
    const name = c.req.param('method')
    return name === 'api.test' ? c.json(apiTest(call)) : answer(c, name, call, deps)
  })
  return app
}

/** https://docs.slack.dev/reference/methods/api.test */
function apiTest({ args }: Call): Record<string, unknown> {
  const error = text(args, 'error')
  return error === undefined ? { ok: true, args } : { ok: false, error, args }
}

function answer(c: Context, name: string, call: Call, deps: Deps): Response {
  const handler = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (!handler) return c.json({ ok: false, error: 'unknown_method', req_method: name })
  const who = authenticate(call.token)
  if ('error' in who) return c.json({ ok: false, error: who.error })
  let retryAfterSeconds: number | undefined
  const result = handler({
    args: call.args,
    origin: call.origin,
    bot: who.bot,
    workspace: deps.workspace,
    options: deps.options(),
    limit(key, pace) {
      const taken = pace ? deps.limiter.take(`${who.bot.botId} ${key}`, pace, deps.now()) : { ok: true as const }
      if (taken.ok) return undefined
      retryAfterSeconds = taken.retryAfterSeconds
      return { error: 'ratelimited' }
    },
  })
  c.header('x-oauth-scopes', SCOPES)
  if (retryAfterSeconds !== undefined) {
    c.header('retry-after', String(retryAfterSeconds))
    return c.json({ ok: false, error: 'ratelimited' }, 429)
  }
  return c.json('ok' in result ? result : { ok: false, ...result })
}
