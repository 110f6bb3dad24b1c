/**
 * Reading what a request says: path ids, query, JSON body. Each refusal names the field (contract 1.8).
 * @module
 */
import * as z from 'zod'
import { BadJson, illFormedAt, readJson } from '../../json.ts'
import type { World } from '../world.ts'
import { type ApiContext, ApiError } from './http.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A uuid of any version, in lower case. */
export const uuid = z.string().regex(UUID, 'must be a uuid').toLowerCase().meta({ format: 'uuid' })

export { date, instant } from '../../instant.ts'

/** Kept as it comes: z.record would leave out a key named `__proto__`. */
export const metadata = z
  .custom<Record<string, unknown>>(isObject, 'must be an object')
  .meta({ override: { type: 'object', additionalProperties: {} } })

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Says in the OpenAPI document too that blanks are no name. */
export const NOT_BLANK = /\S/

/** What people call an organisation, a project, a campaign …; a campaign's length (contract 2.5) is chosen for the others. */
export const nameField = z.string().trim().min(1).max(200).regex(NOT_BLANK)

/** A billion dollars: the most that an amount may be. Chosen, so that sums and products of amounts stay exact. */
export const MAX_CENTS = 100_000_000_000

/** Money comes in whole cents. */
export const cents = z.int('must be a whole number of cents').max(MAX_CENTS, `must be at most ${MAX_CENTS} cents`)

export const currency = z.literal('USD', 'must be USD')

type IssueCode = 'invalid_query' | 'invalid_body' | 'invalid_params'

function refusal(code: IssueCode, issues: { path: string; message: string }[]): ApiError {
  const first = issues[0] ?? { path: '', message: 'invalid' }
  return new ApiError(400, code, first.path === '' ? first.message : `${first.path}: ${first.message}`, {
    meta: { field: first.path, issues },
  })
}

/** 400 `invalid_query` for one parameter. */
export function badQuery(field: string, message: string): ApiError {
  return refusal('invalid_query', [{ path: field, message }])
}

/** 400 `invalid_body` for one field. */
export function badBody(field: string, message: string): ApiError {
  return refusal('invalid_body', [{ path: field, message }])
}

function checked<S extends z.ZodType>(schema: S, value: unknown, code: IssueCode): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refusal(
    code,
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  )
}

/** The `{id}` of a path. */
export function pathId(c: ApiContext, name = 'id'): string {
  return checked(z.object({ [name]: uuid }), { [name]: c.req.param(name) }, 'invalid_params')[name] ?? ''
}

/** The query's known parameters. Others are ignored, or refused when the option says so. */
export function readQuery<S extends z.ZodObject>(c: ApiContext, world: World, schema: S): z.output<S> {
  if (world.options.unknown_query_parameters === 'refused') {
    // Not from c.req.query(): an object loses a parameter named `__proto__`.
    const unknown = [...new URL(c.req.url).searchParams.keys()].find((name) => !Object.hasOwn(schema.shape, name))
    if (unknown !== undefined) throw badQuery(unknown, 'unknown parameter')
  }
  return checked(schema, c.req.query(), 'invalid_query')
}

/**
 * A body's text as JSON; the content type must say so too (contract 1.1). An absent body is undefined. Texts that are not
 * Unicode are refused (chosen): kept, they would come back as others.
 */
export function parseBody(c: ApiContext, text: string): unknown {
  if (text === '') return undefined
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw badBody('', 'Content-Type must be application/json')
  const body = jsonOrRefusal(text)
  const illFormed = illFormedAt(body)
  if (illFormed !== null) throw badBody(illFormed, 'must be Unicode text')
  return body
}

function jsonOrRefusal(text: string): unknown {
  try {
    return readJson(text)
  } catch (error) {
    throw error instanceof BadJson ? badBody('', error.message) : error
  }
}

/** A body that fits the schema. Fields the schema does not know are ignored. */
export function fitBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  return checked(schema, body ?? {}, 'invalid_body')
}

/** The body of a request that makes nothing; answerPost reads the others. */
export async function readBody<S extends z.ZodType>(c: ApiContext, schema: S): Promise<z.output<S>> {
  return fitBody(schema, parseBody(c, await c.req.text()))
}

/** The body of a PATCH: at least one of the fields must be there (contract 2.3, 2.8). */
export async function readPatch<S extends z.ZodObject>(c: ApiContext, schema: S): Promise<z.output<S>> {
  const patch = await readBody(c, schema)
  if (Object.keys(patch).length === 0) {
    throw badBody('', `at least one of ${Object.keys(schema.shape).join(', ')} is needed`)
  }
  return patch
}

/** 1, true, 0, false in a query. */
export const flag = z
  .enum(['1', 'true', '0', 'false'], 'must be true or false')
  .transform((v) => v === '1' || v === 'true')
