/** Creators by list, by handle, by id (contract 2.3, 3.2). Only `search` is documented, and it matches parts (6.2). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { isRecord, queryOf, type Raw, type Reading, rowReader, sparingInactive } from './rows.ts'
import { creatorRow, incidental } from './schemas.ts'
import type { Reader } from './transport.ts'

/** What a list row says of a creator beyond what the watch keeps (contract 3.2). Free text is data. */
export const creatorProfile = creatorRow.extend({
  description: incidental(z.string()),
  readme: incidental(z.string()),
  follower_count: incidental(z.number()),
  video_count: incidental(z.number()),
  total_likes_count: incidental(z.number()),
})
export type CreatorProfile = z.infer<typeof creatorProfile>

/** Which creators. `search` is a part of the handle, without `@`. */
export interface CreatorFilter {
  readonly projectId?: string | null | undefined
  readonly search?: string | null | undefined
}

/** Creators, removed ones (`is_active` false) as far as upstream lists them (contract 7.20). */
export function listCreators(
  reader: Reader,
  { projectId, search }: CreatorFilter = {},
  { maxPages }: ListOptions = {},
): List<CreatorProfile> {
  const filter = { project_id: projectId }
  return new List(reader, {
    path: '/creators',
    query: queryOf({ search, ...filter }),
    maxPages,
    read: rowReader(creatorProfile, 'a creator', filter),
  })
}

/** A handle as it is compared: without `@`, whatever its case. */
export function sameHandle(a: string, b: string): boolean {
  const bare = (handle: string) => handle.replace(/^@/, '').toLowerCase()
  return bare(a) === bare(b)
}

/**
 * The active creators whose handle is exactly `handle`: one per project at most, so several without `projectId`. Walks
 * the search to its end: the first row of a partial match is an arbitrary creator. A row that cannot be read is an error
 * unless it shows another handle, or a creator who is not active: without it an ambiguous handle would look unique (contract
 * 6.2). `handle` without `@`.
 */
export async function findByHandle(
  reader: Reader,
  handle: string,
  projectId: string | null,
): Promise<Result<CreatorProfile[], UpstreamError>> {
  const isOther = ({ tiktok_handle: shown }: Raw) =>
    typeof shown === 'string' && /^@?[^@\s]+$/.test(shown) && !sameHandle(shown, handle)
  const found = await new List(reader, {
    path: '/creators',
    query: queryOf({ search: handle, project_id: projectId }),
    read: creatorReader(isOther),
  }).all()
  if (!found.ok) return found
  return ok(
    found.value.filter(
      (creator) =>
        creator.is_active &&
        sameHandle(creator.tiktok_handle, handle) &&
        (projectId === null || creator.project_id === projectId),
    ),
  )
}

/**
 * The active creator of an id; null: there is none. No route leads to one (contract 2.3, 7.12), so the list is walked until
 * it shows up. Where it does not, a row that cannot be read is an error unless it shows another id.
 */
export async function findById(
  reader: Reader,
  id: string,
  projectId: string | null,
): Promise<Result<CreatorProfile | null, UpstreamError>> {
  const list = new List(reader, {
    path: '/creators',
    query: queryOf({ project_id: projectId }),
    read: creatorReader((raw) => typeof raw.id === 'string' && raw.id !== '' && raw.id !== id),
  })
  let notAll: Result<never, UpstreamError> | null = null
  for await (const creator of list) {
    if (!creator.ok) notAll ??= creator
    else {
      const { id: found, is_active, project_id } = creator.value
      if (found === id && is_active && (projectId === null || project_id === projectId)) return creator
    }
  }
  return notAll ?? ok(null)
}

/** Reads every creator. One that cannot be read is left out only if it is not active, or `isOther` can tell that it is not the one meant. */
function creatorReader(isOther: (raw: Raw) => boolean): (raw: unknown) => Reading<CreatorProfile> {
  const read = sparingInactive(rowReader(creatorProfile, 'a creator'))
  return (raw) => {
    const reading = read(raw)
    return reading.kind === 'bad' && isRecord(raw) && isOther(raw) ? { kind: 'other' } : reading
  }
}
