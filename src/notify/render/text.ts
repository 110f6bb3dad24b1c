/** Strings that came from trackagoat, made fit to stand in a line: one line, no tricks, no longer than allowed. */

import { groupDigits } from '../../domain/words.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Line breaks, controls and the like become a space, so that a name cannot start a line or a header of its own. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Where a line ends, whatever wrote it. */
const LINE_ENDS = /\r\n?|[\n\v\f\u0085\u2028\u2029]/
/** Latin letters and common punctuation: nothing of what is looked for below. Most texts are, and it is ten times faster. */
const ORDINARY = /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027]*$/
/** Invisible characters: direction overrides would reach into our words, the others only hide things. */
const INVISIBLE = /[\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/g
/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** One line of well-formed text without controls. An empty result means that nothing visible was there. */
export function clean(text: string): string {
  if (ORDINARY.test(text)) return text.includes('  ') ? text.replace(/ {2,}/g, ' ').trim() : text.trim()
  return text.toWellFormed().replace(BREAKS, ' ').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim()
}

/** Lines of text, each as `clean` leaves it; empty ones only between others, and never two in a row. */
export function cleanLines(text: string): string[] {
  const lines = text.split(LINE_ENDS).map(clean)
  const kept = lines.filter((line, index) => line !== '' || (lines[index - 1] ?? '') !== '')
  return kept.at(-1) === '' ? kept.slice(0, -1) : kept
}

/**
 * Keeps right-to-left text from reordering the line around it (Unicode UAX 9: isolates). Text without such letters is
 * left as it is, so that what people copy is what trackagoat has. Give it cleaned text: nothing in it can end the isolate.
 */
export function isolate(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text
}

/** How much room `isolate` may add. */
export const ISOLATE_LENGTH = 2

/** Above this the rest of a text is counted in code points: finding the graphemes of a huge name takes too long. */
const COUNT_GRAPHEMES_MAX = 1000

/**
 * At most `max` units of text, in UTF-16 units or as `cost` counts them; what is left out is counted: `Very lo…(+12)`.
 * Cuts between graphemes only, so no emoji or accent is torn. `cost` must add up over pieces of text.
 */
export function cut(text: string, max: number, cost: (piece: string) => number = (piece) => piece.length): string {
  if (cost(text) <= max) return text
  const mark = (count: number) => `…(+${groupDigits(count)})`
  let room = max - mark(text.length).length
  if (room < 0) return max > 0 ? '…' : ''
  let kept = 0
  for (const { segment } of graphemes.segment(text)) {
    room -= cost(segment)
    if (room < 0) break
    kept += segment.length
  }
  return `${text.slice(0, kept)}${mark(countCharacters(text.slice(kept)))}`
}

function countCharacters(text: string): number {
  let count = 0
  for (const _ of text.length > COUNT_GRAPHEMES_MAX ? text : graphemes.segment(text)) count += 1
  return count
}
