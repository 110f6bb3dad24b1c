/**
 * What `/healthz` shows, in KV: anyone may ask, and asking must not reach the watch. A minute old at the worst.
 * Key `health/last-run`, written at the end of each run, no expiry: that it grows old is the message.
 */
import * as z from 'zod'

const KEY = 'health/last-run'

const healthSchema = z.object({
  /** The last run that ended: its «now» (ISO 8601 UTC) and how it ended. */
  lastRun: z.object({ at: z.string(), outcome: z.string() }),
  /** The last one that was complete; null while there was none. */
  lastGoodAt: z.string().nullable(),
  /** The first run ever: from then on a good one is due. */
  firstRunAt: z.string(),
})
export type Health = z.infer<typeof healthSchema>

/** The stored health, or null before the first run. A value of another shape counts as none. */
export async function readHealth(kv: KVNamespace): Promise<Health | null> {
  const parsed = healthSchema.safeParse(await kv.get(KEY, 'json'))
  return parsed.success ? parsed.data : null
}

/** Notes the end of a run. */
export async function noteRun(kv: KVNamespace, at: string, outcome: string): Promise<void> {
  const before = await readHealth(kv)
  // A run that ends late, after a newer one, must not make the health older. ISO texts in UTC sort by time.
  const isNewest = before === null || at >= before.lastRun.at
  const goodAts = [before?.lastGoodAt, outcome === 'complete' ? at : null].filter((time) => typeof time === 'string')
  const health: Health = {
    lastRun: isNewest ? { at, outcome } : before.lastRun,
    lastGoodAt: goodAts.sort().at(-1) ?? null,
    firstRunAt: before?.firstRunAt ?? at,
  }
  await kv.put(KEY, JSON.stringify(health))
}
