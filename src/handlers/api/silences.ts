/** `/v1/silences`: what nobody is to be told of for a while. */
import { Hono } from 'hono'
import * as z from 'zod'
import { ALERT_KINDS } from '../../domain/notice.ts'
import type { SilenceMatch } from '../../domain/silences.ts'
import { watchStub } from '../../durable/stubs.ts'
import { problem } from '../problem.ts'
import { actorOf, requireScope } from './auth.ts'
import { instantParam } from './query.ts'
import type { ApiEnv } from './types.ts'

const text = z.string().min(1).max(100)

const body = z.strictObject({
  match: z.strictObject({
    kind: z.enum(ALERT_KINDS).optional(),
    creator_id: text.optional(),
    handle: text.optional(),
    project_id: text.optional(),
  }),
  until: instantParam,
  comment: z.string().max(500).nullish(),
})

function invalid(code: string, detail: string): Response {
  return problem({ status: 400, code, title: 'Invalid silence', detail })
}

export const silences = new Hono<ApiEnv>()
  .get('/', requireScope('request'), async (c) => c.json(await watchStub(c.env).listSilences()))
  .post('/', requireScope('request'), async (c) => {
    const checked = body.safeParse(await c.req.json<unknown>().catch(() => undefined))
    if (!checked.success) {
      const issue = checked.error.issues[0]
      return invalid('invalid_body', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
    }
    const { match, until, comment } = checked.data
    const order = {
      match: match as SilenceMatch,
      untilMs: until,
      by: actorOf(c.get('principal')).id,
      comment: comment ?? null,
    }
    const added = await watchStub(c.env).addSilence(order)
    return added.ok
      ? c.json(added.value, 201, { location: `/v1/silences/${added.value.id}` })
      : invalid(added.error.code, added.error.detail)
  })
  .delete('/:id', requireScope('request'), async (c) => {
    await watchStub(c.env).endSilence(c.req.param('id'), actorOf(c.get('principal')).id)
    return c.body(null, 204)
  })
