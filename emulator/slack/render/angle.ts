/**
 * What stands between `<` and `>` in mrkdwn: links, mentions, channels, dates. A mention here is one that Slack would
 * act on, so it is shown as a ping; the same characters escaped never get this far.
 * https://docs.slack.dev/messaging/formatting-message-text
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'
import { CHANNELS, displayName } from '../directory.ts'
import { formatDate } from './date.ts'

const ENTITY = /&(amp|lt|gt);/g
const plain = (text: string): string =>
  escapeHtml(text.replace(ENTITY, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>')))

const ping = (label: string): string => `<mark class="ping" dir="auto">${plain(label)}</mark>`

/** The markup's HTML, or nothing when it is none of these and is to be shown as it stands. */
export function angle(inner: string): string | undefined {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? undefined : inner.slice(bar + 1)
  if (/^@[UW]\w+$/.test(target)) return ping(`@${displayName(target.slice(1)) ?? label ?? target.slice(1)}`)
  if (/^!(channel|here|everyone)$/.test(target)) return ping(`@${target.slice(1)}`)
  if (target.startsWith('!subteam^')) return ping(label ?? `@${target.slice('!subteam^'.length)}`)
  if (target.startsWith('!date^')) return formatDate(target.split('^'), label)
  if (/^#C\w+$/.test(target)) {
    const name = CHANNELS.find((channel) => channel.id === target.slice(1))?.name ?? label ?? target.slice(1)
    return `<span class="channel-link" dir="auto">#${plain(name)}</span>`
  }
  if (/^(https?:\/\/|mailto:|tel:)/i.test(target)) {
    return `<a href="${plain(target)}" rel="noopener noreferrer nofollow" target="_blank" dir="auto">${plain(label || target.replace(/^(mailto|tel):/i, ''))}</a>`
  }
  return undefined
}
