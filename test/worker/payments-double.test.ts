import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertGroupNotice } from '../../src/domain/notice.ts'
import { emulator } from '../support/worker/emulator.ts'
import { hour, newOrganisation, noticesOf, runHour, SLACK_OUTBOX, watch } from '../support/worker/farm.ts'
import { anEarnedAccrual, earnedAccruals, payElsewhere } from '../support/worker/payments-elsewhere.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

describe('an accrual on two live payments', () => {
  const open = () => watch().listAlerts({ state: 'open', kind: 'accrual.double_paid', limit: 100 })
  const groups = async () =>
    (await noticesOf(SLACK_OUTBOX)).filter(
      (notice): notice is AlertGroupNotice =>
        notice.kind === 'alert_group' && notice.alertKind === 'accrual.double_paid',
    )
  const pay = (accrual: { id: string; creator_id: string; amount_cents: number }) =>
    emulator.api<{ id: string }>('POST', '/payout-payments', {
      creator_id: accrual.creator_id,
      total_amount_cents: accrual.amount_cents,
      currency: 'USD',
      accrual_ids: [accrual.id],
    })
  const payTwice = async (accrual: { id: string; creator_id: string; amount_cents: number }) => {
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    return [await pay(accrual), await pay(accrual)] as const
  }

  it('is an alert that names creator, amount and both payments, until one of them is voided', async () => {
    await runHour(hour(0))
    expect(await open()).toEqual([])
    const accrual = await anEarnedAccrual()
    const [first, second] = await payTwice(accrual)
    await runHour(hour(1))
    const { creators } = await emulator.state()
    const creator = creators.find(({ id }) => id === accrual.creator_id)
    expect(await open()).toMatchObject([
      { subject_id: accrual.id, handle: creator?.tiktok_handle, project: { id: creator?.project_id }, announced: true },
    ])
    const [notice] = await groups()
    expect(notice).toMatchObject({
      state: 'open',
      openCount: 1,
      totalCents: accrual.amount_cents,
      items: [{ handle: creator?.tiktok_handle, amountCents: accrual.amount_cents }],
    })
    expect(notice?.items[0]?.remark).toContain(first.id)
    expect(notice?.items[0]?.remark).toContain(second.id)
    expect(notice?.items[0]?.periodEndAt).toBe(new Date(accrual.period_end_at).toISOString())

    await emulator.act({ do: 'void', payment_id: second.id })
    await runHour(hour(2))
    expect(await open()).toEqual([])
    expect((await groups()).at(-1)).toMatchObject({ state: 'resolved' })
    expect((await groups()).length).toBe(2)
  })

  it('is found at the first look as well, and comes again when it happens again', async () => {
    const accrual = await anEarnedAccrual()
    const [, second] = await payTwice(accrual)
    await runHour(hour(0))
    expect(await open()).toMatchObject([{ subject_id: accrual.id, handle: expect.any(String) }])
    await emulator.act({ do: 'void', payment_id: second.id })
    await runHour(hour(1))
    expect(await open()).toEqual([])
    await pay(accrual)
    await runHour(hour(2))
    expect(await open()).toMatchObject([{ subject_id: accrual.id }])
  })

  it('is over when one is voided that stands far down the list', async () => {
    await newOrganisation({ creators: 260, accruals: 900 })
    const accrual = await anEarnedAccrual()
    const [first] = await payTwice(accrual)
    for (const { id } of (await earnedAccruals()).slice(0, 120)) await payElsewhere(id)
    await runHour(hour(0))
    expect(await open()).toHaveLength(1)
    await runHour(hour(1))
    expect(await open()).toHaveLength(1)
    await emulator.act({ do: 'void', payment_id: first.id })
    await emulator.clearLog()
    await runHour(hour(2))
    expect(await open()).toEqual([])
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1/payout-payments'))
    expect(asked.length).toBeLessThanOrEqual(4)
  })

  it('is none when the other payment was voided before anybody looked', async () => {
    await runHour(hour(0))
    const accrual = await anEarnedAccrual()
    const [first] = await payTwice(accrual)
    await emulator.act({ do: 'void', payment_id: first.id })
    await runHour(hour(1))
    expect(await open()).toEqual([])
  })
})
