/** What answers that ask trackagoat work with. */
import { type Answer, sorry } from '../../../../domain/answer.ts'
import { errorAdvice, isTransient, type UpstreamError } from '../../../../domain/errors.ts'
import type { ProjectRef } from '../../../../domain/notice.ts'
import type {
  CreatorMatches,
  CreatorRead,
  KnownCreator,
  ProjectMatches,
  Read,
  StatusRead,
} from '../../../../domain/reads.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { readTransport } from '../../../../durable/interactive.ts'
import { watchStub } from '../../../../durable/stubs.ts'
import { type Env, parseSettings } from '../../../../env.ts'
import type { Reader } from '../../../../trackagoat/transport.ts'
import { shortened } from '../../arguments.ts'
import { unknownProject } from '../candidates.ts'

/** What is asked of the watch: names, debts and who is tracked, as of its last run. */
export interface Known {
  findCreators(handle: string, projectId: string | null): Promise<CreatorMatches>
  findProjects(text: string): Promise<ProjectMatches>
  creatorRead(creatorId: string): Promise<CreatorRead | null>
  readStatus(): Promise<StatusRead>
  /** Everyone who was ever listed in a project. */
  creators(projectId: string, limit: number, offset: number): Promise<Read<KnownCreator>>
}

export interface UpstreamContext {
  readonly read: Reader
  readonly known: Known
  readonly staleAfterHours: number
  readonly nowMs: number
}

/** No answer costs more requests than this: the window of a minute is everybody's. */
const MAX_REQUESTS = 30

/** The real ones. */
export function contextOf(env: Env, nowMs: number): UpstreamContext {
  const watch = () => watchStub(env)
  return {
    read: capped(readTransport(env), MAX_REQUESTS),
    known: {
      findCreators: (handle, projectId) => watch().findCreators(handle, projectId),
      findProjects: (text) => watch().findProjects(text),
      creatorRead: (creatorId) => watch().creatorRead(creatorId),
      readStatus: () => watch().readStatus(),
      creators: (projectId, limit, offset) =>
        watch().creators({ projectId, creatorId: null, search: null, limit, offset }),
    },
    staleAfterHours: parseSettings(env).STALE_AFTER_HOURS,
    nowMs,
  }
}

/** Lets so many requests pass; then every list counts as too long. */
export function capped(reader: Reader, maxRequests: number): Reader {
  let left = maxRequests
  return {
    async get(path, query) {
      if (left === 0) return fail({ kind: 'too_many_pages', limitPages: maxRequests })
      left--
      return reader.get(path, query)
    },
  }
}

/** More projects than this are not asked for in one go. */
const MAX_PROJECTS = 5

/** The projects of an answer, and how many of all there are it leaves out. */
export interface ProjectsAsked {
  readonly projects: readonly ProjectRef[]
  readonly leftOut: number
}

/** The project that is named, else the first few. */
export async function projectsAsked(known: Known, typed: string | null): Promise<Result<ProjectsAsked, Answer>> {
  if (typed !== null) {
    const project = await projectNamed(known, typed)
    return project.ok ? ok({ projects: [project.value], leftOut: 0 }) : project
  }
  const { projects } = await known.readStatus()
  if (projects.length === 0) {
    return fail(
      sorry('No project is known yet', 'Projects are learnt by the hourly check: ask again after the first one.'),
    )
  }
  return ok({ projects: projects.slice(0, MAX_PROJECTS), leftOut: Math.max(0, projects.length - MAX_PROJECTS) })
}

/** One project by name or id. */
export async function projectNamed(known: Known, typed: string): Promise<Result<ProjectRef, Answer>> {
  const matches = await known.findProjects(typed)
  const [project, another] = matches.exact
  return project !== undefined && another === undefined ? ok(project) : fail(unknownProject(shortened(typed), matches))
}

/** What went wrong, and when to ask again. */
export function advice(error: UpstreamError): string {
  if (error.kind === 'rate_limited') {
    const seconds = Math.max(1, Math.ceil(error.waitMs / 1_000))
    return `The request limit of trackagoat is reached for the moment. Ask again in ${seconds} s.`
  }
  return isTransient(error) ? `${errorAdvice(error)} Ask again in a minute.` : errorAdvice(error)
}

/** trackagoat could not be asked, and without it there is no answer. */
export function trouble(title: string, error: UpstreamError): Answer {
  return sorry(title, advice(error))
}
