/**
 * Blocks as a person sees them, as HTML. The blocks have passed the validator, yet nothing here trusts their shape.
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'
import { buttonKey } from '../outgoing/buttons.ts'
import { renderMrkdwn, renderPlain } from './mrkdwn.ts'
import { renderRichText } from './rich-text.ts'

type Json = Record<string, unknown>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Whose buttons can be pressed: the message's ts, and what makes ids unique when a message is on the page twice. */
export type Live = { ts: string; prefix: string }

/** One block's place in a message; without one, buttons are only drawn. */
type At = (Live & { block: number }) | null

/** All blocks of a message. */
export function renderBlocks(blocks: readonly unknown[], live: Live | null = null): string {
  return blocks.map((block, index) => renderBlock(record(block), live && { ...live, block: index })).join('')
}

function renderBlock(block: Json, at: At): string {
  switch (block.type) {
    case 'section':
      return renderSection(block, at)
    case 'header':
      return `<h2 class="b-header" dir="auto">${textObject(block.text)}</h2>`
    case 'divider':
      return '<hr>'
    case 'context':
      return `<div class="b-context">${items(block.elements).map(contextItem).join('')}</div>`
    case 'actions':
      return `<div class="b-actions">${items(block.elements)
        .map((item, index) => element(item, at, index))
        .join('')}</div>`
    case 'image':
      return `<figure class="b-image">${block.title ? `<figcaption dir="auto">${textObject(block.title)}</figcaption>` : ''}${image(block)}</figure>`
    case 'rich_text':
      return `<div class="b-rich">${renderRichText(items(block.elements))}</div>`
    case 'markdown':
      // Standard Markdown is another language than mrkdwn; shown as written until something sends it.
      return `<div class="b-markdown" dir="auto">${renderPlain(words(block.text))}</div>`
    case 'input':
      return `<div class="b-input"><span dir="auto">${textObject(block.label)}</span> ${element(block.element, null, 0)}</div>`
    default:
      return `<div class="b-unknown">[${escapeHtml(words(block.type))}]</div>`
  }
}

function renderSection(block: Json, at: At): string {
  const text = block.text === undefined ? '' : `<div class="b-text" dir="auto">${textObject(block.text)}</div>`
  const fields = items(block.fields).map((field) => `<div class="b-field" dir="auto">${textObject(field)}</div>`)
  const side = block.accessory === undefined ? '' : `<div class="b-side">${element(block.accessory, at, 0)}</div>`
  const grid = fields.length > 0 ? `<div class="b-fields">${fields.join('')}</div>` : ''
  return `<div class="b-section"><div class="b-main">${text}${grid}</div>${side}</div>`
}

/** A plain_text or mrkdwn object. */
function textObject(value: unknown): string {
  const { type, text, emoji } = record(value)
  return type === 'mrkdwn' ? renderMrkdwn(words(text)) : renderPlain(words(text), emoji !== false)
}

function contextItem(value: unknown): string {
  const item = record(value)
  return item.type === 'image' ? image(item) : `<span class="b-note" dir="auto">${textObject(item)}</span>`
}

function image(value: Json): string {
  const url = words(value.image_url)
  const alt = escapeHtml(words(value.alt_text))
  if (!/^https?:\/\//i.test(url)) return `<span class="b-alt">${alt}</span>`
  return `<img src="${escapeHtml(url)}" alt="${alt}" loading="lazy" referrerpolicy="no-referrer">`
}

/** An element. What is neither button nor image is drawn, and takes no input. */
function element(value: unknown, at: At, index: number): string {
  const item = record(value)
  if (item.type === 'image') return image(item)
  if (item.type === 'button') return button(item, at, index)
  const shown =
    item.placeholder === undefined ? escapeHtml(words(item.type).replaceAll('_', ' ')) : textObject(item.placeholder)
  return `<span class="button inert" role="button" aria-disabled="true">${shown} ▾</span>`
}

/** A button. Its action and value are in the tooltip, for whoever debugs. */
function button(item: Json, at: At, index: number): string {
  const label = textObject(item.text)
  const style = item.style === 'primary' || item.style === 'danger' ? ` ${item.style}` : ''
  const url = words(item.url)
  if (/^https?:\/\//i.test(url)) {
    return `<a class="button${style}" href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">${label}</a>`
  }
  const hint = `title="${escapeHtml(`${words(item.action_id)} ${words(item.value)}`.trim())}"`
  if (at === null) {
    return `<span class="button inert${style}" role="button" aria-disabled="true" ${hint}>${label}</span>`
  }
  const key = buttonKey(item, { ts: at.ts, block: at.block, element: index })
  const spoken = words(item.accessibility_label)
  const name = spoken === '' ? '' : ` aria-label="${escapeHtml(spoken)}"`
  const sends = `type="submit" form="press" name="press" value="${at.ts}~${key}"`
  if (item.confirm === undefined) {
    return `<button class="button${style}" ${sends} data-k="${key}" ${hint}${name}>${label}</button>`
  }
  const dialog = `${at.prefix}-${key}`
  return `<button class="button${style}" type="button" command="show-modal" commandfor="${dialog}" data-k="${key}" ${hint}${name}>${label}</button>${confirmDialog(record(item.confirm), dialog, sends)}`
}

/** "Are you sure?" The browser opens and closes it by itself, also where no script runs; Esc is no. */
function confirmDialog(confirm: Json, id: string, sends: string): string {
  const style = confirm.style === 'danger' ? 'danger' : 'primary'
  return `<dialog class="confirm" id="${id}" aria-labelledby="${id}-t" aria-describedby="${id}-d"><h2 id="${id}-t" dir="auto">${textObject(confirm.title)}</h2>
<div id="${id}-d" class="confirm-text" dir="auto">${textObject(confirm.text)}</div>
<form method="dialog" class="confirm-foot"><button class="button" autofocus>${textObject(confirm.deny)}</button>
<button class="button ${style}" ${sends}>${textObject(confirm.confirm)}</button></form></dialog>`
}
