/** What jobs that write something about a creator share: who may, whether anything may leave, who is meant, what went wrong. */
import { type Answer, sorry } from '../../../domain/answer.ts'
import { errorAdvice, isTransient, type UpstreamError } from '../../../domain/errors.ts'
import type { Refusal } from '../../../domain/payments/policy.ts'
import { type Actor, hasRole } from '../../../domain/people.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { type CreatorProfile, findByHandle } from '../../../trackagoat/creators.ts'
import type { JobDeps, JobResult } from './job.ts'

/** What was meant, by handle and perhaps project, as typed. */
export interface Named {
  readonly handle: string
  readonly project: string | null
}

/** A refusal of the ledger for a person. */
export function refusalAnswer(title: string, refusal: Refusal): Answer {
  return sorry(title, refusal.detail)
}

/** A job's last word. */
export function done(answer: Answer): JobResult {
  return { state: 'done', answer }
}

/** Why this may not be written at all, or null. PAYMENTS=off lets no write leave (interface 2). */
export function mayWrite(actor: Actor, deps: JobDeps, what: string): JobResult | null {
  if (!hasRole(actor.role, 'requester')) {
    return done(
      sorry(`You may not ${what}`, 'This needs the role requester: an operator can add you to SLACK_REQUESTERS.'),
    )
  }
  if (deps.payments !== 'off') return null
  return done(
    sorry(
      'Goatherd only watches for now',
      `PAYMENTS=off: nothing is written to trackagoat, so Goatherd cannot ${what}. An operator can set PAYMENTS to approve or auto.`,
    ),
  )
}

/** Asked again after this when trackagoat has a fault, before anything was written. */
export const RETRY_MS = 5_000

/** trackagoat's trouble before anything was written: come back later, or say why that would not help. */
export function troubleBefore(error: UpstreamError): JobResult {
  if (isTransient(error)) return again(error)
  return done(sorry('trackagoat could not be asked', errorAdvice(error), 'Nothing was written.'))
}

/** Later, once trackagoat answers again. */
export function again(error: UpstreamError): JobResult {
  return { state: 'again', waitMs: error.kind === 'rate_limited' ? error.waitMs : RETRY_MS, why: errorAdvice(error) }
}

/** Whether a write that ended so may have been done all the same. */
export function isAmbiguous(error: UpstreamError): boolean {
  return ['timeout', 'network', 'server_error', 'bad_shape', 'too_large'].includes(error.kind)
}

/** A write that was refused and therefore not done, in words. */
export function refusedWrite(error: UpstreamError, title: string): Answer {
  switch (error.kind) {
    case 'key_refused':
      return sorry(
        title,
        'trackagoat refuses the API key for writes (401): it was revoked, has expired or is mistyped. An operator must set TRACKAGOAT_WRITE_KEY, or TRACKAGOAT_API_KEY if there is only one, anew.',
      )
    case 'forbidden':
      return sorry(
        title,
        'The key may not write (403). An operator must give Goatherd a key with the scope write: TRACKAGOAT_WRITE_KEY.',
      )
    case 'not_found':
      return sorry(title, 'trackagoat does not know it any more. It may just have been removed.')
    case 'quota_exhausted':
      return sorry(title, 'The daily quota of trackagoat is used up. It starts afresh at midnight UTC: ask again then.')
    case 'refused':
      return sorry(title, `trackagoat refuses it (HTTP ${error.status}${error.code ? `, ${error.code}` : ''}).`)
    default:
      return sorry(title, errorAdvice(error))
  }
}

/** The one active creator that is meant, read just now (contract 6.2); else how the job ends. `usage`: how it is said. */
export async function creatorNamed(
  deps: JobDeps,
  { handle, project }: Named,
  usage: (handle: string, project: string) => string,
): Promise<Result<CreatorProfile, JobResult>> {
  const projectId = project === null ? ok(null) : await projectNamed(deps, project)
  if (!projectId.ok) return projectId
  const found = await findByHandle(deps.read, handle, projectId.value)
  if (!found.ok) return fail(troubleBefore(found.error))
  const [creator, another] = found.value
  if (creator !== undefined && another === undefined) return ok(creator)
  if (creator === undefined) return fail(done(await nobody(deps, handle, projectId.value)))
  const lines = await Promise.all(
    found.value.map(async ({ project_id, tiktok_handle, display_name }) => {
      const { exact } = await deps.knowledge.findProjects(project_id)
      const name = exact.find(({ id }) => id === project_id)?.name ?? project_id
      return { name: usage(tiktok_handle, name), alias: display_name ?? null, facts: [project_id] }
    }),
  )
  const answer = sorry(
    `@${handle} is in ${lines.length} projects`,
    'Nothing was written. Say which one by adding «in» and the name or id of the project:',
  )
  return fail(done({ ...answer, sections: [{ heading: null, lines, count: lines.length }] }))
}

async function projectNamed(deps: JobDeps, typed: string): Promise<Result<string, JobResult>> {
  const { exact, near } = await deps.knowledge.findProjects(typed)
  const [project, another] = exact
  if (project !== undefined && another === undefined) return ok(project.id)
  const listed = another === undefined ? near : exact
  const answer = sorry(
    another === undefined ? `There is no project «${typed}»` : `There are ${exact.length} projects called «${typed}»`,
    another !== undefined
      ? 'Name it by its id:'
      : near.length > 0
        ? 'Did you mean one of these?'
        : 'Names are those of trackagoat.',
  )
  const lines = listed.map(({ id, name }) => ({ name, alias: null, facts: [id] }))
  return fail(
    done(lines.length === 0 ? answer : { ...answer, sections: [{ heading: null, lines, count: lines.length }] }),
  )
}

async function nobody(deps: JobDeps, handle: string, projectId: string | null): Promise<Answer> {
  const { near, inactive } = await deps.knowledge.findCreators(handle, projectId)
  const answer = sorry(
    `trackagoat tracks no creator @${handle}${projectId === null ? '' : ' in this project'}`,
    inactive.length > 0
      ? 'A creator of this handle is not tracked any more, so nothing was written.'
      : near.length > 0
        ? 'Nothing was written. Did you mean one of these?'
        : 'Nothing was written. Handles are those of TikTok, as trackagoat has them.',
  )
  const lines = near.map((creator) => ({
    name: `@${creator.handle}`,
    alias: creator.displayName,
    facts: [creator.project.name],
  }))
  return lines.length === 0 ? answer : { ...answer, sections: [{ heading: null, lines, count: lines.length }] }
}
