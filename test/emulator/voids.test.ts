import { describe, expect, it } from 'vitest'
import { payable, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

/** One earned accrual, and payments of it. */
async function debt() {
  const { creator, earned } = await payable(emulator)
  const [accrual] = earned
  if (accrual === undefined) throw new Error('nothing is owed')
  const owedCents = Number(accrual.amount_cents)
  return {
    accrual,
    pay: async (cents = owedCents) => {
      const body = {
        creator_id: creator.id,
        total_amount_cents: cents,
        accrual_ids: [accrual.id],
        adjustment_reason: 'x',
      }
      const { status, data } = await emulator.api('POST', '/payout-payments', { body })
      expect(status).toBe(201)
      return data as Row
    },
    status: async () => ((await emulator.api('GET', `/payout-accruals/${accrual.id}`)).data as Row).status,
  }
}

async function voidIt({ id }: Row): Promise<void> {
  const { status } = await emulator.api('PATCH', `/payout-payments/${id}`, { body: { status: 'voided' } })
  expect(status).toBe(200)
}

describe('voiding a payment', () => {
  it('makes the accrual earned again though an earlier payment that did not cover it still counts', async () => {
    await emulator.options({ underpaid_accrual: 'earned' })
    const { pay, status } = await debt()
    const partial = await pay(1)
    expect(await status()).toBe('earned')
    const whole = await pay()
    expect(await status()).toBe('paid')
    await voidIt(whole)
    expect(await status()).toBe('earned')
    await pay()
    await voidIt(partial)
    expect(await status()).toBe('paid')
  })

  it.each(['rejected', 'voided'])('makes an accrual that was %s so again', async (before) => {
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    const { accrual, pay, status } = await debt()
    await emulator.api('PATCH', `/payout-accruals/${accrual.id}`, { body: { status: before } })
    const payment = await pay()
    expect(await status()).toBe('paid')
    await voidIt(payment)
    expect(await status()).toBe(before)
  })

  it.each([
    ['earned', 'first'],
    ['earned', 'second'],
    ['rejected', 'first'],
    ['rejected', 'second'],
  ])('of two that settle what was %s leaves it paid until both are voided, the %s one first', async (before, first) => {
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    const { accrual, pay, status } = await debt()
    if (before === 'rejected') {
      await emulator.api('PATCH', `/payout-accruals/${accrual.id}`, { body: { status: before } })
    }
    const [one, two] = [await pay(), await pay()]
    await voidIt(first === 'first' ? one : two)
    expect(await status()).toBe('paid')
    await voidIt(first === 'first' ? two : one)
    expect(await status()).toBe(before)
  })

  it('gives back what the seeds’ payments have settled', async () => {
    const { accruals, payments } = await emulator.state()
    const lines = payments.flatMap((payment) =>
      payment.status === 'paid' ? (payment.payout_payment_lines as { accrual_id: string }[]) : [],
    )
    expect(lines.length).toBeGreaterThan(2)
    for (const payment of payments) if (payment.status === 'paid') await voidIt(payment)
    const after = new Map((await emulator.state()).accruals.map(({ id, status }) => [id, status]))
    for (const { accrual_id } of lines) expect(after.get(accrual_id)).toBe('earned')
    expect(accruals.filter(({ status }) => status === 'paid')).toHaveLength(lines.length)
  })
})
