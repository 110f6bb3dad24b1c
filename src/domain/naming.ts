/** When a name means nothing in particular: what there is instead, for programs as a refusal and for people as an answer. Pure. */
import { type Answer, type AnswerLine, sorry } from './answer.ts'
import type { ProjectRef } from './notice.ts'
import type { Refusal } from './payments/policy.ts'
import type { KnownCreator, ProjectMatches } from './reads.ts'
import { fail, ok, type Result } from './result.ts'
import { shortened } from './words.ts'

/** Why a name names nobody, or too many. `typed` is as it was given, handles without `@`. */
export type Unclear =
  | { readonly kind: 'projects'; readonly typed: string; readonly found: readonly ProjectRef[] }
  | { readonly kind: 'no_project'; readonly typed: string; readonly near: readonly ProjectRef[] }
  | { readonly kind: 'creators'; readonly typed: string; readonly found: readonly KnownCreator[] }
  | {
      readonly kind: 'no_creator'
      readonly typed: string
      /** Where was looked; null: everywhere. */
      readonly project: ProjectRef | null
      /** `check`: among those seen at the last check, so new ones are missing. */
      readonly among: 'trackagoat' | 'check'
      readonly near: readonly KnownCreator[]
      /** No longer tracked. */
      readonly inactive: readonly KnownCreator[]
      /** A project that is called like that. */
      readonly namesake: ProjectRef | null
    }

/** The one project that is meant. */
export function projectMeant(typed: string, { exact, near }: ProjectMatches): Result<ProjectRef, Unclear> {
  const [project, another] = exact
  if (project === undefined) return fail({ kind: 'no_project', typed, near })
  return another === undefined ? ok(project) : fail({ kind: 'projects', typed, found: exact })
}

/** What is wrong, in a sentence without its full stop. */
function fault(unclear: Unclear): string {
  const typed = shortened(unclear.typed)
  switch (unclear.kind) {
    case 'projects':
      return `There are ${unclear.found.length} projects called «${typed}»`
    case 'no_project':
      return `There is no project «${typed}»`
    case 'creators':
      return `@${typed} is tracked in several projects`
    case 'no_creator':
      return `trackagoat tracks no creator @${typed}${unclear.project === null ? '' : ` in ${unclear.project.name}`}`
  }
}

/** What helps besides those that are near: paragraphs. */
function hints(unclear: Unclear): string[] {
  switch (unclear.kind) {
    case 'projects':
      return ['Name it by its id:']
    case 'no_project':
      return [unclear.near.length > 0 ? 'Did you mean one of these?' : 'Names are those of trackagoat.']
    case 'creators':
      return ['Say which one by adding «in» and the name or id of the project:']
    case 'no_creator': {
      const { near, inactive, namesake, among } = unclear
      const isNew = among === 'check' ? ' New ones are known after the next check.' : ''
      return [
        ...(inactive.length > 0 ? ['A creator of this handle is not tracked any more.'] : []),
        ...(namesake === null ? [] : [`There is a project of that name: say «in ${namesake.name}».`]),
        near.length > 0 ? 'Did you mean one of these?' : `Handles are those of TikTok, as trackagoat has them.${isNew}`,
      ]
    }
  }
}

function lines(unclear: Unclear, retype: (handle: string, project: string) => string): AnswerLine[] {
  const ofProject = ({ id, name }: ProjectRef) => ({ name, alias: null, facts: [id] })
  switch (unclear.kind) {
    case 'projects':
      return unclear.found.map(ofProject)
    case 'no_project':
      return unclear.near.map(ofProject)
    case 'creators':
      return unclear.found.map(({ handle, displayName: alias, project }) => ({
        name: retype(handle, project.name),
        alias,
        facts: [project.id],
      }))
    case 'no_creator':
      return unclear.near.map(({ handle, displayName: alias, project }) => ({
        name: `@${handle}`,
        alias,
        facts: [project.name],
      }))
  }
}

/** For a person. `retype`: how the same is said with a project. `first`: paragraphs that come before the help. */
export function unclearAnswer(
  unclear: Unclear,
  retype: (handle: string, project: string) => string,
  ...first: string[]
): Answer {
  const listed = lines(unclear, retype)
  const answer = sorry(fault(unclear), ...first, ...hints(unclear))
  return listed.length === 0
    ? answer
    : { ...answer, sections: [{ heading: null, lines: listed, count: listed.length }] }
}

/** For a program: the same in one text, and those who may have been meant. */
export function unclearRefusal(unclear: Unclear): Refusal {
  const said = `${fault(unclear)}.`
  const meant = (names: readonly string[]) => (names.length > 0 ? ` Did you mean ${names.join(' or ')}?` : '')
  switch (unclear.kind) {
    case 'projects':
      return { code: 'project_ambiguous', detail: `${said} Name it by its id.`, extra: { candidates: unclear.found } }
    case 'no_project':
      return {
        code: 'project_not_found',
        detail: said + meant(unclear.near.map(({ name }) => `«${name}»`)),
        extra: { candidates: unclear.near },
      }
    case 'creators': {
      const projects = unclear.found.map(({ project }) => `«${project.name}»`).join(' and ')
      const detail = `${said.slice(0, -1)}: ${projects}. Say which one.`
      return { code: 'creator_ambiguous', detail, extra: { candidates: unclear.found.map(candidate) } }
    }
    case 'no_creator': {
      const gone = unclear.inactive.length > 0 ? ' A creator of this handle is not tracked any more.' : ''
      return {
        code: 'creator_not_found',
        detail: said + gone + meant(unclear.near.map(({ handle }) => `@${handle}`)),
        extra: { candidates: unclear.near.map(candidate) },
      }
    }
  }
}

function candidate({ id, handle, project }: KnownCreator) {
  return { id, handle, project_id: project.id, project_name: project.name }
}
