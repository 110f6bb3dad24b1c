/**
 * `<!date^seconds^format^link|fallback>`: Slack writes the time in the reader's zone. The emulator's readers sit in UTC.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * @module
 */
import { escapeHtml } from '../../pages/html.ts'

const show = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(at)

const TOKENS: Record<string, (at: Date) => string> = {
  date_num: (at) => at.toISOString().slice(0, 10),
  date: (at) => show(at, { month: 'long', day: 'numeric', year: 'numeric' }),
  date_pretty: (at) => show(at, { month: 'long', day: 'numeric', year: 'numeric' }),
  date_short: (at) => show(at, { month: 'short', day: 'numeric', year: 'numeric' }),
  date_short_pretty: (at) => show(at, { month: 'short', day: 'numeric', year: 'numeric' }),
  date_long: (at) => show(at, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  date_long_pretty: (at) => show(at, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  date_slash: (at) => at.toISOString().slice(0, 10).replace(/-/g, '/'),
  time: (at) => `${show(at, { hour: 'numeric', minute: '2-digit' })} UTC`,
  time_secs: (at) => `${show(at, { hour: 'numeric', minute: '2-digit', second: '2-digit' })} UTC`,
}

/** The date as HTML; a time that is none shows the fallback, as Slack does. */
export function formatDate(parts: readonly string[], fallback: string | undefined): string | undefined {
  const at = new Date(Number(parts[1]) * 1000)
  const format = parts[2]
  if (format === undefined || fallback === undefined) return undefined
  if (Number.isNaN(at.getTime()) || !/^\d+$/.test(parts[1] ?? '')) return escapeHtml(fallback)
  const text = format.replace(/\{(\w+)\}/g, (token, name: string) =>
    Object.hasOwn(TOKENS, name) ? (TOKENS[name]?.(at) ?? token) : token,
  )
  return `<time datetime="${at.toISOString()}" title="${at.toISOString()}">${escapeHtml(text)}</time>`
}
