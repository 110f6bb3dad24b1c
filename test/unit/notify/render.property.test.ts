/** Whatever trackagoat calls its creators and projects, messages stay whole, harmless and within Slack's limits. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { checkBlocks, totalLength } from '../../../emulator/slack/block-kit/blocks.ts'
import { DEFAULT_OPTIONS } from '../../../emulator/slack/options.ts'
import type { Notice } from '../../../src/domain/notice.ts'
import { renderMail, SUBJECT_MAX } from '../../../src/notify/render/mail.tsx'
import { renderSlack, renderSlackPlain } from '../../../src/notify/render/slack.ts'
import { notice } from './arbitraries.ts'

const NUM_RUNS = 100
const TIME_LIMIT_MS = 20_000
vi.setConfig({ testTimeout: 2 * TIME_LIMIT_MS })

/** The only markup that names a person: alone in its text, an id that has the form of one (people.ts). */
const MENTION = /^<@[UW][A-Z0-9]{2,30}>$/

/** Every text of a value made of blocks, with the kind of object it stands in. */
function texts(value: unknown): { type: unknown; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(texts)
  if (typeof value !== 'object' || value === null) return []
  const own =
    'text' in value && typeof value.text === 'string' && 'type' in value ? [{ type: value.type, text: value.text }] : []
  return [...own, ...Object.values(value).flatMap(texts)]
}

function check(property: (notice: Notice) => void): void {
  // The limit is for failures: making a huge counterexample smaller would take minutes.
  fc.assert(fc.property(notice, property), { numRuns: NUM_RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS })
}

describe('any notice', () => {
  test('is a message that Slack takes', () => {
    check((given) => {
      const { text, blocks } = renderSlack(given)
      expect(checkBlocks(blocks)).toEqual([])
      expect(blocks.length).toBeGreaterThan(0)
      expect(totalLength(blocks)).toBeLessThanOrEqual(DEFAULT_OPTIONS.totalBlocksLength ?? 0)
      expect(text.length).toBeLessThanOrEqual(400)
      expect(text).toMatch(/^\S.*$/u)
      expect(renderSlackPlain(given).length).toBeLessThanOrEqual(3_000)
    })
  })

  test('mentions nobody but who acted, and links nowhere', () => {
    check((given) => {
      const { text, blocks } = renderSlack(given)
      const said = texts(blocks).filter((object) => !(object.type === 'mrkdwn' && MENTION.test(object.text)))
      const all = [text, renderSlackPlain(given), ...said.map((object) => object.text)]
      for (const one of all) {
        expect(one).not.toMatch(/[<>]/)
        expect(one.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&')
      }
    })
  })

  test('puts nothing but our own words and numbers where Slack reads markup', () => {
    check((given) => {
      const marked = texts(renderSlack(given).blocks).filter(({ type }) => type === 'mrkdwn')
      const actors = JSON.stringify(given)
      for (const { text } of marked) {
        if (MENTION.test(text)) expect(actors).toContain(`"slack:${text.slice(2, -1)}"`)
        else expect(text).toMatch(/^\*[A-Z][\w ,:.$-]*\*(\n[\w ,.$-]+)?$/)
      }
    })
  })

  test('tears no character apart and lets no direction leak', () => {
    check((given) => {
      const { text, blocks } = renderSlack(given)
      const { subject, text: plain } = renderMail(given)
      for (const one of [
        text,
        subject,
        plain,
        renderSlackPlain(given),
        ...texts(blocks).map((object) => object.text),
      ]) {
        expect(one.isWellFormed()).toBe(true)
        expect(one).not.toMatch(/[\u202A-\u202E\u2066\u2067]/)
      }
      // Isolates are opened and closed on every line; cut messages without blocks may end inside one.
      for (const { text: one } of texts(blocks)) {
        for (const line of one.split('\n')) {
          expect(line.split('\u2068').length).toBe(line.split('\u2069').length)
        }
      }
    })
  })

  test('is a letter with one line of subject and no markup out of data', () => {
    check((given) => {
      const { subject, html, text } = renderMail(given)
      expect(subject).toMatch(/^Goatherd[: ][^\p{Cc}\u2028\u2029]+$/u)
      expect(subject.length).toBeLessThanOrEqual(SUBJECT_MAX)
      expect(text.length).toBeGreaterThan(0)
      const tags = new Set([...html.matchAll(/<([a-z!/][a-z0-9]*)/gi)].map((match) => match[1]?.replace('/', '')))
      const known = [
        '!doctype',
        'html',
        'head',
        'meta',
        'title',
        'style',
        'body',
        'div',
        'table',
        'tr',
        'td',
        'th',
        'p',
        'h1',
        'h2',
        'h3',
        'span',
        'bdi',
      ]
      expect([...tags].filter((tag) => !known.includes(tag ?? ''))).toEqual([])
      expect(html).not.toMatch(/(href|src)=/)
    })
  })
})
