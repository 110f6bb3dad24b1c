/** Payments that somebody records in trackagoat itself. */
import { type EmulatorState, emulator } from './emulator.ts'

type Payment = EmulatorState['payments'][number]

/** Somebody records a payment in trackagoat itself. */
export async function payElsewhere(accrualId?: string): Promise<Payment> {
  const acted = await emulator.act<{ payments: Payment[] }>({
    do: 'pay',
    ...(accrualId === undefined ? {} : { accrual_id: accrualId }),
  })
  const [payment] = acted.payments
  if (payment === undefined) throw new Error('nobody was paid')
  return payment
}

export async function earnedAccruals() {
  return (await emulator.state()).accruals.filter(({ status }) => status === 'earned')
}

export async function anEarnedAccrual() {
  const [accrual] = await earnedAccruals()
  if (accrual === undefined) throw new Error('the organisation has no earned accrual')
  return accrual
}

/** The ids of events about payments. */
export const paymentEvents = (events: readonly { id: string; type: string }[]) =>
  events.filter(({ type }) => type.startsWith('payment.')).map(({ id }) => id)
