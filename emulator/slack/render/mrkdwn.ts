/**
 * Slack's mrkdwn as a person sees it, as HTML. Everything that is not markup is escaped.
 * https://docs.slack.dev/messaging/formatting-message-text
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'
import { angle } from './angle.ts'
import { withEmoji } from './emoji.ts'

/** Slack escapes three characters and no others; decoding goes once, so `&amp;lt;` is the text `&lt;`. */
function decode(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'))
}

/** A plain_text object, or any other text without markup. */
export function renderPlain(text: string, emoji = true): string {
  const safe = escapeHtml(decode(text))
  return (emoji ? withEmoji(safe) : safe).replace(/\n/g, '<br>')
}

/** A mrkdwn text with its blocks of code, quotes and lists. */
export function renderMrkdwn(text: string): string {
  return text
    .split(/```\n?([\s\S]+?)\n?```/)
    .map((part, index) => (index % 2 === 1 ? `<pre dir="auto">${codeText(part)}</pre>` : paragraphs(part)))
    .join('')
}

/** Code shows links as their address, and nothing else of the markup. */
function codeText(text: string): string {
  return escapeHtml(decode(text.replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1')))
}

type Kind = 'quote' | 'bullets' | 'text'
const MARKS: { kind: Kind; mark: RegExp }[] = [
  { kind: 'quote', mark: /^(?:&gt;|>) ?/ },
  { kind: 'bullets', mark: /^\s*[•◦‣-] +/ },
]

function paragraphs(text: string): string {
  const groups: { kind: Kind; lines: string[] }[] = []
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    const found = MARKS.find(({ mark }) => mark.test(line))
    const kind = found?.kind ?? 'text'
    const bare = found ? line.replace(found.mark, '') : line
    const last = groups.at(-1)
    if (last?.kind === kind) last.lines.push(bare)
    else groups.push({ kind, lines: [bare] })
  }
  return groups.map(group).join('')
}

function group({ kind, lines }: { kind: Kind; lines: string[] }): string {
  const lined = lines.map(inline)
  if (kind === 'bullets') return `<ul>${lined.map((line) => `<li dir="auto">${line}</li>`).join('')}</ul>`
  const body = lined.map((line) => `<div class="line" dir="auto">${line || '<br>'}</div>`).join('')
  if (kind === 'quote') return `<blockquote>${body}</blockquote>`
  return lines.length === 1 && lines[0] === '' ? '' : body
}

const HELD = /\uE000(\d+)\uE001/g

/** One line: code and <…> first, since no other markup reaches into them. */
function inline(line: string): string {
  const held: string[] = []
  const hold = (markup: string): string => `\uE000${held.push(markup) - 1}\uE001`
  const masked = line
    .replace(/[\uE000\uE001]/g, '\uFFFD')
    .replace(/`([^`\n]+)`|<([^<>\n]+)>/g, (whole, code?: string, inner?: string) => {
      if (code !== undefined) return hold(`<code>${codeText(code)}</code>`)
      const markup = angle(inner ?? '')
      return markup === undefined ? whole : hold(markup)
    })
    .replace(/https?:\/\/[^\s<>|\uE000]+[^\s<>|\uE000.,;:!?)'"*_~]/g, (url) => hold(angle(url) ?? escapeHtml(url)))
  const styled = emphasis(withEmoji(escapeHtml(decode(masked)), hold))
  return styled.replace(HELD, (_, index: string) => held[Number(index)] ?? '')
}

/** Bold, italics and strike: marks that hug their text and stand at the edge of a word. */
function emphasis(safe: string): string {
  return safe
    .replace(/(?<![\p{L}\p{N}*])\*(?![\s*])([^*]*[^\s*])\*(?![\p{L}\p{N}*])/gu, '<strong>$1</strong>')
    .replace(/(?<![\p{L}\p{N}_"=])_(?![\s_])([^_]*[^\s_])_(?![\p{L}\p{N}_"])/gu, '<em>$1</em>')
    .replace(/(?<![\p{L}\p{N}~])~(?![\s~])([^~]*[^\s~])~(?![\p{L}\p{N}~])/gu, '<s>$1</s>')
}
