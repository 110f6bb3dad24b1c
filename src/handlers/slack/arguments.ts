/** Pieces that several commands share: handles, `in <project>`, ids, durations. Each is a value or a mistake in words. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { shortened } from '../../domain/words.ts'
import { SLASH, usageLines, type Verb } from './catalogue.ts'
import { joined, type Word } from './tokens.ts'

/** A part of a command, or what is wrong with it and how to say it. */
export type Understood<T> = Result<T, Answer>

const HANDLE = /^[A-Za-z0-9._-]{1,30}$/
const PROFILE_LINK = /tiktok\.com\/@([A-Za-z0-9._-]{1,30})/i
/** An amount however it is written: `$1,234.56`, `50`, `1e3`, `-5`, `0.001`, `50usd`. */
const AMOUNT = /^[-+]?[$€£]?[-+]?(?:\d[\d,']*\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:[$€£]|usd|dollars?|cents?)?$/i
/** Ids are ours or trackagoat's: opaque, and never long. */
const ID = /^[A-Za-z0-9_-]{1,64}$/

/** A mistake that ends with how the command is typed. */
export function misuse(verb: Verb, title: string, ...why: string[]): Answer {
  return sorry(title, ...why, usageLines(verb).join('\n'))
}

/** Whether a word is an amount. Ids made of digits and dashes are none. */
export function looksLikeAmount(word: Word): boolean {
  return !word.isQuoted && AMOUNT.test(word.text)
}

/** A handle as trackagoat has it: case and dots kept, without `@`. */
export function handleOf(verb: Verb, word: Word | undefined): Understood<string> {
  if (word === undefined) return fail(misuse(verb, 'Whose?', 'The handle is missing.'))
  const { text } = word
  if (text.startsWith('<@')) {
    return fail(
      misuse(
        verb,
        'That is a person in Slack',
        'Goatherd knows creators by their TikTok handle. Type the handle as text, as it stands in trackagoat.',
      ),
    )
  }
  const linked = PROFILE_LINK.exec(text)?.[1]
  const bare = linked ?? text.replace(/^[`'(]*[@\uFF20]?/, '').replace(/[`'),;:!?]+$/, '')
  if (!HANDLE.test(bare)) {
    return fail(
      misuse(
        verb,
        `«${shortened(text)}» is not a handle`,
        'A TikTok handle has up to 30 letters, digits, dots, underscores and dashes.',
      ),
    )
  }
  return ok(bare)
}

/** Words split at the keyword `in`. `project` null: not said. */
export interface AtProject {
  readonly before: readonly Word[]
  readonly project: string | null
}

/** Splits at the first or the last `in` that stands outside quotes. */
export function splitAtIn(verb: Verb, words: readonly Word[], which: 'first' | 'last'): Understood<AtProject> {
  const isIn = (word: Word) => !word.isQuoted && word.text.toLowerCase() === 'in'
  const place = which === 'first' ? words.findIndex(isIn) : words.findLastIndex(isIn)
  if (place < 0) return ok({ before: words, project: null })
  const project = joined(words.slice(place + 1))
  if (project === null) return fail(misuse(verb, 'In which project?', 'The name of the project is missing after «in».'))
  return ok({ before: words.slice(0, place), project })
}

/** `[in <project>]` and nothing else. */
export function onlyProject(verb: Verb, words: readonly Word[]): Understood<string | null> {
  const split = splitAtIn(verb, words, 'first')
  if (!split.ok) return split
  const extra = joined(split.value.before)
  if (extra === null) return ok(split.value.project)
  const meant = `Did you mean: ${SLASH} ${verb} in ${shortened(extra)}`
  return fail(misuse(verb, `«${shortened(extra)}» was not understood`, meant))
}

/** One opaque id. */
export function idOf(verb: Verb, words: readonly Word[], what: string): Understood<string> {
  const [word, ...more] = words
  if (word === undefined) return fail(misuse(verb, 'Which one?', `The ${what} is missing.`))
  if (more.length > 0 || !ID.test(word.text)) {
    const all = joined(words) ?? ''
    return fail(misuse(verb, `«${shortened(all)}» is not a ${what}`, 'An id is one word of letters, digits, _ and -.'))
  }
  return ok(word.text)
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 }
const MAX_SILENCE_HOURS = 30 * 24

/** `3h`, `2 days`, `1w` in hours, with how many words it took. */
export function durationOf(verb: Verb, words: readonly Word[]): Understood<{ hours: number; words: number }> {
  const [first, second] = words
  if (first === undefined) return fail(misuse(verb, 'For how long?', 'The time is missing: 3h, 2d or 1w.'))
  const spaced = /^\d{1,6}$/.test(first.text) && second !== undefined && /^[a-z]+$/i.test(second.text)
  const text = spaced ? `${first.text}${second.text}` : first.text
  const match = /^(\d{1,6})(h|hrs?|hours?|d|days?|w|weeks?)$/i.exec(text)
  const unit = HOURS[(match?.[2] ?? '').charAt(0).toLowerCase()]
  if (!match || unit === undefined) {
    return fail(misuse(verb, `«${shortened(text)}» is not a time`, 'Whole hours, days or weeks: 3h, 2d or 1w.'))
  }
  const hours = Number(match[1]) * unit
  if (hours < 1 || hours > MAX_SILENCE_HOURS) {
    return fail(misuse(verb, 'That is too short or too long', 'From 1 hour (1h) to 30 days (30d).'))
  }
  return ok({ hours, words: spaced ? 2 : 1 })
}
