/** `/goat void` and the button of the same name. */
import { sorry } from '../../../domain/answer.ts'
import type { JobOrder } from '../../../domain/jobs.ts'
import type { Book } from '../book.ts'
import { done, refusalAnswer } from './common.ts'
import type { JobResult } from './job.ts'

/** Takes a void as far as it goes now; never twice at once, whoever asks. */
export type DriveVoid = (paymentId: string) => Promise<void>

/** Voids the payment of a request, or a payment by its id in trackagoat, whoever recorded it. */
export async function runVoid(book: Book, order: JobOrder, id: string, driveVoid: DriveVoid): Promise<JobResult> {
  const asked = book.askVoid(id, order.actor)
  if (!asked.ok) return done(refusalAnswer('Nothing was voided', asked.error))
  await driveVoid(asked.value)
  const row = book.voidOf(asked.value)
  if (row?.status === 'pending') {
    return done({
      tone: 'info',
      title: 'The payment is being voided',
      paragraphs: ['trackagoat has not confirmed it yet; Goatherd goes on trying. The card tells when it is done.'],
    })
  }
  if (row?.status === 'failed') return done(sorry('The payment was not voided', row.detail ?? 'See its card.'))
  return done({
    tone: 'good',
    title: 'The payment is voided',
    paragraphs: [`Payment ${asked.value}. Its accruals count as owed again.`],
  })
}
