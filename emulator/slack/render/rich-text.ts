/**
 * The rich_text block: sections, lists, quotes and code, made of styled pieces.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'
import { angle } from './angle.ts'
import { withEmoji } from './emoji.ts'

type Json = Record<string, unknown>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

export function renderRichText(parts: readonly unknown[]): string {
  return parts.map((value) => part(record(value))).join('')
}

function part(value: Json): string {
  const pieces = items(value.elements)
  switch (value.type) {
    case 'rich_text_list': {
      const tag = value.style === 'ordered' ? 'ol' : 'ul'
      return `<${tag}>${pieces.map((item) => `<li dir="auto">${part(record(item))}</li>`).join('')}</${tag}>`
    }
    case 'rich_text_quote':
      return `<blockquote dir="auto">${pieces.map(piece).join('')}</blockquote>`
    case 'rich_text_preformatted':
      return `<pre dir="auto">${pieces.map(piece).join('')}</pre>`
    default:
      return `<div dir="auto">${pieces.map(piece).join('')}</div>`
  }
}

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code' } as const

function piece(value: unknown): string {
  const item = record(value)
  const style = record(item.style)
  const inner = bare(item)
  return Object.entries(STYLES).reduce(
    (made, [name, tag]) => (style[name] === true ? `<${tag}>${made}</${tag}>` : made),
    inner,
  )
}

/** Text in rich text is not mrkdwn: nothing in it is markup, and nothing in it pings. */
function bare(item: Json): string {
  switch (item.type) {
    case 'text':
      return escapeHtml(words(item.text)).replace(/\n/g, '<br>')
    case 'link':
      return (
        angle(item.text ? `${words(item.url)}|${words(item.text)}` : words(item.url)) ?? escapeHtml(words(item.url))
      )
    case 'emoji':
      return withEmoji(`:${escapeHtml(words(item.name))}:`)
    case 'user':
      return angle(`@${words(item.user_id)}`) ?? ''
    case 'channel':
      return angle(`#${words(item.channel_id)}`) ?? ''
    case 'broadcast':
      return angle(`!${words(item.range)}`) ?? ''
    default:
      return ''
  }
}
