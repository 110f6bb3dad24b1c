/**
 * What Slack sends: the form of a slash command and the payload of a pressed button.
 * https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 * @module
 */
import { randomBytes, randomInt } from 'node:crypto'
import { APP, type Channel, TEAM, type User } from '../directory.ts'
import type { Message } from '../store.ts'
import { type Button, withIds } from './buttons.ts'

/** The old way of telling that a request is Slack's; sent still, and proof of nothing. */
const VERIFICATION_TOKEN = 'emulator-verification-token'

/** Slack names private channels and direct messages by their kind only. */
const WIRE_NAMES: Record<Channel['kind'], string | null> = {
  public: null,
  private: 'privategroup',
  im: 'directmessage',
}
const wireName = (channel: Channel): string => WIRE_NAMES[channel.kind] ?? channel.name

/** Unlike any other: the number of the request, the team's, and chance. */
function triggerId(): string {
  return `${randomInt(1e12, 9e12)}.${randomInt(1e10, 9e10)}.${randomBytes(16).toString('hex')}`
}

/** The form of `/goat <text>`. */
export function commandForm(input: {
  user: User
  channel: Channel
  command: string
  text: string
  responseUrl: string
}): URLSearchParams {
  const { user, channel, command, text, responseUrl } = input
  return new URLSearchParams({
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: wireName(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: APP.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId(),
  })
}

/** The form of a pressed button: one field with JSON. */
export function pressForm(input: {
  user: User
  channel: Channel
  message: Message
  button: Button
  responseUrl: string
  atMs: number
}): URLSearchParams {
  const { user, channel, message, button, responseUrl, atMs } = input
  const ephemeral = message.ephemeral_to !== undefined
  const payload = {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: TEAM.id },
    api_app_id: APP.appId,
    token: VERIFICATION_TOKEN,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    },
    trigger_id: triggerId(),
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: wireName(channel) },
    // Of an ephemeral message Slack sends no more than its container.
    ...(ephemeral ? {} : { message: shown(message, button) }),
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      {
        action_id: button.actionId,
        block_id: button.blockId,
        text: button.element.text,
        ...(button.value === undefined ? {} : { value: button.value }),
        ...(button.element.style === undefined ? {} : { style: button.element.style }),
        type: 'button',
        action_ts: `${Math.floor(atMs / 1000)}.${String(randomInt(1_000_000)).padStart(6, '0')}`,
      },
    ],
  }
  return new URLSearchParams({ payload: JSON.stringify(payload) })
}

/** The message as the person saw it when they pressed. */
function shown(message: Message, { version }: Button): Record<string, unknown> {
  return {
    type: 'message',
    user: message.user,
    bot_id: message.bot_id,
    app_id: message.app_id,
    team: TEAM.id,
    text: version.text,
    ts: message.ts,
    thread_ts: message.thread_ts,
    metadata: message.metadata,
    blocks: withIds(version.blocks ?? [], message.ts),
  }
}
