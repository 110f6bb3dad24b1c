/**
 * Blocks as a person sees them, as HTML. The blocks have passed the validator, yet nothing here trusts their shape.
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'
import { renderMrkdwn, renderPlain } from './mrkdwn.ts'
import { renderRichText } from './rich-text.ts'

type Json = Record<string, unknown>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** All blocks of a message. */
export function renderBlocks(blocks: readonly unknown[]): string {
  return blocks.map((block) => renderBlock(record(block))).join('')
}

function renderBlock(block: Json): string {
  switch (block.type) {
    case 'section':
      return renderSection(block)
    case 'header':
      return `<h2 class="b-header" dir="auto">${textObject(block.text)}</h2>`
    case 'divider':
      return '<hr>'
    case 'context':
      return `<div class="b-context">${items(block.elements).map(contextItem).join('')}</div>`
    case 'actions':
      return `<div class="b-actions">${items(block.elements).map(element).join('')}</div>`
    case 'image':
      return `<figure class="b-image">${block.title ? `<figcaption dir="auto">${textObject(block.title)}</figcaption>` : ''}${image(block)}</figure>`
    case 'rich_text':
      return `<div class="b-rich">${renderRichText(items(block.elements))}</div>`
    case 'markdown':
      // Standard Markdown is another language than mrkdwn; shown as written until something sends it.
      return `<div class="b-markdown" dir="auto">${renderPlain(words(block.text))}</div>`
    case 'input':
      return `<div class="b-input"><span dir="auto">${textObject(block.label)}</span> ${element(block.element)}</div>`
    default:
      return `<div class="b-unknown">[${escapeHtml(words(block.type))}]</div>`
  }
}

function renderSection(block: Json): string {
  const text = block.text === undefined ? '' : `<div class="b-text" dir="auto">${textObject(block.text)}</div>`
  const fields = items(block.fields).map((field) => `<div class="b-field" dir="auto">${textObject(field)}</div>`)
  const side = block.accessory === undefined ? '' : `<div class="b-side">${element(block.accessory)}</div>`
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

/**
 * An element. A button is drawn but cannot be pressed yet: pressing needs the signed interaction request, which comes
 * with the slash command. Its action and value are in the tooltip, for whoever debugs.
 */
function element(value: unknown): string {
  const item = record(value)
  const label = textObject(item.text)
  if (item.type === 'image') return image(item)
  if (item.type === 'button') {
    const style = item.style === 'primary' || item.style === 'danger' ? ` ${item.style}` : ''
    const hint = `${words(item.action_id)} ${words(item.value)}`.trim()
    const url = words(item.url)
    if (/^https?:\/\//i.test(url)) {
      return `<a class="button${style}" href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">${label}</a>`
    }
    return `<span class="button inert${style}" role="button" aria-disabled="true" title="${escapeHtml(hint)}">${label}</span>`
  }
  const shown =
    item.placeholder === undefined ? escapeHtml(words(item.type).replaceAll('_', ' ')) : textObject(item.placeholder)
  return `<span class="button inert" role="button" aria-disabled="true">${shown} ▾</span>`
}
