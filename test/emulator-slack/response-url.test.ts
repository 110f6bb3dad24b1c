import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, startSlack } from './support.ts'
import { startWorkerDouble, type WorkerDouble } from './worker-double.ts'

let rig: Rig
let worker: WorkerDouble
beforeEach(async () => {
  worker = await startWorkerDouble('s')
  rig = await startSlack({ workerUrl: worker.url, signingSecret: 's' })
})
afterEach(async () => {
  await rig.close()
  await worker.close()
})

/** The response_url of a command that was answered with `reply`. */
async function urlOfCommand(reply: { json?: unknown } = {}): Promise<string> {
  worker.replies.push(reply)
  await rig.steer('/command', { user_id: 'U0REQUEST', text: 'owed' })
  return worker.received.at(-1)?.form.get('response_url') ?? ''
}

/** The response_url of a press on a message just posted, as `method` posts it. */
async function urlOfPress(method: 'chat.postMessage' | 'chat.postEphemeral'): Promise<string> {
  const elements = [{ type: 'button', text: { type: 'plain_text', text: 'x' }, action_id: 'x' }]
  const blocks = [{ type: 'actions', elements }]
  await rig.call(method, { channel: 'C0ALERTS1', user: 'U0REQUEST', text: 'card', blocks })
  await rig.steer('/press', { user_id: 'U0REQUEST', action_id: 'x' })
  return JSON.parse(worker.received.at(-1)?.form.get('payload') ?? '{}').response_url
}

async function respond(url: string, said: unknown) {
  const body = typeof said === 'string' ? said : JSON.stringify(said)
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const texts = async () => (await rig.messages()).map(({ text }) => text)

describe('a response_url', () => {
  it('takes five messages and no sixth', async () => {
    const url = await urlOfCommand()
    for (let i = 1; i <= 5; i++) expect(await respond(url, { text: `${i}` })).toMatchObject({ status: 200 })
    expect(await respond(url, { text: '6' })).toEqual({ status: 404, body: { ok: false, error: 'used_url' } })
    expect(await texts()).toEqual(['1', '2', '3', '4', '5'])
  })

  it('takes messages for thirty minutes of the emulator’s clock', async () => {
    const url = await urlOfCommand()
    const issuedMs = rig.clock.at.getTime()
    rig.clock.at = new Date(issuedMs + 30 * 60_000)
    expect(await respond(url, { text: 'in time' })).toMatchObject({ status: 200 })
    rig.clock.at = new Date(issuedMs + 30 * 60_000 + 1)
    expect(await respond(url, { text: 'late' })).toEqual({ status: 404, body: { ok: false, error: 'expired_url' } })
    expect(await texts()).toEqual(['in time'])
  })

  it('that was never given out takes nothing', async () => {
    const answer = await respond(`${rig.url}/slack/response/made-up`, { text: 'x' })
    expect(answer).toEqual({ status: 404, body: { ok: false, error: 'no_service' } })
  })

  it('speaks to the person alone, or to the channel if asked', async () => {
    const url = await urlOfCommand()
    await respond(url, { text: 'to one' })
    await respond(url, { text: 'to all', response_type: 'in_channel' })
    expect((await rig.messages()).map(({ text, ephemeral_to }) => [text, ephemeral_to])).toEqual([
      ['to one', 'U0REQUEST'],
      ['to all', undefined],
    ])
  })

  it.each([
    ['blocks Slack would refuse', { blocks: [{ type: 'nope' }] }, 'invalid_blocks'],
    ['nothing to say', { text: ' ' }, 'no_text'],
    ['no JSON', '{', 'invalid_payload'],
    ['a list', '[]', 'invalid_payload'],
  ])('refuses %s, and that does not use it up', async (_name, said, error) => {
    const url = await urlOfCommand()
    for (let i = 0; i < 6; i++)
      expect(await respond(url, said)).toMatchObject({ status: 400, body: { ok: false, error } })
    expect(await texts()).toEqual([])
    expect(await respond(url, { text: 'fine' })).toMatchObject({ status: 200 })
  })

  it('of a command replaces what the command was answered with', async () => {
    const url = await urlOfCommand({ json: { text: 'working on it' } })
    await respond(url, { text: 'done', replace_original: true })
    const [message, ...more] = await rig.messages()
    expect(more).toEqual([])
    expect(message).toMatchObject({ text: 'done', ephemeral_to: 'U0REQUEST', original: { text: 'working on it' } })
  })

  it.each(['chat.postMessage', 'chat.postEphemeral'] as const)(
    'of a press replaces, then deletes the message with the button (%s)',
    async (method) => {
      const url = await urlOfPress(method)
      await respond(url, { text: 'pressed', replace_original: true })
      const [message] = await rig.messages()
      expect(message).toMatchObject({ text: 'pressed', original: { text: 'card' } })
      await respond(url, { delete_original: true })
      expect(await texts()).toEqual([])
    },
  )

  it('of a press leaves the message alone unless asked', async () => {
    const url = await urlOfPress('chat.postMessage')
    await respond(url, { text: 'a word to you' })
    expect(await texts()).toEqual(['card', 'a word to you'])
  })

  it('ends with a reset', async () => {
    const url = await urlOfCommand()
    rig.slack.reset()
    expect((await respond(url, { text: 'x' })).status).toBe(404)
    expect(await texts()).toEqual([])
  })
})
