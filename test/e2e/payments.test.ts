import { writeSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserMissing, openBrowser } from '../support/node/e2e-browser.ts'
import { type Creator, type House, letEarn, openHouse } from '../support/node/e2e-house.ts'
import { type Person, sitDown } from '../support/node/e2e-person.ts'
import {
  APPROVER,
  alive,
  cardsOf,
  REQUESTER,
  requestsOf,
  SECOND_APPROVER,
  versionsOf,
  wordsIn,
} from '../support/node/e2e-slack.ts'
import { stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'

const missing = browserMissing()
if (missing !== null && process.env.CI) throw new Error(`payments cannot be tested in Slack: ${missing}`)
if (missing !== null) writeSync(2, `\nPayments in Slack are not tested: ${missing}.\n`)

/** One list of earned cents for each creator that a test uses up. */
const EARNED = {
  small: [12_300, 4_500],
  large: [31_000, 30_000],
  lost: [21_000],
  refusedOnce: [22_000],
  twice: [7_700],
  doubleClick: [8_800, 1_100],
  voided: [9_900],
  voidedTwice: [6_600],
  denied: [3_300],
  cancelled: [4_400],
  own: [60_000],
} as const
type Part = keyof typeof EARNED

const dollars = (cents: number) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2 })

describe.skipIf(missing !== null)('payments in Slack, as people record them', () => {
  const farm = stage()
  let house: House
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let requester: Person
  let approver: Person
  const cast = {} as Record<Part, Creator>
  const sumOf = (part: Part) => EARNED[part].reduce((sum, cents) => sum + cents, 0)

  beforeAll(async () => {
    const parts = Object.keys(EARNED) as Part[]
    house = await openHouse(farm, {
      prepare: (emulator) => letEarn(emulator, Object.values(EARNED)),
    })
    for (const [place, part] of parts.entries()) {
      const creator = house.chosen[place]
      if (creator !== undefined) cast[part] = creator
    }
    browser = await openBrowser()
    requester = await sitDown(browser.context, house.emulator.url, REQUESTER)
    approver = await sitDown(browser.context, house.emulator.url, APPROVER)
  })
  afterAll(() => browser?.close())

  /** A person asks for a payment; the card as both see it. */
  async function ask(part: Part, by = requester): Promise<{ id: string; theirs: Locator; mine: Locator }> {
    const handle = cast[part].tiktok_handle
    const known = new Set((await requestsOf(house.worker, cast[part].id)).map(({ id }) => id))
    await by.type(`/goat pay @${handle}`)
    const id = await until('the request', async () => {
      const made = (await requestsOf(house.worker, cast[part].id)).filter((request) => !known.has(request.id))
      return made[0]?.id ?? null
    })
    // The answer says which request it is, too; the card is the message with the key.
    const words = new RegExp(`request ${id} · idempotency key`)
    return { id, theirs: await requester.sees(words), mine: await approver.sees(words) }
  }

  /** The payment of a creator that counts is the only one, covers what was earned and nothing else. */
  async function expectPaidOnce(part: Part): Promise<void> {
    const payments = await house.paidTo(cast[part])
    expect(payments.map((row) => row.total_amount_cents)).toEqual([sumOf(part)])
    const { earned, paid = [] } = await house.accrualsOf(cast[part])
    expect(earned).toBeUndefined()
    expect(paid).toHaveLength(EARNED[part].length)
    const lines = payments[0]?.payout_payment_lines ?? []
    expect(lines.map(({ accrual_id }) => accrual_id).toSorted()).toEqual(paid.toSorted())
  }

  /** What a card has said, state after state; it is one message. */
  async function pathOf(id: string): Promise<string[]> {
    const cards = cardsOf(await house.emulator.slack(), id)
    expect(cards).toHaveLength(1)
    const titles = cards.flatMap(versionsOf).map((said) => wordsIn(said).split('\n')[0] ?? '')
    return titles.map((title) => title.replace(/^\S+ /, '').replace(/:? (record a payment of|\$).*/, ''))
  }

  it('what is owed is listed for whoever asks, and for nobody else', async () => {
    await requester.type('/goat owed')
    const list = await requester.sees('Only visible to you')
    for (const part of Object.keys(EARNED) as Part[]) {
      await requester.seesIn(list, `@${cast[part].tiktok_handle}`)
      await requester.seesIn(list, dollars(sumOf(part)))
    }
    expect(await approver.messages('Only visible to you').count()).toBe(0)
  })

  it.each([
    ['below the limit for two persons', 'small', 'An approver must approve.'],
    ['above it', 'large', 'An approver other than the requester must approve'],
  ] as const)('a total %s: requested, refused to the requester, approved, recorded in place', async (_, part, next) => {
    const { id, theirs, mine } = await ask(part)
    for (const words of [`@${cast[part].tiktok_handle}`, dollars(sumOf(part)), next]) {
      await requester.seesIn(theirs, words)
    }
    for (const cents of EARNED[part]) await requester.seesIn(theirs, dollars(cents))

    await requester.press(theirs, 'Approve')
    const refusal = await requester.sees('Only an approver can approve a payment')
    await requester.seesIn(refusal, 'Only visible to you')
    expect(await approver.messages('Only an approver can approve a payment').count()).toBe(0)
    await requester.seesIn(theirs, 'To approve')
    expect(await house.paidTo(cast[part])).toEqual([])

    await approver.press(mine, 'Approve')
    await approver.seesIn(mine, 'Payment recorded')
    await requester.seesIn(theirs, 'Payment recorded')
    await expectPaidOnce(part)
    const path = await pathOf(id)
    expect(path[0]).toBe('To approve')
    expect(path.at(-1)).toBe('Payment recorded')
    const [request] = await requestsOf(house.worker, cast[part].id)
    expect(request).toMatchObject({
      status: 'recorded',
      requested_by: `slack:${REQUESTER}`,
      approved_by: `slack:${APPROVER}`,
    })
    expect(request?.trackagoat_payment_id).toBe((await house.paidTo(cast[part]))[0]?.id)
    for (const label of ['Approve', 'Deny', 'Cancel']) {
      expect(await mine.getByRole('button', { name: label, exact: true }).count()).toBe(0)
    }
  })

  it('an approver who asks for a total above the limit cannot approve it alone', async () => {
    const { id, mine } = await ask('own', approver)
    await approver.press(mine, 'Approve')
    await approver.sees(/another person than the requester must approve/)
    await approver.seesIn(mine, 'To approve')
    expect(await house.worker.api(`/v1/payments/${id}`)).toMatchObject({ status: 'requested', approved_by: null })
    expect(await house.paidTo(cast.own)).toEqual([])
  })

  it.each([
    ['an answer that is lost', 'lost', { kind: 'lost_response' }],
    ['a fault before anything is written', 'refusedOnce', { kind: 'error_before_commit' }],
  ] as const)(
    '%s: the card says that it is not known, then that it is recorded; one payment',
    async (_, part, fault) => {
      const { id, mine } = await ask(part)
      await house.emulator.forgetLog()
      await house.emulator.faults([{ match: { method: 'POST', path: '/payout-payments' }, times: 1, fault }])
      await approver.press(mine, 'Approve')
      await approver.seesIn(mine, 'Not known yet whether it was recorded')
      await approver.seesIn(mine, 'do not record it by hand')
      await approver.seesIn(mine, 'Payment recorded', 60_000)
      await house.emulator.faults([])
      await expectPaidOnce(part)
      const path = await pathOf(id)
      expect(path).toContain('Not known yet whether it was recorded')
      expect(path.at(-1)).toBe('Payment recorded')
      const sent = (await house.emulator.log()).filter(
        ({ method, path }) => method === 'POST' && /payments$/.test(path),
      )
      expect(new Set(sent.map((entry) => `${entry.idempotency_key} ${entry.body_hash}`)).size).toBe(1)
    },
  )

  it('everything delivered twice: one request, one payment, each answer once', async () => {
    const handle = cast.twice.tiktok_handle
    await requester.page.bringToFront()
    const twice = requester.page.getByRole('button', { name: 'Deliver twice' })
    await twice.click()
    await requester.page.locator('#deliver-twice[aria-pressed=true]').waitFor()
    const before = (await house.people.told(REQUESTER)).length
    const { id, mine } = await ask('twice')
    await approver.press(mine, 'Approve')
    await approver.seesIn(mine, 'Payment recorded')
    await requester.type(`/goat owed @${cast.own.tiktok_handle}`)
    await until('the answer to a read', async () => (await house.people.told(REQUESTER)).length >= before + 3)
    await requester.page.bringToFront()
    await twice.click()
    await requester.page.locator('#deliver-twice[aria-pressed=false]').waitFor()
    // A second answer to anything before would have come by the time this one has.
    expect(await house.people.ask(REQUESTER, 'help pay')).toContain('/goat pay')

    expect(await requestsOf(house.worker, cast.twice.id)).toHaveLength(1)
    expect(cardsOf(await house.emulator.slack(), id)).toHaveLength(1)
    await expectPaidOnce('twice')
    const told = (await house.people.told(REQUESTER)).slice(before).map(wordsIn)
    expect(told.filter((words) => words.includes(`Asking what @${handle} is owed`))).toHaveLength(1)
    expect(told.filter((words) => words.includes(`for @${handle} requested`))).toHaveLength(1)
    expect(told).toHaveLength(4)
  })

  it('a double click on Approve is one payment', async () => {
    const { id, mine } = await ask('doubleClick')
    await approver.pressTwice(mine, 'Approve')
    await approver.seesIn(mine, 'Payment recorded')
    await expectPaidOnce('doubleClick')
    const { history } = await house.worker.api<{ history: { status: string }[] }>(`/v1/payments/${id}`)
    expect(history.filter(({ status }) => status === 'approved')).toHaveLength(1)
  })

  it('void asks first, is for approvers, and makes the accruals owed again; then they can be requested anew', async () => {
    const { id, mine, theirs } = await ask('voided')
    await approver.press(mine, 'Approve')
    await approver.seesIn(mine, 'Payment recorded')
    const { paid } = await house.accrualsOf(cast.voided)

    await approver.press(mine, 'Void')
    const question = approver.question(mine)
    await question.waitFor()
    expect(await question.textContent()).toContain(dollars(sumOf('voided')))
    await question.getByRole('button', { name: 'Go back' }).click()
    await question.waitFor({ state: 'hidden' })

    await requester.seesIn(theirs, 'Payment recorded')
    await requester.press(theirs, 'Void')
    await requester.question(theirs).getByRole('button', { name: 'Void' }).click()
    await requester.sees('Only an approver can void a payment')
    expect(await house.paidTo(cast.voided)).toHaveLength(1)

    await approver.press(mine, 'Void')
    await question.getByRole('button', { name: 'Void' }).click()
    await approver.seesIn(mine, 'Payment voided')
    expect((await pathOf(id)).at(-1)).toBe('Payment voided')
    expect(await house.paidTo(cast.voided)).toEqual([])
    expect(await house.accrualsOf(cast.voided)).toEqual({ earned: paid })
    expect(await approver.messages(/The payment is voided/).count()).toBe(1)

    const again = await ask('voided')
    expect(again.id).not.toBe(id)
    await approver.press(again.mine, 'Approve')
    await approver.seesIn(again.mine, 'Payment recorded')
    await expectPaidOnce('voided')
  })

  it.each([
    ['denied', 'Deny', 'Denied, nothing recorded', () => approver],
    ['cancelled', 'Cancel', 'Cancelled, nothing recorded', () => requester],
  ] as const)(
    '%s: the card says so, nothing is recorded, and it may be requested again',
    async (part, label, words, who) => {
      const { id, mine, theirs } = await ask(part)
      if (part === 'denied') {
        await requester.press(theirs, 'Deny')
        await requester.sees('Only an approver can deny a payment')
      }
      await who().press(who() === approver ? mine : theirs, label)
      await approver.seesIn(mine, words)
      expect(await pathOf(id)).toEqual(['To approve', words])
      expect(await house.paidTo(cast[part])).toEqual([])
      const again = await ask(part)
      expect(again.id).not.toBe(id)
      await approver.press(again.mine, 'Deny')
      await approver.seesIn(again.mine, 'Denied, nothing recorded')
    },
  )

  it('void asked for twice while trackagoat is slow is one void, and everything goes on', async () => {
    const { id, mine } = await ask('voidedTwice')
    await approver.press(mine, 'Approve')
    await approver.seesIn(mine, 'Payment recorded')
    await house.emulator.forgetLog()
    await house.emulator.faults([{ match: { path: '/payout-payments/' }, fault: { kind: 'latency', ms: 300 } }])
    await Promise.all([
      house.people.press(APPROVER, 'payment.void', id),
      house.people.press(SECOND_APPROVER, 'payment.void', id),
    ])
    await approver.seesIn(mine, 'Payment voided')
    await house.emulator.faults([])
    // Whoever hangs does not answer.
    expect((await house.worker.ask('/healthz', { signal: AbortSignal.timeout(10_000) })).status).toBe(200)
    expect(await house.worker.api(`/v1/payments/${id}`)).toMatchObject({ status: 'voided' })
    const patches = (await house.emulator.log()).filter(({ method }) => method === 'PATCH')
    expect(patches.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await house.paidTo(cast.voidedTwice)).toEqual([])
  })

  it('nothing that was said pings anybody but those who acted, or links', async () => {
    const messages = await house.emulator.slack()
    expect(messages.length).toBeGreaterThan(20)
    expect(messages.flatMap((message) => alive(message))).toEqual([])
  })

  it('the browser has nothing to complain of', () => {
    expect(browser.complaints).toEqual([])
  })
})
