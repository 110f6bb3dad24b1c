/**
 * auth.*, conversations.*, users.*: who and what there is.
 * @module
 */
import { flag, text } from './call.ts'
import { BOTS, type Bot, type Channel, findUser, TEAM, USERS, type User } from './directory.ts'
import type { Handler } from './methods.ts'

/** https://docs.slack.dev/reference/methods/auth.test */
const authTest: Handler = ({ bot, origin }) => ({
  ok: true,
  url: `${origin}/slack/`,
  team: TEAM.name,
  user: bot.name,
  team_id: TEAM.id,
  user_id: bot.userId,
  bot_id: bot.botId,
  is_enterprise_install: false,
})

/** https://docs.slack.dev/reference/objects/conversation-object */
function conversation(channel: Channel): Record<string, unknown> {
  const common = { id: channel.id, created: 1_700_000_000, is_archived: channel.archived, context_team_id: TEAM.id }
  if (channel.kind === 'im') return { ...common, is_im: true, is_open: true, user: channel.members[0] }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_private: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_general: channel.id === 'C0GENERAL',
    is_member: channel.member,
    num_members: channel.members.length,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: 'U0APPROVE', last_set: 1_700_000_000 },
  }
}

/** One page of a list and the cursor of the next, as Slack pages: an empty cursor ends it. */
function page<T>(items: readonly T[], args: Record<string, unknown>): { items: T[]; next: string } | undefined {
  const cursor = text(args, 'cursor') ?? ''
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('offset:', ''))
  if (!Number.isInteger(start) || start < 0) return undefined
  const limit = Math.min(Math.max(Number(text(args, 'limit') ?? 100) || 100, 1), 1000)
  const end = start + limit
  const next = end < items.length ? Buffer.from(`offset:${end}`).toString('base64') : ''
  return { items: items.slice(start, end), next }
}

/** https://docs.slack.dev/reference/methods/conversations.list; a private channel is seen by its members only. */
const list: Handler = ({ args, workspace }) => {
  const types = (text(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim())
  const named: Record<Channel['kind'], string> = { public: 'public_channel', private: 'private_channel', im: 'im' }
  const visible = workspace
    .channels()
    .filter((channel) => types.includes(named[channel.kind]))
    .filter((channel) => channel.kind !== 'private' || channel.member)
    .filter((channel) => !(flag(args, 'exclude_archived') && channel.archived))
  const part = page(visible, args)
  if (!part) return { error: 'invalid_cursor' }
  return { ok: true, channels: part.items.map(conversation), response_metadata: { next_cursor: part.next } }
}

/** A conversation by its id, if the app may know of it. */
function visible(workspace: { channels(): Channel[] }, id: string | undefined): Channel | undefined {
  const channel = workspace.channels().find((candidate) => candidate.id === id)
  return channel && (channel.kind !== 'private' || channel.member) ? channel : undefined
}

/** https://docs.slack.dev/reference/methods/conversations.info */
const info: Handler = ({ args, workspace }) => {
  const channel = visible(workspace, text(args, 'channel'))
  return channel ? { ok: true, channel: conversation(channel) } : { error: 'channel_not_found' }
}

/** https://docs.slack.dev/reference/methods/conversations.members */
const members: Handler = ({ args, workspace }) => {
  const channel = visible(workspace, text(args, 'channel'))
  if (!channel) return { error: 'channel_not_found' }
  const part = page(channel.members, args)
  if (!part) return { error: 'invalid_cursor' }
  return { ok: true, members: part.items, response_metadata: { next_cursor: part.next } }
}

/** https://docs.slack.dev/reference/methods/conversations.open, for a direct message with one person. */
const open: Handler = ({ args, workspace }) => {
  const ids = (text(args, 'users') ?? '').split(',').filter((id) => id !== '')
  const known = text(args, 'channel')
  if (known !== undefined) {
    const channel = workspace.channels().find((candidate) => candidate.id === known && candidate.kind === 'im')
    return channel ? { ok: true, channel: { id: channel.id } } : { error: 'channel_not_found' }
  }
  const [id, ...others] = ids
  if (id === undefined) return { error: 'users_list_not_supplied' }
  if (others.length > 0) return { error: 'method_not_supported_for_channel_type' }
  if (!findUser(id)) return { error: 'user_not_found' }
  const channel = workspace.openDirect(id)
  return { ok: true, channel: flag(args, 'return_im') ? conversation(channel) : { id: channel.id } }
}

/** https://docs.slack.dev/reference/objects/user-object */
function person(user: User): Record<string, unknown> {
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    deleted: false,
    real_name: user.realName,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile: { real_name: user.realName, display_name: user.name, email: user.email },
    is_bot: false,
    is_admin: user.id === 'U0APPROVE',
  }
}

function robot(bot: Bot): Record<string, unknown> {
  return {
    id: bot.userId,
    team_id: TEAM.id,
    name: bot.name,
    deleted: false,
    real_name: bot.realName,
    profile: { real_name: bot.realName, display_name: bot.name, bot_id: bot.botId, api_app_id: bot.appId },
    is_bot: true,
  }
}

/** https://docs.slack.dev/reference/methods/users.list */
const users: Handler = ({ args }) => {
  const part = page([...USERS.map(person), ...BOTS.map(robot)], args)
  if (!part) return { error: 'invalid_cursor' }
  return { ok: true, members: part.items, response_metadata: { next_cursor: part.next } }
}

/** https://docs.slack.dev/reference/methods/users.info */
const user: Handler = ({ args }) => {
  const id = text(args, 'user') ?? ''
  const found = findUser(id)
  const bot = BOTS.find((candidate) => candidate.userId === id)
  if (found) return { ok: true, user: person(found) }
  return bot ? { ok: true, user: robot(bot) } : { error: 'user_not_found' }
}

export const DIRECTORY_METHODS: Record<string, Handler> = {
  'auth.test': authTest,
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.open': open,
  'users.list': users,
  'users.info': user,
}
