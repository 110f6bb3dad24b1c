import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledgerStub } from '../../src/durable/stubs.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS, watch } from '../support/worker/farm.ts'
import {
  APPROVER,
  commandBody,
  deliver,
  press,
  pressBody,
  REQUESTER,
  slackEnv,
  type,
  VIEWER,
  wordsIn,
} from '../support/worker/slack.ts'
import { earned, owedCreator, read, sum } from '../support/worker/slack-reads.ts'

let truth: EmulatorState

beforeAll(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
  await runHour(START_MS)
  truth = await emulator.state()
})
afterAll(() => reset())

describe('writes', () => {
  /** Until the ledger has worked off and answered everything it took. */
  const ledgerDone = async () => {
    const open = () =>
      runInDurableObject(
        ledgerStub(slackEnv()),
        (_, state) =>
          state.storage.sql
            .exec<{ n: number }>(
              "SELECT (SELECT count(*) FROM jobs WHERE status <> 'done') + (SELECT count(*) FROM requests WHERE status IN ('approved', 'sending')) AS n",
            )
            .one().n,
      )
    while ((await open()) > 0) await scheduler.wait(5)
  }
  const write = async (text: string, user = APPROVER) => {
    const written = await type(text, user, { settle: ledgerDone })
    expect([written.status, written.inBody?.response_type, written.posted.length], text).toEqual([200, 'ephemeral', 1])
    return wordsIn(written.posted[0])
  }

  it('are taken at once; what became of them follows privately', async () => {
    const { tiktok_handle: handle } = owedCreator(truth)
    expect(await write('void 3f2a9c4e-1b7d-4e0a-9c55-6d1f0e2b8a34')).not.toContain('fault')
    expect(await write(`assign @${handle} no such structure`)).toContain('no such structure')
    expect(await write('pay @nobody.of.that.name')).toContain('nobody.of.that.name')
    expect(await write('note @nobody.of.that.name hello')).toContain('nobody.of.that.name')
    expect(await write('scrape @nobody.of.that.name')).toContain('nobody.of.that.name')
    const click = await press('payment.approve', 'no-such-request', APPROVER, { settle: ledgerDone })
    expect([click.body, click.posted.length]).toEqual(['', 1])
  })

  it('/goat pay, approved with a double click that Slack delivers twice, is one payment', async () => {
    const creator = owedCreator(truth)
    const own = earned(truth).filter(({ creator_id: id }) => id === creator.id)
    const words = await write(`pay @${creator.tiktok_handle} note <!channel> thanks`, REQUESTER)
    expect(words).toContain(sum(own))
    const [id] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(words) ?? []
    expect(await read('payments')).toContain(id)
    const click = pressBody('payment.approve', id, APPROVER)
    const [first] = await Promise.all([
      deliver(click, { settle: ledgerDone }),
      deliver(click),
      press('payment.approve', id, APPROVER),
    ])
    expect([first.status, first.body]).toEqual([200, ''])
    await ledgerDone()
    const known = new Set(truth.payments.map((payment) => payment.id))
    const made = (await emulator.state()).payments.filter((payment) => !known.has(payment.id))
    expect(made).toMatchObject([{ creator_id: creator.id, status: 'paid' }])
    expect(await read(`payments @${creator.tiktok_handle}`)).toContain('recorded')
    expect((await type('payments')).raw).not.toContain('<!channel>')
  })
})

describe('silences', () => {
  const silenceIds = (words: string) => [...new Set(words.match(/sil_\d+/g) ?? [])]

  it('are made, listed with who and why, and ended; twice is no mistake', async () => {
    const creator = owedCreator(truth)
    const body = commandBody(`silence @${creator.tiktok_handle} 2d on <!channel> holiday`, REQUESTER)
    const made = await deliver(body)
    await deliver(body)
    expect(made.inBody?.response_type).toBe('ephemeral')
    const [id] = silenceIds(made.words)
    const listed = await read('silences', REQUESTER)
    expect(silenceIds(listed)).toEqual([id])
    expect(listed).toContain(`@${creator.tiktok_handle}`)
    expect(listed).toContain(REQUESTER)
    expect(listed).toContain('holiday')
    expect((await type('silences')).raw).not.toContain('<!channel>')
    expect((await type(`unsilence ${id}`)).words).toContain(`Silence ${id} is over`)
    expect((await type(`unsilence ${id}`)).words).toContain(`No silence ${id} is in force`)
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
  })

  it('are one when the same delivery comes to another isolate; after the end the same words make a new one', async () => {
    const { silenceAnswer } = await import('../../src/handlers/slack/silencing.ts')
    const command = { kind: 'silence', target: { kind: 'creator.stale' }, hours: 3, comment: 'x' } as const
    const start = () => silenceAnswer(slackEnv(), command, { id: `slack:${REQUESTER}`, role: 'requester' })
    const first = await start()
    expect(await start()).toMatchObject({ paragraphs: [expect.anything(), first.paragraphs?.[1]] })
    const [id] = silenceIds(await read('silences', REQUESTER))
    await type(`unsilence ${id}`)
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
    const again = silenceIds((await start()).paragraphs?.join() ?? '')
    expect(again).not.toEqual([id])
    await type(`unsilence ${again[0]}`)
  })

  it('cover a kind of alert, but never the watch itself or someone unknown', async () => {
    const made = await type('silence creator.stale 3h')
    expect(made.words).toContain('Silenced: creator.stale')
    await type(`unsilence ${silenceIds(made.words)[0]}`)
    expect((await type('silence watch.failing 3h')).words).toContain('cannot be silenced')
    expect((await type('silence @nobody.of.that.name 3h')).words).toContain('trackagoat tracks no creator')
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
  })
})

describe('buttons below alerts', () => {
  const openGroup = async () => {
    const [alert] = await watch().listAlerts({ state: 'open', kind: null, limit: 1 })
    if (alert === undefined) throw new Error('no alert is open')
    return alert.group_id
  }

  it('acknowledge, once; the answer is private', async () => {
    const group = await openGroup()
    const first = await press('alert.acknowledge', group)
    expect([first.status, first.body]).toEqual([200, ''])
    expect(first.posted[0]?.response_type).toBe('ephemeral')
    expect(first.words).toContain('It is yours')
    expect((await press('alert.acknowledge', group, APPROVER)).words).toContain('already')
    expect((await press('alert.acknowledge', 'grp_999999')).words).toContain('It is over')
    expect((await press('alert.acknowledge', group, VIEWER)).words).toContain('SLACK_REQUESTERS')
  })

  it('silence for a day and say how to end it', async () => {
    const { words } = await press('alert.silence', await openGroup())
    expect(words).toContain('Silent for 24 hours')
    const [id] = words.match(/sil_\d+/) ?? []
    expect((await type(`unsilence ${id}`)).words).toContain('is over')
  })

  it('values and actions that are made up are answered privately and looked up nowhere', async () => {
    const values = ['', '$50', '5000 USD', '../x', "' OR 1=1", '<!channel>', 'x'.repeat(101), 12, null, { id: 'pay_1' }]
    for (const action of ['payment.approve', 'alert.acknowledge', 'alert.silence', 'creator.scrape']) {
      for (const value of values) {
        const { status, body, words, raw } = await press(action, value, APPROVER)
        expect([status, body]).toEqual([200, ''])
        expect(words, `${action} ${String(value)}`).toContain('means nothing to Goatherd')
        expect(raw).not.toContain('<!channel>')
      }
    }
    for (const action of ['payment.everything', 'constructor', '__proto__', '']) {
      const { status, posted } = await press(action, 'pay_1', APPROVER)
      expect([status, posted.length], action).toEqual([200, action === '' ? 0 : 1])
    }
  })
})
