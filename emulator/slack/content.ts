/**
 * Reads and judges what a message is to say: text, blocks, metadata.
 * Errors: https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update
 * @module
 */
import { checkBlocks, totalLength } from './block-kit/blocks.ts'
import { structured, text } from './call.ts'
import type { SlackOptions } from './options.ts'

/** A refusal in Slack's own shape, without `ok`. */
export type Refusal = { error: string; [more: string]: unknown }

type Written = { text: string; blocks?: unknown[]; metadata?: unknown }

/** Longest text of a new message. Slack's docs speak of cutting it; refusing it shows the mistake. */
export const POST_TEXT_MAX = 40_000
/** Longest text an edit may carry, as chat.update documents for msg_too_long. */
export const UPDATE_TEXT_MAX = 4_000

/**
 * The content of a call, or why Slack would refuse it. `previous` is what an edit leaves alone: blocks that are not
 * given stay, an empty list removes them.
 */
export function readContent(
  args: Record<string, unknown>,
  rules: { textMax: number; options: SlackOptions; previous?: { blocks?: unknown[] } },
): Written | Refusal {
  const given = structured(args, 'blocks')
  if (!given.ok || !(given.value === undefined || Array.isArray(given.value))) return { error: 'invalid_blocks_format' }
  const blocks: unknown[] | undefined = given.value ?? rules.previous?.blocks
  const words = text(args, 'text') ?? ''
  if (words.trim() === '' && (blocks === undefined || blocks.length === 0)) return { error: 'no_text' }
  if (words.length > rules.textMax) return { error: 'msg_too_long' }
  const problems = checkBlocks(blocks ?? [])
  if (problems.length > 0) {
    const errors = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`)
    return {
      error: 'invalid_blocks',
      errors,
      response_metadata: { messages: errors.map((message) => `[ERROR] ${message}`) },
    }
  }
  const most = rules.options.totalBlocksLength
  if (most !== null && blocks !== undefined && totalLength(blocks) > most) return { error: 'msg_blocks_too_long' }
  const metadata = structured(args, 'metadata')
  if (!metadata.ok || !isMetadata(metadata.value)) return { error: 'invalid_metadata_format' }
  return {
    text: words,
    ...(blocks === undefined || blocks.length === 0 ? {} : { blocks }),
    ...(metadata.value === undefined ? {} : { metadata: metadata.value }),
  }
}

/** https://docs.slack.dev/messaging/message-metadata: a named event with an object of facts. */
function isMetadata(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null || !('event_type' in value) || !('event_payload' in value))
    return false
  return typeof value.event_type === 'string' && typeof value.event_payload === 'object' && value.event_payload !== null
}
