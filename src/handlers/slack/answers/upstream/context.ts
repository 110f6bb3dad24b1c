/** What answers that ask trackagoat work with. */
import { type Answer, sorry } from '../../../../domain/answer.ts'
import type { UpstreamError } from '../../../../domain/errors.ts'
import { unclearAnswer } from '../../../../domain/naming.ts'
import type { ProjectRef } from '../../../../domain/notice.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { readTransport } from '../../../../durable/interactive.ts'
import { projectNamed } from '../../../../durable/naming.ts'
import { watchCalls } from '../../../../durable/stubs.ts'
import type { WatchCalls } from '../../../../durable/watch/contract.ts'
import { type Env, parseSettings } from '../../../../env.ts'
import type { Reader } from '../../../../trackagoat/transport.ts'
import type { Verb } from '../../catalogue.ts'
import { retype } from '../../subject.ts'

/** What is asked of the watch: names, debts and who is tracked, as of its last run. */
type Known = Pick<WatchCalls, 'findCreators' | 'findProjects' | 'creatorRead' | 'readStatus' | 'creators'>

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
  return {
    read: capped(readTransport(env), MAX_REQUESTS),
    known: watchCalls(env),
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
export async function projectsAsked(
  known: Known,
  verb: Verb,
  typed: string | null,
): Promise<Result<ProjectsAsked, Answer>> {
  const project = await projectNamed(known, typed)
  if (!project.ok) return fail(unclearAnswer(project.error, retype(verb)))
  if (project.value !== null) return ok({ projects: [project.value], leftOut: 0 })
  const { projects } = await known.readStatus()
  if (projects.length === 0) {
    return fail(
      sorry('No project is known yet', 'Projects are learnt by the hourly check: ask again after the first one.'),
    )
  }
  return ok({ projects: projects.slice(0, MAX_PROJECTS), leftOut: Math.max(0, projects.length - MAX_PROJECTS) })
}

/** trackagoat could not be asked, and without it there is no answer. */
export function trouble(title: string, error: UpstreamError): Answer {
  return sorry(title, askedAdvice(error))
}
