/** What goes wrong around a payment, and how time passes after it. */
import { emulator, type Fault } from './emulator.ts'
import { call, passTime, ringAlarm } from './payments.ts'

/** A request as it is now. */
export async function status(id: string) {
  return (await call('GET', `/v1/payments/${id}`)).body
}

/** A fault of the next requests to record. */
export async function onPost(fault: Fault['fault'], times = 1) {
  await emulator.faults([{ match: { method: 'POST', path: '/payout-payments' }, times, fault }])
}

/** What trackagoat holds for a creator and is not voided. */
export async function livePayments(creatorId: string) {
  return (await emulator.state()).payments.filter(
    (payment) => payment.creator_id === creatorId && payment.status === 'paid',
  )
}

/** Time passes and alarms ring until nothing more is due within `ms`. */
export async function pass(ms: number, steps = 6) {
  for (let n = 0; n < steps; n++) {
    await passTime(ms / steps)
    await ringAlarm()
  }
}
