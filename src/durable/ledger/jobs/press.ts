/** A button of a payment's card. What changed is told by the card; only a refusal is answered. */
import { sorry } from '../../../domain/answer.ts'
import type { Job, JobOrder } from '../../../domain/jobs.ts'
import type { Book } from '../book.ts'
import { done, refusalAnswer } from './common.ts'
import type { JobResult } from './job.ts'
import { type DriveVoid, runVoid } from './void.ts'

/** Does what the button says, if the policy lets this person. */
export async function runPress(
  book: Book,
  order: JobOrder,
  job: Extract<Job, { kind: 'press' }>,
  driveVoid: DriveVoid,
): Promise<JobResult> {
  if (job.action === 'payment.void') return runVoid(book, order, job.requestId, driveVoid)
  const decision = (['approve', 'deny', 'cancel', 'recheck', 'settle', 'claim'] as const).find(
    (word) => job.action === `payment.${word}`,
  )
  if (decision === undefined) return done(sorry('This button is not known'))
  // A claim names the payment that its card showed.
  const [requestId = '', paymentId = null] = decision === 'claim' ? job.requestId.split('_') : [job.requestId]
  const decided = book.decide(requestId, decision, order.actor, paymentId)
  return decided.ok ? { state: 'done', answer: null } : done(refusalAnswer('Nothing was changed', decided.error))
}
