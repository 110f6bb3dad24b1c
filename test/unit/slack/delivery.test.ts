import { describe, expect, it } from 'vitest'
import { readDelivery } from '../../../src/handlers/slack/delivery.ts'
import { slackManifest } from '../../../src/handlers/slack/manifest.ts'
import { deliveryKey, seenBefore } from '../../../src/handlers/slack/recent.ts'

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
const press = (payload: unknown) => readDelivery(form({ payload: JSON.stringify(payload) }))
const bytes = (text: string) => new TextEncoder().encode(text)

describe('what Slack delivers', () => {
  it('a command is read with whoever asked and where', () => {
    const body = form({
      command: '/goat',
      text: 'owed in Größe & Co',
      user_id: 'U0REQUEST',
      team_id: 'T0',
      channel_id: 'C0',
      response_url: 'https://hooks.slack.com/commands/1',
      trigger_id: '1.2.3',
    })
    expect(readDelivery(body)).toEqual({
      kind: 'command',
      text: 'owed in Größe & Co',
      asked: {
        triggerId: '1.2.3',
        team: 'T0',
        user: 'U0REQUEST',
        channel: 'C0',
        responseUrl: 'https://hooks.slack.com/commands/1',
      },
    })
    expect(readDelivery(form({ command: '/goat', user_id: 'U0' }))).toMatchObject({
      text: '',
      asked: { triggerId: null, channel: null, responseUrl: null },
    })
  })

  it('a button is read with its action and value', () => {
    const payload = {
      type: 'block_actions',
      user: { id: 'U0APPROVE' },
      team: { id: 'T0' },
      container: { channel_id: 'C0' },
      response_url: 'https://hooks.slack.com/actions/1',
      trigger_id: '4.5.6',
      actions: [{ type: 'button', action_id: 'payment.approve', value: 'pay_1' }],
    }
    expect(press(payload)).toMatchObject({
      kind: 'press',
      actionId: 'payment.approve',
      value: 'pay_1',
      asked: { user: 'U0APPROVE', channel: 'C0', triggerId: '4.5.6' },
    })
    expect(press({ ...payload, actions: [{ action_id: 'payment.approve', value: 12 }] })).toMatchObject({ value: '' })
  })

  it('the challenge of a new address is found, and an SSL check', () => {
    expect(readDelivery('{"type":"url_verification","challenge":"abc","token":"t"}')).toEqual({
      kind: 'challenge',
      challenge: 'abc',
    })
    expect(readDelivery('ssl_check=1&token=t')).toEqual({ kind: 'ssl_check' })
  })

  it('whatever else comes is named by its type at most, and never a crash', () => {
    expect(readDelivery('{"type":"event_callback","event":{}}')).toEqual({ kind: 'other', type: 'event_callback' })
    expect(press({ type: 'view_submission' })).toEqual({ kind: 'other', type: 'view_submission' })
    expect(press({ type: 'the user wrote this here' })).toEqual({ kind: 'other', type: 'unreadable' })
    const odd = [
      '',
      '{',
      '{}',
      'payload={',
      'payload=null',
      'payload=[]',
      'a=%',
      'command=/goat',
      '\u0000',
      'x'.repeat(9_999),
    ]
    for (const body of odd) expect(readDelivery(body).kind, body).toBe('other')
    for (const payload of [
      null,
      1,
      'x',
      { type: 'block_actions' },
      { type: 'block_actions', actions: [null], user: 3 },
    ]) {
      expect(press(payload).kind).toBe('other')
    }
  })
})

describe('the same delivery', () => {
  it('has one key, by its trigger, else by its bytes', async () => {
    const asked = { triggerId: '1.2.3', team: '', user: 'U0', channel: null, responseUrl: null }
    expect(await deliveryKey(asked, bytes('a'))).toBe(await deliveryKey(asked, bytes('b')))
    const untold = { ...asked, triggerId: null }
    expect(await deliveryKey(untold, bytes('a'))).toBe(await deliveryKey(untold, bytes('a')))
    expect(await deliveryKey(untold, bytes('a'))).not.toBe(await deliveryKey(untold, bytes('b')))
  })

  it('is known again for minutes, and keys do not pile up', () => {
    expect(seenBefore('first', 0)).toBe(false)
    expect(seenBefore('first', 1)).toBe(true)
    for (let n = 0; n < 900; n++) seenBefore(`other ${n}`, 2)
    expect(seenBefore('first', 3)).toBe(true)
    for (let n = 0; n < 5_000; n++) seenBefore(`later ${n}`, 4)
    expect(seenBefore('first', 5)).toBe(false)
    seenBefore('old', 6)
    seenBefore('turn', 6 + 11 * 60_000)
    seenBefore('turn again', 6 + 22 * 60_000)
    expect(seenBefore('old', 6 + 22 * 60_000)).toBe(false)
  })
})

describe('the manifest', () => {
  const manifest = slackManifest('https://goatherd.example.workers.dev')

  it('points commands and buttons at the Worker, with the scopes it needs and no more', () => {
    const url = 'https://goatherd.example.workers.dev/slack/events'
    expect(manifest.features.slash_commands).toMatchObject([{ command: '/goat', url, should_escape: false }])
    expect(manifest.settings).toMatchObject({
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
    })
    expect(manifest.oauth_config.scopes.bot).toEqual(['commands', 'chat:write', 'chat:write.public'])
  })

  it('keeps to the limits of Slack’s schema', () => {
    const { name, description, long_description: long, background_color: colour } = manifest.display_information
    expect(name.length).toBeLessThanOrEqual(35)
    expect(description.length).toBeLessThanOrEqual(140)
    expect(long.length).toBeGreaterThanOrEqual(175)
    expect(long.length).toBeLessThanOrEqual(4_000)
    expect(colour).toMatch(/^#[0-9a-f]{6}$/)
    expect(manifest.features.bot_user.display_name).toMatch(/^[a-z0-9_.-]{1,80}$/)
    expect(manifest.features.slash_commands[0]?.description.length).toBeLessThanOrEqual(2_000)
    expect(manifest.features.slash_commands[0]?.usage_hint.length).toBeLessThanOrEqual(1_000)
  })
})
