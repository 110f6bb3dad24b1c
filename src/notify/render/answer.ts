/** Answers to people as Slack messages: ephemeral, below a command, or for a whole channel. Pure, whatever is in them. */
import type { Answer, AnswerLine } from '../../domain/answer.ts'
import { moment, plural } from '../../domain/words.ts'
import {
  HEADER_MAX,
  note,
  notificationLine,
  plain,
  SECTION_MAX,
  Sheet,
  type SlackMessage,
  slackLength,
} from './blocks.ts'
import { buttonRows } from './buttons.ts'
import { multiline, NAME_MAX, named, pack, quotation } from './lists.ts'
import { clean } from './text.ts'

const ICON_ROOM = 4
const ICON = { good: '✅', bad: '⚠️', info: '🐐' } as const

/** In escaped characters. A help text is one paragraph of many lines. */
const PARAGRAPH_MAX = 2600
const HEADING_MAX = 200
const FACT_MAX = 150
const FIGURE_LABEL_MAX = 60
const FIGURE_VALUE_MAX = 140
const QUOTE_MAX = 1500
/** Below this much room nothing is begun. */
const BEGIN_MIN = 240
/** Slack takes ten fields in a section; they stand in two columns. */
const FIELDS_MAX = 10

/**
 * The message of an answer: title, sentences, figures, lists, quotations, buttons, and how old the facts are. Everything
 * stands in plain text. What has no room is counted in the last line.
 */
export function renderAnswer(answer: Answer): SlackMessage {
  const sheet = new Sheet()
  const title = `${ICON[answer.tone]} ${named(clean(answer.title) || 'Goatherd', HEADER_MAX - ICON_ROOM)}`
  sheet.add({ type: 'header', text: plain(title, HEADER_MAX) })
  sheet.hold(buttonRows(answer.buttons ?? []))
  const left = [
    addParagraphs(sheet, answer.paragraphs ?? []),
    addFigures(sheet, answer.figures ?? []),
    addSections(sheet, answer.sections ?? []),
    addQuotes(sheet, answer.quotes ?? []),
  ]
  sheet.addHeld()
  const foot = [leftOut(left.reduce((sum, count) => sum + count, 0)), age(answer)].filter((part) => part !== null)
  if (foot.length > 0) sheet.add(note(foot.join(' · ')))
  const first = clean(answer.paragraphs?.[0] ?? '')
  return { text: notificationLine(first === '' ? title : `${title}: ${first}`), blocks: sheet.blocks }
}

/** `as of 7 May 2026 12:20 UTC`; null when nothing was looked up. */
export function age({ asOf }: Answer): string | null {
  if (asOf === undefined) return null
  if (asOf === null) return 'asked just now'
  const when = moment(asOf)
  return when === null ? null : `as of ${when.replace(',', '')}`
}

function leftOut(count: number): string | null {
  return count > 0 ? `${plural(count, 'more part')} of this answer did not fit` : null
}

/** Paragraphs share a block as long as it takes them. Answers, as all of these do, how many were left out. */
function addParagraphs(sheet: Sheet, paragraphs: readonly string[]): number {
  const texts = paragraphs.map((text) => multiline(text, PARAGRAPH_MAX)).filter((text) => text !== '')
  let block = ''
  const flush = () => {
    if (block !== '') sheet.add({ type: 'section', text: plain(block, SECTION_MAX) })
    block = ''
  }
  for (const [index, text] of texts.entries()) {
    const joined = block === '' ? text : `${block}\n\n${text}`
    if (slackLength(joined) <= Math.min(SECTION_MAX, sheet.room())) block = joined
    else {
      flush()
      if (!sheet.hasRoom(1, slackLength(text))) return texts.length - index
      block = text
    }
  }
  flush()
  return 0
}

function addFigures(sheet: Sheet, figures: NonNullable<Answer['figures']>): number {
  for (let start = 0; start < figures.length; start += FIELDS_MAX) {
    const fields = figures
      .slice(start, start + FIELDS_MAX)
      .map(({ label, value }) =>
        plain(`${named(label, FIGURE_LABEL_MAX)}\n${named(value, FIGURE_VALUE_MAX)}`, SECTION_MAX),
      )
    const length = fields.reduce((sum, { text }) => sum + text.length, 0)
    if (!sheet.hasRoom(1, length)) return figures.length - start
    sheet.add({ type: 'section', fields })
  }
  return 0
}

function addSections(sheet: Sheet, sections: NonNullable<Answer['sections']>): number {
  let left = 0
  for (const section of sections) {
    const heading = section.heading === null ? '' : named(section.heading, HEADING_MAX)
    if (!sheet.hasRoom(1, HEADING_MAX + BEGIN_MIN)) {
      left += 1
      continue
    }
    const room = Math.min(SECTION_MAX, sheet.room()) - slackLength(heading) - 1
    const text = [heading, pack(section, room, lineText)].filter((part) => part !== '').join('\n')
    if (text !== '') sheet.add({ type: 'section', text: plain(text, SECTION_MAX) })
  }
  return left
}

function lineText({ name, alias, facts }: AnswerLine): string {
  const who = clean(alias ?? '') === '' ? '' : ` (${named(alias ?? '', NAME_MAX)})`
  const said = facts.filter((fact) => clean(fact) !== '').map((fact) => named(fact, FACT_MAX))
  return `• ${[`${named(name, NAME_MAX)}${who}`, ...said].join(' — ')}`
}

function addQuotes(sheet: Sheet, quotes: NonNullable<Answer['quotes']>): number {
  let left = 0
  for (const { label, text } of quotes) {
    if (sheet.hasRoom(1, NAME_MAX + BEGIN_MIN)) {
      const max = Math.min(QUOTE_MAX, sheet.room())
      sheet.add({ type: 'section', text: plain(quotation(label, text, max), SECTION_MAX) })
    } else left += 1
  }
  return left
}
