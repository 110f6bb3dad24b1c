import { describe, expect, it } from 'vitest'
import { type House, letEarn, openHouse } from '../support/node/e2e-house.ts'
import { APPROVER, cardsOf, REQUESTER, requestsOf, SECOND_APPROVER, wordsIn } from '../support/node/e2e-slack.ts'
import { stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'

/** Longer than any test: whoever asks waits until it is killed. */
const HANGS_MS = 120_000
const EARNED = [14_000, 9_900]

/** Waits until trackagoat holds an answer back. */
function held(house: House, method: string, path: string): Promise<boolean> {
  return until(`${method} ${path} is on its way`, async () =>
    (await house.emulator.log()).some(
      (entry) => entry.method === method && entry.path === path && entry.fault === 'latency' && entry.status === null,
    ),
  )
}

const PAYMENTS = '/api/v1/payout-payments'

describe('a Worker that is killed between a click and its effect', () => {
  const farm = stage()

  it.each([
    ['before trackagoat has heard of the payment', false],
    ['after trackagoat has written it, before its answer', true],
  ])('%s: after the next start it is recorded, once, on the same card', async (_, isWritten) => {
    const house = await openHouse(farm, { prepare: (emulator) => letEarn(emulator, [EARNED]) })
    const { emulator, people } = house
    const creator = house.chosen[0]
    if (creator === undefined) throw new Error('nobody has earned')
    const { id } = await people.request(house.worker, creator)
    // Latency comes before the work, a lost answer after it; its answer is held back where the crash shall come.
    const slow = { kind: 'latency', ms: HANGS_MS }
    await emulator.faults(
      isWritten
        ? [
            { match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: { kind: 'lost_response' } },
            { match: { method: 'GET', path: '/payout-payments' }, fault: slow },
          ]
        : [{ match: { method: 'POST', path: '/payout-payments' }, times: 1, fault: slow }],
    )
    await people.press(APPROVER, 'payment.approve')
    await held(house, isWritten ? 'GET' : 'POST', PAYMENTS)
    expect(await house.paidTo(creator)).toHaveLength(isWritten ? 1 : 0)
    await house.worker.kill()
    await emulator.faults([])

    const second = await house.start()
    const { request, card } = await people.settled(second, id, 'recorded', /Payment recorded/)
    const payments = await house.paidTo(creator)
    expect(payments.map((row) => row.total_amount_cents)).toEqual([23_900])
    expect(request.trackagoat_payment_id).toBe(payments[0]?.id)
    expect(Object.keys(await house.accrualsOf(creator))).toEqual(['paid'])
    expect(cardsOf(await emulator.slack(), id)).toEqual([card])
    const sent = (await emulator.log()).filter(({ method, path }) => method === 'POST' && path === PAYMENTS)
    expect(new Set(sent.map((entry) => `${entry.idempotency_key} ${entry.body_hash}`)).size).toBe(1)
    expect(sent[0]?.idempotency_key).toBe(request.idempotency_key)
    // Whoever presses what they still see hears that it is over.
    await people.press(SECOND_APPROVER, 'payment.approve', id)
    await until('a private answer', async () => (await people.told(SECOND_APPROVER)).length > 0)
    expect(await house.paidTo(creator)).toHaveLength(1)
  })

  it('right after it has said that a command is taken: the request comes after the next start, once', async () => {
    const house = await openHouse(farm, { prepare: (emulator) => letEarn(emulator, [EARNED]) })
    const { emulator, people } = house
    const creator = house.chosen[0]
    if (creator === undefined) throw new Error('nobody has earned')
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'latency', ms: HANGS_MS } }])
    const [delivery] = await people.command(REQUESTER, `pay @${creator.tiktok_handle}`)
    expect(delivery?.body).toContain('Asking what')
    await held(house, 'GET', '/api/v1/creators')
    await house.worker.kill()
    await emulator.faults([])

    const second = await house.start()
    const made = await until('the request', async () => (await requestsOf(second))[0] ?? null)
    await until('its card', async () => cardsOf(await emulator.slack(), made.id).length === 1)
    await until('the answer', async () =>
      (await people.told(REQUESTER)).some((message) => wordsIn(message).includes(`Request ${made.id}`)),
    )
    expect(await requestsOf(second)).toHaveLength(1)
  })
})
