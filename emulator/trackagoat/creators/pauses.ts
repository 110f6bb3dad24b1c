/**
 * When creators were inactive. A row says only how it is now; who is paid for a period is decided by how it was when the
 * period ended, which can be 48 hours before anybody looks (contract 5.1).
 * @module
 */
import type { World } from '../world.ts'

/** Notes the pause that ends now, before the creator's row forgets when it began. */
export function endPause(world: World, creator: number, nowMs: number): void {
  world.store.run(
    `INSERT INTO pauses (creator, from_ms, until_ms)
     SELECT seq, deactivated_ms, ? FROM creators WHERE seq = ? AND is_active = 0 AND deactivated_ms IS NOT NULL`,
    nowMs,
    creator,
  )
}

/** SQL: the creator `k` was active up to the instant `at`. Who is deactivated just then still was. */
export function wasActiveUpTo(at: string): string {
  return `(k.is_active = 1 OR k.deactivated_ms >= ${at})
    AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.creator = k.seq AND p.from_ms < ${at} AND p.until_ms >= ${at})`
}
