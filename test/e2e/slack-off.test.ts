import { beforeAll, describe, expect, it } from 'vitest'
import { type House, letEarn, openHouse } from '../support/node/e2e-house.ts'
import {
  APPROVER,
  knock,
  type PaymentRequest,
  pressBody,
  REQUESTER,
  requestsOf,
  SECOND_APPROVER,
  wordsIn,
} from '../support/node/e2e-slack.ts'
import { stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'
import { ADMIN_TOKEN, type RunningWorker } from '../support/node/e2e-worker.ts'

describe('while payments are off', () => {
  const farm = stage()
  let house: House
  let off: RunningWorker
  let waiting: PaymentRequest
  let recorded: PaymentRequest
  let unknown: PaymentRequest

  /** What has reached trackagoat since the switch and was no look. */
  const writes = async () =>
    (await house.emulator.log()).filter(({ method, path }) => path.startsWith('/api/') && method !== 'GET')

  beforeAll(async () => {
    house = await openHouse(farm, { prepare: (emulator) => letEarn(emulator, [[1_100], [2_200], [3_300], [4_400]]) })
    const { people, worker, emulator } = house
    const [a, b, c] = house.chosen
    if (!a || !b || !c) throw new Error('too few creators')
    waiting = await people.request(worker, a)
    const { id } = await people.request(worker, b)
    await people.press(APPROVER, 'payment.approve', id)
    recorded = (await people.settled(worker, id, 'recorded', /Payment recorded/)).request
    const sent = await people.request(worker, c)
    // Not written over there, and nobody knows.
    await emulator.faults([
      { match: { method: 'POST', path: '/payout-payments' }, fault: { kind: 'error_before_commit' } },
    ])
    await people.press(APPROVER, 'payment.approve', sent.id)
    unknown = (await people.settled(worker, sent.id, 'unknown', /Not known yet/)).request
    await worker.stop()
    await emulator.faults([])
    await emulator.forgetLog()
    off = await house.start({ PAYMENTS: 'off' })
  })

  it('whatever is typed and pressed, nothing but reads reaches trackagoat, and people are told why', async () => {
    const { people } = house
    const [, , , handle] = house.chosen.map(({ tiktok_handle }) => tiktok_handle)
    for (const [who, action, { id }] of [
      [APPROVER, 'payment.approve', waiting],
      [SECOND_APPROVER, 'payment.approve', waiting],
      [APPROVER, 'payment.void', recorded],
    ] as const) {
      const [answer] = await people.answersTo(who, () => people.press(who, action, id), 1)
      expect(answer && wordsIn(answer), action).toContain('PAYMENTS=off')
    }
    const typed = [`pay @${handle}`, `assign @${handle} Weekly retainer`, `scrape @${handle}`, `note @${handle} hello`]
    for (const text of typed) expect(await people.order(REQUESTER, text), text).toContain('PAYMENTS=off')
    expect(await people.order(APPROVER, `void ${recorded.trackagoat_payment_id}`)).toContain('PAYMENTS=off')
    const { status, json } = await off.ask('/v1/payments', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        'content-type': 'application/json',
        'idempotency-key': 'while-payments-are-off',
      },
      body: JSON.stringify({ creator: `@${handle}`, method: 'Venmo' }),
    })
    expect([status, json]).toEqual([403, expect.objectContaining({ code: 'payments_off' })])
    expect(await people.ask(REQUESTER, 'status')).toMatch(/off/)
    expect(await writes()).toEqual([])
    expect(await off.api(`/v1/payments/${recorded.id}`)).toMatchObject({ status: 'recorded' })
  })

  it('one that was sent before and is not known is looked for, and not sent again', async () => {
    await until('somebody has looked', async () =>
      (await house.emulator.log()).some(
        ({ method, path, status }) => method === 'GET' && path === '/api/v1/payout-payments' && status === 200,
      ),
    )
    expect(await off.api(`/v1/payments/${unknown.id}`)).toMatchObject({ status: 'unknown' })
    expect(await writes()).toEqual([])
  })

  it('a request can still be denied', async () => {
    await house.people.press(APPROVER, 'payment.deny', waiting.id)
    await house.people.settled(off, waiting.id, 'denied', /Denied, nothing recorded/)
    expect(await writes()).toEqual([])
  })

  it('switched on again, the one that was not known is recorded, once', async () => {
    await off.stop()
    const on = await house.start()
    await house.people.press(APPROVER, 'payment.approve', waiting.id)
    // Sooner than it would look by itself.
    await knock(on, pressBody('payment.recheck', unknown.id, APPROVER))
    await house.people.settled(on, unknown.id, 'recorded', /Payment recorded/)
    expect(await house.paidTo(unknown.creator)).toHaveLength(1)
    expect(await house.paidTo(waiting.creator)).toEqual([])
    expect((await requestsOf(on)).map(({ status }) => status).toSorted()).toEqual(['denied', 'recorded', 'recorded'])
  })
})
