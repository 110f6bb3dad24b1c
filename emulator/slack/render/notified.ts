/**
 * Whom a message would notify: mentions that Slack acts on. Escaped ones, and any in plain_text, are only characters.
 * @module
 */
import { displayName } from '../directory.ts'
import type { Content } from '../store.ts'

const MENTION = /<(?:@([UW]\w+)|!(channel|here|everyone)|!subteam\^(\w+))[^<>\n]*>/g

/** The names, each once. */
export function notified(content: Content): string[] {
  const names = new Set<string>()
  for (const text of [content.text, ...marked(content.blocks ?? [])]) {
    for (const [, user, range, group] of text.matchAll(MENTION)) {
      names.add(`@${(user && (displayName(user) ?? user)) ?? range ?? group ?? ''}`)
    }
  }
  return [...names]
}

/** Every text of the blocks that is read as mrkdwn; mentions in rich text are written as mrkdwn would. */
function marked(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(marked)
  if (typeof value !== 'object' || value === null) return []
  const item: Record<string, unknown> = { ...value }
  if (item.type === 'mrkdwn') return [String(item.text)]
  if (item.type === 'user') return [`<@${String(item.user_id)}>`]
  if (item.type === 'broadcast') return [`<!${String(item.range)}>`]
  return Object.values(item).flatMap(marked)
}
