/** Words of a command as people type them, and which word was meant. Pure. */
import { editDistance, mistakesForgiven } from '../../domain/near.ts'

/** A word with its place in the text, so that what follows it can be taken as it was typed. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  /** In double quotes of any shape: a name, never a keyword. */
  readonly isQuoted: boolean
}

/** No command has more words that mean something; the rest is text. */
const MAX_WORDS = 200
const OPENING = /["\u201C\u201D\u201E\u201F\u00AB\uFF02]/
const CLOSING = /["\u201C\u201D\u201F\u00BB\uFF02]/g

/** The words of a text. Quotes keep several together when a closing one follows; else they are letters like others. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  const plain = /\S+/gu
  while (words.length < MAX_WORDS) {
    const match = plain.exec(text)
    if (match === null) break
    const start = match.index
    const quoted = OPENING.test(match[0].charAt(0)) ? quotedAt(text, start) : null
    const end = quoted === null ? start + match[0].length : quoted.end
    words.push({ text: quoted?.text ?? match[0], start, end, isQuoted: quoted !== null })
    plain.lastIndex = end
  }
  return words
}

/** Between the quote at `start` and the next that closes and has a space or the end behind it. */
function quotedAt(text: string, start: number): { text: string; end: number } | null {
  CLOSING.lastIndex = start + 1
  for (let close = CLOSING.exec(text); close !== null; close = CLOSING.exec(text)) {
    const end = close.index + 1
    if (end < text.length && !/\s/.test(text.charAt(end))) continue
    const inner = text.slice(start + 1, close.index).trim()
    return inner === '' ? null : { text: inner, end }
  }
  return null
}

/** Several words as one name. */
export function joined(words: readonly Word[]): string | null {
  return words.length === 0 ? null : words.map(({ text }) => text).join(' ')
}

/** The candidate that is meant in all likelihood, or null. Short words forgive one letter, longer ones two. */
export function nearest<T extends string>(typed: string, candidates: readonly T[]): T | null {
  const word = typed.toLowerCase()
  const max = mistakesForgiven(word)
  let best: T | null = null
  let bestDistance = max + 1
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, max)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best ?? (word.length >= 3 ? (candidates.find((candidate) => candidate.startsWith(word)) ?? null) : null)
}
