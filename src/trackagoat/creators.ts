/** Finding a creator by handle. Only `search` is documented, and it matches parts (contract 6.2). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { type ListQuery, walkAll } from './lists.ts'
import { type CreatorRow, creatorRow } from './schemas.ts'
import type { Reader } from './transport.ts'

/** What a list row says of a creator beyond what the watch keeps (contract 3.2). Free text is data. */
export const creatorProfile = creatorRow.and(
  z.looseObject({
    description: z.string().nullish(),
    readme: z.string().nullish(),
    follower_count: z.number().nullish(),
    video_count: z.number().nullish(),
    total_likes_count: z.number().nullish(),
  }),
)
export type CreatorProfile = z.infer<typeof creatorProfile>

/** A handle as it is compared: without `@`, whatever its case. */
export function sameHandle(a: string, b: string): boolean {
  const bare = (handle: string) => handle.replace(/^@/, '').toLowerCase()
  return bare(a) === bare(b)
}

/**
 * The active creators whose handle is exactly `handle`: one per project at most, so several without `projectId`. Walks
 * the search to its end: the first row of a partial match is an arbitrary creator. `handle` without `@`.
 */
export async function findByHandle(
  transport: Reader,
  handle: string,
  projectId: string | null,
): Promise<Result<CreatorProfile[], UpstreamError>> {
  const query: ListQuery = { search: handle, ...(projectId === null ? {} : { project_id: projectId }) }
  const walked = await walkAll(transport, '/creators', query)
  if (!walked.ok) return walked
  const found = new Map<string, CreatorProfile>()
  for (const row of walked.value) {
    const checked = creatorProfile.safeParse(row)
    if (!checked.success) {
      // A row that cannot be read must not make an ambiguous handle look unique.
      const raw = row as Partial<CreatorRow> | null
      if (typeof raw?.tiktok_handle === 'string' && sameHandle(raw.tiktok_handle, handle)) {
        return fail({ kind: 'bad_shape', problem: 'a creator of this handle cannot be read' })
      }
      continue
    }
    const creator = checked.data
    if (!creator.is_active || !sameHandle(creator.tiktok_handle, handle)) continue
    if (projectId !== null && creator.project_id !== projectId) continue
    found.set(creator.id, creator)
  }
  return ok([...found.values()])
}
