import { describe, expect, it } from 'vitest'
import { checkBlocks, totalLength } from '../../emulator/slack/block-kit/blocks.ts'

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) })
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) })
const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i))
const section = (more: object) => [{ type: 'section', ...more }]
const button = (more: object = {}) => ({ type: 'button', text: plain(5), ...more })
const actions = (...elements: unknown[]) => [{ type: 'actions', elements }]
const image = (more: object = {}) => ({ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a', ...more })
const confirm = (more: object = {}) => ({
  title: plain(5),
  text: mrkdwn(5),
  confirm: plain(5),
  deny: plain(5),
  ...more,
})

/** What is still taken, what is not, and in which words and where. */
const LIMITS: [name: string, good: unknown[], bad: unknown[], problem: string][] = [
  [
    'blocks in a message',
    many(50, () => ({ type: 'divider' })),
    many(51, () => ({ type: 'divider' })),
    'no more than 50 items allowed [/blocks]',
  ],
  [
    'section text',
    section({ text: mrkdwn(3000) }),
    section({ text: mrkdwn(3001) }),
    'must be less than 3001 characters [/blocks/0/text/text]',
  ],
  [
    'a field',
    section({ fields: [mrkdwn(2000)] }),
    section({ fields: [mrkdwn(2001)] }),
    'must be less than 2001 characters [/blocks/0/fields/0/text]',
  ],
  [
    'fields',
    section({ fields: many(10, () => mrkdwn(1)) }),
    section({ fields: many(11, () => mrkdwn(1)) }),
    'no more than 10 items allowed [/blocks/0/fields]',
  ],
  [
    'a header',
    [{ type: 'header', text: plain(150) }],
    [{ type: 'header', text: plain(151) }],
    'must be less than 151 characters [/blocks/0/text/text]',
  ],
  [
    'context elements',
    [{ type: 'context', elements: many(10, () => mrkdwn(1)) }],
    [{ type: 'context', elements: many(11, () => mrkdwn(1)) }],
    'no more than 10 items allowed [/blocks/0/elements]',
  ],
  [
    'actions elements',
    actions(...many(25, () => button())),
    actions(...many(26, () => button())),
    'no more than 25 items allowed [/blocks/0/elements]',
  ],
  [
    'button text',
    actions(button({ text: plain(75) })),
    actions(button({ text: plain(76) })),
    'must be less than 76 characters [/blocks/0/elements/0/text/text]',
  ],
  [
    'button value',
    actions(button({ value: 'x'.repeat(2000) })),
    actions(button({ value: 'x'.repeat(2001) })),
    'must be less than 2001 characters [/blocks/0/elements/0/value]',
  ],
  [
    'button url',
    actions(button({ url: `https://a.b/${'x'.repeat(2988)}` })),
    actions(button({ url: `https://a.b/${'x'.repeat(2989)}` })),
    'must be less than 3001 characters [/blocks/0/elements/0/url]',
  ],
  [
    'action_id',
    actions(button({ action_id: 'x'.repeat(255) })),
    actions(button({ action_id: 'x'.repeat(256) })),
    'must be less than 256 characters [/blocks/0/elements/0/action_id]',
  ],
  [
    'block_id',
    [{ type: 'divider', block_id: 'x'.repeat(255) }],
    [{ type: 'divider', block_id: 'x'.repeat(256) }],
    'must be less than 256 characters [/blocks/0/block_id]',
  ],
  [
    'image alt text',
    [image({ alt_text: 'x'.repeat(2000) })],
    [image({ alt_text: 'x'.repeat(2001) })],
    'must be less than 2001 characters [/blocks/0/alt_text]',
  ],
  [
    'markdown',
    [{ type: 'markdown', text: 'x'.repeat(12_000) }],
    [{ type: 'markdown', text: 'x'.repeat(12_001) }],
    'must be less than 12001 characters [/blocks/0/text]',
  ],
  [
    'confirm title',
    actions(button({ confirm: confirm({ title: plain(100) }) })),
    actions(button({ confirm: confirm({ title: plain(101) }) })),
    'must be less than 101 characters [/blocks/0/elements/0/confirm/title/text]',
  ],
  [
    'confirm text',
    actions(button({ confirm: confirm({ text: mrkdwn(300) }) })),
    actions(button({ confirm: confirm({ text: mrkdwn(301) }) })),
    'must be less than 301 characters [/blocks/0/elements/0/confirm/text/text]',
  ],
  [
    'confirm button',
    actions(button({ confirm: confirm({ deny: plain(30) }) })),
    actions(button({ confirm: confirm({ deny: plain(31) }) })),
    'must be less than 31 characters [/blocks/0/elements/0/confirm/deny/text]',
  ],
]

/** What Slack refuses whatever the length. */
const REFUSED: [name: string, blocks: unknown[], problem: string][] = [
  ['an empty section text', section({ text: mrkdwn(0) }), 'must be more than 0 characters [/blocks/0/text/text]'],
  ['an empty header', [{ type: 'header', text: plain(0) }], 'must be more than 0 characters [/blocks/0/text/text]'],
  [
    'an empty button',
    actions(button({ text: plain(0) })),
    'must be more than 0 characters [/blocks/0/elements/0/text/text]',
  ],
  ['mrkdwn in a header', [{ type: 'header', text: mrkdwn(3) }], 'must be a valid enum value [/blocks/0/text/type]'],
  [
    'mrkdwn in a button',
    actions(button({ text: mrkdwn(3) })),
    'must be a valid enum value [/blocks/0/elements/0/text/type]',
  ],
  ['an unknown block', [{ type: 'sekshun' }], 'unsupported type: sekshun [/blocks/0/type]'],
  ['a block named like an object method', [{ type: 'constructor' }], 'unsupported type: constructor [/blocks/0/type]'],
  ['a block without type', [{ text: mrkdwn(3) }], 'missing required field: type [/blocks/0]'],
  ['a block that is no object', ['section'], 'must provide an object [/blocks/0]'],
  ['an unknown element', actions({ type: 'slider' }), 'unsupported type: slider [/blocks/0/elements/0/type]'],
  ['an image among actions', actions(image()), 'unsupported type: image [/blocks/0/elements/0/type]'],
  ['text that is a bare string', section({ text: 'hello' }), 'must provide an object [/blocks/0/text]'],
  [
    'text whose text is a number',
    section({ text: { type: 'mrkdwn', text: 3 } }),
    'must provide a string [/blocks/0/text/text]',
  ],
  [
    'emoji on mrkdwn',
    section({ text: { type: 'mrkdwn', text: 'x', emoji: true } }),
    'invalid additional property: emoji [/blocks/0/text]',
  ],
  [
    'verbatim on plain_text',
    section({ text: { type: 'plain_text', text: 'x', verbatim: true } }),
    'invalid additional property: verbatim [/blocks/0/text]',
  ],
  ['a property nobody knows', [{ type: 'divider', colour: 'red' }], 'invalid additional property: colour [/blocks/0]'],
  ['a section with neither text nor fields', section({}), 'must define either `text` or `fields` [/blocks/0]'],
  ['no fields at all', section({ fields: [] }), 'no fewer than 1 items allowed [/blocks/0/fields]'],
  ['no actions at all', actions(), 'no fewer than 1 items allowed [/blocks/0/elements]'],
  [
    'the same block_id twice',
    many(2, () => ({ type: 'divider', block_id: 'a' })),
    '`block_id` needs to be unique [/blocks/1/block_id]',
  ],
  [
    'the same action_id twice in a block',
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
    '`action_id` needs to be unique [/blocks/0/elements/1/action_id]',
  ],
  [
    'an unknown button style',
    actions(button({ style: 'loud' })),
    'must be a valid enum value [/blocks/0/elements/0/style]',
  ],
  [
    'a button that leads to a script',
    actions(button({ url: 'javascript:alert(1)' })),
    'must be a valid URL [/blocks/0/elements/0/url]',
  ],
  [
    'an image without words',
    [{ type: 'image', image_url: 'https://a.b/c.png' }],
    'missing required field: alt_text [/blocks/0]',
  ],
  [
    'an image without a source',
    [{ type: 'image', alt_text: 'a' }],
    'must define either `image_url` or `slack_file` [/blocks/0]',
  ],
  [
    'an input without label',
    [{ type: 'input', element: { type: 'plain_text_input' } }],
    'missing required field: label [/blocks/0]',
  ],
  [
    'rich text of an unknown part',
    [{ type: 'rich_text', elements: [{ type: 'text', elements: [] }] }],
    'must be a valid enum value [/blocks/0/elements/0/type]',
  ],
  [
    'a menu without options',
    actions({ type: 'static_select' }),
    'missing required field: options [/blocks/0/elements/0]',
  ],
  ['a null context element', [{ type: 'context', elements: [null] }], 'must provide an object [/blocks/0/elements/0]'],
]

const found = (blocks: unknown[]): string[] =>
  checkBlocks(blocks).map(({ message, pointer }) => `${message} [${pointer}]`)

describe('the Block Kit rules', () => {
  it.each(LIMITS)('take %s up to the limit', (_name, good) => {
    expect(found(good)).toEqual([])
  })

  it.each(LIMITS)('refuse %s one over the limit, and say where', (_name, _good, bad, problem) => {
    expect(found(bad)).toEqual([problem])
  })

  it.each(REFUSED)('refuse %s', (_name, blocks, problem) => {
    expect(found(blocks)).toEqual([problem])
  })

  it('take the same action_id in two blocks', () => {
    expect(found([...actions(button({ action_id: 'a' })), ...actions(button({ action_id: 'a' }))])).toEqual([])
  })

  it('report every fault, not only the first', () => {
    expect(found([{ type: 'nope' }, ...section({ text: mrkdwn(3001), fields: [mrkdwn(0)] })])).toHaveLength(3)
  })

  it('count each block and all its text for the sum over a message', () => {
    expect(totalLength(section({ text: mrkdwn(100), fields: [mrkdwn(20)] }))).toBe(125 + 120)
  })
})
