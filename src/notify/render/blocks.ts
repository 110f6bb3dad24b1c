/**
 * The few Block Kit blocks that notices need, and a sheet that never grows past what Slack takes.
 * Limits: https://docs.slack.dev/reference/block-kit/blocks. Data only ever stands in `plain_text`, where Slack knows no
 * links, mentions or emphasis; `mrkdwn` carries our own words and numbers, or one checked user id, and is `verbatim` on top.
 */
import { cut } from './text.ts'

export interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  /** False: `:smile:` in a name stays as it is. */
  readonly emoji: false
}

export interface Mrkdwn {
  readonly type: 'mrkdwn'
  readonly text: string
  /** True: Slack makes no links out of plain text. */
  readonly verbatim: true
}

export interface Button {
  readonly type: 'button'
  readonly text: PlainText
  readonly action_id: string
  readonly value: string
  readonly style?: 'primary' | 'danger'
  readonly confirm?: {
    readonly title: PlainText
    readonly text: PlainText
    readonly confirm: PlainText
    readonly deny: PlainText
    readonly style?: 'primary' | 'danger'
  }
}

export interface Actions {
  readonly type: 'actions'
  readonly elements: Button[]
}

export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText | Mrkdwn }
  | { readonly type: 'section'; readonly fields: (PlainText | Mrkdwn)[] }
  | { readonly type: 'context'; readonly elements: (PlainText | Mrkdwn)[] }
  | Actions
  | { readonly type: 'divider' }

/** What `chat.postMessage`, `chat.update` and a `response_url` take. */
export interface SlackMessage {
  /** One line for notifications and screen readers. Escaped; well below the 4,000 characters of an edit. */
  readonly text: string
  readonly blocks: readonly Block[]
}

/** Longest texts, in UTF-16 units after escaping: the strictest way to read Slack's limits. */
export const HEADER_MAX = 150
export const SECTION_MAX = 3000
export const NOTIFICATION_MAX = 400
const NOTE_MAX = 400

/**
 * Bounds of a message. Slack refuses (`msg_blocks_too_long`) at some 13,200 characters in all, each block counting 125 on
 * top of its text: undocumented, measured in slackapi/bolt-js issues 2509 and 2867. We stop well before.
 */
const BLOCKS_MAX = 46
const COST_MAX = 11_000
const BLOCK_COST = 125

/** The three characters Slack gives a meaning to, in `plain_text` too. */
export function escapeSlack(text: string): string {
  if (!/[&<>]/.test(text)) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Length as Slack sees it. */
export function slackLength(text: string): number {
  return escapeSlack(text).length
}

/** Any text as a text object that cannot do anything. Cut to `max` after escaping. */
export function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: escapeSlack(cut(text, max, slackLength)), emoji: false }
}

/** One line for notifications: escaped, cut, and without marks that would mean emphasis. */
export function notificationLine(text: string): string {
  return escapeSlack(cut(tame(text), NOTIFICATION_MAX, slackLength))
}

const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' }

/**
 * For text outside blocks, which Slack may read as mrkdwn: marks at the edge of a word, where they would mean emphasis,
 * become look-alikes; marks within a word mean nothing and stay.
 */
export function tame(text: string): string {
  return text.replace(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => LOOK_ALIKE[mark] ?? mark)
}

/** Small print. */
export function note(text: string): Block {
  return { type: 'context', elements: [plain(text, NOTE_MAX)] }
}

/** Our own words with emphasis. Never give it data. */
export function mrkdwn(ownWords: string): Mrkdwn {
  return { type: 'mrkdwn', text: ownWords, verbatim: true }
}

/** Collects blocks as long as there is room. */
export class Sheet {
  readonly blocks: Block[] = []
  #cost = 0
  #held: readonly Block[] = []
  #heldCost = 0

  /** Whether `count` blocks with this much text between them still fit. */
  hasRoom(count: number, textLength: number): boolean {
    return (
      this.blocks.length + this.#held.length + count <= BLOCKS_MAX &&
      this.#cost + this.#heldCost + count * BLOCK_COST + textLength <= COST_MAX
    )
  }

  /** Keeps room for blocks that come last, such as buttons, until `addHeld` puts them there. */
  hold(blocks: readonly Block[]): void {
    this.#held = blocks
    this.#heldCost = blocks.reduce((sum, block) => sum + BLOCK_COST + textLength(block), 0)
  }

  addHeld(): void {
    const held = this.#held
    this.hold([])
    for (const block of held) this.add(block)
  }

  /** Characters that one more block may hold. */
  room(): number {
    return this.hasRoom(1, 0) ? COST_MAX - this.#cost - this.#heldCost - BLOCK_COST : 0
  }

  /** Adds without asking: for what must be there. Callers keep such blocks few and short; 4 and 1,500 fit beyond the bounds. */
  add(block: Block): void {
    this.blocks.push(block)
    this.#cost += BLOCK_COST + textLength(block)
  }
}

function textLength(block: Block): number {
  switch (block.type) {
    case 'divider':
      return 0
    case 'context':
      return block.elements.reduce((sum, { text }) => sum + text.length, 0)
    case 'header':
      return block.text.text.length
    case 'actions':
      return block.elements.reduce((sum, button) => sum + buttonLength(button), 0)
    case 'section':
      return 'text' in block ? block.text.text.length : block.fields.reduce((sum, { text }) => sum + text.length, 0)
  }
}

function buttonLength({ text, confirm }: Button): number {
  const asked = confirm ? [confirm.title, confirm.text, confirm.confirm, confirm.deny] : []
  return [text, ...asked].reduce((sum, words) => sum + words.text.length, 0)
}
