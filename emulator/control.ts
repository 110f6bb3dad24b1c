/**
 * The /emulator routes: what steers the emulator. JSON in and out; a mistake is answered with 400 and what was wrong.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import type { Clock } from './clock.ts'
import { BadFault, type Faults } from './faults.ts'
import { instant, isInRange, OUT_OF_RANGE } from './instant.ts'
import { BadJson, issuesIn, readJson } from './json.ts'
import { BadOption, type OptionSet } from './options.ts'
import type { RequestLog } from './requestlog.ts'
import { act, BadAct } from './trackagoat/act.ts'
import { rewind } from './trackagoat/rewind.ts'
import { stateText } from './trackagoat/state.ts'
import type { World } from './trackagoat/world.ts'

/** A neighbour with a memory of its own: Slack, the mailbox. */
type Neighbour = { reset(): void; state(): unknown }

export type Controlled = {
  world: World
  clock: Clock
  options: OptionSet
  faults: Faults
  log: RequestLog
  slack: Neighbour & { control: Hono }
  mail: Neighbour
}

const resetSchema = z.strictObject({
  seed: z.union([z.number(), z.string()]).optional(),
  projects: z.int().min(1).max(1_000).optional(),
  creators: z.int().min(0).max(200_000).optional(),
  accruals: z.int().min(0).max(2_000_000).optional(),
  now: instant.refine(isInRange, OUT_OF_RANGE).optional(),
})

const clockSchema = z.union(
  [z.strictObject({ now: instant }), z.strictObject({ advance_seconds: z.number() })],
  'one of now (ISO 8601 instant) and advance_seconds (number) is needed',
)

class BadRequest extends Error {}

/** The body as JSON; an empty one counts as an empty object. */
function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const parsed = schema.safeParse(json(text))
  if (parsed.success) return parsed.data
  throw new BadRequest(issuesIn(parsed.error))
}

function json(text: string): unknown {
  return text.trim() === '' ? {} : readJson(text)
}

export function createControl(controlled: Controlled): Hono {
  const { world, clock, options, faults, log, slack, mail } = controlled
  const app = new Hono()

  app.post('/reset', async (c) => {
    const request = parse(resetSchema, await c.req.text())
    if ((request.accruals ?? 0) > 0 && request.creators === 0)
      throw new BadRequest('accruals: need at least one creator')
    clock.reset()
    if (request.now !== undefined) clock.setTo(request.now)
    options.reset()
    faults.clear()
    slack.reset()
    mail.reset()
    log.clear()
    const { projects } = world.reset(request)
    world.saveSwitches()
    return c.json({ projects, now: clock.now().toISOString() })
  })

  app.get('/clock', (c) => c.json({ now: clock.now().toISOString() }))
  app.post('/clock', async (c) => {
    const change = parse(clockSchema, await c.req.text())
    const targetMs = 'now' in change ? change.now : clock.nowMs() + change.advance_seconds * 1000
    if (!isInRange(targetMs)) throw new BadRequest(`${Object.keys(change)[0]}: the clock ${OUT_OF_RANGE}`)
    // What has become due by the old time is computed before the time jumps.
    world.settle()
    const beforeMs = clock.nowMs()
    if ('now' in change) clock.setTo(change.now)
    else clock.advance(change.advance_seconds)
    if (clock.nowMs() < beforeMs) rewind(world.store, clock.nowMs())
    world.saveSwitches()
    return c.json({ now: clock.now().toISOString() })
  })

  app.get('/options', (c) => c.json(options.values))
  app.post('/options', async (c) => {
    options.change(json(await c.req.text()))
    world.saveSwitches()
    return c.json(options.values)
  })

  app.get('/faults', (c) => c.json(faults.rules))
  app.post('/faults', async (c) => {
    faults.replace(json(await c.req.text()))
    return c.json(faults.rules)
  })
  app.delete('/faults', (c) => {
    faults.clear()
    return c.json([])
  })

  app.get('/log', (c) => c.json(log.entries))
  app.delete('/log', (c) => {
    log.clear()
    return c.json([])
  })

  app.get('/state', (c) => {
    world.settle()
    const text = stateText(world, { slack: slack.state(), mail: mail.state(), options: options.values })
    return c.body(streamOf(text), 200, { 'content-type': 'application/json' })
  })

  app.post('/act', async (c) => {
    world.settle()
    return c.json(act(world, json(await c.req.text())))
  })

  app.route('/slack', slack.control)

  app.all('*', (c) => c.json({ error: `no such route: ${c.req.method} ${c.req.path}` }, 404))
  app.onError((error, c) => {
    if ([BadRequest, BadJson, BadOption, BadFault, BadAct].some((kind) => error instanceof kind)) {
      return c.json({ error: error.message }, 400)
    }
    console.error(error)
    return c.json({ error: 'the emulator failed; see its output' }, 500)
  })
  return app
}

/** Text in pieces as a stream that makes the next piece when the last one has been taken. */
function streamOf(pieces: Generator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      const { value, done } = pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}
