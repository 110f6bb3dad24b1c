/**
 * What Slack demands of the blocks of a message. Pure: blocks in, problems out.
 * https://docs.slack.dev/reference/block-kit/blocks
 * @module
 */
import { Check, type Json, type Problem } from './check.ts'
import { checkElement, checkImageElement, checkImageSource } from './elements.ts'
import { checkText, TEXT_MAX } from './text.ts'

/** Blocks in one message; modals may have 100. */
const BLOCKS_MAX = 50

type Rule = { fields: readonly string[]; check(check: Check, block: Json, pointer: string): void }

const RULES: Record<string, Rule> = {
  section: {
    fields: ['text', 'fields', 'accessory', 'expand'],
    check(check, block, at) {
      if (block.text === undefined && block.fields === undefined) {
        check.fail(at, 'must define either `text` or `fields`')
      }
      checkText(check, block.text, `${at}/text`, { max: TEXT_MAX })
      check.list(block.fields, `${at}/fields`, 10, (field, pointer) => checkText(check, field, pointer, { max: 2000 }))
      if (block.accessory !== undefined) checkElement(check, block.accessory, `${at}/accessory`, 'section')
      check.boolean(block.expand, `${at}/expand`)
    },
  },
  header: {
    fields: ['text'],
    check(check, block, at) {
      check.require(block, at, ['text'])
      checkText(check, block.text, `${at}/text`, { max: 150, plainOnly: true })
    },
  },
  divider: { fields: [], check() {} },
  context: {
    fields: ['elements'],
    check(check, block, at) {
      check.require(block, at, ['elements'])
      check.list(block.elements, `${at}/elements`, 10, (item, pointer) => {
        const isImage = typeof item === 'object' && item !== null && 'type' in item && item.type === 'image'
        if (isImage) checkImageElement(check, item, pointer)
        else checkText(check, item ?? null, pointer, { max: TEXT_MAX })
      })
    },
  },
  actions: {
    fields: ['elements'],
    check(check, block, at) {
      check.require(block, at, ['elements'])
      const seen = new Set<unknown>()
      check.list(block.elements, `${at}/elements`, 25, (item, pointer) => {
        checkElement(check, item, pointer, 'actions')
        const id = typeof item === 'object' && item !== null && 'action_id' in item ? item.action_id : undefined
        if (id !== undefined && seen.has(id)) check.fail(`${pointer}/action_id`, '`action_id` needs to be unique')
        seen.add(id)
      })
    },
  },
  image: {
    fields: ['image_url', 'slack_file', 'alt_text', 'title'],
    check(check, block, at) {
      checkImageSource(check, block, at)
      checkText(check, block.title, `${at}/title`, { max: 2000, plainOnly: true })
    },
  },
  markdown: {
    fields: ['text'],
    check(check, block, at) {
      check.require(block, at, ['text'])
      check.string(block.text, `${at}/text`, 12_000)
    },
  },
  rich_text: {
    fields: ['elements'],
    check(check, block, at) {
      check.require(block, at, ['elements'])
      check.list(block.elements, `${at}/elements`, 1000, (item, pointer) => checkRichPart(check, item, pointer))
    },
  },
  input: {
    fields: ['label', 'element', 'hint', 'optional', 'dispatch_action'],
    check(check, block, at) {
      check.require(block, at, ['label', 'element'])
      checkText(check, block.label, `${at}/label`, { max: 2000, plainOnly: true })
      checkText(check, block.hint, `${at}/hint`, { max: 2000, plainOnly: true })
      if (block.element !== undefined) checkElement(check, block.element, `${at}/element`, 'input')
      check.boolean(block.optional, `${at}/optional`)
      check.boolean(block.dispatch_action, `${at}/dispatch_action`)
    },
  },
}

const RICH_PARTS = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']

/** Only the outline of rich text is checked: its parts have a known type and a list of elements. */
function checkRichPart(check: Check, value: unknown, pointer: string): void {
  const part = check.object(value, pointer)
  if (!part || !check.require(part, pointer, ['type', 'elements'])) return
  check.oneOf(part.type, `${pointer}/type`, RICH_PARTS)
  if (!Array.isArray(part.elements)) check.fail(`${pointer}/elements`, 'must provide an array')
}

/** Every rule the blocks break, in the order of the blocks. An empty answer means that Slack would take them. */
export function checkBlocks(blocks: readonly unknown[]): Problem[] {
  const check = new Check()
  if (blocks.length > BLOCKS_MAX) check.fail('/blocks', `no more than ${BLOCKS_MAX} items allowed`)
  const ids = new Set<unknown>()
  for (const [index, value] of blocks.entries()) {
    const at = `/blocks/${index}`
    const block = check.object(value, at)
    if (!block || !check.require(block, at, ['type'])) continue
    const rule = typeof block.type === 'string' && Object.hasOwn(RULES, block.type) ? RULES[block.type] : undefined
    if (!rule) {
      check.fail(`${at}/type`, `unsupported type: ${String(block.type)}`)
      continue
    }
    check.string(block.block_id, `${at}/block_id`, 255)
    if (block.block_id !== undefined && ids.has(block.block_id)) {
      check.fail(`${at}/block_id`, '`block_id` needs to be unique')
    }
    ids.add(block.block_id)
    check.only(block, at, ['type', 'block_id', ...rule.fields])
    rule.check(check, block, at)
  }
  return check.problems
}

/** What one block costs in Slack's sum over all blocks, beside its text; see `totalBlocksLength` in options.ts. */
const BLOCK_OVERHEAD = 125

/** The length Slack seems to count for `msg_blocks_too_long`: all text, and a share for each block around it. */
export function totalLength(blocks: readonly unknown[]): number {
  return blocks.length * BLOCK_OVERHEAD + textLength(blocks)
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce<number>(
    (sum, [name, inner]) => sum + (name === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}
