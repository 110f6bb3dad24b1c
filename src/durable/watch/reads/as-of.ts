/** How old an answer is. */

/** What an answer rests on: the list of creators, or what is owed (accruals, and the payments that explain them). */
export type Basis = 'creators' | 'owed'

/**
 * The «now» (epoch ms) of the last ended run that walked the list to its end; null when none has. An incomplete run counts
 * as soon as it got that far: it may have failed later, at another list, and what it read of this one is whole. One that broke
 * off in the middle does not count: part of the answer is then newer than this says, which does no harm, never older.
 * «Owed» needs the confirmations too, since only they settle what has left the earned set; payments are walked before them.
 */
export function asOfMs(sql: SqlStorage, basis: Basis): number | null {
  const done = basis === 'creators' ? 'creators_done' : 'accruals_done'
  const row = sql
    .exec<{ now_ms: number }>(
      `SELECT now_ms FROM runs WHERE ${done} = 1 AND outcome IN ('complete', 'incomplete') ORDER BY now_ms DESC LIMIT 1`,
    )
    .toArray()[0]
  return row?.now_ms ?? null
}

/** ISO 8601 UTC, or null. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString()
}
