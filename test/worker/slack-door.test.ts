import { reset } from 'cloudflare:test'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { app } from '../../src/app.ts'
import type { Env } from '../../src/env.ts'
import { newOrganisation } from '../support/worker/farm.ts'
import {
  APPROVER,
  commandBody,
  deliver,
  press,
  REQUESTER,
  RESPONSE_URL,
  sign,
  slackEnv,
  type,
  VIEWER,
} from '../support/worker/slack.ts'
import { orders, taken } from '../support/worker/slack-orders.ts'

beforeAll(() => newOrganisation())
beforeEach(() => {
  taken.length = 0
})
afterEach(async () => {
  await reset()
})

const seconds = (offset: number) => String(Math.floor(Date.now() / 1000) + offset)

describe('a request that is not Slack’s', () => {
  const refused = async (body: string, how: Parameters<typeof deliver>[1]) => {
    const { status, body: text } = await deliver(body, how)
    expect(status).toBe(401)
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid_signature', status: 401 })
  }

  it('is refused with 401 and does nothing: wrong, missing, old, future and odd signatures', async () => {
    const body = commandBody('note @someone hello', REQUESTER)
    const valid = await sign(seconds(0), body)
    await refused(body, { signature: `v0=${'0'.repeat(64)}` })
    await refused(body, { signature: '' })
    await refused(body, { signature: valid.replace('v0=', 'v1=') })
    await refused(body, { signature: await sign(seconds(0), body, 'another secret') })
    await refused(body, { timestamp: '', signature: valid })
    await refused(body, { timestamp: seconds(-302) })
    await refused(body, { timestamp: seconds(302) })
    for (const timestamp of ['NaN', '1e9', '0x10', `${seconds(0)}.0`, `+${seconds(0)}`, '-1', 'now']) {
      await refused(body, { timestamp })
    }
    await refused(body.replace('hello', 'hellp'), { timestamp: seconds(0), signature: valid })
    await refused(body, { timestamp: seconds(1), signature: valid })
    expect(await orders()).toEqual([])
  })

  it('is refused when it is replayed after five minutes', async () => {
    const body = commandBody('help', VIEWER)
    const timestamp = seconds(-299)
    expect((await deliver(body, { timestamp })).status).toBe(200)
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_000)
    try {
      await refused(body, { timestamp })
    } finally {
      later.mockRestore()
    }
  })

  it('is refused without a signature even for a challenge; but for the check of the certificate', async () => {
    const post = (body: string) => app.request('/slack/events', { method: 'POST', body }, slackEnv())
    expect((await post('{"type":"url_verification","challenge":"abc"}')).status).toBe(401)
    expect((await post('ssl_check=1&token=t&command=%2Fgoat&user_id=U0&text=status')).status).toBe(401)
    const check = await post('ssl_check=1&token=t')
    expect(check.status).toBe(200)
    expect(await check.text()).toBe('')
  })
})

describe('what Slack asks of an address', () => {
  it('the challenge is answered, and checks of the certificate', async () => {
    const challenge = await deliver('{"token":"t","challenge":"3eZbrw1a","type":"url_verification"}')
    expect(challenge).toMatchObject({ status: 200, body: '{"challenge":"3eZbrw1a"}' })
    expect(await deliver('token=t&ssl_check=1')).toMatchObject({ status: 200, body: '' })
  })

  it('what is not known is acknowledged with nothing', async () => {
    for (const body of ['{"type":"event_callback","event":{"type":"message"}}', 'payload=%7B', '{', 'x', '']) {
      expect(await deliver(body), body).toMatchObject({ status: 200, body: '', posted: [] })
    }
    const shortcut = new URLSearchParams({ payload: '{"type":"shortcut","callback_id":"x"}' }).toString()
    expect(await deliver(shortcut)).toMatchObject({ status: 200, body: '', posted: [] })
  })

  it('the manifest is there before any secret, for PUBLIC_URL or the address that was asked', async () => {
    const get = async (settings: Record<string, unknown>) => {
      const response = await app.request(
        'https://asked.example/slack/manifest.json',
        {},
        { ...slackEnv(), ...settings },
      )
      expect(response.status).toBe(200)
      return JSON.stringify(await response.json())
    }
    expect(await get({ SLACK_SIGNING_SECRET: undefined })).toContain('https://asked.example/slack/events')
    const known = await get({ PUBLIC_URL: 'https://goatherd.example/' })
    expect(known).toContain('"https://goatherd.example/slack/events"')
    expect(known).not.toContain('secret')
  })

  it('without a signing secret everything else is off', async () => {
    const off = { ...slackEnv(), SLACK_SIGNING_SECRET: '' }
    for (const path of ['/slack/events', '/slack/other']) {
      const response = await app.request(path, { method: 'POST', body: 'x' }, off)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ code: 'slack_off' })
    }
  })
})

describe('logs', () => {
  it('name type, team, person, action and retry, and nothing that people wrote or that could be misused', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line))
    try {
      await type('note @jane SECRETWORDS', REQUESTER, { headers: { 'x-slack-retry-num': '2' } })
      await press('payment.approve', 'SECRETVALUE', APPROVER)
      await press('SECRETACTION', 'SECRETVALUE', APPROVER)
      await type('SECRETCOMMAND', 'U0STRANGER')
      await deliver('{"type":"SECRET WORDS"}')
    } finally {
      spy.mockRestore()
    }
    const all = lines.join('\n')
    expect(all).not.toContain('SECRET')
    expect(all).not.toContain(RESPONSE_URL)
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      expect.arrayContaining([
        { event: 'slack.in', type: 'command', team: 'T0GOATDEMO', user: REQUESTER, action: 'note', retry: '2' },
        {
          event: 'slack.in',
          type: 'press',
          team: 'T0GOATDEMO',
          user: APPROVER,
          action: 'payment.approve',
          retry: null,
        },
        { event: 'slack.in', type: 'command', team: 'T0GOATDEMO', user: 'U0STRANGER', action: 'refused', retry: null },
        { event: 'slack.unknown', type: 'unreadable' },
      ]),
    )
  })
})

describe('when something is broken', () => {
  const broken = {
    get: () => new Proxy({}, { get: () => () => Promise.reject(new Error('gone')) }),
    idFromName: () => 'x',
  }

  it('a read that fails says so and what to do', async () => {
    const env = { ...slackEnv(), WATCH: broken } as unknown as Env
    const { status, body, posted, words } = await type('owed', VIEWER, { env })
    expect([status, body]).toEqual([200, ''])
    expect(posted).toHaveLength(1)
    expect(words).toContain('Ask again in a minute')
    expect(words).not.toContain('gone')
  })

  it('a write that may or may not be taken says where to look', async () => {
    const env = { ...slackEnv(), LEDGER: broken } as unknown as Env
    const { status, words } = await type('pay @jane', REQUESTER, { env })
    expect(status).toBe(200)
    expect(words).toContain('/goat payments')
  })

  it('an answer is posted again when Slack was busy, and given up when the address is used up', async () => {
    expect((await type('runs', VIEWER, { refusals: [503] })).posted).toHaveLength(1)
    expect((await type('runs', VIEWER, { refusals: [404, 404, 404] })).posted).toHaveLength(0)
  })

  it('answers go to Slack and nowhere else', async () => {
    const asked = vi.spyOn(globalThis, 'fetch')
    try {
      await deliver(commandBody('runs', VIEWER, { response_url: 'https://evil.example/slack.com' }))
      await deliver(commandBody('runs', VIEWER, { response_url: 'http://169.254.169.254/' }))
      await deliver(commandBody('runs', VIEWER, { response_url: '' }))
      const urls = asked.mock.calls.map(([input]) => String(input instanceof Request ? input.url : input))
      expect(urls.filter((url) => url.includes('evil') || url.includes('169.254'))).toEqual([])
    } finally {
      asked.mockRestore()
    }
  })
})
