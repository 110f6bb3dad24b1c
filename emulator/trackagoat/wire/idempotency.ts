/**
 * `Idempotency-Key` on POST routes that create something (contract 1.6): within 24 hours the same key gets the first
 * answer again and nothing happens twice.
 * @module
 */
import { createHash } from 'node:crypto'
import { setTimeout as passMs } from 'node:timers/promises'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { HOUR_MS } from '../durations.ts'
import type { World } from '../world.ts'
import { type ApiContext, ApiError, conflict, envelope, type Meta, sendJson } from './http.ts'
import { badBody, parseBody } from './input.ts'

const MAX_KEY_LENGTH = 255

/** What a POST did. `kept` is what may be written down of `data` when that holds a secret. */
export type Outcome = { status: ContentfulStatusCode; data: unknown; meta?: Meta; kept?: unknown }

type StoredAnswer = { key: string; route: string; body_hash: string; status: number; body: string; created_ms: number }

/** What a POST does. It reads the body itself, after it has looked at the path. */
type Work = (body: () => unknown) => Outcome

/**
 * Runs a POST in one transaction, together with the note that this key was used. The key belongs to the organisation,
 * whichever API key sent it, and is bound to method and path (both chosen; the contract does not say).
 */
export async function answerPost(c: ApiContext, world: World, work: Work): Promise<Response> {
  const text = await c.req.text()
  const key = c.req.header('idempotency-key')
  if (key === undefined || key === '') return perform(c, world, text, work, null)
  if (key.length > MAX_KEY_LENGTH) throw badBody('Idempotency-Key', `longer than ${MAX_KEY_LENGTH} characters`)

  // Ids are the same in capitals; what else stands in a path has none.
  const route = `${c.req.method} ${c.req.path.toLowerCase()}`
  const claim = world.options.idempotency_other_route === 'separate' ? `${route} ${key}` : key
  for (let running = world.keysInUse.get(claim); running !== undefined; running = world.keysInUse.get(claim)) {
    if (world.options.idempotency_concurrent === 'conflict') {
      throw conflict('idempotency_conflict', 'A request with this Idempotency-Key is still running')
    }
    await running
  }
  const stored = storedAnswer(world, claim)
  const bodyHash = createHash('sha256').update(text).digest('hex')
  if (stored !== undefined) return replay(c, world, stored, route, bodyHash)

  let release = () => {}
  const done = new Promise<void>((resolve) => {
    release = resolve
  })
  world.keysInUse.set(claim, done)
  try {
    if (world.options.processing_ms > 0) await passMs(world.options.processing_ms)
    return perform(c, world, text, work, { claim, route, bodyHash })
  } finally {
    world.keysInUse.delete(claim)
    release()
  }
}

type Use = { claim: string; route: string; bodyHash: string }

function perform(c: ApiContext, world: World, text: string, work: Work, use: Use | null) {
  try {
    return world.store.transaction(() => {
      const { status, data, kept, meta = null } = work(() => parseBody(c, text))
      const answer = envelope(world.options, data, null, meta)
      if (use !== null) {
        remember(world, use, status, kept === undefined ? answer : envelope(world.options, kept, null, meta))
        if (kept !== undefined) world.secretAnswers.set(use.claim, answer)
      }
      return sendJson(c, status, answer)
    })
  } catch (error) {
    // The work was undone; only the answer is kept, if at all.
    if (error instanceof ApiError && use !== null && world.options.idempotency_errors === 'replayed') {
      remember(world, use, error.status, envelope(world.options, null, error.message, error.meta))
    }
    throw error
  }
}

function storedAnswer(world: World, claim: string): StoredAnswer | undefined {
  const forgottenBefore = world.nowMs() - world.options.idempotency_ttl_hours * HOUR_MS
  world.store.run('DELETE FROM idempotency_keys WHERE created_ms <= ?', forgottenBefore)
  return world.store.get<StoredAnswer>('SELECT * FROM idempotency_keys WHERE key = ?', claim)
}

function remember(world: World, use: Use, status: number, body: string): void {
  world.secretAnswers.delete(use.claim)
  world.store.run(
    'INSERT OR REPLACE INTO idempotency_keys (key, route, body_hash, status, body, created_ms) VALUES (?, ?, ?, ?, ?, ?)',
    use.claim,
    use.route,
    use.bodyHash,
    status,
    body,
    world.nowMs(),
  )
}

function replay(c: ApiContext, world: World, stored: StoredAnswer, route: string, bodyHash: string): Response {
  if (stored.route !== route) {
    throw conflict('idempotency_conflict', 'This Idempotency-Key was used on a different route')
  }
  if (stored.body_hash !== bodyHash && world.options.idempotency_other_body === 'conflict') {
    throw conflict('idempotency_conflict', 'This Idempotency-Key was used with a different body')
  }
  const status = world.options.idempotency_replay_status === 'ok' && stored.status < 300 ? 200 : stored.status
  return sendJson(c, status as ContentfulStatusCode, world.secretAnswers.get(stored.key) ?? stored.body)
}
