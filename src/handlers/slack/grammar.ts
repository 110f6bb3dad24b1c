/** From the text behind `/goat` to a command, or to a mistake that says how it is typed. Pure; never throws. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { SCRAPE_JOBS, type ScrapeJob } from '../../domain/jobs.ts'
import { ALERT_KINDS, type AlertKind } from '../../domain/notice.ts'
import { fail, ok } from '../../domain/result.ts'
import { shortened } from '../../domain/words.ts'
import {
  durationOf,
  handleOf,
  idOf,
  looksLikeAmount,
  misuse,
  onlyProject,
  splitAtIn,
  type Understood,
} from './arguments.ts'
import { CATALOGUE, isVerb, SLASH, VERBS, type Verb } from './catalogue.ts'
import type { Command } from './command.ts'
import { joined, nearest, type Word, wordsOf } from './tokens.ts'

/** Longer than anything Slack lets a person type. */
const MAX_TEXT = 40_000
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** Words people try that are no commands, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  approve: 'Press «Approve» on the card of the request.',
  deny: 'Press «Deny» on the card of the request.',
  cancel: 'Press «Cancel» on the card of the request.',
  acknowledge: 'Press «Acknowledge» below the alert.',
  ack: 'Press «Acknowledge» below the alert.',
  record: `Recording a payment is asked for with ${SLASH} pay @handle.`,
  mute: `Alerts are silenced with ${SLASH} silence @handle 2d.`,
  creators: `Ask about one with ${SLASH} creator @handle, or who is owed with ${SLASH} owed.`,
}

/** Understands what was typed. */
export function parseCommand(typed: string): Understood<Command> {
  if (typed.length > MAX_TEXT) return fail(sorry('That is too long', `At most ${MAX_TEXT} characters are read.`))
  const text = typed.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
  const [first, ...words] = wordsOf(text)
  if (first === undefined || first.text === '?') return ok({ kind: 'help', topic: null })
  const verb = first.text.toLowerCase().replace(/^\//, '')
  if (!isVerb(verb)) return fail(unknownCommand(verb))
  return parsers[verb](words, text)
}

type Parser = (words: readonly Word[], text: string) => Understood<Command>

const parsers: Readonly<Record<Verb, Parser>> = {
  help: ([topic]) => {
    const verb = topic?.text.toLowerCase().replace(/^\//, '')
    if (verb === undefined) return ok({ kind: 'help', topic: null })
    return isVerb(verb) ? ok({ kind: 'help', topic: verb }) : fail(unknownCommand(verb))
  },
  owed: (words) => oneOrAll('owed', words),
  payments: (words) => oneOrAll('payments', words),
  unpaid: (words) => inProject('unpaid', words),
  stale: (words) => inProject('stale', words),
  top: (words) => inProject('top', words),
  slow: (words) => inProject('slow', words),
  status: () => ok({ kind: 'status' }),
  runs: () => ok({ kind: 'runs' }),
  silences: () => ok({ kind: 'silences' }),
  creator: (words) => {
    const creator = creatorIn('creator', words)
    return creator.ok ? ok({ kind: 'creator', ...creator.value }) : creator
  },
  campaign: (words) => {
    const name = joined(words)
    return name === null ? fail(misuse('campaign', 'Which campaign?')) : ok({ kind: 'campaign', name })
  },
  why: (words) => {
    const id = idOf('why', words, 'alert id')
    return id.ok ? ok({ kind: 'why', id: id.value }) : id
  },
  digest: ([mode]) => {
    const text = mode?.text.toLowerCase()
    if (text === 'now' || text === 'preview') return ok({ kind: 'digest', mode: text })
    return fail(misuse('digest', 'Now or a preview?', '«preview» is for you alone, «now» goes to the channel.'))
  },
  pay: parsePay,
  void: (words) => {
    const id = idOf('void', words, 'payment id')
    return id.ok ? ok({ kind: 'void', paymentId: id.value }) : id
  },
  assign: parseAssign,
  scrape: parseScrape,
  note: parseNote,
  silence: parseSilence,
  unsilence: (words) => {
    const id = idOf('unsilence', words, 'silence id')
    return id.ok ? ok({ kind: 'unsilence', id: id.value }) : id
  },
}

function oneOrAll(kind: 'owed' | 'payments', words: readonly Word[]): Understood<Command> {
  const split = splitAtIn(kind, words, 'first')
  if (!split.ok) return split
  const [first, ...more] = split.value.before
  if (more.length > 0) return fail(tooMuch(kind, more))
  const handle = first === undefined ? ok(null) : handleOf(kind, first)
  return handle.ok ? ok({ kind, handle: handle.value, project: split.value.project }) : handle
}

function inProject(kind: 'unpaid' | 'stale' | 'top' | 'slow', words: readonly Word[]): Understood<Command> {
  const project = onlyProject(kind, words)
  return project.ok ? ok({ kind, project: project.value }) : project
}

function creatorIn(verb: Verb, words: readonly Word[]): Understood<{ handle: string; project: string | null }> {
  const handle = handleOf(verb, words[0])
  if (!handle.ok) return handle
  const split = splitAtIn(verb, words.slice(1), 'first')
  if (!split.ok) return split
  if (split.value.before.length > 0) return fail(tooMuch(verb, split.value.before))
  return ok({ handle: handle.value, project: split.value.project })
}

/** `pay @handle [method] [in <project>] [note …]`. The amount is never typed: it is what is owed. */
function parsePay(words: readonly Word[], text: string): Understood<Command> {
  const [first, ...rest] = words
  if (first !== undefined && looksLikeAmount(first)) return fail(noAmounts(first.text))
  const handle = handleOf('pay', first)
  if (!handle.ok) return handle
  const notePlace = rest.findIndex((word) => !word.isQuoted && /^note:?$/i.test(word.text))
  const noteWord = rest[notePlace]
  const note = noteWord === undefined ? null : text.slice(noteWord.end).trim()
  if (note === '') return fail(misuse('pay', 'What is the note?', 'Nothing stands behind «note».'))
  const split = splitAtIn('pay', notePlace < 0 ? rest : rest.slice(0, notePlace), 'first')
  if (!split.ok) return split
  const { before, project } = split.value
  const amount = before.find(looksLikeAmount)
  if (amount !== undefined) return fail(noAmounts(amount.text))
  const person = before.find((word) => word.text.startsWith('@') || word.text.startsWith('<@'))
  if (person !== undefined) {
    return fail(misuse('pay', 'One creator at a time', 'The handle comes first, then the method if you name one.'))
  }
  return ok({ kind: 'pay', handle: handle.value, method: joined(before), project, note })
}

function noAmounts(typed: string): Answer {
  return sorry(
    `No amounts here: «${shortened(typed)}»`,
    'The amount is what is owed: all earned accruals of the creator, as trackagoat has them when you ask. The card shows each of them before anyone approves.',
    'Another total needs a reason and goes over the HTTP API: POST /v1/payments with total_amount_cents and adjustment_reason.',
    `Type: ${SLASH} pay @handle [method] [in <project>] [note …]`,
  )
}

function parseAssign(words: readonly Word[]): Understood<Command> {
  const handle = handleOf('assign', words[0])
  if (!handle.ok) return handle
  // Names of structures hold «in» more often than names of projects do.
  const split = splitAtIn('assign', words.slice(1), 'last')
  if (!split.ok) return split
  const structure = joined(split.value.before)
  if (structure === null) {
    return fail(misuse('assign', 'Which structure?', 'The name or id of the payout structure is missing.'))
  }
  return ok({ kind: 'assign', handle: handle.value, structure, project: split.value.project })
}

const SCRAPES: Readonly<Record<string, ScrapeJob>> = {
  profile: 'creator_profiles',
  stats: 'video_stats',
  discover: 'discover_videos',
}

function parseScrape(words: readonly Word[]): Understood<Command> {
  const handle = handleOf('scrape', words[0])
  if (!handle.ok) return handle
  const split = splitAtIn('scrape', words.slice(1), 'first')
  if (!split.ok) return split
  const [kind, ...more] = split.value.before
  const creator = { handle: handle.value, project: split.value.project }
  // trackagoat's own default.
  if (kind === undefined) return ok({ kind: 'scrape', creator, scrape: 'creator_profiles' })
  const typed = kind.text.toLowerCase()
  const scrape = Object.hasOwn(SCRAPES, typed) ? SCRAPES[typed] : SCRAPE_JOBS.find((job) => job === typed)
  if (scrape === undefined || more.length > 0) {
    return fail(misuse('scrape', `«${shortened(joined(split.value.before) ?? '')}» is not a kind of scrape`))
  }
  return ok({ kind: 'scrape', creator, scrape })
}

/** The text is kept as typed; so a project is only named in quotes: `note @first.creator in "Spring" text`. */
function parseNote(words: readonly Word[], text: string): Understood<Command> {
  const [first, second, third] = words
  const handle = handleOf('note', first)
  if (!handle.ok) return handle
  const named = second?.text.toLowerCase() === 'in' && !second.isQuoted && third?.isQuoted === true ? third : null
  const note = text.slice(named?.end ?? first?.end).trim()
  if (note === '') return fail(misuse('note', 'What is the note?', 'The text is missing.'))
  return ok({ kind: 'note', handle: handle.value, project: named?.text ?? null, text: note })
}

function parseSilence(words: readonly Word[], text: string): Understood<Command> {
  const [first, ...rest] = words
  if (first === undefined) return fail(misuse('silence', 'Whom or what?', kindsLine()))
  const target = targetOf(first)
  if (!target.ok) return target
  const duration = durationOf('silence', rest)
  if (!duration.ok) return duration
  const last = rest[duration.value.words - 1]
  const comment = text.slice(last?.end).trim()
  return ok({ kind: 'silence', target: target.value, hours: duration.value.hours, comment })
}

function targetOf(word: Word): Understood<{ handle: string } | { kind: AlertKind }> {
  const typed = word.text.toLowerCase()
  const kind = ALERT_KINDS.find((known) => known === typed)
  if (kind !== undefined) return ok({ kind })
  // `first.creator` is a handle, `creator.stael` is not.
  const meant = typed.includes('.') && !typed.startsWith('@') ? nearest(typed, ALERT_KINDS) : null
  if (meant !== null) {
    return fail(
      misuse('silence', `«${shortened(word.text)}» is no kind of alert`, `Did you mean ${meant}?`, kindsLine()),
    )
  }
  const handle = handleOf('silence', word)
  return handle.ok ? ok({ handle: handle.value }) : handle
}

function kindsLine(): string {
  return `A creator's @handle, or a kind of alert: ${ALERT_KINDS.join(', ')}.`
}

function tooMuch(verb: Verb, words: readonly Word[]): Answer {
  const extra = shortened(joined(words) ?? '')
  return misuse(verb, `«${extra}» was not understood`, 'A project is named with «in» before it.')
}

function unknownCommand(verb: string): Answer {
  const instead = Object.hasOwn(INSTEAD, verb) ? INSTEAD[verb] : undefined
  const meant = nearest(verb, VERBS)
  const hint = instead ?? (meant === null ? null : `Did you mean: ${SLASH} ${CATALOGUE[meant].usage}`)
  const all = `${SLASH} help lists everything you may do.`
  return sorry(`There is no command «${shortened(verb)}»`, ...(hint === null ? [all] : [hint, all]))
}
