/**
 * chat.*: posting, editing, deleting.
 * @module
 */
import { flag, text } from './call.ts'
import { POST_TEXT_MAX, type Refusal, readContent, UPDATE_TEXT_MAX } from './content.ts'
import { type Channel, findUser, TEAM } from './directory.ts'
import type { Handler, Request } from './methods.ts'
import type { Draft, Message } from './store.ts'

type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }
const refuse = (error: string): { ok: false; refusal: Refusal } => ({ ok: false, refusal: { error } })

/** The channel a message is to go to, if the app may write there. */
function writableChannel({ args, workspace }: Request): Result<Channel> {
  const channel = workspace.channel(text(args, 'channel') ?? '')
  if (!channel) return refuse('channel_not_found')
  if (channel.archived) return refuse('is_archived')
  if (!channel.member) return refuse('not_in_channel')
  return { ok: true, value: channel }
}

/** The head of the thread a message answers. A reply to a reply joins the same thread. */
function threadHead({ args, workspace }: Request, channel: Channel): Result<string | undefined> {
  const given = text(args, 'thread_ts')
  if (given === undefined || given === '') return { ok: true, value: undefined }
  const head = workspace.find(channel.id, given)
  // Slack documents no error for a thread that is not there; refusing shows a wrong ts instead of losing the reply.
  if (!head) return refuse('thread_not_found')
  if (head.ephemeral_to !== undefined) return refuse('cannot_reply_to_message')
  return { ok: true, value: head.thread_ts ?? head.ts }
}

/** What Slack shows of a message in its answers. */
function shown(message: Message): Record<string, unknown> {
  const last = message.edits.at(-1)
  return {
    type: 'message',
    user: message.user,
    bot_id: message.bot_id,
    app_id: message.app_id,
    team: TEAM.id,
    text: message.text,
    ts: message.ts,
    blocks: message.blocks,
    thread_ts: message.thread_ts,
    metadata: message.metadata,
    edited: last && { user: message.user, ts: `${Math.floor(Date.parse(last.at) / 1000)}.000000` },
  }
}

function draft(request: Request, more: Partial<Draft>): Result<Draft> {
  const content = readContent(request.args, { textMax: POST_TEXT_MAX, options: request.options })
  if ('error' in content) return { ok: false, refusal: content }
  const links = flag(request.args, 'unfurl_links')
  const media = flag(request.args, 'unfurl_media')
  return {
    ok: true,
    value: {
      ...content,
      user: request.bot.userId,
      bot_id: request.bot.botId,
      app_id: request.bot.appId,
      ...(links === undefined ? {} : { unfurl_links: links }),
      ...(media === undefined ? {} : { unfurl_media: media }),
      ...more,
    },
  }
}

/** https://docs.slack.dev/reference/methods/chat.postMessage */
const postMessage: Handler = (request) => {
  const channel = writableChannel(request)
  if (!channel.ok) return channel.refusal
  const head = threadHead(request, channel.value)
  if (!head.ok) return head.refusal
  const message = draft(request, {
    ...(head.value === undefined ? {} : { thread_ts: head.value }),
    ...(head.value !== undefined && flag(request.args, 'reply_broadcast') ? { reply_broadcast: true } : {}),
  })
  if (!message.ok) return message.refusal
  const limited = request.limit(`post:${channel.value.id}`, request.options.messagePace)
  if (limited) return limited
  const posted = request.workspace.post(channel.value.id, message.value)
  return { ok: true, channel: channel.value.id, ts: posted.ts, message: shown(posted) }
}

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
const postEphemeral: Handler = (request) => {
  const channel = writableChannel(request)
  if (!channel.ok) return channel.refusal
  const user = findUser(text(request.args, 'user') ?? '')
  if (!user || !channel.value.members.includes(user.id)) return { error: 'user_not_in_channel' }
  const head = threadHead(request, channel.value)
  if (!head.ok) return head.refusal
  const message = draft(request, {
    ephemeral_to: user.id,
    ...(head.value === undefined ? {} : { thread_ts: head.value }),
  })
  if (!message.ok) return message.refusal
  const limited = request.limit(`post:${channel.value.id}`, request.options.messagePace)
  if (limited) return limited
  return { ok: true, message_ts: request.workspace.post(channel.value.id, message.value).ts }
}

/** A message the calling app wrote; `denied` is the error for anyone else's. */
function ownMessage({ args, workspace, bot }: Request, denied: string): Result<Message> {
  // An edit needs the conversation's id: a person's id or a name is not enough.
  const reference = text(args, 'channel') ?? ''
  const channel = workspace.channels().find((candidate) => candidate.id === reference)
  if (!channel) return refuse('channel_not_found')
  const message = workspace.find(channel.id, text(args, 'ts') ?? '')
  if (!message || message.deleted || message.ephemeral_to !== undefined) return refuse('message_not_found')
  if (message.bot_id !== bot.botId) return refuse(denied)
  if (channel.archived) return refuse('is_inactive')
  return { ok: true, value: message }
}

/** https://docs.slack.dev/reference/methods/chat.update */
const update: Handler = (request) => {
  const message = ownMessage(request, 'cant_update_message')
  if (!message.ok) return message.refusal
  const content = readContent(request.args, {
    textMax: UPDATE_TEXT_MAX,
    options: request.options,
    previous: message.value,
  })
  if ('error' in content) return content
  const limited = request.limit('update', request.options.updatePace)
  if (limited) return limited
  request.workspace.edit(message.value, content, content.metadata)
  const { channel, ts, text: words } = message.value
  return { ok: true, channel, ts, text: words, message: shown(message.value) }
}

/** https://docs.slack.dev/reference/methods/chat.delete */
const remove: Handler = (request) => {
  const message = ownMessage(request, 'cant_delete_message')
  if (!message.ok) return message.refusal
  request.workspace.remove(message.value)
  return { ok: true, channel: message.value.channel, ts: message.value.ts }
}

/** https://docs.slack.dev/reference/methods/chat.getPermalink; the link leads to the emulator's own page. */
const getPermalink: Handler = ({ args, workspace, origin }) => {
  const channel = workspace.channel(text(args, 'channel') ?? '')
  if (!channel) return { error: 'channel_not_found' }
  const message = workspace.find(channel.id, text(args, 'message_ts') ?? '')
  if (!message) return { error: 'message_not_found' }
  const permalink = `${origin}/slack/archives/${channel.id}/p${message.ts.replace('.', '')}`
  return { ok: true, channel: channel.id, permalink }
}

export const CHAT_METHODS: Record<string, Handler> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
}
