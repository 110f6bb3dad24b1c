import { reset } from 'cloudflare:test'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newOrganisation } from '../support/worker/farm.ts'
import {
  APPROVER,
  commandBody,
  deliver,
  press,
  pressBody,
  REQUESTER,
  RESPONSE_URL,
  slackEnv,
  type,
  VIEWER,
} from '../support/worker/slack.ts'
import { orders, taken, watchedLedger } from '../support/worker/slack-orders.ts'

beforeAll(() => newOrganisation())
beforeEach(() => {
  taken.length = 0
})
afterEach(async () => {
  await reset()
})

describe('roles', () => {
  it('someone unknown is told privately which setting to extend, and nothing is done', async () => {
    for (const text of ['help', 'owed', 'pay @jane', 'nonsense']) {
      const { status, inBody, words, posted } = await type(text, 'U0STRANGER')
      expect(status).toBe(200)
      expect(inBody?.response_type).toBe('ephemeral')
      expect(words).toContain('SLACK_VIEWERS')
      expect(words).toContain('U0STRANGER')
      expect(posted).toEqual([])
    }
    const click = await press('payment.approve', 'pay_1', 'U0STRANGER')
    expect(click.posted[0]?.response_type).toBe('ephemeral')
    expect(click.words).toContain('SLACK_VIEWERS')
    expect(await orders()).toEqual([])
  })

  it('each role may do what the table says and includes the roles before it', async () => {
    const asked = [
      'pay @jane',
      'assign @jane x',
      'scrape @jane',
      'note @jane x',
      'silence @jane 2d',
      'silences',
      'unsilence sil_1',
    ]
    for (const text of asked) expect((await type(text, VIEWER)).words, text).toContain('SLACK_REQUESTERS')
    expect((await type('void pay_1', REQUESTER)).words).toContain('SLACK_APPROVERS')
    expect(await orders()).toEqual([])
    await type('void pay_1', APPROVER, { env: watchedLedger() })
    await type('note @jane x', APPROVER, { env: watchedLedger() })
    expect((await orders()).map(({ job, actor }) => [job.kind, actor])).toEqual([
      ['void', { id: `slack:${APPROVER}`, role: 'approver' }],
      ['note', { id: `slack:${APPROVER}`, role: 'approver' }],
    ])
  })

  it('everyone is in when the list says *', async () => {
    const open = slackEnv({ SLACK_REQUESTERS: '*' })
    expect((await type('help', 'U0STRANGER', { env: open })).words).toContain('You are a requester')
  })

  it('help shows what one may do, and no more', async () => {
    const viewer = (await type('', VIEWER)).words
    expect(viewer).toContain('/goat owed')
    expect(viewer).not.toContain('/goat pay @')
    expect((await type('help', REQUESTER)).words).toContain('/goat pay @handle')
    expect((await type('help', REQUESTER)).words).not.toContain('/goat void')
    expect((await type('help', APPROVER)).words).toContain('/goat void <payment id>')
    expect((await type('help silence', VIEWER)).words).toContain('/goat silence @first.creator 2d on holiday')
  })
})

describe('the same delivery twice', () => {
  it('writes once, and the repeat is acknowledged with nothing', async () => {
    const env = watchedLedger()
    const body = commandBody('note @jane prefers Venmo', REQUESTER)
    const [first, second] = [
      await deliver(body, { env }),
      await deliver(body, { env, headers: { 'x-slack-retry-num': '1' } }),
    ]
    expect(first.words).toContain('Writing the note of @jane')
    expect(second).toMatchObject({ status: 200, body: '' })
    expect(await orders()).toHaveLength(1)
    expect((await orders())[0]).toMatchObject({
      actor: { id: `slack:${REQUESTER}`, role: 'requester' },
      channel: 'C0ALERTS1',
      responseUrl: RESPONSE_URL,
      job: { kind: 'note', handle: 'jane', project: null, text: 'prefers Venmo' },
    })
  })

  it('writes once also when both arrive at once, and without a trigger', async () => {
    const env = watchedLedger()
    const body = commandBody('scrape @jane stats', REQUESTER, { trigger_id: '' })
    const both = await Promise.all([deliver(body, { env }), deliver(body, { env })])
    expect(both.map(({ body: text }) => text).filter((text) => text === '')).toHaveLength(1)
    expect(await orders()).toHaveLength(1)
    const click = pressBody('payment.approve', 'pay_1', APPROVER)
    await Promise.all([deliver(click, { env }), deliver(click, { env }), deliver(click, { env })])
    expect(await orders()).toHaveLength(2)
  })

  it('two commands with the same words are two', async () => {
    const env = watchedLedger()
    await type('note @jane x', REQUESTER, { env })
    await type('note @jane x', REQUESTER, { env })
    expect(await orders()).toHaveLength(2)
  })

  it('a read is answered once', async () => {
    const body = commandBody('owed', VIEWER)
    const answers = [await deliver(body), await deliver(body)]
    expect(answers.map(({ status, body: text }) => [status, text])).toEqual([
      [200, ''],
      [200, ''],
    ])
    expect(answers.map(({ posted }) => posted.length)).toEqual([1, 0])
  })
})
