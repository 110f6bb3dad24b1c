/** What may never have happened, whatever did: the promise of docs/payments.md, held against what is upstream. */
import type { Stage } from './stage.ts'

/** Notes as problems of the stage what the ledger did wrong. Call when all has come to rest. */
export async function judge(stage: Stage): Promise<void> {
  const requests = stage.requests()
  const payments = new Map((await stage.payments()).map((payment) => [payment.id, payment]))
  const byKey = new Map<string, Set<string>>()
  const bodies = new Map<string, Set<string>>()
  for (const { method, key, body, paymentId } of stage.network.sent) {
    if (method !== 'POST') continue
    if (key === null) {
      stage.problems.push('a payment was sent without a key')
      continue
    }
    addTo(bodies, key, body)
    if (paymentId !== null) addTo(byKey, key, paymentId)
  }
  for (const [key, ids] of byKey) if (ids.size > 1) stage.problems.push(`key ${key} made ${ids.size} payments`)
  for (const [key, texts] of bodies)
    if (texts.size > 1) stage.problems.push(`key ${key} was sent with ${texts.size} bodies`)

  const covered = new Map<string, number>()
  for (const id of new Set([...byKey.values()].flatMap((ids) => [...ids]))) {
    const payment = payments.get(id)
    if (payment === undefined) stage.problems.push(`payment ${id} was made and is gone`)
    if (payment?.status !== 'paid') continue
    for (const { accrual_id } of payment.payout_payment_lines)
      covered.set(accrual_id, (covered.get(accrual_id) ?? 0) + 1)
  }
  for (const [accrual, times] of covered)
    if (times > 1) stage.problems.push(`accrual ${accrual} is on ${times} live payments of ours`)

  if (stage.endlessVoids() > 0) stage.problems.push('a void is over and due')

  for (const request of requests) {
    const isOver = ['recorded', 'voided', 'failed', 'denied', 'expired'].includes(request.status)
    if (isOver && request.due_ms !== null) stage.problems.push(`request ${request.seq} is ${request.status} and due`)
    const made = [...(byKey.get(request.upstream_key) ?? [])]
    switch (request.status) {
      case 'recorded':
      case 'voided':
        if (request.payment_id === null || !payments.has(request.payment_id)) {
          stage.problems.push(`request ${request.seq} is ${request.status} without a payment`)
        } else if (made.length > 0 && !made.includes(request.payment_id)) {
          stage.problems.push(`request ${request.seq} claims another payment than the one it made`)
        }
        if (request.status === 'voided' && payments.get(request.payment_id ?? '')?.status !== 'voided') {
          stage.problems.push(`request ${request.seq} is voided and its payment is not`)
        }
        break
      case 'failed':
      case 'denied':
      case 'expired':
        // Where times are lost, one that was voided by hand cannot be recognised: then only live ones count.
        if (made.some((id) => !stage.keepsDaysOnly || payments.get(id)?.status === 'paid'))
          stage.problems.push(`request ${request.seq} is ${request.status} (${request.reason}) with a payment`)
        break
      default:
        if (request.needs_person === 0) stage.problems.push(`request ${request.seq} is still ${request.status}`)
    }
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set()
  set.add(value)
  map.set(key, set)
}
