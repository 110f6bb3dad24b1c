import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, startSlack } from './support.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startSlack()
})
afterEach(() => rig.close())

const post = (more: Record<string, unknown> = {}) =>
  rig.call('chat.postMessage', { channel: 'C0ALERTS1', text: 'hello', ...more })

describe('a call', () => {
  it('that is nested too deep to be written again is refused, and nothing of it kept', async () => {
    let deep: unknown = 'deep'
    for (let level = 0; level < 500; level += 1) deep = [deep]
    const metadata = { event_type: 'x', event_payload: { deep } }
    expect(await post({ metadata })).toMatchObject({ ok: false, error: 'invalid_json' })
    expect(
      await rig.form('chat.postMessage', {
        token: 'xoxb-test',
        channel: 'C0ALERTS1',
        text: 'x',
        metadata: JSON.stringify(metadata),
      }),
    ).toMatchObject({ ok: false })
  })

  it.each([
    [null, 'not_authed'],
    ['xoxb-revoked', 'token_revoked'],
    ['xoxp-1', 'invalid_auth'],
    ['nonsense', 'invalid_auth'],
  ])('with token %s is answered %s, as HTTP 200', async (token, error) => {
    expect(await rig.call('auth.test', {}, token)).toEqual({ ok: false, error })
  })

  it('may carry its token as a form field', async () => {
    expect(await rig.form('auth.test', { token: 'xoxb-test' })).toMatchObject({ ok: true, bot_id: 'B0GOATHERD' })
  })

  it('may not carry its token inside a JSON body', async () => {
    expect(await rig.call('auth.test', { token: 'xoxb-test' }, null)).toEqual({ ok: false, error: 'not_authed' })
  })

  it('to a method that does not exist is refused', async () => {
    expect(await rig.call('chat.shout')).toMatchObject({ ok: false, error: 'unknown_method' })
    expect(await rig.call('constructor')).toMatchObject({ ok: false, error: 'unknown_method' })
  })

  it.each([
    ['application/json', '{', 'invalid_json'],
    ['application/json', '[1]', 'json_not_object'],
    ['image/png', 'x', 'invalid_post_type'],
  ])('with a %s body of %s is answered %s', async (type, body, error) => {
    const answer = await fetch(`${rig.url}/slack/api/chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: 'Bearer xoxb-test' },
      body,
    })
    expect(await answer.json()).toEqual({ ok: false, error })
  })

  it('means the same as a form and as JSON', async () => {
    const blocks = [{ type: 'divider' }]
    const fields = { token: 'xoxb-test', channel: 'C0ALERTS1', text: 'a & b', blocks: JSON.stringify(blocks) }
    expect(await rig.form('chat.postMessage', fields)).toMatchObject({ ok: true })
    await post({ text: 'a & b', blocks })
    const [first, second] = await rig.messages()
    expect([first?.text, first?.blocks]).toEqual([second?.text, second?.blocks])
    expect(first?.blocks).toEqual(blocks)
  })

  it('to api.test answers its arguments, and the error it asks for', async () => {
    expect(await rig.call('api.test', { a: '1' }, null)).toEqual({ ok: true, args: { a: '1' } })
    expect(await rig.call('api.test', { error: 'boom' }, null)).toMatchObject({ ok: false, error: 'boom' })
  })
})

describe('the directory', () => {
  it('lists the channels an app may see, page by page', async () => {
    const types = 'public_channel,private_channel'
    const first = await rig.call('conversations.list', { types, limit: 3 })
    const cursor = (first.response_metadata as { next_cursor: string }).next_cursor
    const rest = await rig.call('conversations.list', { types, limit: 3, cursor })
    const names = [first, rest].flatMap((part) => (part.channels as { name: string }[]).map(({ name }) => name))
    expect(names).toEqual(['creator-payouts', 'general', 'random', 'old-campaigns'])
    expect(rest.response_metadata).toEqual({ next_cursor: '' })
  })

  it('tells whether the app is a member, and hides a private channel it is not in', async () => {
    expect(await rig.call('conversations.info', { channel: 'C0ALERTS1' })).toMatchObject({
      channel: { is_member: true },
    })
    expect(await rig.call('conversations.info', { channel: 'C0RANDOM' })).toMatchObject({
      channel: { is_member: false },
    })
    expect(await rig.call('conversations.info', { channel: 'C0PRIVATE' })).toMatchObject({ error: 'channel_not_found' })
  })

  it('knows the members of a channel and each person', async () => {
    const { members } = await rig.call('conversations.members', { channel: 'C0ALERTS1' })
    expect(members).toContain('U0APPROVE')
    expect(await rig.call('users.info', { user: 'U0APPROVE' })).toMatchObject({
      user: { name: 'approver', is_bot: false },
    })
    expect(await rig.call('users.info', { user: 'U0NOBODY0' })).toMatchObject({ error: 'user_not_found' })
    expect((await rig.call('users.list')).members).toHaveLength(6)
  })

  it('opens one direct message a person, which a message to the person uses too', async () => {
    const opened = await rig.call('conversations.open', { users: 'U0VIEWER1' })
    expect(opened.channel).toEqual({ id: 'D0VIEWER1' })
    expect(await post({ channel: 'U0VIEWER1' })).toMatchObject({ ok: true, channel: 'D0VIEWER1' })
    expect(await rig.messages('D0VIEWER1')).toHaveLength(1)
    expect(await rig.call('conversations.open', { users: 'U0NOBODY0' })).toMatchObject({ error: 'user_not_found' })
  })
})

describe('a message', () => {
  it.each([
    ['C0NOWHERE', 'channel_not_found'],
    ['', 'channel_not_found'],
    ['C0PRIVATE', 'not_in_channel'],
    ['C0RANDOM', 'not_in_channel'],
    ['C0ARCHIVE', 'is_archived'],
  ])('to %s is refused with %s', async (channel, error) => {
    expect(await post({ channel })).toEqual({ ok: false, error })
  })

  it('may be addressed to a channel by name', async () => {
    expect(await post({ channel: '#creator-payouts' })).toMatchObject({ ok: true, channel: 'C0ALERTS1' })
  })

  it.each([
    ['nothing to say', { text: '' }, 'no_text'],
    ['only spaces', { text: '  ' }, 'no_text'],
    ['an empty list of blocks and no text', { text: '', blocks: [] }, 'no_text'],
    ['over 40,000 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are no list', { blocks: { type: 'divider' } }, 'invalid_blocks_format'],
    ['blocks that are no JSON', { blocks: '[{' }, 'invalid_blocks_format'],
    ['metadata without payload', { metadata: { event_type: 'a' } }, 'invalid_metadata_format'],
    ['a thread that is not there', { thread_ts: '1.000001' }, 'thread_not_found'],
  ])('with %s is refused', async (_name, more, error) => {
    expect(await post(more)).toEqual({ ok: false, error })
    expect(await rig.messages()).toEqual([])
  })

  it('of 40,000 characters is taken', async () => {
    expect(await post({ text: 'x'.repeat(40_000) })).toMatchObject({ ok: true })
  })

  it('with a broken block is refused in the words and at the place Slack names', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }]
    const problem = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'
    expect(await post({ blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [problem],
      response_metadata: { messages: [`[ERROR] ${problem}`] },
    })
  })

  it('whose blocks are too long together is refused, unless that limit is switched off', async () => {
    const blocks = Array.from({ length: 5 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'x'.repeat(2900) },
    }))
    expect(await post({ blocks })).toEqual({ ok: false, error: 'msg_blocks_too_long' })
    rig.slack.configure({ totalBlocksLength: null })
    expect(await post({ blocks })).toMatchObject({ ok: true })
  })

  it('has a ts of its own in its channel, growing even when the clock stands still or goes back', async () => {
    const first = await post()
    const second = await post()
    rig.clock.at = new Date('2026-05-07T14:00:00Z')
    const third = await post()
    const all = [first.ts, second.ts, third.ts]
    expect(first.ts).toBe('1778166000.000000')
    expect(new Set(all).size).toBe(3)
    expect(all.toSorted()).toEqual(all)
    for (const ts of all) expect(ts).toMatch(/^\d{10}\.\d{6}$/)
  })

  it('keeps its metadata and unfurl flags', async () => {
    const metadata = { event_type: 'alert', event_payload: { id: 'a1' } }
    await post({ metadata, unfurl_links: false })
    expect((await rig.messages())[0]).toMatchObject({ metadata, unfurl_links: false })
  })

  it('to one person is seen by that person only and cannot be edited', async () => {
    const sent = await rig.call('chat.postEphemeral', { channel: 'C0ALERTS1', user: 'U0VIEWER1', text: 'psst' })
    expect((await rig.messages())[0]).toMatchObject({ ephemeral_to: 'U0VIEWER1' })
    const edit = await rig.call('chat.update', { channel: 'C0ALERTS1', ts: sent.message_ts, text: 'x' })
    expect(edit.error).toBe('message_not_found')
    const stranger = await rig.call('chat.postEphemeral', { channel: 'C0ALERTS1', user: 'U0NOBODY0', text: 'psst' })
    expect(stranger.error).toBe('user_not_in_channel')
  })

  it('has a permalink that leads to it', async () => {
    const { ts } = await post()
    const { permalink } = await rig.call('chat.getPermalink', { channel: 'C0ALERTS1', message_ts: ts })
    const answer = await fetch(String(permalink), { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(`/slack?channel=C0ALERTS1#m-C0ALERTS1-${ts}`)
    expect(await rig.page('?channel=C0ALERTS1')).toContain(`id="m-C0ALERTS1-${ts}"`)
  })
})

describe('an edit', () => {
  const edit = (ts: string, more: Record<string, unknown>, token = 'xoxb-test') =>
    rig.call('chat.update', { channel: 'C0ALERTS1', ts, ...more }, token)

  it('keeps the original and every version with its time', async () => {
    const { ts } = await post({ text: 'one' })
    rig.clock.at = new Date('2026-05-07T15:10:00Z')
    await edit(ts, { text: 'two' })
    rig.clock.at = new Date('2026-05-07T15:20:00Z')
    expect(await edit(ts, { text: 'three' })).toMatchObject({ ok: true, ts, text: 'three' })
    const [message] = await rig.messages()
    expect(message).toMatchObject({
      ts,
      text: 'three',
      original: { text: 'one', at: '2026-05-07T15:00:00.000Z' },
      edits: [
        { text: 'two', at: '2026-05-07T15:10:00.000Z' },
        { text: 'three', at: '2026-05-07T15:20:00.000Z' },
      ],
    })
  })

  it('leaves the blocks when it names none and removes them when it names an empty list', async () => {
    const { ts } = await post({ blocks: [{ type: 'divider' }] })
    await edit(ts, { text: 'two' })
    expect((await rig.messages())[0]?.blocks).toEqual([{ type: 'divider' }])
    await edit(ts, { text: 'three', blocks: [] })
    expect((await rig.messages())[0]?.blocks).toBeUndefined()
  })

  it.each([
    ['of a message that is not there', { ts: '1.000001', text: 'x' }, 'message_not_found'],
    ['in a channel that is not there', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['by the name of the channel', { channel: '#creator-payouts', text: 'x' }, 'channel_not_found'],
    ['over 4,000 characters', { text: 'x'.repeat(4001) }, 'msg_too_long'],
    ['to nothing', { text: '' }, 'no_text'],
    ['to a broken block', { text: 'x', blocks: [{ type: 'nope' }] }, 'invalid_blocks'],
  ])('%s is refused', async (_name, more, error) => {
    const { ts } = await post({ text: 'one' })
    expect((await edit(ts, more)).error).toBe(error)
    expect((await rig.messages())[0]).toMatchObject({ text: 'one', edits: [] })
  })

  it('of another app’s message is refused, as is deleting it', async () => {
    const { ts } = await post()
    expect((await edit(ts, { text: 'x' }, 'xoxb-other-1')).error).toBe('cant_update_message')
    expect((await rig.call('chat.delete', { channel: 'C0ALERTS1', ts }, 'xoxb-other-1')).error).toBe(
      'cant_delete_message',
    )
  })
})

describe('a thread', () => {
  it('hangs its replies under its head, also a reply to a reply', async () => {
    const head = await post({ text: 'head' })
    const reply = await post({ text: 'first', thread_ts: head.ts })
    await post({ text: 'second', thread_ts: reply.ts, reply_broadcast: true })
    const all = await rig.messages()
    expect(all).toHaveLength(1)
    expect(all[0]?.replies.map(({ text }) => text)).toEqual(['first', 'second'])
  })

  it('survives the deletion of its head; a message without replies goes altogether', async () => {
    const head = await post()
    await post({ thread_ts: head.ts, text: 'reply' })
    const alone = await post()
    await rig.call('chat.delete', { channel: 'C0ALERTS1', ts: head.ts })
    await rig.call('chat.delete', { channel: 'C0ALERTS1', ts: alone.ts })
    const all = await rig.messages()
    expect(all).toMatchObject([{ ts: head.ts, deleted: true, replies: [{ text: 'reply' }] }])
    expect((await rig.call('chat.update', { channel: 'C0ALERTS1', ts: head.ts, text: 'x' })).error).toBe(
      'message_not_found',
    )
  })
})

describe('the rate limit', () => {
  it('allows a burst, then asks to wait, and lets through one message a second in each channel', async () => {
    rig.slack.configure({ messagePace: { burst: 3, perSecond: 1 } })
    for (let i = 0; i < 3; i++) expect(await post()).toMatchObject({ ok: true })
    const refused = await fetch(`${rig.url}/slack/api/chat.postMessage?channel=C0ALERTS1&text=x`, {
      headers: { authorization: 'Bearer xoxb-test' },
    })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' })
    expect(await post({ channel: 'C0GENERAL' })).toMatchObject({ ok: true })
    rig.clock.at = new Date(rig.clock.at.getTime() + 1000)
    expect(await post()).toMatchObject({ ok: true })
    expect(await post()).toMatchObject({ error: 'ratelimited' })
    expect(await rig.messages()).toHaveLength(4)
  })

  it('names the seconds to wait, and can be switched off', async () => {
    rig.slack.configure({ messagePace: { burst: 1, perSecond: 1 / 30 } })
    await post()
    const refused = await fetch(`${rig.url}/slack/api/chat.postMessage?channel=C0ALERTS1&text=x`, {
      headers: { authorization: 'Bearer xoxb-test' },
    })
    expect(refused.headers.get('retry-after')).toBe('30')
    rig.slack.configure({ messagePace: null })
    expect(await post()).toMatchObject({ ok: true })
  })
})

describe('the workspace', () => {
  it('is JSON as a whole, and empty after a reset', async () => {
    await post({ text: 'kept' })
    await post({ channel: 'U0VIEWER1' })
    const state = rig.slack.state()
    expect(JSON.parse(JSON.stringify(state))).toMatchObject({ messages: [{ text: 'kept' }, { channel: 'D0VIEWER1' }] })
    rig.slack.reset()
    expect(rig.slack.state()).toMatchObject({ messages: [] })
    expect(await rig.messages()).toEqual([])
  })

  it('refuses to list messages of a channel that is not there', async () => {
    expect((await fetch(`${rig.url}/slack/messages.json?channel=C0NOWHERE`)).status).toBe(404)
  })
})
