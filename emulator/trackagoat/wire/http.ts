/**
 * The envelope every answer comes in, and the refusals.
 * @module
 */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Options } from '../../options.ts'
import { DAY_MS, HOUR_MS } from '../durations.ts'
import type { ApiKey } from '../organizations/api-key-rows.ts'
import { rowBytes } from './row-bytes.ts'

/** What the middleware leaves for the handlers. */
export type ApiEnv = {
  Variables: {
    apiKey: ApiKey
    /** A cursor behind the last row of the answer, left for the fault that repeats cursors. */
    cursorBehind?: string
  }
}

export type ApiContext = Context<ApiEnv>

export type Meta = Record<string, unknown> | null

/** A refusal. Thrown inside a transaction it also undoes what was written. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode
  readonly meta: Record<string, unknown>
  readonly headers: Record<string, string>

  /** The name of the refusal goes into `meta.code` (contract 1.8); `meta` may add more. */
  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    extra: { meta?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.meta = { code, ...extra.meta }
    this.headers = extra.headers ?? {}
  }
}

/** 404: the same whether it does not exist or belongs to another organisation (contract 1.8). The code is our choice. */
export function notFound(what: string): ApiError {
  return new ApiError(404, 'not_found', `${what} not found`)
}

/** 409 for a state in which the change is not possible. */
export function conflict(code: string, message: string, meta: Record<string, unknown> = {}): ApiError {
  return new ApiError(409, code, message, { meta })
}

/** What was looked for; 404 when it is not there. */
export function found<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw notFound(what)
  return row
}

/** The JSON text of an envelope; contract 1.3, with the option to leave out `error` and `meta` when they are null. */
export function envelope(options: Readonly<Options>, data: unknown, error: string | null, meta: Meta): string {
  if (options.envelope === 'all_keys') return JSON.stringify({ data, error, meta })
  return JSON.stringify({ data, ...(error === null ? {} : { error }), ...(meta === null ? {} : { meta }) })
}

/** The same of many rows: less work than {@link envelope} and the same bytes. */
export function envelopeOfRows(
  options: Readonly<Options>,
  rows: readonly unknown[],
  meta: Meta,
): Uint8Array<ArrayBuffer> {
  const empty = envelope(options, [], null, meta)
  const end = empty.indexOf(']')
  return rowBytes(empty.slice(0, end), rows, empty.slice(end))
}

/** An answer with this JSON text, as bytes: of a long text node:http would ask for three times the room and count it again. */
export function sendJson(
  c: ApiContext,
  status: ContentfulStatusCode,
  text: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  return c.body(typeof text === 'string' ? Buffer.from(text) : text, status, {
    'content-type': 'application/json',
    ...headers,
  })
}

type Answering = { readonly options: Readonly<Options> }

/** A success without `meta`. */
export function answer(c: ApiContext, world: Answering, data: unknown, status: ContentfulStatusCode = 200): Response {
  return sendJson(c, status, envelope(world.options, data, null, null))
}

/** The answer to a DELETE: 200 with what is said of it, or 204 (option `delete_answer`); the contract does not say (7.9). */
export function answerDelete(c: ApiContext, world: Answering, data: unknown): Response {
  return world.options.delete_answer === 'empty' ? c.body(null, 204) : answer(c, world, data)
}

/** Instants as in the docs' samples: seconds, and milliseconds only where there are any. */
export function iso(instantMs: number): string {
  const day = Math.floor(instantMs / DAY_MS)
  const ms = instantMs - day * DAY_MS
  const text = `${dateText(day)}T${two(ms / HOUR_MS)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`
  const fraction = ms % 1000
  return fraction === 0 ? `${text}Z` : `${text}.${String(fraction).padStart(3, '0')}Z`
}

// A page of 100 creators holds 400 instants, and Date is slow at writing them. Days repeat, so theirs are kept.
const MAX_DATES = 20_000
const dates = new Map<number, string>()

function dateText(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size >= MAX_DATES) dates.clear()
  const text = new Date(day * DAY_MS).toISOString().slice(0, -14)
  dates.set(day, text)
  return text
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))

function two(n: number): string {
  return TWO_DIGITS[Math.floor(n)] ?? ''
}

/** A JSON column; most are empty, which needs no parsing. */
export function jsonOf(text: string): unknown {
  if (text === '{}') return {}
  return text === '[]' ? [] : JSON.parse(text)
}

export function isoOrNull(instantMs: number | null): string | null {
  return instantMs === null ? null : iso(instantMs)
}
