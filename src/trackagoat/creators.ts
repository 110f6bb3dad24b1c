/** Creators by list, by handle, by id (contract 2.3, 3.2). Only `search` is documented, and it matches parts (6.2). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { isRecord, queryOf, type Reading, rowReader } from './rows.ts'
import { creatorRow } from './schemas.ts'
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

/** Which creators. `search` is a part of the handle, without `@`. */
export interface CreatorFilter {
  readonly projectId?: string | null | undefined
  readonly search?: string | null | undefined
}

/** Creators, removed ones (`is_active` false) as far as upstream lists them (contract 7.20). */
export function listCreators(
  reader: Reader,
  { projectId, search }: CreatorFilter = {},
  { maxPages, badRows = 'skip' }: ListOptions = {},
): List<CreatorProfile> {
  const filter = { project_id: projectId }
  return new List(reader, {
    path: '/creators',
    query: queryOf({ search, ...filter }),
    maxPages,
    read: rowReader(creatorProfile, 'a creator', badRows, filter),
  })
}

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
  reader: Reader,
  handle: string,
  projectId: string | null,
): Promise<Result<CreatorProfile[], UpstreamError>> {
  const isMeant = (raw: { readonly tiktok_handle?: unknown }) =>
    typeof raw.tiktok_handle === 'string' && sameHandle(raw.tiktok_handle, handle)
  const found = await new List(reader, {
    path: '/creators',
    query: queryOf({ search: handle, project_id: projectId }),
    // A row that cannot be read must not make an ambiguous handle look unique.
    read: readingOne('handle', isMeant),
  }).all()
  if (!found.ok) return found
  return ok(
    found.value.filter(
      (creator) => creator.is_active && isMeant(creator) && (projectId === null || creator.project_id === projectId),
    ),
  )
}

/**
 * The active creator of an id; null: there is none. No route leads to one (contract 2.3, 7.12), so the list is walked until
 * it shows up.
 */
export async function findById(
  reader: Reader,
  id: string,
  projectId: string | null,
): Promise<Result<CreatorProfile | null, UpstreamError>> {
  const list = new List(reader, {
    path: '/creators',
    query: queryOf({ project_id: projectId }),
    read: readingOne('id', (raw) => raw.id === id),
  })
  for await (const creator of list) {
    const isIt = creator.id === id && creator.is_active && (projectId === null || creator.project_id === projectId)
    if (isIt) return ok(creator)
  }
  return list.ending?.complete === false ? fail(list.ending.error) : ok(null)
}

/** Reads every creator; one that cannot be read is refused when it is meant. `by` says by what. */
function readingOne(
  by: string,
  isMeant: (raw: Readonly<Record<string, unknown>>) => boolean,
): (raw: unknown) => Reading<CreatorProfile> {
  const read = rowReader(creatorProfile, 'a creator', 'skip')
  return (raw) => {
    const reading = read(raw)
    const isLost = reading.kind === 'skip' && isRecord(raw) && isMeant(raw)
    return isLost ? { kind: 'refuse', problem: `a creator of this ${by} cannot be read` } : reading
  }
}
