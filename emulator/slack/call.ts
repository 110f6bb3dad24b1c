/**
 * Reads one Web API call the way Slack does: form or JSON, token in a header or a field.
 * https://docs.slack.dev/apis/web-api
 * @module
 */
import type { Context } from 'hono'
import { readJson } from '../json.ts'

/** A call, before anyone has looked at what it asks for. */
export type Call = { args: Record<string, unknown>; token: string | undefined; origin: string }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The call, or the error Slack names for a body it cannot read. */
export async function readCall(c: Context): Promise<Call | { error: string }> {
  const url = new URL(c.req.url)
  const query = Object.fromEntries(url.searchParams)
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const done = (args: Record<string, unknown>, token: unknown): Call => ({
    args,
    token: bearer ?? (typeof token === 'string' ? token : undefined),
    origin: url.origin,
  })
  if (c.req.method !== 'POST') return done(query, query.token)
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') {
    const body = parseJson(await c.req.text())
    if (body === undefined) return { error: 'invalid_json' }
    if (!isRecord(body)) return { error: 'json_not_object' }
    // With a JSON body Slack reads the token from the header only.
    return done({ ...query, ...body }, query.token)
  }
  if (type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data') {
    const form = await c.req.parseBody()
    return done({ ...query, ...form }, form.token ?? query.token)
  }
  const body = await c.req.text()
  if (body === '') return done(query, query.token)
  return { error: type ? 'invalid_post_type' : 'missing_post_type' }
}

/** A JSON text's value, or undefined when it is none, or nested too deep to be written again. */
function parseJson(text: string): unknown {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}

/** A text argument; a number is taken as its digits, as forms cannot tell the two apart. */
export function text(args: Record<string, unknown>, name: string): string | undefined {
  const value = args[name]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** A yes-or-no argument, as `true`, `"true"`, `"1"` or `1`. */
export function flag(args: Record<string, unknown>, name: string): boolean | undefined {
  const value = args[name]
  if (value === undefined || value === '') return undefined
  return value === true || value === 'true' || value === '1' || value === 1
}

/** An argument that is JSON: a value in a JSON body, a string of it in a form. `ok: false` when it cannot be read. */
export function structured(args: Record<string, unknown>, name: string): { ok: true; value: unknown } | { ok: false } {
  const value = args[name]
  if (typeof value !== 'string') return { ok: true, value: value ?? undefined }
  if (value.trim() === '') return { ok: true, value: undefined }
  const parsed = parseJson(value)
  return parsed === undefined ? { ok: false } : { ok: true, value: parsed }
}
