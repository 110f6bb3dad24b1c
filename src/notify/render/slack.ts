/** Notices as Slack messages: Block Kit blocks, and one line of text for notifications. Pure. */
import type { Notice } from '../../domain/notice.ts'
import { moment, plural } from '../../domain/words.ts'
import { renderAnswer } from './answer.ts'
import {
  type Block,
  escapeSlack,
  HEADER_MAX,
  mrkdwn,
  NOTIFICATION_MAX,
  note,
  notificationLine,
  plain,
  SECTION_MAX,
  Sheet,
  type SlackMessage,
  slackLength,
  tame,
} from './blocks.ts'
import { buttonRows } from './buttons.ts'
import { essence } from './clauses.ts'
import { named, pack } from './lists.ts'
import { plainLetter } from './mail-text.ts'
import { type Outline, outline, type Section } from './outline.ts'
import { renderPaymentCard } from './payment-card.ts'
import { actorElement } from './people.ts'
import { clean, cut } from './text.ts'

const ICON = { act: '🔴', look: '🟠', over: '✅', news: '🐐' } as const
const REMINDER_ICON = '⏰'

/** In escaped characters. */
const PROJECT_MAX = 80
const PARAGRAPHS_MAX = 1200
const HEADING_MAX = 200
const PLAIN_MAX = 3000
/** A part of a letter is begun only if this much is left for it: divider, header, sentences, list, foot. */
const PART_BLOCKS = 7
const PART_LENGTH = 2000
/** Below this a list is not begun. */
const LIST_MIN = 240

/** The message of a notice. A letter becomes its parts in order, as many as fit. */
export function renderSlack(notice: Notice): SlackMessage {
  if (notice.kind === 'answer') return renderAnswer(notice.answer)
  if (notice.kind === 'payment') return renderPaymentCard(notice)
  const parts = notice.kind === 'letter' ? notice.parts : [notice]
  const outlines = parts.map(outline)
  const sheet = new Sheet()
  for (const [index, part] of outlines.entries()) {
    if (!sheet.hasRoom(PART_BLOCKS, PART_LENGTH)) {
      sheet.add(note(`… and ${plural(outlines.length - index, 'more message')} that did not fit`))
      break
    }
    if (index > 0) sheet.add({ type: 'divider' })
    addPart(sheet, part, outlines.length === 1)
  }
  // A letter without parts says nothing, but Slack refuses a message without content.
  if (sheet.blocks.length === 0) sheet.add(note('Nothing to report.'))
  const [only] = outlines.length === 1 ? outlines : []
  const line = only ? notification(only) : `${ICON.news} Goatherd: ${essence(parts)}`
  return { text: notificationLine(line), blocks: sheet.blocks }
}

/**
 * The same facts without blocks, for when Slack refuses the blocks: nobody misses an alert because of its layout.
 * At most 3,000 characters; marks that Slack would read as emphasis are replaced by look-alikes.
 */
export function renderSlackPlain(notice: Notice): string {
  const outlines = notice.kind === 'letter' ? notice.parts.map(outline) : [outline(notice)]
  return escapeSlack(cut(tame(plainLetter(outlines)), PLAIN_MAX, slackLength))
}

/** Buttons stand below a notice of its own only: the many parts of a letter have no room for them. */
function addPart(sheet: Sheet, part: Outline, isAlone: boolean): void {
  sheet.add({ type: 'header', text: plain(titleOf(part, HEADER_MAX), HEADER_MAX) })
  if (part.paragraphs.length > 0) {
    sheet.add({ type: 'section', text: plain(part.paragraphs.map(clean).join('\n'), PARAGRAPHS_MAX) })
  }
  sheet.hold([...standing(part), ...(isAlone ? buttonRows(part.buttons ?? []) : [])])
  if (part.figures.length > 0) {
    sheet.add({
      type: 'section',
      fields: part.figures.slice(0, 10).map(({ label, value }) => mrkdwn(`*${label}*\n${value}`)),
    })
  }
  const left = part.sections.filter((section) => !addSection(sheet, section)).length
  sheet.addHeld()
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

/** Who has taken it and how long it is silent; the person stands alone in a text, as a mention. */
function standing({ takenBy, silencedUntil }: Outline): Block[] {
  const until = moment(silencedUntil ?? '')
  const elements = [
    ...(takenBy === null || takenBy === undefined ? [] : [plain('👀 Taken by', 20), actorElement(takenBy)]),
    ...(until === null ? [] : [plain(`🔕 Silenced until ${until}`, 60)]),
  ]
  return elements.length === 0 ? [] : [{ type: 'context', elements }]
}

/** `🔴 2 accruals overdue ($80.00) — Spring Launch`; a name gives way before our own words do. */
function titleOf(part: Outline, max: number): string {
  const icon = part.isReminder ? REMINDER_ICON : ICON[part.tone]
  const own = `${icon} ${part.title}`
  if (part.project === null) return own
  const room = Math.min(PROJECT_MAX, max - slackLength(own) - ' — '.length)
  return room < 10 ? own : `${own} — ${named(part.project, room)}`
}

function notification(part: Outline): string {
  const title = titleOf(part, NOTIFICATION_MAX)
  return part.gist === null ? title : `${title}: ${clean(part.gist)}`
}
