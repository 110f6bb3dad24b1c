/**
 * Refusals in the OpenAPI document: `data` null, a text for people, and in `meta` a code to go by with what belongs to that
 * code (contract 1.2, 1.3, 1.7, 1.8). Those that several routes share are components.
 * @module
 */
import * as z from 'zod'
import type { ZodOpenApiResponseObject } from 'zod-openapi'
import { id } from './entities/basics.ts'

/** A code, or the whole of `meta` where a route puts more beside a code than others do. */
export type Refused = string | z.ZodObject

const field = z.string().meta({
  description: 'The first field that is wrong, `a.0.b` if it lies deeper. Empty: the request as a whole.',
  example: 'limit',
})

const issues = z
  .array(z.object({ path: z.string(), message: z.string() }))
  .meta({ description: 'Every field that is wrong.' })

const scope = z.enum(['read', 'write', 'admin'])

const limitKey = z.string().meta({ description: 'The limit’s name.', example: 'max_creators_per_org' })

/** What stands beside a code in `meta`; beside other codes, nothing. Documented are those of 402, 403 and 429; the rest is chosen. */
const METAS: Readonly<Record<string, z.ZodObject>> = {
  invalid_query: meta('InvalidQueryMeta', 'invalid_query', { field, issues }),
  invalid_body: meta('InvalidBodyMeta', 'invalid_body', { field, issues }),
  invalid_params: meta('InvalidParamsMeta', 'invalid_params', { field, issues }),
  insufficient_scope: meta('InsufficientScopeMeta', 'insufficient_scope', { required: scope, granted: z.array(scope) }),
  limit_reached: meta('LimitReachedMeta', 'limit_reached', { limitKey, current: z.int(), max: z.int() }),
  retention_exceeded: meta('RetentionExceededMeta', 'retention_exceeded', {
    limitKey: z.literal('stats_history_retention_days'),
    max: z.int().meta({ description: 'Days of history that the plan keeps.' }),
  }),
  rate_limit_exceeded: meta('RateLimitMeta', 'rate_limit_exceeded', {
    retryAfter: z.int().optional().meta({
      description:
        'Seconds to the next day in UTC, when the day’s requests are used up (option `daily_quota_signal`). Absent: too many in a minute.',
    }),
  }),
  accrual_not_payable: meta('AccrualNotPayableMeta', 'accrual_not_payable', {
    accrual_id: id,
    reason: z.enum(['other_creator', 'paid', 'rejected', 'voided']).meta({
      description: 'It is another creator’s, or this is its status.',
    }),
  }),
  accrual_not_earned: meta('AccrualNotEarnedMeta', 'accrual_not_earned', {
    status: z.enum(['paid', 'rejected', 'voided']).meta({ description: 'What the accrual is.' }),
  }),
}

/** A payment whose total is not what its accruals add up to, without a reason. */
export const totalMismatch = meta('TotalMismatchMeta', 'invalid_body', {
  field: z.literal('adjustment_reason'),
  issues,
  difference_cents: z.int().meta({ description: 'The total less the sum of the accruals.' }),
})

function meta(name: string, code: string, shape: z.ZodRawShape): z.ZodObject {
  return z.object({ code: z.literal(code), ...shape }).meta({ id: name })
}

const REFUSED: Readonly<Record<number, string>> = {
  400: 'A parameter or the body is wrong; beside an `invalid_…` code `meta.issues` names the fields.',
  401: 'The API key is missing, malformed, unknown, expired or revoked.',
  402: 'A limit of the plan is reached.',
  403: 'The key lacks the scope, or the organization is banned.',
  404: 'There is no such thing, or it belongs to another organization.',
  409: 'It is in a state in which this cannot be done.',
  410: 'This route was removed.',
  422: 'The request cannot be carried out.',
  429: 'Too many requests: in a minute (`Retry-After`), or on this day (`meta.retryAfter`).',
  500: 'The server failed.',
}

/** The components, by their codes. */
const SHARED: Readonly<Record<string, string>> = {
  invalid_query: 'InvalidQuery',
  invalid_body: 'InvalidBody',
  invalid_params: 'InvalidParams',
  'invalid_query invalid_params': 'InvalidQueryOrParams',
  'invalid_body invalid_params': 'InvalidBodyOrParams',
  invalid_api_key: 'Unauthorized',
  limit_reached: 'LimitReached',
  'insufficient_scope organization_banned': 'Forbidden',
  not_found: 'NotFound',
  idempotency_conflict: 'IdempotencyConflict',
  last_admin: 'LastAdmin',
  gone: 'Gone',
  'rate_limit_exceeded too_many_requests': 'TooManyRequests',
  internal_error: 'InternalError',
}

const shared = new Map<string, ZodOpenApiResponseObject>()

/** The answer with this status and one of these codes. */
export function refusal(status: number, refused: readonly Refused[]): ZodOpenApiResponseObject {
  const name = SHARED[refused.join(' ')]
  if (name === undefined) return described(status, refused)
  const response = shared.get(name) ?? { ...described(status, refused), id: name }
  shared.set(name, response)
  return response
}

function described(status: number, refused: readonly Refused[]): ZodOpenApiResponseObject {
  const schema = z.object({ data: z.null(), error: z.string(), meta: metaOf(refused) })
  return {
    description: REFUSED[status] ?? 'Refused.',
    ...(status === 429 ? { headers: z.object({ 'Retry-After': retryAfter }) } : {}),
    content: { 'application/json': { schema } },
  }
}

const retryAfter = z.int().min(1).optional().meta({
  description:
    'Seconds to wait, after too many requests in a minute (option `rate_limit_signal`). For the day only by the option `daily_quota_signal`.',
})

/** One of several objects, told apart by their codes. */
function metaOf(refused: readonly Refused[]): z.ZodType {
  const more: z.ZodType[] = refused.flatMap((one) => (typeof one === 'string' ? (METAS[one] ?? []) : one))
  const bare = refused.filter((one) => typeof one === 'string').filter((code) => METAS[code] === undefined)
  const all = bare.length === 0 ? more : [...more, z.object({ code: z.enum(bare) })]
  const [first] = all
  return first !== undefined && all.length === 1 ? first : z.union(all)
}
