import { describe, expect, it } from 'vitest'
import { readDelivery } from '../../../../src/handlers/slack/delivery.ts'

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
const press = (payload: unknown) => readDelivery(form({ payload: JSON.stringify(payload) }))

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
