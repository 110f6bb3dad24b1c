/** `/goat payments`: requests of the ledger, and payments seen in trackagoat. */
import type { Answer, AnswerLine } from '../../../../domain/answer.ts'
import { formatCents } from '../../../../domain/money.ts'
import type { PaymentRequest } from '../../../../domain/payments/request.ts'
import type { KnownPayment, Read } from '../../../../domain/reads.ts'
import { reasonWords } from '../../../../domain/reasons.ts'
import { instant } from '../../../../domain/words.ts'
import type { Subject } from '../../subject.ts'
import { section } from '../words.ts'

/** `requests`: newest first. Those seen upstream that a request recorded are named once, with the request. */
export function paymentsAnswer(
  requests: readonly PaymentRequest[],
  seen: Read<KnownPayment>,
  subject: Subject,
): Answer {
  const { creator, project } = subject
  const whose = creator === null ? (project === null ? '' : ` in ${project.name}`) : ` to @${creator.handle}`
  const ours = new Set(requests.map(({ trackagoat_payment_id: id }) => id))
  const others = seen.rows.filter(({ id }) => !ours.has(id))
  const waiting = requests.filter(({ status }) => status === 'requested').length
  const stuck = requests.filter(({ needs_person: needsPerson }) => needsPerson).length
  if (requests.length === 0 && others.length === 0) {
    return {
      tone: 'info',
      title: `No payments${whose}`,
      paragraphs: ['Neither a request here nor a payment seen in trackagoat.'],
      asOf: seen.asOf,
    }
  }
  const hints = [
    ...(stuck > 0 ? [`${stuck} of them only a person can settle: see the card.`] : []),
    ...(waiting > 0 ? [`${waiting} of them wait for approval, on their card.`] : []),
  ]
  return {
    tone: 'info',
    title: `Payments${whose}`,
    ...(hints.length > 0 ? { paragraphs: hints } : {}),
    sections: [
      ...(requests.length > 0 ? [section('Requests, newest first', requests.map(requestLine))] : []),
      ...(others.length > 0
        ? [section('Seen in trackagoat', others.map(seenLine), Math.max(others.length, seen.total - ours.size))]
        : []),
    ],
    asOf: seen.asOf,
  }
}

function requestLine(request: PaymentRequest): AnswerLine {
  const { creator, status, total, method, reason } = request
  const facts = [request.needs_person ? `${status}, needs a person` : status, total.display, method.name]
  if (reason !== null) facts.push(reasonWords(reason))
  facts.push(instant(request.created_at), request.id)
  return { name: `@${creator.handle}`, alias: creator.project_name, facts }
}

function seenLine(payment: KnownPayment): AnswerLine {
  const facts = [payment.status]
  if (payment.methodName !== null) facts.push(payment.methodName)
  if (payment.paidAt !== null) facts.push(instant(payment.paidAt))
  facts.push(payment.id)
  return { name: formatCents(payment.totalCents), alias: null, facts }
}
