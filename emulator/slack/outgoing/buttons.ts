/**
 * The buttons of a message, and how a press names one of them.
 *
 * A press names the button as it was drawn. When the message has been edited meanwhile, the button is looked for in what
 * the message said before: in Slack too a click can come from a card that is no longer so.
 * @module
 */
import { createHash } from 'node:crypto'
import type { Content, Message } from '../store.ts'

type Json = Record<string, unknown>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** A button and where it stands. `key` names it within its message. */
export type Button = {
  key: string
  blockId: string
  actionId: string
  value: string | undefined
  element: Json
  version: Content
}

/** Where an element stands in its message. */
export type Place = { ts: string; block: number; element: number }

/** A short name for whatever is given, the same each time. */
const digest = (...parts: unknown[]): string =>
  createHash('sha1')
    .update(JSON.stringify(parts))
    .digest('base64url')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 10)

/** Names a button by its place and what it stands for. */
export function buttonKey(value: unknown, place: Place): string {
  const element = record(value)
  return digest('press', place, element.action_id, element.value)
}

/** A button that is sent to the app when pressed; one with an address only opens it. */
const isPressable = (element: Json): boolean => element.type === 'button' && element.url === undefined

/** The buttons of one version of a message, in reading order. */
function buttonsOf(version: Content, ts: string): Button[] {
  const written = (version.blocks ?? []).map(record)
  const named = withIds(written, ts)
  return written.flatMap((raw, block) =>
    elementsOf(raw).flatMap((bare, index) => {
      const element = elementsOf(record(named[block]))[index] ?? bare
      if (!isPressable(element)) return []
      const key = buttonKey(bare, { ts, block, element: index })
      const value = typeof element.value === 'string' ? element.value : undefined
      const ids = { blockId: String(named[block]?.block_id), actionId: String(element.action_id) }
      return [{ key, ...ids, value, element, version }]
    }),
  )
}

/** The buttons a message has or has had, those of the newest version first. */
export function everyButton(message: Message): Button[] {
  const versions: Content[] = [message, ...message.edits.toReversed(), message.original]
  return versions.flatMap((version) => buttonsOf(version, message.ts))
}

/** Slack gives blocks and elements that come without an id one of its own. */
export function withIds(blocks: readonly unknown[], ts: string): Json[] {
  return blocks.map((value, blockIndex) => {
    const block = { ...record(value) }
    block.block_id ??= digest('block', ts, blockIndex).slice(0, 5)
    const named = (item: unknown, index: number): unknown => {
      const element = record(item)
      if (element.type !== 'button') return item
      return { ...element, action_id: element.action_id ?? digest('action', ts, blockIndex, index).slice(0, 5) }
    }
    if (block.type === 'actions' && Array.isArray(block.elements)) block.elements = block.elements.map(named)
    if (block.accessory !== undefined) block.accessory = named(block.accessory, 0)
    return block
  })
}

function elementsOf(block: Json): Json[] {
  if (block.type === 'actions' && Array.isArray(block.elements)) return block.elements.map(record)
  return block.accessory === undefined ? [] : [record(block.accessory)]
}
