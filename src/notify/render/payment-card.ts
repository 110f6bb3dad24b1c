/** A payment request as one Slack message, edited in place through all its states. Pure. */
import type { PaymentNotice } from '../../domain/notice.ts'
import { moment } from '../../domain/words.ts'
import {
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
} from './blocks.ts'
import { buttonRows } from './buttons.ts'
import { multiline, NAME_MAX, named, pack, quotation } from './lists.ts'
import { type PaymentWords, paymentWords, type Row } from './payment-words.ts'
import { actorElement } from './people.ts'
import { clean, cut } from './text.ts'

/** In escaped characters; together they stay within one message (blocks.ts). */
const PARAGRAPH_MAX = 700
const VALUE_MAX = 160
const ACCRUALS_MAX = 1200
const QUOTE_MAX = 700
const ID_MAX = 80
/** Label and value stand side by side; Slack takes ten fields in a section. */
const ROWS_MAX = 5

/**
 * The card. Order: the state, what is the matter and what is needed next, who and what, the accruals, quoted texts, the
 * buttons, and the ids to quote. The same facts in every state, so that an edit never takes one away.
 */
export function renderPaymentCard(notice: PaymentNotice): SlackMessage {
  const words = paymentWords(notice)
  const sheet = new Sheet()
  sheet.add({ type: 'header', text: plain(titleOf(words, HEADER_MAX), HEADER_MAX) })
  sheet.hold(buttonRows(notice.buttons))
  for (const text of words.paragraphs) {
    sheet.add({ type: 'section', text: plain(multiline(text, PARAGRAPH_MAX), SECTION_MAX) })
  }
  for (let start = 0; start < words.rows.length; start += ROWS_MAX) {
    sheet.add({ type: 'section', fields: words.rows.slice(start, start + ROWS_MAX).flatMap(fieldsOf) })
  }
  addAccruals(sheet, words)
  for (const { label, text } of words.quotes) {
    sheet.add({ type: 'section', text: plain(quotation(label, text, QUOTE_MAX), SECTION_MAX) })
  }
  sheet.addHeld()
  const ids = words.ids.map(({ label, value }) => `${label} ${cut(clean(value) || '(none)', ID_MAX, slackLength)}`)
  sheet.add(note([...ids, moment(notice.at)].filter((part) => part !== null).join(' · ')))
  const title = titleOf(words, NOTIFICATION_MAX)
  return { text: notificationLine(`${title} — ${named(words.project, NAME_MAX)}`), blocks: sheet.blocks }
}

function titleOf({ icon, state, creator }: PaymentWords, max: number): string {
  const own = `${icon} ${state} `
  return `${own}${named(creator, Math.min(NAME_MAX, max - slackLength(own)))}`
}

function fieldsOf(row: Row) {
  const label = mrkdwn(`*${row.label}*`)
  if ('actor' in row) return [label, actorElement(row.actor)]
  const alias = row.alias === null || row.alias === undefined ? '' : ` (${named(row.alias, NAME_MAX)})`
  return [label, plain(`${named(row.value, VALUE_MAX)}${alias}`, SECTION_MAX)]
}

function addAccruals(sheet: Sheet, { accruals }: PaymentWords): void {
  if (accruals.heading !== null) sheet.add({ type: 'section', text: mrkdwn(`*${accruals.heading}*`) })
  const list = pack(accruals, ACCRUALS_MAX)
  if (list !== '') sheet.add({ type: 'section', text: plain(list, SECTION_MAX) })
}
