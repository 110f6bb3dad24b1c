/**
 * What the mailbox looks like.
 * @module
 */
import { html } from 'hono/html'
import { type Html, topBar } from '../pages/html.ts'
import type { Address } from './compose.ts'
import type { Mail } from './store.ts'

/**
 * What stands before a mail's HTML: nothing runs and nothing is fetched, whatever the mail says. The frame's sandbox
 * says the same a second time.
 */
const MAIL_POLICY =
  '<meta http-equiv="content-security-policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">' +
  '<meta name="color-scheme" content="light"><base target="_blank">'

const subjectOf = (mail: Mail): string => mail.subject || '(no subject)'
const named = ({ name, address }: Address): string => (name ? `${name} <${address}>` : address)
const when = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

/** The list of all mail. */
export function inboxPage(mails: readonly Mail[]): Html {
  return html`${topBar('mail')}
<main id="main" class="mail" tabindex="-1">
<h1>Mailbox</h1>
<p class="lead">Every mail the Worker sends, whoever it is for. Newest first.</p>
<p id="live-status" class="bad" role="status"></p>
<ol id="inbox" class="inbox" aria-live="polite" aria-relevant="additions">${inboxItems(mails)}</ol>
</main>`
}

/** The entries of the list, newest first. */
export function inboxItems(mails: readonly Mail[]): Html {
  if (mails.length === 0) {
    return html`<li id="none" data-v="0" class="empty">No mail yet. Point <code>SMTP_URL</code> at this machine, or set
<code>RESEND_API_KEY</code> and <code>RESEND_API_URL</code> to <code>/mail/resend</code> here.</li>`
  }
  return html`${mails.toReversed().map(
    (mail) => html`<li id="mail-${mail.id}" data-v="1"><a href="/mail/messages/${mail.id}">
<span class="from" dir="auto">${mail.from?.name ?? mail.from?.address ?? mail.envelope.from}</span>
<span class="subject" dir="auto">${subjectOf(mail)}</span>
<span class="to">to ${mail.envelope.to.join(', ')}</span>
<span class="via via-${mail.via}">${mail.via}</span>
<time datetime="${mail.at}">${when(mail.at)}</time></a></li>`,
  )}`
}

/** One mail: as its reader sees it, as text, its headers and its source. */
export function mailPage(mail: Mail): Html {
  const views = [
    ...(mail.html ? [{ id: 'html', label: 'HTML', body: htmlView(mail) }] : []),
    ...(mail.text ? [{ id: 'text', label: 'Text', body: html`<pre class="plain" dir="auto">${mail.text}</pre>` }] : []),
    ...(mail.attachments.length > 0 ? [{ id: 'files', label: 'Attachments', body: filesView(mail) }] : []),
    { id: 'headers', label: 'Headers', body: headersView(mail) },
    { id: 'raw', label: 'Source', body: rawView(mail) },
  ]
  return html`${topBar('mail')}
<main id="main" class="mail one" tabindex="-1">
<p class="back"><a href="/mail">← All mail</a></p>
<h1 dir="auto">${subjectOf(mail)}</h1>
<dl class="facts">
${fact('From', mail.from ? named(mail.from) : mail.envelope.from)}
${fact('To', mail.to.map(named).join(', '))}
${mail.cc.length > 0 ? fact('Cc', mail.cc.map(named).join(', ')) : ''}
${mail.reply_to.length > 0 ? fact('Reply to', mail.reply_to.map(named).join(', ')) : ''}
${fact('Delivered to', mail.envelope.to.join(', '))}
${fact('Received', `${when(mail.at)}, by ${mail.via}`)}
</dl>
<nav class="tabs" aria-label="Views of this mail">${views.map(({ id, label }) => html`<a href="#${id}">${label}</a>`)}</nav>
${views.map(
  ({ id, label, body }) =>
    html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${label}</h2>${body}</section>`,
)}
</main>`
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`
}

function htmlView(mail: Mail): Html {
  return html`<iframe title="The mail as HTML" sandbox="" referrerpolicy="no-referrer" srcdoc="${MAIL_POLICY + mail.html}"></iframe>`
}

function filesView(mail: Mail): Html {
  return html`<ul>${mail.attachments.map(({ filename, type, bytes }) => html`<li dir="auto">${filename} (${type}, ${bytes} bytes)</li>`)}</ul>`
}

function headersView(mail: Mail): Html {
  return html`<dl class="headers">${mail.headers.map(({ key, value }) => html`<div><dt>${key}</dt><dd dir="auto">${value}</dd></div>`)}</dl>`
}

function rawView(mail: Mail): Html {
  return html`<p><a href="/mail/messages/${mail.id}/raw">Open the source by itself</a></p>
<details><summary>Show the source</summary><pre>${mail.raw}</pre></details>`
}
