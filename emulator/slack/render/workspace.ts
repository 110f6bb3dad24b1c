/**
 * The workspace around the messages: sidebar, channel head, list, the box to type in.
 * @module
 */
import { html } from 'hono/html'
import { type Html, topBar } from '../../pages/html.ts'
import { APP, type Channel, TEAM, USERS, type User } from '../directory.ts'
import type { Workspace } from '../store.ts'
import type { Wiring } from '../wiring.ts'
import { conversation } from './message.ts'

/** What one person has before them. */
export type View = { workspace: Workspace; viewer: User; channel: Channel; wiring: Wiring }

const sign = (channel: Channel): string => ({ public: '#', private: '🔒', im: '●' })[channel.kind]

/** What a person calls a channel: a direct message by who is at the other end. */
export const nameOf = (channel: Channel): string => (channel.kind === 'im' ? APP.realName : channel.name)

/** The address of a channel as one person sees it, so that two tabs can be two people. */
export const addressOf = (channelId: string, userId: string): string =>
  `/slack?channel=${encodeURIComponent(channelId)}&as=${encodeURIComponent(userId)}`

/** The conversations a person is in. */
export function channelsOf(workspace: Workspace, viewer: User): Channel[] {
  return workspace.channels().filter(({ members }) => members.includes(viewer.id))
}

/** The whole page of one channel. */
export function workspacePage(view: View): Html {
  const { workspace, viewer, channel } = view
  return html`${topBar('slack')}
<div class="workspace">
<aside class="sidebar" aria-label="Workspace"><p class="team">${TEAM.name}</p>
<nav aria-label="Channels"><ul id="channels">${sidebar(view)}</ul></nav>
<nav aria-label="Act as"><p class="group" aria-hidden="true">Act as</p><ul id="people">${people(view)}</ul></nav></aside>
<main id="main" tabindex="-1">
<div class="channel-head"><h1 dir="auto"><span aria-hidden="true">${sign(channel)}</span> ${nameOf(channel)}</h1>
<p>${channel.purpose}</p></div>
<div class="scroll" data-stick tabindex="0" role="region" aria-label="Messages of ${nameOf(channel)}">
<div id="messages" role="log" aria-live="off">${conversation(workspace, channel, viewer.id)}</div>
</div>
<p id="live-status" class="live-status" role="status"></p>
<p id="live-news" class="sr" role="status"></p>
${composer(view)}
</main>
</div>`
}

/** What the page asks for when something has changed. */
export async function fragment(view: View): Promise<Record<string, string>> {
  return {
    channels: String(await sidebar(view)),
    messages: String(await conversation(view.workspace, view.channel, view.viewer.id)),
    switches: String(await switches(view)),
  }
}

function sidebar({ workspace, viewer, channel: current }: View): Html {
  const counted = channelsOf(workspace, viewer).map((channel) => {
    const threads = workspace.threads(channel.id, viewer.id)
    return { channel, count: threads.reduce((sum, thread) => sum + 1 + thread.replies.length, 0) }
  })
  return html`${counted.map(({ channel, count }) => {
    const here = channel.id === current.id
    const state = channel.archived ? ' (archived)' : channel.member ? '' : ' (the app is not a member)'
    return html`<li id="c-${channel.id}" data-v="${count}${here}"><a href="${addressOf(channel.id, viewer.id)}"
 ${here ? html`aria-current="page"` : ''} class="${channel.archived || !channel.member ? 'off' : ''}"><span aria-hidden="true">${sign(channel)}</span>
<span class="name" dir="auto">${nameOf(channel)}<span class="sr">${state}</span></span>${
      count > 0 ? html`<span class="count">${count}<span class="sr"> messages</span></span>` : ''
    }</a></li>`
  })}`
}

/** Everybody one can be here. A channel the other person is not in leads them home. */
function people({ viewer, channel }: View): Html {
  return html`${USERS.map(
    (
      user,
    ) => html`<li><a href="${addressOf(channel.id, user.id)}" ${user.id === viewer.id ? html`aria-current="true"` : ''}
><span aria-hidden="true">☺</span> <span class="name">${user.realName}</span></a></li>`,
  )}`
}

/** The box for messages and `/goat …`. Its forms also work where no script runs. */
function composer(view: View): Html {
  const { viewer, channel } = view
  if (channel.archived) return html`<p class="composer closed">This channel is archived; nobody can write here.</p>`
  const hidden = html`<input type="hidden" name="as" value="${viewer.id}"><input type="hidden" name="channel" value="${channel.id}">`
  return html`<div class="composer">
<form id="say" method="post" action="/slack/say" class="say">${hidden}
<label class="sr" for="text">Message or command as ${viewer.realName}</label>
<input id="text" name="text" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send"
 dir="auto" placeholder="Message as ${viewer.realName}, or /goat help" aria-describedby="sending"><button class="button primary" type="submit">Send</button></form>
<div class="under"><form id="switch" method="post" action="/slack/switch">${hidden}<span id="switches">${switches(view)}</span></form>
<p id="sending" role="status"></p></div>
<form id="press" method="post" action="/slack/press">${hidden}</form></div>`
}

function switches({ wiring }: Pick<View, 'wiring'>): Html {
  const on = wiring.deliverTwice
  return html`<button id="deliver-twice" data-v="${String(on)}" data-k="deliver-twice" class="switch" type="submit" name="deliver_twice"
 value="${on ? 'off' : 'on'}" aria-pressed="${String(on)}" title="Sends every command and click a second time, as Slack does when an answer got lost">Deliver twice</button>`
}
