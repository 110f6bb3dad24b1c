/** Lines of names and facts, packed into a text that fits, with a count of what did not. For Slack's plain text. */

import { groupDigits, plural } from '../../domain/words.ts'
import { slackLength } from './blocks.ts'
import type { Line, Section } from './outline.ts'
import { clean, cleanLines, cut, ISOLATE_LENGTH, isolate } from './text.ts'

/** Room for names and facts in a line, in escaped characters. */
export const NAME_MAX = 80
/** Two ids of payments fit. */
const FACT_MAX = 120
/** Lines of one text; a note may be nothing but line breaks. */
const LINES_MAX = 60
const MORE_LINES_ROOM = 40

/** As many lines as fit, and how many are left out. `max` counts escaped characters. */
export function pack({ lines, count }: Pick<Section, 'lines' | 'count'>, max: number, write = lineText): string {
  const packed: string[] = []
  // The last line needs at most this much: `… and 9,007,199,254,740,991 more`.
  let room = max - 40
  for (const line of lines) {
    const text = write(line)
    room -= slackLength(text) + 1
    if (room < 0) break
    packed.push(text)
  }
  const left = Math.max(count, lines.length) - packed.length
  if (left > 0)
    packed.push(packed.length === 0 ? `${groupDigits(left)} not named here` : `… and ${groupDigits(left)} more`)
  return packed.join('\n')
}

function lineText({ name, facts }: Line): string {
  const words = facts.map((fact) => named(fact, FACT_MAX))
  return `• ${[named(name, NAME_MAX), ...words].join(' — ')}`
}

/** Text from trackagoat within a line. */
export function named(text: string, max: number): string {
  return isolate(cut(clean(text) || '(no name)', max - ISOLATE_LENGTH, slackLength))
}

/**
 * Text of several lines, each harmless, at most `max` escaped characters; what is cut is counted. `prefix` starts each
 * line, so that a quoted text cannot pass a line of its own off as ours. Empty when nothing visible was there.
 */
export function multiline(text: string, max: number, prefix = '', linesMax = LINES_MAX): string {
  const all = cleanLines(text)
  const shown = all.slice(0, linesMax)
  const room = max - MORE_LINES_ROOM - shown.length * (prefix.length + ISOLATE_LENGTH)
  const body = cut(shown.join('\n'), room, slackLength)
  if (body === '') return ''
  const lines = body.split('\n').map((line) => `${prefix}${isolate(line)}`)
  const left = all.length - shown.length
  return [...lines, ...(left > 0 ? [`… and ${plural(left, 'more line')}`] : [])].join('\n')
}

/** What each line of a quotation starts with. */
const QUOTE_MARK = '│ '
const QUOTE_LINES_MAX = 15

/** Free text of others below its label, marked as a quotation on each line. */
export function quotation(label: string, text: string, max: number): string {
  const head = `${named(label, NAME_MAX)}:`
  return `${head}\n${multiline(text, max - slackLength(head) - 1, QUOTE_MARK, QUOTE_LINES_MAX) || `${QUOTE_MARK}(empty)`}`
}
