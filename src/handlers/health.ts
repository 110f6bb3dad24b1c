/** `GET /healthz`: whether the last good run is recent. Open to anyone, so it names no organisation and no amount. */

import { LATE_AFTER_MS } from '../domain/runs.ts'
import { VERSION } from '../domain/version.ts'
import type { Env } from '../env.ts'
import { readHealth } from '../kv/last-run.ts'

/** 200 while the last good run is at most two hours old or none was due yet; else 503. */
export async function healthz(env: Env, nowMs: number): Promise<Response> {
  const health = await readHealth(env.KV)
  const sinceIso = health?.lastGoodAt ?? health?.firstRunAt
  const late = sinceIso !== undefined && nowMs - Date.parse(sinceIso) > LATE_AFTER_MS
  const status = late
    ? 'failing'
    : health === null
      ? 'waiting'
      : health.lastRun.outcome === 'complete'
        ? 'ok'
        : 'degraded'
  return Response.json(
    { status, version: VERSION, last_run: health?.lastRun ?? null },
    { status: late ? 503 : 200, headers: { 'cache-control': 'no-store' } },
  )
}
