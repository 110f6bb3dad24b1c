/** What a read is about: from typed names to a creator and a project, or to an answer that helps to name them. */
import type { Answer } from '../../domain/answer.ts'
import { unclearAnswer } from '../../domain/naming.ts'
import type { ProjectRef } from '../../domain/notice.ts'
import type { KnownCreator } from '../../domain/reads.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { creatorKnown, type Names, projectNamed } from '../../durable/naming.ts'
import { SLASH, type Verb } from './catalogue.ts'

/** Null: all of them. */
export interface Subject {
  readonly creator: KnownCreator | null
  readonly project: ProjectRef | null
}

/** Finds what was named, as of the last check. `verb` is what was typed, to be typed again with more. */
export async function subjectOf(
  names: Names,
  verb: Verb,
  { handle, project: typed }: { readonly handle: string | null; readonly project: string | null },
): Promise<Result<Subject, Answer>> {
  const project = await projectNamed(names, typed)
  if (!project.ok) return fail(unclearAnswer(project.error, retype(verb)))
  if (handle === null) return ok({ creator: null, project: project.value })
  const creator = await creatorKnown(names, handle, project.value)
  return creator.ok
    ? ok({ creator: creator.value, project: project.value })
    : fail(unclearAnswer(creator.error, retype(verb)))
}

/** How the same is said with a project. */
export function retype(verb: Verb): (handle: string, project: string) => string {
  return (handle, project) => `${SLASH} ${verb} @${handle} in ${project}`
}
