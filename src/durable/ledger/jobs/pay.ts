/** `/goat pay`: a payment request from Slack. The order's id is the key: worked on twice, it is one request. */
import { type Answer, sorry } from '../../../domain/answer.ts'
import { errorReason, isTransient } from '../../../domain/errors.ts'
import type { Job, JobOrder } from '../../../domain/jobs.ts'
import { MAX_NOTE, type PaymentIntent } from '../../../domain/payments/intent.ts'
import type { PaymentRequest } from '../../../domain/payments/request.ts'
import { askedAdvice, reasonWords } from '../../../domain/reasons.ts'
import type { Book } from '../book.ts'
import { done, RETRY_MS, refusalAnswer } from './common.ts'
import type { JobResult } from './job.ts'

/** Requests what the creator has earned, all of it. */
export async function runPay(book: Book, order: JobOrder, job: Extract<Job, { kind: 'pay' }>): Promise<JobResult> {
  const intent: PaymentIntent = {
    creator: job.handle,
    project: job.project,
    method: job.method,
    accrualIds: null,
    totalCents: null,
    adjustmentReason: null,
    note: job.note,
    paidAt: null,
  }
  if (job.note !== null && job.note.length > MAX_NOTE) {
    const much = `It has ${job.note.length} characters; trackagoat gets at most ${MAX_NOTE}.`
    return done(sorry('The note is too long', much, 'No payment was requested.'))
  }
  const made = await book.request('slack', order.id, intent, order.actor, order.channel, async () => undefined)
  switch (made.kind) {
    case 'unavailable':
      if (!isTransient(made.error) && made.error.kind !== 'quota_exhausted') {
        return done(sorry('trackagoat cannot be asked', askedAdvice(made.error), 'No payment was requested.'))
      }
      return {
        state: 'again',
        waitMs: 'waitMs' in made.error ? made.error.waitMs : RETRY_MS,
        why: `trackagoat could not be asked (${reasonWords(errorReason(made.error))}). No payment was requested.`,
      }
    case 'in_progress':
      return { state: 'again', waitMs: 1_000, why: 'It is being worked on.' }
    case 'key_reused':
      return done(sorry('This command was taken before', 'See /goat payments for what became of it.'))
    case 'answered':
      return done(
        made.answer.kind === 'refused'
          ? refusalAnswer('No payment was requested', made.answer.refusal)
          : requestedAnswer(made.answer.request, book.deps.cardDestination(order.channel) !== null),
      )
  }
}

function requestedAnswer(request: PaymentRequest, hasCard: boolean): Answer {
  return {
    tone: 'good',
    title: `Payment of ${request.total.display} for @${request.creator.handle} requested`,
    paragraphs: [
      ...(request.method_assumed ? [`Method ${request.method.name} is assumed, since none was named.`] : []),
      hasCard
        ? 'The card in the channel shows what happens next.'
        : 'No card is posted (SLACK_BOT_TOKEN is not set): an approver can decide with POST /v1/payments/{id}/approve.',
      `Request ${request.id}.`,
    ],
  }
}
