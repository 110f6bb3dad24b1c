/** Notices as Slack messages: Block Kit blocks, and one line of text for notifications. Pure. */
import type { LetterNotice, Notice } from '../../domain/notice.ts'
import { type Block, escapeSlack, HEADER_MAX, mrkdwn, plain, SECTION_MAX, Sheet, slackLength } from './blocks.ts'
import { essence } from './clauses.ts'
import { moment } from './dates.ts'
import { plainLetter } from './mail-text.ts'
import { type Line, type Outline, outline, type Section } from './outline.ts'
import { clean, cut, groupDigits, ISOLATE_LENGTH, isolate, plural } from './text.ts'

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackMessage {
  /** One line for notifications and screen readers. Escaped; well below the 4,000 characters of an edit. */
  readonly text: string
  readonly blocks: readonly Block[]
}

const ICON = { act: '🔴', look: '🟠', over: '✅', news: '🐐' } as const
const REMINDER_ICON = '⏰'

/** Room for names and facts in a line, in escaped characters. */
const NAME_MAX = 80
const PROJECT_MAX = 80
const FACT_MAX = 60
const PARAGRAPHS_MAX = 1200
const HEADING_MAX = 200
const TEXT_MAX = 400
const PLAIN_MAX = 3000
/** A part of a letter is begun only if this much is left for it: divider, header, sentences, list, foot. */
const PART_BLOCKS = 7
const PART_LENGTH = 2000
/** Below this a list is not begun. */
const LIST_MIN = 240

/** The message of a notice. A letter becomes its parts in order, as many as fit. */
export function renderSlack(notice: Notice): SlackMessage {
  const parts = partsOf(notice)
  const outlines = parts.map(outline)
  const sheet = new Sheet()
  for (const [index, part] of outlines.entries()) {
    if (!sheet.hasRoom(PART_BLOCKS, PART_LENGTH)) {
      sheet.add(note(`… and ${plural(outlines.length - index, 'more message')} that did not fit`))
      break
    }
    if (index > 0) sheet.add({ type: 'divider' })
    addPart(sheet, part)
  }
  // A letter without parts says nothing, but Slack refuses a message without content.
  if (sheet.blocks.length === 0) sheet.add(note('Nothing to report.'))
  const [only] = outlines.length === 1 ? outlines : []
  const line = only ? notification(only) : `${ICON.news} Goatherd: ${essence(parts)}`
  return { text: escapeSlack(cut(line, TEXT_MAX, slackLength)), blocks: sheet.blocks }
}

/**
 * The same facts without blocks, for when Slack refuses the blocks: nobody misses an alert because of its layout.
 * At most 3,000 characters; marks that Slack would read as emphasis are replaced by look-alikes.
 */
export function renderSlackPlain(notice: Notice): string {
  return escapeSlack(cut(tame(plainLetter(partsOf(notice).map(outline))), PLAIN_MAX, slackLength))
}

function partsOf(notice: Notice): LetterNotice['parts'] {
  return notice.kind === 'letter' ? notice.parts : [notice]
}

function addPart(sheet: Sheet, part: Outline): void {
  sheet.add({ type: 'header', text: plain(titleOf(part, HEADER_MAX), HEADER_MAX) })
  if (part.paragraphs.length > 0) {
    sheet.add({ type: 'section', text: plain(part.paragraphs.map(clean).join('\n'), PARAGRAPHS_MAX) })
  }
  if (part.figures.length > 0) {
    sheet.add({
      type: 'section',
      fields: part.figures.slice(0, 10).map(({ label, value }) => mrkdwn(`*${label}*\n${value}`)),
    })
  }
  const left = part.sections.filter((section) => !addSection(sheet, section)).length
  const foot = [
    left > 0 ? `${plural(left, 'more section')} did not fit` : null,
    part.askWhy === null ? null : `ask why: ${cut(clean(part.askWhy), 60)}`,
    moment(part.at),
  ].filter((piece) => piece !== null)
  if (foot.length > 0) sheet.add(note(foot.join(' · ')))
}

/** Answers false when there was no room. */
function addSection(sheet: Sheet, section: Section): boolean {
  if (section.count === 0 && section.lines.length === 0) return true
  const heading = section.heading === null ? null : cut(section.heading, HEADING_MAX)
  if (!sheet.hasRoom(2, HEADING_MAX + LIST_MIN)) return false
  if (heading !== null) sheet.add({ type: 'section', text: mrkdwn(`*${heading}*`) })
  const list = pack(section, Math.min(SECTION_MAX, sheet.room()))
  if (list !== '') sheet.add({ type: 'section', text: plain(list, SECTION_MAX) })
  return true
}

/** As many lines as fit, and how many are left out. `max` counts escaped characters. */
function pack({ lines, count }: Section, max: number): string {
  const packed: string[] = []
  // The last line needs at most this much: `… and 9,007,199,254,740,991 more`.
  let room = max - 40
  for (const line of lines) {
    const text = lineText(line)
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
function named(text: string, max: number): string {
  return isolate(cut(clean(text) || '(no name)', max - ISOLATE_LENGTH, slackLength))
}

/** `🔴 2 accruals overdue ($80.00) — Spring Launch`; a name gives way before our own words do. */
function titleOf(part: Outline, max: number, treat: (text: string) => string = (text) => text): string {
  const icon = part.isReminder ? REMINDER_ICON : ICON[part.tone]
  const own = `${icon} ${part.title}`
  if (part.project === null) return own
  const room = Math.min(PROJECT_MAX, max - slackLength(own) - ' — '.length)
  return room < 10 ? own : `${own} — ${treat(named(part.project, room))}`
}

function notification(part: Outline): string {
  const title = titleOf(part, TEXT_MAX, tame)
  return part.gist === null ? title : `${title}: ${tame(clean(part.gist))}`
}

function note(text: string): Block {
  return { type: 'context', elements: [plain(text, HEADING_MAX)] }
}

const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' }

/**
 * For text outside blocks, which Slack may read as mrkdwn: marks at the edge of a word, where they would mean emphasis,
 * become look-alikes; marks within a word mean nothing and stay.
 */
function tame(text: string): string {
  return text.replace(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => LOOK_ALIKE[mark] ?? mark)
}
