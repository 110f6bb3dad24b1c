/** What a card offers and says next, by state. Pure; whoever presses is judged by the policy, not by the card. */
import { type Cents, formatCents } from '../money.ts'
import type { NoticeButton } from '../notice.ts'
import type { PaymentPolicy } from './policy.ts'
import type { PaymentRequest } from './request.ts'

/** The buttons of a card; each value is the request's id. */
export function cardButtons(request: PaymentRequest): NoticeButton[] {
  const { id, status, needs_person, void_pending, total, candidate_payment_id: candidate } = request
  switch (status) {
    case 'requested':
      return [
        { actionId: 'payment.approve', text: 'Approve', value: id, style: 'primary' },
        { actionId: 'payment.deny', text: 'Deny', value: id, style: 'danger' },
        { actionId: 'payment.cancel', text: 'Cancel', value: id },
      ]
    case 'recorded':
      if (void_pending) return []
      return [
        {
          actionId: 'payment.void',
          text: 'Void',
          value: id,
          style: 'danger',
          confirm: `This voids the recorded payment of ${total.display} in trackagoat. Its accruals count as owed again.`,
        },
      ]
    case 'unknown':
      if (!needs_person) return []
      return [
        { actionId: 'payment.recheck', text: 'Check again', value: id, style: 'primary' },
        ...(candidate === null
          ? []
          : [
              {
                actionId: 'payment.claim',
                text: 'It is that payment',
                // Names the payment, too: the card may show another one by the time it is pressed.
                value: `${id}_${candidate}`,
                confirm: `Only if payment ${candidate} in trackagoat is the one that was requested here, and nobody recorded it by hand.`,
              },
            ]),
        {
          actionId: 'payment.settle',
          text: 'It was not recorded',
          value: id,
          style: 'danger',
          confirm: `Only if you have looked into trackagoat and there is no payment of ${total.display} for these accruals. They can then be requested again.`,
        },
      ]
    default:
      return []
  }
}

/** What happens next and who can do it; null: nothing. */
export function nextStep(request: PaymentRequest, policy: PaymentPolicy): string | null {
  switch (request.status) {
    case 'requested':
      if (policy.mode === 'off') return 'Payments are switched off: it can be denied or cancelled, not approved.'
      return request.total.cents >= policy.twoPersonCents
        ? `An approver other than the requester must approve (from ${formatCents(policy.twoPersonCents as Cents)} on).`
        : 'An approver must approve.'
    case 'approved':
    case 'sending':
      return 'It is being recorded in trackagoat.'
    case 'unknown':
      if (request.needs_person && request.candidate_payment_id !== null) {
        return `A person must look into trackagoat: if payment ${request.candidate_payment_id} is this one, say so; else put right what is wrong there and check again, or say that it was not recorded.`
      }
      return request.needs_person
        ? 'A person must look into trackagoat: put right what is wrong there and check again, or say that it was not recorded.'
        : 'Whether it was recorded is not known yet. Goatherd finds out; do not record it by hand.'
    case 'failed':
      return request.reason === 'settled_by_person'
        ? 'Its accruals are free again and can be requested anew.'
        : 'Its accruals are free again. Once that is put right, it can be requested anew.'
    case 'expired':
      return 'Its accruals are free again. If it is still to be recorded, request it anew.'
    case 'recorded':
      return request.void_pending ? 'It is being voided in trackagoat.' : null
    default:
      return null
  }
}
