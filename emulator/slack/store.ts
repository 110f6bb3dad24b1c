/**
 * Everything the workspace remembers: messages with their edits and threads, and opened direct messages.
 * @module
 */
import { randomInt } from 'node:crypto'
import { BOTS, CHANNELS, type Channel, findUser } from './directory.ts'

/** What a message says at one moment. */
export type Content = { text: string; blocks?: unknown[] }

/** A version of a message and when it was written. */
export type Version = Content & { at: string }

/** A stored message. `text` and `blocks` are the newest version; `edits` has every later version, newest last. */
export type Message = Content & {
  channel: string
  ts: string
  at: string
  user: string
  bot_id?: string
  app_id?: string
  thread_ts?: string
  reply_broadcast?: boolean
  metadata?: unknown
  unfurl_links?: boolean
  unfurl_media?: boolean
  /** Only this person sees it: chat.postEphemeral. */
  ephemeral_to?: string
  /** Deleted while it had replies, so its place stays. */
  deleted?: boolean
  original: Version
  edits: Version[]
}

/** A message as tests and the page see it: replies hang under what they answer. */
export type Thread = Message & { replies: Message[] }

export type Draft = Content & {
  user: string
  bot_id?: string
  app_id?: string
  thread_ts?: string
  reply_broadcast?: boolean
  metadata?: unknown
  unfurl_links?: boolean
  unfurl_media?: boolean
  ephemeral_to?: string
}

/** The workspace's memory. Time comes from outside, so a test decides what o'clock it is. */
export class Workspace {
  readonly #now: () => Date
  #messages: Message[] = []
  #directs: Channel[] = []
  #lastMicros = new Map<string, number>()
  // Anywhere, so that a page left open over a restart does not take the new count for the old one.
  #revision = randomInt(1_000_000_000)

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Changes whenever anything visible changes; the page polls it. */
  get revision(): number {
    return this.#revision
  }

  channels(): Channel[] {
    return [...CHANNELS, ...this.#directs]
  }

  /** A conversation by its id, `#name` or bare name, or a person's id for the direct message with them. */
  channel(reference: string): Channel | undefined {
    const direct = findUser(reference) && this.openDirect(reference)
    if (direct) return direct
    const name = reference.replace(/^#/, '')
    return this.channels().find((channel) => channel.id === reference || channel.name === name)
  }

  /** The direct message with a person, opened if need be. */
  openDirect(userId: string): Channel {
    const id = `D${userId.slice(1)}`
    const known = this.#directs.find((channel) => channel.id === id)
    if (known) return known
    const direct: Channel = {
      id,
      name: findUser(userId)?.name ?? userId,
      kind: 'im',
      archived: false,
      member: true,
      purpose: '',
      members: [userId, ...BOTS.slice(0, 1).map((bot) => bot.userId)],
    }
    this.#directs.push(direct)
    this.#revision++
    return direct
  }

  /** Writes a message and gives it its place in the channel. */
  post(channelId: string, draft: Draft): Message {
    const at = this.#now().toISOString()
    const version: Version = { at, ...content(draft) }
    const message: Message = {
      ...draft,
      channel: channelId,
      ts: this.#nextTs(channelId),
      at,
      original: version,
      edits: [],
    }
    this.#messages.push(message)
    this.#revision++
    return message
  }

  find(channelId: string, ts: string): Message | undefined {
    return this.#messages.find((message) => message.channel === channelId && message.ts === ts)
  }

  /** Replaces what a message says and keeps what it said before. */
  edit(message: Message, next: Content, metadata?: unknown): void {
    message.text = next.text
    if (next.blocks === undefined) delete message.blocks
    else message.blocks = next.blocks
    if (metadata !== undefined) message.metadata = metadata
    message.edits.push({ at: this.#now().toISOString(), ...content(next) })
    this.#revision++
  }

  /** Removes a message. One that has replies leaves a marker, so that the thread keeps its head. */
  remove(message: Message): void {
    const answered = this.#messages.some((other) => isReplyTo(other, message))
    if (answered) {
      message.deleted = true
      message.text = 'This message was deleted.'
      delete message.blocks
    } else {
      this.#messages = this.#messages.filter((other) => other !== message)
    }
    this.#revision++
  }

  /** Every message there is, oldest first. */
  everything(): readonly Message[] {
    return this.#messages
  }

  /** The messages of one channel, or of all, oldest first, each with its replies; for a person, those they can see. */
  threads(channelId?: string, viewer?: string): Thread[] {
    const inScope = this.#messages.filter(
      (message) =>
        (channelId === undefined || message.channel === channelId) &&
        (viewer === undefined || message.ephemeral_to === undefined || message.ephemeral_to === viewer),
    )
    return inScope
      .filter((message) => message.thread_ts === undefined)
      .map((message) => ({ ...message, replies: inScope.filter((other) => isReplyTo(other, message)) }))
  }

  /** Replies that were also sent to the channel, for the page. */
  broadcasts(channelId: string): Message[] {
    return this.#messages.filter((message) => message.channel === channelId && message.reply_broadcast === true)
  }

  /** Something beside the messages has changed that pages show. */
  touch(): void {
    this.#revision++
  }

  reset(): void {
    this.#messages = []
    this.#directs = []
    this.#lastMicros.clear()
    this.#revision++
  }

  /**
   * Unique within its channel and growing, like Slack's: seconds, a point, six digits.
   * A clock that stands still or goes back does not produce a ts twice.
   */
  #nextTs(channelId: string): string {
    const micros = Math.max(this.#now().getTime() * 1000, (this.#lastMicros.get(channelId) ?? 0) + 1)
    this.#lastMicros.set(channelId, micros)
    return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
  }
}

function content(from: Content): Content {
  return from.blocks === undefined ? { text: from.text } : { text: from.text, blocks: from.blocks }
}

function isReplyTo(other: Message, head: Message): boolean {
  return other.channel === head.channel && other.thread_ts === head.ts && other !== head
}
