/** What jobs that write something about a creator share: who may, whether anything may leave, who is meant, what went wrong. */
import { type Answer, sorry } from '../../../domain/answer.ts'
import { errorReason, isTransient, type UpstreamError } from '../../../domain/errors.ts'
import { unclearAnswer } from '../../../domain/naming.ts'
import { PAYMENTS_OFF, type Refusal, roleRequired } from '../../../domain/payments/policy.ts'
import { type Actor, hasRole } from '../../../domain/people.ts'
import { askedAdvice, reasonWords } from '../../../domain/reasons.ts'
import { fail, type Result } from '../../../domain/result.ts'
import type { CreatorProfile } from '../../../trackagoat/creators.ts'
import { creatorNow, projectAsked } from '../../naming.ts'
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
    return done(refusalAnswer('This is for requesters', roleRequired(actor, 'requester', what)))
  }
  return deps.payments === 'off' ? done(refusalAnswer('Goatherd only watches for now', PAYMENTS_OFF)) : null
}

/** Asked again after this when trackagoat has a fault, before anything was written. */
export const RETRY_MS = 5_000

/** trackagoat's trouble before anything was written: come back later, or say why that would not help. */
export function troubleBefore(error: UpstreamError): JobResult {
  if (isTransient(error)) return again(error)
  return done(sorry('trackagoat could not be asked', askedAdvice(error), 'Nothing was written.'))
}

/** Later, once trackagoat answers again. */
export function again(error: UpstreamError): JobResult {
  const why = `At last: ${reasonWords(errorReason(error))}.`
  return { state: 'again', waitMs: error.kind === 'rate_limited' ? error.waitMs : RETRY_MS, why }
}

/** The one active creator that is meant, read just now; else how the job ends. `retype`: how it is said with a project. */
export async function creatorNamed(
  { read, knowledge }: JobDeps,
  { handle, project: typed }: Named,
  retype: (handle: string, project: string) => string,
): Promise<Result<CreatorProfile, JobResult>> {
  const project = await projectAsked(knowledge, typed)
  const found = project.ok ? await creatorNow(read, knowledge, handle, project.value) : project
  if (found.ok) return found
  return fail(
    found.error.kind === 'upstream'
      ? troubleBefore(found.error.error)
      : done(unclearAnswer(found.error, retype, 'Nothing was written.')),
  )
}
