/** Payment requests and answers in words, for letters and for Slack without blocks. Slack's blocks have their own files. */
import type { AnswerNotice, PaymentNotice } from '../../domain/notice.ts'
import { capital } from '../../domain/words.ts'
import { age } from './answer.ts'
import type { Outline } from './outline.ts'
import { paymentWords } from './payment-words.ts'
import { actorWords } from './people.ts'
import { clean, cleanLines, cut, isolate } from './text.ts'

const TITLE_MAX = 120
const VALUE_MAX = 160
/** A letter shows this much of a quoted text. */
const QUOTE_MAX = 900

const PLAIN = { isReminder: false, gist: null, askWhy: null, figures: [], sections: [] } as const

export function paymentOutline(notice: PaymentNotice): Outline {
  const words = paymentWords(notice)
  return {
    ...PLAIN,
    tone: words.tone,
    title: `${words.state} ${inTitle(words.creator)}`,
    project: words.project,
    paragraphs: [...words.paragraphs, ...words.quotes.map(quoted)],
    figures: [
      ...words.rows.map((row) =>
        'actor' in row ? figure(row.label, actorWords(row.actor)) : figure(row.label, row.value, row.alias),
      ),
      ...words.ids.map(({ label, value }) => figure(capital(label), value)),
    ],
    sections: [words.accruals],
    at: notice.at,
  }
}

const TONE = { good: 'news', bad: 'look', info: 'news' } as const

export function answerOutline({ at, answer }: AnswerNotice): Outline {
  const asOf = age(answer)
  return {
    ...PLAIN,
    tone: TONE[answer.tone],
    title: clean(answer.title) === '' ? 'Answer' : inTitle(answer.title),
    project: null,
    paragraphs: [
      ...(answer.paragraphs ?? []).flatMap(cleanLines).filter((line) => line !== ''),
      ...(answer.quotes ?? []).map(quoted),
      ...(asOf === null ? [] : [`${capital(asOf)}.`]),
    ],
    figures: (answer.figures ?? []).map(({ label, value }) => figure(label, value)),
    sections: (answer.sections ?? []).map((section) => ({
      ...section,
      heading: section.heading === null ? null : inTitle(section.heading),
    })),
    at,
  }
}

function inTitle(text: string): string {
  return isolate(cut(clean(text) || '(no name)', TITLE_MAX))
}

function figure(label: string, value: string, alias: string | null = null) {
  const inRow = (text: string) => isolate(cut(clean(text) || '(none)', VALUE_MAX))
  return { label: inTitle(label), value: alias === null ? inRow(value) : `${inRow(value)} (${inRow(alias)})` }
}

function quoted({ label, text }: { readonly label: string; readonly text: string }): string {
  return `${inTitle(label)}: “${cut(clean(text), QUOTE_MAX) || '(empty)'}”`
}
