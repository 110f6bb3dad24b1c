/**
 * What becomes of the organisation when its clock is set back. Rows that were made in the time that is undone stay as they are,
 * and what is computed from the clock follows it; but what was noted of when something had been so, has not been so.
 * @module
 */
import type { Store } from './store/store.ts'

/** Forgets what was noted of the time after an instant. */
export function rewind(store: Store, nowMs: number): void {
  store.transaction(() => {
    store.run('DELETE FROM pauses WHERE from_ms > ?', nowMs)
    store.run('UPDATE pauses SET until_ms = ?1 WHERE until_ms > ?1', nowMs)
    store.run('UPDATE creators SET deactivated_ms = ?1 WHERE is_active = 0 AND deactivated_ms > ?1', nowMs)
    store.run('DELETE FROM past_scrapes WHERE at_ms > ?', nowMs)
    store.run('DELETE FROM past_gaps WHERE from_ms > ?', nowMs)
  })
}
