/** Payments as the pitfalls of the vendor's page «MCP & tooling» describe them, with the command it prints. */
import { describe, expect, it } from 'vitest'
import { MCP_PAGE } from './vendor-mcp.ts'
import { rowsOf, useMcpPage } from './vendor-mcp-place.ts'
import { runCommand, whyNot } from './vendor-run.ts'

const { emulator, run, organisation, owed, paymentsOver, statusesOf } = useMcpPage()

const PAYMENT = MCP_PAGE.recordPayment
const reason = whyNot(PAYMENT)

describe.skipIf(reason !== null)('a payment', () => {
  it('sent again with the same key brings the original row and counts once', async () => {
    const { accrualIds, given } = await owed(2000, 3000)
    const key = '6f1c1f6e-0b4b-4c7e-9d1a-2f3b4c5d6e7f'
    const kept = { ...PAYMENT, printed: PAYMENT.printed.replace('$(uuidgen)', key) }
    const original = await runCommand(emulator, kept, given)
    const retry = await runCommand(emulator, kept, given)
    expect(retry.request).toMatchObject({ status: 201, idempotency_key: key })
    expect(retry.out).toEqual(original.out)
    expect(await paymentsOver(accrualIds)).toHaveLength(1)
  })

  it('run again as printed is another payment, since uuidgen makes a new key (section 6.16)', async () => {
    const { accrualIds, given } = await owed(2000, 3000)
    const once = await run('recordPayment', given)
    const again = await run('recordPayment', given)
    expect(again.request.idempotency_key).not.toBe(once.request.idempotency_key)
    // Only that the accruals are paid protects here (section 9, a chosen default) …
    expect([again.request.status, await paymentsOver(accrualIds)]).toMatchObject([409, [{}]])
    // … and where the API would not mind, it is paid twice.
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    expect((await run('recordPayment', given)).request.status).toBe(201)
    expect(await paymentsOver(accrualIds)).toHaveLength(2)
  })

  it('whose total is not the sum of its accruals needs an adjustment_reason', async () => {
    const { accrualIds, given } = await owed(2000, 2500)
    const refused = await run('recordPayment', given)
    expect(refused.request.status).toBe(400)
    expect(refused.out).toMatchObject({ meta: { code: 'invalid_body', field: 'adjustment_reason' } })
    expect(await statusesOf(accrualIds)).toEqual(['earned', 'earned'])
    const reasoned = {
      ...PAYMENT,
      printed: PAYMENT.printed.replace('"currency"', '"adjustment_reason": "x", "currency"'),
    }
    const { out, request } = await runCommand(emulator, reasoned, given)
    expect(request.status).toBe(201)
    expect(out).toMatchObject({ data: { payout_adjustments: [{ amount_cents: 500, reason: 'x' }] } })
  })

  it('by a method that is inactive is refused with method_inactive', async () => {
    const { venmo, accrualIds, given } = await owed(2000, 3000)
    await emulator.api('PATCH', `/payout-methods/${venmo.id}`, { body: { is_active: false } })
    // The page names no status; 409 is the default of section 9.
    const { out, request } = await run('recordPayment', given)
    expect(request.status).toBe(409)
    expect(out).toMatchObject({ data: null, meta: { code: 'method_inactive' } })
    expect(await paymentsOver(accrualIds)).toEqual([])
    // Nor is it found by a look at the methods any more: the list has only active ones.
    expect((await run('venmoMethod')).out).toBeUndefined()
  })

  it('takes accruals out of what is owed, so that payments are not subtracted once more (section 6.14)', async () => {
    const { project } = await organisation()
    const { creator, accrualIds, given } = await owed(2000, 3000)
    const earnedCents = async () => {
      const rows = rowsOf(await run('earnedAccruals', { $PROJECT_ID: project.id }))
      const theirs = rows.filter(({ creator_id }) => creator_id === creator.id)
      return theirs.reduce((sum, row) => sum + Number(row.amount_cents), 0)
    }
    const before = await earnedCents()
    await run('recordPayment', given)
    expect(await earnedCents()).toBe(before - 5000)
    expect(await statusesOf(accrualIds)).toEqual(['paid', 'paid'])
  })
})
