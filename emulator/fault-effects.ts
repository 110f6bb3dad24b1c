/**
 * What the faults do, and the middleware that notes every request and lets faults happen to it.
 * @module
 */
import { createHash } from 'node:crypto'
import { setTimeout as passMs } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler, Next } from 'hono'
import type { Effect, Faults } from './faults.ts'
import type { LogEntry, RequestLog } from './requestlog.ts'

type Env = { Bindings: HttpBindings; Variables: { cursorBehind?: string } }

type Watching = {
  faults: Faults
  log: RequestLog
  now: () => Date
  /** A name for the key in an Authorization header. */
  nameKey: (authorization: string | undefined) => string | null
}

/** Notes the request, then lets it through or lets the fault that is due happen. */
export function watch({ faults, log, now, nameKey }: Watching): MiddlewareHandler<Env> {
  return async function watch(c, next) {
    const { method, path, url } = c.req
    const question = url.indexOf('?')
    const query = question === -1 ? '' : url.slice(question + 1)
    const { waitMs, effect } = faults.take(method, path, query)
    const entry: LogEntry = log.add({
      time: now().toISOString(),
      method,
      path,
      query,
      status: null,
      idempotency_key: c.req.header('idempotency-key') ?? null,
      body_hash: null,
      api_key: nameKey(c.req.header('authorization')),
      fault: effect?.kind ?? (waitMs > 0 ? 'latency' : null),
    })
    if (method !== 'GET' && method !== 'HEAD') entry.body_hash = await hashOfBody(c)
    if (waitMs > 0) await passMs(waitMs)
    if (effect === null) await next()
    else await happen(effect, c, next, entry)
    entry.status ??= c.res.status
  }
}

async function hashOfBody(c: Context): Promise<string | null> {
  const bytes = new Uint8Array(await c.req.raw.clone().arrayBuffer())
  return bytes.length === 0 ? null : createHash('sha256').update(bytes).digest('hex')
}

const PAGE =
  '<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>'

async function happen(effect: Effect, c: Context<Env>, next: Next, entry: LogEntry): Promise<void> {
  switch (effect.kind) {
    case 'status':
      return answer(c, fixed(effect.status, effect.headers ?? {}, effect.body))
    case 'json':
      return answer(c, fixed(200, {}, effect.body))
    case 'html':
      return answer(c, fixed(200, { 'content-type': 'text/html; charset=utf-8' }, PAGE))
    case 'redirect':
      return answer(c, fixed(effect.status ?? 308, { location: effect.to }, ''))
    case 'error_before_commit':
      return answer(c, serverError(c))
    case 'error_after_commit':
      await next()
      return answer(c, serverError(c))
    case 'lost_response':
      await next()
      entry.status = c.res.status
      c.env.incoming.socket.destroy()
      return answer(c, RESPONSE_ALREADY_SENT)
    case 'cut_body':
      await next()
      entry.status = c.res.status
      return cutBody(c)
    case 'huge_body':
      await next()
      return answer(c, padded(c.res, await c.res.text(), effect.bytes))
    case 'repeated_cursor':
      await next()
      return changeMeta(c, c.req.query('cursor') ?? c.get('cursorBehind') ?? 'the-same-again')
    case 'cursor_missing':
      await next()
      return changeMeta(c, null)
    case 'rows':
      await next()
      return changeRow(c, effect.patch, effect.index ?? 0)
  }
}

/** Puts this answer in place of the one there is; without the detour Hono would mix the headers of both. */
function answer(c: Context, response: Response): void {
  c.res = undefined
  c.res = response
}

function fixed(status: number, headers: Record<string, string>, body: unknown): Response {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  const bodiless = status === 204 || status === 304 || body === undefined
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(bodiless ? null : text, { status, headers: { 'content-type': type, ...headers } })
}

/** What each of the two services says when it has failed. */
function serverError(c: Context): Response {
  if (c.req.path.startsWith('/slack/')) return fixed(500, {}, { ok: false, error: 'internal_error' })
  return fixed(500, {}, { data: null, error: 'Internal server error', meta: { code: 'internal_error' } })
}

async function cutBody(c: Context<Env>): Promise<void> {
  const { incoming, outgoing } = c.env
  const body = Buffer.from(await c.res.arrayBuffer())
  const headers = { ...Object.fromEntries(c.res.headers), 'content-length': String(body.length) }
  outgoing.writeHead(c.res.status, headers)
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      incoming.socket.destroySoon()
      resolve()
    })
  })
  answer(c, RESPONSE_ALREADY_SENT)
}

const CHUNK = Buffer.alloc(64 * 1024, 'x')

/** The same JSON object with a first field so long that the whole has the size wished for. */
function padded(original: Response, text: string, bytes: number): Response {
  const head = Buffer.from('{"padding":"')
  const tail = Buffer.from(`",${text.replace(/^\s*\{/, '')}`)
  let missing = Math.max(0, bytes - head.length - tail.length)
  const parts = [head]
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift()
      if (part !== undefined) return controller.enqueue(part)
      if (missing > 0) {
        const size = Math.min(missing, CHUNK.length)
        missing -= size
        return controller.enqueue(CHUNK.subarray(0, size))
      }
      controller.enqueue(tail)
      controller.close()
    },
  })
  return new Response(stream, { status: original.status, headers: { 'content-type': 'application/json' } })
}

type Answer = { data?: unknown; meta?: unknown }

async function readAnswer(c: Context): Promise<Answer> {
  return JSON.parse(await c.res.text())
}

function answerChanged(c: Context, body: unknown): void {
  answer(c, fixed(c.res.status, {}, body))
}

async function changeMeta(c: Context, nextCursor: string | null): Promise<void> {
  const body = await readAnswer(c)
  const meta = typeof body.meta === 'object' ? body.meta : {}
  answerChanged(c, { ...body, meta: { ...meta, hasMore: true, nextCursor } })
}

async function changeRow(c: Context, patch: Record<string, unknown> | null, index: number): Promise<void> {
  const body = await readAnswer(c)
  const changed = (row: unknown) => (patch === null ? null : { ...(typeof row === 'object' ? row : {}), ...patch })
  const { data } = body
  const next = Array.isArray(data) ? data.map((row, i) => (i === index ? changed(row) : row)) : changed(data)
  answerChanged(c, { ...body, data: next })
}
