/** From typed names to the creator and the project that are meant, or to an answer that helps to name them. */
import type { Answer } from '../../domain/answer.ts'
import type { ProjectRef } from '../../domain/notice.ts'
import type { KnownCreator } from '../../domain/reads.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { severalCreators, unknownCreator, unknownProject } from './answers/candidates.ts'
import { shortened } from './arguments.ts'
import type { Knowledge } from './knowledge.ts'

/** What a read is about; null: all of them. */
export interface Scope {
  readonly creator: KnownCreator | null
  readonly project: ProjectRef | null
}

/** Finds what was named. A creator that is no longer tracked counts when nobody else has the handle: they may be owed. */
export async function scopeOf(
  known: Knowledge,
  verb: string,
  { handle, project: typed }: { readonly handle: string | null; readonly project: string | null },
): Promise<Result<Scope, Answer>> {
  const project = typed === null ? ok(null) : await projectNamed(known, typed)
  if (!project.ok || handle === null) return project.ok ? ok({ creator: null, project: project.value }) : project
  const matches = await known.findCreators(handle, project.value?.id ?? null)
  const found = matches.exact.length > 0 ? matches.exact : matches.inactive
  const [creator, ...others] = found
  if (creator === undefined) return fail(unknownCreator(handle, matches, await known.findProjects(handle)))
  if (others.length > 0) return fail(severalCreators(verb, handle, found))
  return ok({ creator, project: project.value })
}

async function projectNamed(known: Knowledge, typed: string): Promise<Result<ProjectRef, Answer>> {
  const matches = await known.findProjects(typed)
  const [project, ...others] = matches.exact
  return project !== undefined && others.length === 0 ? ok(project) : fail(unknownProject(shortened(typed), matches))
}
