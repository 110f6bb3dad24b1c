import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../emulator/slack/outgoing/sign.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { type Rig, startSlack } from './support.ts'
import { startWorkerDouble, type WorkerDouble } from './worker-double.ts'

const SECRET = 'a secret of this test'

let rig: Rig
let worker: WorkerDouble
beforeEach(async () => {
  worker = await startWorkerDouble(SECRET)
  rig = await startSlack({ workerUrl: worker.url, signingSecret: SECRET })
})
afterEach(async () => {
  await rig.close()
  await worker.close()
})

const type = (text: string, as = 'U0REQUEST', channel = 'C0ALERTS1') => rig.submit('/say', { as, channel, text })
const pageOf = async (as: string) => (await rig.page(`?as=${as}`)).split('<script nonce')[0] ?? ''

describe('the signature', () => {
  it('is that of the example in Slack’s documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    expect(signatureOf('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, body)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    )
  })
})

describe('a command', () => {
  it('arrives as Slack sends it, signed with the machine’s time whatever the emulator’s clock says', async () => {
    rig.clock.at = new Date('2031-01-01T00:00:00Z')
    expect((await type('/goat pay @some.one & “more” ')).status).toBe(303)
    const [sent] = worker.received
    expect(sent).toMatchObject({ path: '/slack/events', genuine: true })
    expect(sent?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(sent?.form ?? [])).toEqual({
      token: expect.any(String),
      team_id: 'T0GOATDEMO',
      team_domain: 'goat-demo',
      channel_id: 'C0ALERTS1',
      channel_name: 'creator-payouts',
      user_id: 'U0REQUEST',
      user_name: 'requester',
      command: '/goat',
      text: 'pay @some.one & “more”',
      api_app_id: 'A0GOATHERD',
      is_enterprise_install: 'false',
      response_url: expect.stringMatching(new RegExp(`^${rig.url}/slack/response/[\\w-]{20,}$`)),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
    })
  })

  it('without anything behind it has an empty text, and each has a trigger and a response_url of its own', async () => {
    await type('/goat')
    await type('/goat')
    const [one, two] = worker.received.map(({ form }) => form)
    expect(one?.get('text')).toBe('')
    for (const name of ['trigger_id', 'response_url']) expect(one?.get(name)).not.toBe(two?.get(name))
  })

  it('is answered to the person alone', async () => {
    worker.replies.push({ json: { text: 'a private answer' } })
    await type('/goat owed')
    expect(await rig.messages()).toMatchObject([
      { text: 'a private answer', ephemeral_to: 'U0REQUEST', bot_id: 'B0GOATHERD' },
    ])
    expect(await pageOf('U0REQUEST')).toContain('a private answer')
    expect(await pageOf('U0REQUEST')).toContain('Only visible to you')
    expect(await pageOf('U0APPROVE')).not.toContain('a private answer')
  })

  it('is answered to everybody when the answer says in_channel', async () => {
    worker.replies.push({ json: { response_type: 'in_channel', text: 'for all', blocks: [{ type: 'divider' }] } })
    await type('/goat owed')
    const [message] = await rig.messages()
    expect(message).toMatchObject({ text: 'for all', blocks: [{ type: 'divider' }] })
    expect(message).not.toHaveProperty('ephemeral_to')
    expect(await pageOf('U0APPROVE')).toContain('<hr>')
  })

  it.each([
    ['an empty body', { text: '' }],
    ['an empty object', { json: {} }],
    ['a type and nothing else', { json: { response_type: 'ephemeral' } }],
  ])('answered with %s shows nothing', async (_name, reply) => {
    worker.replies.push(reply)
    await type('/goat owed')
    expect(worker.received).toHaveLength(1)
    expect(await rig.messages()).toEqual([])
  })

  it('answered with plain text shows the text', async () => {
    worker.replies.push({ text: 'just words' })
    await type('/goat owed')
    expect(await rig.messages()).toMatchObject([{ text: 'just words', ephemeral_to: 'U0REQUEST' }])
  })

  it.each([400, 401, 404, 500, 503, 302, 201])('answered with %i tells the person that it failed', async (status) => {
    worker.replies.push({ status, json: { text: 'not to be shown' } })
    await type('/goat owed')
    const [message, ...more] = await rig.messages()
    expect(message?.text).toBe(`/goat failed with the error "http_service_error"\nThe Worker answered HTTP ${status}.`)
    expect(message).toMatchObject({ user: 'USLACKBOT', ephemeral_to: 'U0REQUEST' })
    expect(more).toEqual([])
  })

  it('not answered within three seconds is given up', async () => {
    worker.replies.push({ hangs: true })
    const { body } = await rig.steer('/command', { user_id: 'U0REQUEST', text: 'owed' })
    expect(body).toMatchObject({ deliveries: [{ status: null, error: 'operation_timeout', body: '' }] })
    expect((await rig.messages())[0]?.text).toContain('/goat failed with the error "operation_timeout"')
  })

  it('to a Worker that does not run says so', async () => {
    let port = 47_001
    while (!(await freePort(port))) port += 1
    await rig.steer('', { worker_url: `http://127.0.0.1:${port}` })
    await type('/goat owed')
    expect((await rig.messages())[0]?.text).toContain('/goat failed with the error "dispatch_failed"')
  })

  it.each([
    ['blocks Slack would refuse', { json: { blocks: [{ type: 'nope' }] } }, 'unsupported type: nope'],
    ['a list', { json: [] }, 'not a JSON object'],
  ])('answered with %s says what is wrong', async (_name, reply, problem) => {
    worker.replies.push(reply)
    await type('/goat owed')
    const [message, ...more] = await rig.messages()
    expect(message?.text).toContain('"invalid_command_response"')
    expect(message?.text).toContain(problem)
    expect(more).toEqual([])
  })
})

describe('delivered twice', () => {
  const seconds = (index: number) => Number(worker.received[index]?.headers['x-slack-request-timestamp'])

  it('the body is the same, time and signature are new, and the first answer is the one that is shown', async () => {
    await rig.steer('', { deliver_twice: true })
    worker.replies.push({ json: { text: 'first' } }, { json: { text: 'second' } })
    await type('/goat owed')
    const [first, second, ...more] = worker.received
    expect(more).toEqual([])
    expect([first?.genuine, second?.genuine]).toEqual([true, true])
    expect(second?.raw).toBe(first?.raw)
    expect(seconds(1)).toBeGreaterThan(seconds(0))
    expect(first?.headers).not.toHaveProperty('x-slack-retry-num')
    expect(second?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' })
    expect((await rig.messages()).map(({ text }) => text)).toEqual(['first'])
  })

  it('the second answer is shown when the first was a failure', async () => {
    await rig.steer('', { deliver_twice: true })
    worker.replies.push({ status: 500 }, { json: { text: 'second' } })
    await type('/goat owed')
    expect((await rig.messages()).map(({ text }) => text)).toEqual(['second'])
  })

  it('two failures are told once', async () => {
    await rig.steer('', { deliver_twice: true })
    worker.replies.push({ status: 500 }, { status: 503 })
    await type('/goat owed')
    expect((await rig.messages()).map(({ text }) => text)).toEqual([expect.stringContaining('HTTP 500')])
  })

  it('can be switched on the page', async () => {
    const scene = { as: 'U0REQUEST', channel: 'C0ALERTS1' }
    expect(await pageOf('U0REQUEST')).toContain('aria-pressed="false"')
    await rig.submit('/switch', { ...scene, deliver_twice: 'on' })
    expect(await pageOf('U0REQUEST')).toContain('aria-pressed="true"')
    await type('/goat owed')
    expect(worker.received).toHaveLength(2)
    await rig.submit('/switch', { ...scene, deliver_twice: 'off' })
    await type('/goat owed')
    expect(worker.received).toHaveLength(3)
  })
})

describe('what a person writes', () => {
  it('is a message of theirs, and mentions in it are only characters', async () => {
    await type('pay <!channel> & <@U0APPROVE> `now`')
    expect(worker.received).toEqual([])
    const [message] = await rig.messages()
    expect(message).toMatchObject({ user: 'U0REQUEST', text: 'pay &lt;!channel&gt; &amp; &lt;@U0APPROVE&gt; `now`' })
    expect(message).not.toHaveProperty('bot_id')
    expect(await pageOf('U0APPROVE')).not.toContain('class="ping"')
  })

  it('with another command is answered by Slack, and goes nowhere', async () => {
    await type('/gaot owed')
    expect(worker.received).toEqual([])
    expect(await rig.messages()).toMatchObject([{ user: 'USLACKBOT', ephemeral_to: 'U0REQUEST' }])
    expect((await rig.messages())[0]?.text).toContain('/gaot is not a valid command.')
  })

  it('with a space before the slash, or a longer word, is no command', async () => {
    await type(' /goat owed')
    await type('/goats are nice')
    await type('   ')
    expect(worker.received).toEqual([])
    expect((await rig.messages()).map(({ text }) => text.split('\n')[0])).toEqual([
      '/goat owed',
      '/goats is not a valid command.',
    ])
  })

  it.each([
    ['a stranger', { as: 'U0NOBODY0', channel: 'C0ALERTS1' }, 'user_not_found'],
    ['somebody in a channel they are not in', { as: 'U0REQUEST', channel: 'C0PRIVATE' }, 'channel_not_found'],
    ['somebody in an archived channel', { as: 'U0REQUEST', channel: 'C0ARCHIVE' }, 'is_archived'],
  ])('as %s is refused', async (_name, scene, error) => {
    const answer = await rig.submit('/say', { ...scene, text: '/goat owed' })
    expect([answer.status, await answer.json()]).toEqual([400, { error }])
    expect(worker.received).toEqual([])
  })
})

describe('a person', () => {
  it('is who the address says, then who the cookie says, then who the wiring says', async () => {
    const current = /aria-current="true"\s*><span aria-hidden="true">☺<\/span> <span class="name">([^<]+)/
    const seen = async (path: string, cookie = '') => {
      const answer = await fetch(`${rig.url}/slack${path}`, { headers: { cookie } })
      return { name: current.exec(await answer.text())?.[1], cookie: answer.headers.get('set-cookie') }
    }
    expect(await seen('')).toEqual({ name: 'Requester', cookie: null })
    const chosen = await seen('?as=U0APPROVE')
    expect(chosen).toMatchObject({ name: 'Approver', cookie: expect.stringContaining('slack_as=U0APPROVE') })
    expect((await seen('', 'slack_as=U0APPROVE')).name).toBe('Approver')
    expect((await seen('?as=U0VIEWER1', 'slack_as=U0APPROVE')).name).toBe('Viewer')
    await rig.steer('', { as_user: 'U0APPROV2' })
    expect((await seen('?as=U0NOBODY0')).name).toBe('Second approver')
  })

  it('sees the channels they are in and no others', async () => {
    expect(await pageOf('U0APPROVE')).toContain('private-finance')
    expect(await pageOf('U0VIEWER1')).not.toContain('private-finance')
    const astray = await rig.page('?as=U0VIEWER1&channel=C0PRIVATE')
    expect(astray).toMatch(/<h1[^>]*>.*creator-payouts<\/h1>/)
  })

  it('who sends a form without script is led back to where they were', async () => {
    const answer = await type('hello', 'U0APPROVE', 'C0GENERAL')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/slack?channel=C0GENERAL&as=U0APPROVE'])
  })

  it('has no box in an archived channel', async () => {
    const page = (await rig.page('?channel=C0ARCHIVE')).split('<script nonce')[0]
    expect(page).toContain('This channel is archived')
    expect(page).not.toContain('<input id="text"')
  })
})

describe('/emulator/slack', () => {
  it('shows and changes where commands go, and refuses what it does not know', async () => {
    const initial = { worker_url: worker.url, signing_secret: SECRET, deliver_twice: false, as_user: 'U0REQUEST' }
    expect(await rig.steer('')).toEqual({ status: 200, body: initial })
    expect((await rig.steer('', { signing_secret: 'other', deliver_twice: true })).body).toEqual({
      ...initial,
      signing_secret: 'other',
      deliver_twice: true,
    })
    await type('/goat owed')
    expect(worker.received[0]?.genuine).toBe(false)
    for (const wrong of [{ worker_url: 'file:///etc' }, { as_user: 'U0NOBODY0' }, { deliver_twice: 'yes' }, { x: 1 }]) {
      expect((await rig.steer('', wrong)).status).toBe(400)
    }
    rig.slack.reset()
    expect((await rig.steer('')).body).toEqual({ ...initial, signing_secret: 'other' })
  })

  it('types a command as the page does, with or without its name, and answers what came of it', async () => {
    worker.replies.push({ json: { text: 'hello' } })
    const { body } = await rig.steer('/command', { user_id: 'U0APPROVE', text: '/goat owed', channel_id: 'C0GENERAL' })
    expect(body).toEqual({ deliveries: [{ status: 200, body: '{"text":"hello"}', ms: expect.any(Number) }] })
    await rig.steer('/command', { user_id: 'U0APPROVE', text: 'goats' })
    expect(worker.received.map(({ form }) => form.get('text'))).toEqual(['owed', 'goats'])
    expect(await rig.messages('C0GENERAL')).toMatchObject([{ text: 'hello', ephemeral_to: 'U0APPROVE' }])
  })

  it.each([
    [{ user_id: 'U0NOBODY0', text: 'owed' }, 'user_not_found'],
    [{ user_id: 'U0REQUEST', text: 'owed', channel_id: 'C0PRIVATE' }, 'channel_not_found'],
    [{ user_id: 'U0REQUEST' }, expect.stringContaining('text')],
  ])('refuses the command %o', async (body, error) => {
    expect(await rig.steer('/command', body)).toEqual({ status: 400, body: { error } })
    expect(worker.received).toEqual([])
  })
})
