/** `/v1/payments`: requesting, deciding and voiding payments (interface 5). The rules are the ledger's; this is their HTTP face. */
import { Hono } from 'hono'
import * as z from 'zod'
import { errorReason, isTransient, type UpstreamError } from '../../domain/errors.ts'
import { parseIntent } from '../../domain/payments/intent.ts'
import type { Refusal, RefusalCode } from '../../domain/payments/policy.ts'
import { PAYMENT_STATUSES, type PaymentRequest } from '../../domain/payments/request.ts'
import { askedAdvice } from '../../domain/reasons.ts'
import type { Result } from '../../domain/result.ts'
import { ledgerStub } from '../../durable/stubs.ts'
import { problem } from '../problem.ts'
import { actorOf, requireScope } from './auth.ts'
import { checkQuery, limitParam } from './query.ts'
import type { ApiEnv } from './types.ts'

/** 8 to 255 visible characters (interface 5). */
const KEY = /^[\x21-\x7e]{8,255}$/

const STATUS: Readonly<Record<RefusalCode, number>> = {
  accrual_in_use: 409,
  accrual_not_payable: 409,
  adjustment_reason_required: 400,
  creator_ambiguous: 409,
  creator_not_found: 404,
  invalid_body: 400,
  invalid_state: 409,
  method_inactive: 409,
  method_not_found: 404,
  nothing_owed: 409,
  over_limit: 403,
  payment_not_found: 404,
  payments_off: 403,
  project_ambiguous: 409,
  project_not_found: 404,
  role_required: 403,
  two_persons_required: 403,
}

function refusal({ code, detail, extra }: Refusal, headers: Record<string, string> = {}): Response {
  const title = `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('_', ' ')}`
  return problem({ status: STATUS[code], code, title, detail, headers, ...(extra === undefined ? {} : { extra }) })
}

const query = z.object({
  status: z.enum(PAYMENT_STATUSES).optional(),
  creator_id: z.string().max(100).optional(),
  limit: limitParam,
})

export const payments = new Hono<ApiEnv>()
  .get('/', requireScope('read'), async (c) => {
    const asked = checkQuery(query, c.req.query())
    if (asked instanceof Response) return asked
    const { status, creator_id: creatorId, limit } = asked
    return c.json(await ledgerStub(c.env).payments({ status: status ?? null, creatorId: creatorId ?? null, limit }))
  })
  .get('/:id', requireScope('read'), async (c) => {
    const request = await ledgerStub(c.env).payment(c.req.param('id'))
    return request === null
      ? refusal({ code: 'payment_not_found', detail: 'GET /v1/payments lists the requests there are.' })
      : c.json(request)
  })
  .post('/', requireScope('request'), async (c) => {
    const key = c.req.header('idempotency-key') ?? ''
    if (!KEY.test(key)) {
      return problem({
        status: 400,
        code: 'idempotency_key_required',
        title: 'Idempotency-Key required',
        detail:
          'Send an Idempotency-Key header of 8 to 255 visible characters, made once for this payment and kept for every retry.',
      })
    }
    const actor = actorOf(c.get('principal'))
    const intent = parseIntent(await c.req.json().catch(() => null))
    if (!intent.ok) {
      const isUsed = await ledgerStub(c.env).knowsKey(actor.id, key)
      return isUsed ? keyReused() : refusal({ code: 'invalid_body', detail: intent.error })
    }
    const made = await ledgerStub(c.env).requestPayment(actor.id, key, intent.value, actor)
    switch (made.kind) {
      case 'key_reused':
        return keyReused()
      case 'in_progress':
        return problem({
          status: 409,
          code: 'request_in_progress',
          title: 'Request in progress',
          detail: 'A request with this key is still running. Send the same again in a moment.',
          headers: { 'retry-after': '2' },
        })
      case 'unavailable':
        return unavailable(made.error)
      case 'answered': {
        const headers: Record<string, string> = made.replayed ? { 'Idempotency-Replayed': 'true' } : {}
        if (made.answer.kind === 'refused') return refusal(made.answer.refusal, headers)
        const { request } = made.answer
        const status = made.answer.kind === 'recorded' ? 201 : 202
        return c.json(request, status, { ...headers, location: `/v1/payments/${request.id}` })
      }
    }
  })
  .post('/:id/claim', requireScope('pay'), async (c) => {
    const body: { payment_id?: unknown } | null = await c.req.json().catch(() => null)
    if (typeof body?.payment_id !== 'string') {
      return refusal({ code: 'invalid_body', detail: 'payment_id: the id of the payment in trackagoat that it is' })
    }
    const actor = actorOf(c.get('principal'))
    return decided(await ledgerStub(c.env).decide(c.req.param('id'), 'claim', actor, body.payment_id))
  })
  .post('/:id/void', requireScope('pay'), async (c) =>
    decided(await ledgerStub(c.env).voidPayment(c.req.param('id'), actorOf(c.get('principal')))),
  )

function keyReused(): Response {
  return problem({
    status: 422,
    code: 'idempotency_key_reused',
    title: 'Idempotency-Key reused',
    detail: 'This key was used with another body. A new payment needs a new key.',
  })
}

for (const decision of ['approve', 'deny', 'recheck', 'settle'] as const) {
  payments.post(`/:id/${decision}`, requireScope('pay'), async (c) =>
    decided(await ledgerStub(c.env).decide(c.req.param('id') ?? '', decision, actorOf(c.get('principal')))),
  )
}

function decided(result: Result<PaymentRequest, Refusal>): Response {
  return result.ok ? Response.json(result.value) : refusal(result.error)
}

/** trackagoat could not be asked: nothing was decided, and the same key may be sent again. */
function unavailable(error: UpstreamError): Response {
  const isLimited = error.kind === 'rate_limited' || error.kind === 'quota_exhausted'
  return problem({
    status: isLimited ? 503 : 502,
    code: isLimited ? 'trackagoat_limited' : 'trackagoat_unavailable',
    title: 'trackagoat could not be asked',
    detail: `${isTransient(error) || isLimited ? `Reason: ${errorReason(error)}.` : askedAdvice(error)} Nothing was requested; the same key may be sent again.`,
    ...('waitMs' in error ? { headers: { 'retry-after': String(Math.ceil(error.waitMs / 1000)) } } : {}),
  })
}
