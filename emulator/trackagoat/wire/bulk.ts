/**
 * Several rows of one project changed at once, and counted: creators (contract 2.3) and, by inference, videos (2.4, 2.2).
 * @module
 */

import type { ProjectRow } from '../projects.ts'
import type { World } from '../world.ts'
import { type ApiContext, answer } from './http.ts'

/** Changed, nothing to change, or not possible. */
export type BulkOutcome = 'ok_count' | 'skipped_count' | 'failed_count'

/** Each row once, all in one transaction. Ids that are not the project's fail. */
export function answerBulk<Row extends { project: number }>(
  c: ApiContext,
  world: World,
  project: ProjectRow,
  ids: string[],
  find: (world: World, id: string) => Row | undefined,
  change: (row: Row) => BulkOutcome,
): Response {
  const counts: Record<BulkOutcome, number> = { ok_count: 0, skipped_count: 0, failed_count: 0 }
  world.store.transaction(() => {
    for (const id of new Set(ids)) {
      const row = find(world, id)
      counts[row?.project === project.seq ? change(row) : 'failed_count'] += 1
    }
  })
  return answer(c, world, counts)
}
