/** What is said of a payment: its card, its events, and whose the hourly run takes it for. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../src/domain/notice.ts'
import { emulator } from '../support/worker/emulator.ts'
import { allEvents, deliverAll, noticesOf, runHour, SLACK_OUTBOX, START_MS } from '../support/worker/farm.ts'
import { onPost, pass } from '../support/worker/payment-faults.ts'
import { call, creditor, newCreditors, requested, ringAlarm } from '../support/worker/payments.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

beforeEach(() => newCreditors(12, 40))
afterEach(reset)

describe('what is said', () => {
  it('one card, edited through its life, and an event for each step', async () => {
    const { made } = await requested()
    await onPost({ kind: 'lost_response' })
    await call('POST', `/v1/payments/${made.id}/approve`)
    await pass(2 * MINUTE_MS)
    await call('POST', `/v1/payments/${made.id}/void`)
    await ringAlarm()
    await deliverAll()
    const cards = (await noticesOf(SLACK_OUTBOX)).filter(
      (notice): notice is Extract<Notice, { kind: 'payment' }> => notice.kind === 'payment',
    )
    expect(new Set(cards.map(({ request: { status } }) => status))).toEqual(
      new Set(['requested', 'approved', 'sending', 'unknown', 'recorded', 'voided']),
    )
    const messages = await emulator.slack()
    expect(messages).toHaveLength(1)
    expect(JSON.stringify(messages[0]?.blocks)).toContain(made.id)
    const types = (await allEvents()).map(({ type }) => type)
    expect(types).toEqual([
      'payment.requested',
      'payment.approved',
      'payment.unknown',
      'payment.recorded',
      'payment.voided',
    ])
  })

  it('the hourly run takes a payment of the ledger for its own, and one of others for external', async () => {
    await emulator.setClock(START_MS)
    await runHour(START_MS)
    const { who, made } = await requested()
    await call('POST', `/v1/payments/${made.id}/approve`)
    const other = await creditor()
    expect(other.id).not.toBe(who.id)
    await emulator.act({ do: 'pay', creator_id: other.id })
    await runHour(START_MS + HOUR_MS)
    const external = (await allEvents()).filter(({ type }) => type === 'payment.external')
    expect(external.map(({ data }) => data.creator_id)).toEqual([other.id])
  })
})
