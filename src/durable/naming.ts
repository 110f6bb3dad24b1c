/** From what people type to the project and the creator that are meant: found exactly, or not at all (contract 6.2). */
import type { UpstreamError } from '../domain/errors.ts'
import { isUuid } from '../domain/ids.ts'
import { projectMeant, type Unclear } from '../domain/naming.ts'
import type { ProjectRef } from '../domain/notice.ts'
import type { CreatorMatches, KnownCreator } from '../domain/reads.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { type CreatorProfile, findByHandle } from '../trackagoat/creators.ts'
import type { Reader } from '../trackagoat/transport.ts'
import type { WatchCalls } from './watch/contract.ts'

/** What the watch is asked: who may have been meant. */
export type Names = Pick<WatchCalls, 'findCreators' | 'findProjects'>

/** trackagoat could not be asked. */
interface Unasked {
  readonly kind: 'upstream'
  readonly error: UpstreamError
}

/** The project by name or id, as the watch knows it; null: none was named. */
export async function projectNamed(names: Names, typed: string | null): Promise<Result<ProjectRef | null, Unclear>> {
  return typed === null ? ok(null) : projectMeant(typed, await names.findProjects(typed))
}

/** As `projectNamed`, for questions to trackagoat: it may have a project since the last check, which an id names. */
export async function projectAsked(names: Names, typed: string | null): Promise<Result<ProjectRef | null, Unclear>> {
  const known = await projectNamed(names, typed)
  return !known.ok && typed !== null && isUuid(typed) ? ok({ id: typed.toLowerCase(), name: typed }) : known
}

/** The one active creator of a handle, as trackagoat has it now. */
export async function creatorNow(
  read: Reader,
  names: Names,
  handle: string,
  project: ProjectRef | null,
): Promise<Result<CreatorProfile, Unclear | Unasked>> {
  const found = await findByHandle(read, handle, project?.id ?? null)
  if (!found.ok) return fail({ kind: 'upstream', error: found.error })
  const [creator, another] = found.value
  if (creator === undefined) return fail(await nobody(names, handle, project, 'trackagoat'))
  if (another === undefined) return ok(creator)
  const all = await Promise.all(found.value.map((profile) => knownOf(names, profile)))
  return fail({ kind: 'creators', typed: handle, found: all })
}

/** The one creator of a handle, as the watch knows it; one no longer tracked when nobody else has it: they may be owed. */
export async function creatorKnown(
  names: Names,
  handle: string,
  project: ProjectRef | null,
): Promise<Result<KnownCreator, Unclear>> {
  const matches = await names.findCreators(handle, project?.id ?? null)
  const found = matches.exact.length > 0 ? matches.exact : matches.inactive
  const [creator, another] = found
  if (creator === undefined) return fail(await nobody(names, handle, project, 'check', matches))
  return another === undefined ? ok(creator) : fail({ kind: 'creators', typed: handle, found })
}

/** The name of a project as the watch knows it. */
export async function projectName(names: Names, projectId: string): Promise<string | null> {
  const { exact } = await names.findProjects(projectId)
  return exact.find((project) => project.id === projectId)?.name ?? null
}

async function nobody(
  names: Names,
  handle: string,
  project: ProjectRef | null,
  among: 'trackagoat' | 'check',
  matches?: CreatorMatches,
): Promise<Unclear> {
  const { near, inactive } = matches ?? (await names.findCreators(handle, project?.id ?? null))
  const [namesake] = project === null ? (await names.findProjects(handle)).exact : []
  return { kind: 'no_creator', typed: handle, project, among, near, inactive, namesake: namesake ?? null }
}

async function knownOf(names: Names, profile: CreatorProfile): Promise<KnownCreator> {
  const { id, tiktok_handle: handle, project_id: projectId } = profile
  return {
    id,
    handle,
    displayName: profile.display_name ?? null,
    project: { id: projectId, name: (await projectName(names, projectId)) ?? projectId },
    isActive: profile.is_active,
    lastScrapedAt: profile.last_scraped_at,
  }
}
