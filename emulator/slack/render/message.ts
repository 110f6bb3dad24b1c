/**
 * One message: who, when, what, and what became of it.
 * @module
 */
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Html } from '../../pages/html.ts'
import { type Channel, displayName } from '../directory.ts'
import type { Content, Message, Thread, Version, Workspace } from '../store.ts'
import { type Live, renderBlocks } from './blocks.ts'
import { renderMrkdwn } from './mrkdwn.ts'
import { notified } from './notified.ts'

const HUES: Record<string, number> = {
  U0GOATBOT: 152,
  U0OTHERBT: 268,
  U0VIEWER1: 212,
  U0REQUEST: 24,
  U0APPROVE: 332,
  U0APPROV2: 190,
  USLACKBOT: 0,
}

const day = (at: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(at))

/** The messages of a channel as one person sees them, with a line between days. */
export function conversation(workspace: Workspace, channel: Channel, viewer: string): Html {
  const threads = workspace.threads(channel.id, viewer)
  const heads = new Set(threads.map((thread) => thread.ts))
  const copies = workspace.broadcasts(channel.id).filter((reply) => reply.thread_ts && heads.has(reply.thread_ts))
  const entries = [
    ...threads.map((thread) => ({ at: thread.at, ts: thread.ts, view: threadView(thread) })),
    ...copies.map((reply) => ({ at: reply.at, ts: reply.ts, view: broadcastView(reply) })),
  ].sort((a, b) => (a.ts < b.ts ? -1 : 1))
  if (entries.length === 0) {
    return html`<p id="empty" data-v="0" class="empty">No messages yet. What the Worker posts to
<code>${channel.name}</code> appears here.</p>`
  }
  return html`${entries.map(({ at, view }, index) => {
    const previous = entries[index - 1]
    const first = previous === undefined || day(previous.at) !== day(at)
    const mark = first ? html`<div id="d-${at.slice(0, 10)}" data-v="1" class="day"><span>${day(at)}</span></div>` : ''
    return html`${mark}${view}`
  })}`
}

function threadView(thread: Thread): Html {
  const { replies } = thread
  const label = replies.length === 1 ? '1 reply' : `${replies.length} replies`
  return html`<article id="m-${thread.channel}-${thread.ts}" data-v="${versionOf(thread)}" data-say="${sayOf([thread, ...replies])}" class="message${thread.ephemeral_to === undefined ? '' : ' ephemeral'}" tabindex="-1">
${messageBody(thread)}${
  replies.length === 0
    ? ''
    : html`<details class="thread" data-k="t-${thread.ts}" open><summary data-k="t-${thread.ts}">${label}</summary>
${replies.map((reply) => html`<article id="m-${reply.channel}-${reply.ts}" class="message reply" tabindex="-1">${messageBody(reply)}</article>`)}</details>`
}</article>`
}

function broadcastView(reply: Message): Html {
  return html`<article id="b-${reply.channel}-${reply.ts}" data-v="${versionOf(reply)}" data-say="${sayOf([reply])}" class="message" tabindex="-1">
${messageBody(reply, html`<p class="above">replied to <a href="#m-${reply.channel}-${reply.thread_ts}">a thread</a></p>`, 'b')}</article>`
}

function messageBody(message: Message, above: Html | '' = '', place: 'm' | 'b' = 'm'): Html {
  const name = displayName(message.user) ?? message.user
  const hue = HUES[message.user] ?? 212
  const told = message.deleted ? [] : notified(message)
  return html`<div class="avatar" style="--hue:${hue}" aria-hidden="true">${[...name][0] ?? '?'}</div>
<div class="body">
<div class="byline"><strong dir="auto">${name}</strong>${message.bot_id ? html` <span class="app">APP</span>` : ''}
${clock(message.at)}${told.length === 0 ? '' : html` <span class="notifies" title="Unescaped mentions, on which Slack notifies people">🔔 notifies ${told.join(', ')}</span>`}</div>
${above}${message.ephemeral_to === undefined ? '' : html`<p class="above">Only visible to you</p>`}
<div class="content${message.deleted ? ' deleted' : ''}">${contentView(message, { ts: message.ts, prefix: `${place}-${message.channel}-${message.ts}` })}</div>
<div class="foot">${history(message)}${spoken(message)}</div></div>`
}

/** What a version says; its buttons can be pressed where it says what is so now. */
function contentView(version: Content, live: Live | null = null): Html {
  const { text, blocks } = version
  return html`${raw(blocks === undefined || blocks.length === 0 ? renderMrkdwn(text) : renderBlocks(blocks, live))}`
}

/** Beside blocks, `text` is what a notification and a screen reader would say, so a person should be able to see it. */
function spoken(message: Message): Html | '' {
  if (message.blocks === undefined || message.blocks.length === 0 || message.text === '') return ''
  return html`<details class="spoken" data-k="s-${message.ts}"><summary data-k="s-${message.ts}">notification text</summary>
<div dir="auto">${raw(renderMrkdwn(message.text))}</div></details>`
}

function history(message: Message): Html | '' {
  if (message.edits.length === 0 || message.deleted) return ''
  const earlier = [message.original, ...message.edits.slice(0, -1)]
  const times = message.edits.length === 1 ? '(edited)' : `(edited ${message.edits.length} times)`
  return html`<details class="history" data-k="h-${message.ts}"><summary data-k="h-${message.ts}">${times}</summary>
<ol>${earlier.map((version, index) => html`<li>${versionView(version, index)}</li>`)}</ol></details>`
}

function versionView(version: Version, index: number): Html {
  return html`<p class="version">${index === 0 ? 'Original' : `Edit ${index}`} · ${clock(version.at)}</p>
<div class="content">${contentView(version)}</div>`
}

function clock(at: string): Html {
  return html`<time datetime="${at}" title="${at}">${at.slice(11, 16)}</time>`
}

/** What is longer is cut: a line is told, not a message. */
const SPOKEN_MAX = 150

/** One line for a screen reader (pages/live.ts): what was said or edited last, in the words of a notification. */
function sayOf(messages: readonly Message[]): string {
  const lastAt = ({ at, edits }: Message) => edits.at(-1)?.at ?? at
  const newest = messages.reduce((last, message) => (lastAt(message) >= lastAt(last) ? message : last))
  if (newest.deleted) return 'a message was deleted'
  const line = newest.text.replace(/&(lt|gt|amp);/g, (_, name: string) => ENTITIES[name] ?? '').replace(/\s+/g, ' ')
  return line.length > SPOKEN_MAX ? `${line.slice(0, SPOKEN_MAX)}…` : line
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&' }

/** Changes when anything drawn of this message changes. */
function versionOf(message: Message | Thread): string {
  return createHash('sha1').update(JSON.stringify(message)).digest('base64url').slice(0, 12)
}
