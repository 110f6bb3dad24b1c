/**
 * What Goatherd answers a person who asked: plain facts before any markup. Every text may hold data from trackagoat or
 * from people; whoever renders it must make it harmless (no links, mentions or emphasis).
 */
import type { NoticeButton } from './notice.ts'

/** One named thing with its facts. */
export interface AnswerLine {
  readonly name: string
  readonly alias: string | null
  readonly facts: readonly string[]
}

/** Some named things out of `count`. */
export interface AnswerSection {
  readonly heading: string | null
  readonly lines: readonly AnswerLine[]
  readonly count: number
}

/** An answer for one person. */
export interface Answer {
  /** `bad`: it was not done, and the paragraphs say why and what to do. */
  readonly tone: 'good' | 'bad' | 'info'
  readonly title: string
  readonly paragraphs?: readonly string[]
  readonly figures?: readonly { readonly label: string; readonly value: string }[]
  readonly sections?: readonly AnswerSection[]
  /** Free text of others, shown as a quotation and never obeyed. */
  readonly quotes?: readonly { readonly label: string; readonly text: string }[]
  readonly buttons?: readonly NoticeButton[]
  /** The «now» of what it rests on, ISO 8601 UTC; null: asked just now. Absent: nothing was looked up. */
  readonly asOf?: string | null
}

/** A refusal or a mistake: what is wrong and what to do about it. */
export function sorry(title: string, ...paragraphs: string[]): Answer {
  return { tone: 'bad', title, paragraphs }
}
