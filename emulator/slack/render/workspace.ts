/**
 * The workspace around the messages: sidebar, channel head, list.
 * @module
 */
import { html } from 'hono/html'
import { type Html, topBar } from '../../pages/html.ts'
import { type Channel, TEAM } from '../directory.ts'
import type { Workspace } from '../store.ts'
import { conversation } from './message.ts'

const sign = (channel: Channel): string => ({ public: '#', private: '🔒', im: '●' })[channel.kind]

/** The whole page of one channel. */
export function workspacePage(workspace: Workspace, channel: Channel): Html {
  return html`${topBar('slack')}
<div class="workspace">
<nav class="sidebar" aria-label="Channels"><p class="team">${TEAM.name}</p>
<ul id="channels">${sidebar(workspace, channel)}</ul></nav>
<main id="main" tabindex="-1">
<div class="channel-head"><h1 dir="auto"><span aria-hidden="true">${sign(channel)}</span> ${channel.name}</h1>
<p>${channel.purpose}</p></div>
<div class="scroll" data-stick tabindex="0" role="region" aria-label="Messages of ${channel.name}">
<div id="messages" role="log" aria-live="polite" aria-relevant="additions">${conversation(workspace, channel)}</div>
</div>
<p id="live-status" class="live-status" role="status"></p>
${composer()}
</main>
</div>`
}

/** What the page asks for when something has changed. */
export async function fragment(workspace: Workspace, channel: Channel): Promise<Record<string, string>> {
  return {
    channels: String(await sidebar(workspace, channel)),
    messages: String(await conversation(workspace, channel)),
  }
}

function sidebar(workspace: Workspace, current: Channel): Html {
  const counted = workspace.channels().map((channel) => {
    const count = workspace.threads(channel.id).reduce((sum, thread) => sum + 1 + thread.replies.length, 0)
    return { channel, count }
  })
  return html`${counted.map(({ channel, count }) => {
    const here = channel.id === current.id
    const state = channel.archived ? ' (archived)' : channel.member ? '' : ' (the app is not a member)'
    return html`<li id="c-${channel.id}" data-v="${count}${here}"><a href="/slack?channel=${channel.id}"
 ${here ? html`aria-current="page"` : ''} class="${channel.archived || !channel.member ? 'off' : ''}"><span aria-hidden="true">${sign(channel)}</span>
<span class="name" dir="auto">${channel.name}<span class="sr">${state}</span></span>${
      count > 0 ? html`<span class="count">${count}<span class="sr"> messages</span></span>` : ''
    }</a></li>`
  })}`
}

/** The place of the box for `/goat …`, at the foot of the channel. Nothing is drawn until typing does something. */
function composer(): Html | '' {
  return ''
}
