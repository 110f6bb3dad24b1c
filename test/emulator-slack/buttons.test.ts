import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

const plain = (text: string) => ({ type: 'plain_text', text })
const button = (action_id: string, more: object = {}) => ({
  type: 'button',
  text: plain(action_id),
  action_id,
  value: 'r1',
  ...more,
})
const actions = (...elements: object[]) => [{ type: 'actions', block_id: 'b1', elements }]

const post = (blocks: object[], channel = 'C0ALERTS1') =>
  rig.call('chat.postMessage', { channel, text: 'a card', blocks })
const press = (action_id: string, more: object = {}) =>
  rig.steer('/press', { user_id: 'U0APPROVE', action_id, ...more })
const payloadAt = (index: number) => JSON.parse(worker.received[index]?.form.get('payload') ?? 'null')

/** What the buttons on a person's page would send. */
async function namesOf(as: string): Promise<string[]> {
  const page = await rig.page(`?as=${as}`)
  return [...page.matchAll(/name="press" value="([^"]+)"/g)].map(([, name = '']) => name)
}

describe('a press', () => {
  it('arrives as Slack sends it', async () => {
    const { ts } = await post(actions(button('payment.approve', { style: 'primary' }), button('payment.deny')))
    const { body } = await press('payment.approve')
    expect(body).toMatchObject({ deliveries: [{ status: 200 }] })
    expect(worker.received).toMatchObject([{ path: '/slack/events', genuine: true }])
    expect([...(worker.received[0]?.form.keys() ?? [])]).toEqual(['payload'])
    expect(payloadAt(0)).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0APPROVE', username: 'approver', name: 'approver', team_id: 'T0GOATDEMO' },
      api_app_id: 'A0GOATHERD',
      container: { type: 'message', message_ts: ts, channel_id: 'C0ALERTS1', is_ephemeral: false },
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      team: { id: 'T0GOATDEMO', domain: 'goat-demo' },
      channel: { id: 'C0ALERTS1', name: 'creator-payouts' },
      message: { type: 'message', bot_id: 'B0GOATHERD', text: 'a card', ts },
      response_url: expect.stringMatching(/\/slack\/response\/[\w-]{20,}$/),
      actions: [
        {
          type: 'button',
          action_id: 'payment.approve',
          block_id: 'b1',
          text: plain('payment.approve'),
          value: 'r1',
          style: 'primary',
          action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
        },
      ],
    })
  })

  it('of each button on the page is a press of that button', async () => {
    await post([
      ...actions(button('a'), button('b')),
      { type: 'actions', block_id: 'b2', elements: [button('a', { value: 'r2' })] },
      { type: 'section', text: plain('x'), accessory: button('c') },
    ])
    const names = await namesOf('U0APPROVE')
    for (const name of names) await rig.submit('/press', { as: 'U0APPROVE', channel: 'C0ALERTS1', press: name })
    const sent = worker.received.map((_, index) => payloadAt(index).actions[0])
    expect(sent.map(({ action_id, value }) => [action_id, value])).toEqual([
      ['a', 'r1'],
      ['b', 'r1'],
      ['a', 'r2'],
      ['c', 'r1'],
    ])
  })

  it('names blocks and buttons that came without a name, always alike', async () => {
    await post([{ type: 'actions', elements: [{ type: 'button', text: plain('x') }] }])
    const [name = ''] = await namesOf('U0APPROVE')
    for (let i = 0; i < 2; i++) await rig.submit('/press', { as: 'U0APPROVE', channel: 'C0ALERTS1', press: name })
    const [one, two] = [payloadAt(0), payloadAt(1)]
    expect(one.actions[0]).toMatchObject({
      block_id: expect.stringMatching(/./),
      action_id: expect.stringMatching(/./),
    })
    expect(one.actions[0]).not.toHaveProperty('value')
    expect(one.message.blocks[0].block_id).toBe(one.actions[0].block_id)
    expect(two.actions[0].block_id).toBe(one.actions[0].block_id)
    expect(two.actions[0].action_id).toBe(one.actions[0].action_id)
  })

  it('that comes after an edit still names the button that was seen', async () => {
    const { ts } = await post(actions(button('payment.approve')))
    const [name = ''] = await namesOf('U0APPROVE')
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'done', blocks: actions(button('payment.void')) })
    await rig.submit('/press', { as: 'U0APPROVE', channel: 'C0ALERTS1', press: name })
    await press('payment.approve')
    expect([0, 1].map((index) => payloadAt(index).actions[0].action_id)).toEqual(['payment.approve', 'payment.approve'])
    expect(payloadAt(0).message.text).toBe('a card')
  })

  it('of a button on an ephemeral message is told without the message, and by nobody else', async () => {
    await rig.call('chat.postEphemeral', {
      channel: 'C0ALERTS1',
      user: 'U0APPROVE',
      text: 'psst',
      blocks: actions(button('x')),
    })
    const [name = ''] = await namesOf('U0APPROVE')
    expect(await namesOf('U0REQUEST')).toEqual([])
    expect((await rig.submit('/press', { as: 'U0REQUEST', channel: 'C0ALERTS1', press: name })).status).toBe(400)
    expect((await rig.steer('/press', { user_id: 'U0REQUEST', action_id: 'x' })).status).toBe(404)
    await rig.submit('/press', { as: 'U0APPROVE', channel: 'C0ALERTS1', press: name })
    expect(worker.received).toHaveLength(1)
    expect(payloadAt(0).container).toMatchObject({ is_ephemeral: true })
    expect(payloadAt(0)).not.toHaveProperty('message')
  })

  it('is found by its value and its message, the newest first', async () => {
    const old = await post(actions(button('a', { value: 'one' })))
    rig.clock.at = new Date(rig.clock.at.getTime() + 1_000)
    await post(actions(button('a', { value: 'two' })), 'C0GENERAL')
    await press('a')
    await press('a', { value: 'one' })
    await press('a', { message_ts: old.ts })
    await press('a', { channel_id: 'C0ALERTS1' })
    expect([0, 1, 2, 3].map((index) => payloadAt(index).actions[0].value)).toEqual(['two', 'one', 'one', 'one'])
  })

  it.each([
    ['no such action', { action_id: 'b' }, 404],
    ['no such value', { action_id: 'a', value: 'made up' }, 404],
    ['an unknown person', { action_id: 'a', user_id: 'U0NOBODY0' }, 400],
  ])('of a button that is not there (%s) is refused', async (_name, more, status) => {
    await post(actions(button('a')))
    expect((await press('a', more)).status).toBe(status)
    expect(worker.received).toEqual([])
  })

  it('shows nothing of the answer’s body, and says so when the Worker fails', async () => {
    await post(actions(button('a')))
    worker.replies.push({ json: { text: 'Slack would ignore this' } }, { status: 500 })
    await press('a')
    expect(await rig.messages()).toHaveLength(1)
    await press('a')
    expect((await rig.messages()).at(-1)).toMatchObject({
      text: 'The button "a" failed with the error "http_service_error"\nThe Worker answered HTTP 500.',
      ephemeral_to: 'U0APPROVE',
    })
  })

  it('is delivered twice when that is on', async () => {
    await post(actions(button('a')))
    await rig.steer('', { deliver_twice: true })
    const { body } = await press('a')
    expect(body.deliveries).toHaveLength(2)
    const [first, second] = worker.received
    expect(second?.raw).toBe(first?.raw)
    expect(second?.headers['x-slack-retry-num']).toBe('1')
    expect(second?.headers['x-slack-signature']).not.toBe(first?.headers['x-slack-signature'])
  })

  it('of a button with an address is only a link', async () => {
    await post(actions(button('a', { url: 'https://example.com' })))
    expect(await namesOf('U0APPROVE')).toEqual([])
    expect((await press('a')).status).toBe(404)
  })
})

describe('a button that asks first', () => {
  const confirm = {
    title: plain('Sure <b>?'),
    text: { type: 'mrkdwn', text: '*really* & <!channel>' },
    confirm: plain('Yes'),
    deny: plain('No'),
    style: 'danger',
  }

  it('opens a dialog that has a name, a description and two answers, of which only one presses', async () => {
    await post(actions(button('a', { confirm })))
    const page = await rig.page('?as=U0APPROVE')
    const [, id] = /type="button" command="show-modal" commandfor="([^"]+)"/.exec(page) ?? []
    expect(page).toContain(
      `<dialog class="confirm" id="${id}" aria-labelledby="${id}-t" aria-describedby="${id}-d"><h2 id="${id}-t"`,
    )
    expect(page).toContain(`<div id="${id}-d" class="confirm-text"`)
    expect(page).toContain('Sure &lt;b&gt;?')
    expect(page).toContain('<strong>really</strong>')
    expect(page).toContain('<button class="button" autofocus>No</button>')
    expect(page).toMatch(/<button class="button danger" type="submit" form="press" name="press" value="[^"]+">Yes</)
    expect(await namesOf('U0APPROVE')).toHaveLength(1)
  })

  it('has ids of its own where a message is shown twice', async () => {
    const head = await rig.call('chat.postMessage', { channel: 'C0ALERTS1', text: 'head' })
    const blocks = actions(button('a', { confirm }))
    const reply = { channel: 'C0ALERTS1', text: 'r', thread_ts: head.ts, reply_broadcast: true, blocks }
    await rig.call('chat.postMessage', reply)
    const ids = [...(await rig.page()).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })
})
