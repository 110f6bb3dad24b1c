/** Whatever trackagoat calls its creators and projects, messages stay whole, harmless and within Slack's limits. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { checkBlocks, totalLength } from '../../../emulator/slack/block-kit/blocks.ts'
import { DEFAULT_OPTIONS } from '../../../emulator/slack/options.ts'
import { toCents } from '../../../src/domain/money.ts'
import {
  ALERT_KINDS,
  type AlertGroupNotice,
  type FirstLookNotice,
  type LetterNotice,
  NEWS_EVENTS,
  type NewsNotice,
  type Notice,
  type NoticeItem,
  type StormNotice,
} from '../../../src/domain/notice.ts'
import { renderMail, SUBJECT_MAX } from '../../../src/notify/render/mail.tsx'
import { renderSlack, renderSlackPlain } from '../../../src/notify/render/slack.ts'

const NUM_RUNS = 100
const TIME_LIMIT_MS = 20_000
vi.setConfig({ testTimeout: 2 * TIME_LIMIT_MS })

const nasty = fc.constantFrom(
  '<!channel>',
  '<@U012AB3CD>',
  '<https://evil.example|pay here>',
  '<#C012AB3CD>',
  'https://evil.example/?a=1&b=2',
  'www.x.com',
  '`*_~',
  '\r\nBcc: everyone@example.com',
  '\u202Egnp',
  '\u2066\u2069\u2069',
  'مريم',
  'שלום',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0302\u0303',
  '\uD83D',
  '&amp;lt;',
)
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.tuple(nasty, fc.integer({ min: 1, max: 400 })).map(([part, times]) => part.repeat(times)),
)
const count = fc.oneof(fc.nat(40), fc.nat(Number.MAX_SAFE_INTEGER))
const cents = fc.oneof(fc.integer({ min: -10_000, max: 1_000_000 }), fc.maxSafeInteger()).map(toCents)
const maybeCents = fc.option(cents)
const at = fc
  .date({ noInvalidDate: true, min: new Date('2020-01-01'), max: new Date('2035-01-01') })
  .map((date) => date.toISOString())
const when = fc.option(fc.oneof(at, fc.constant('not a date')))
const project = fc.option(fc.record({ id: fc.uuid(), name }))
const item: fc.Arbitrary<NoticeItem> = fc.record(
  {
    handle: fc.option(name),
    displayName: fc.option(name),
    amountCents: maybeCents,
    previousCents: maybeCents,
    periodStartAt: when,
    periodEndAt: when,
    lastScrapedAt: when,
    remark: fc.option(name),
  },
  { requiredKeys: ['handle', 'displayName', 'amountCents'] },
)
const items = fc.array(item, { maxLength: 25 })

const news: fc.Arbitrary<NewsNotice> = fc.record({
  kind: fc.constant('news'),
  at,
  project,
  sections: fc.array(fc.record({ type: fc.constantFrom(...NEWS_EVENTS), count, totalCents: maybeCents, items }), {
    maxLength: 30,
  }),
})
const group: fc.Arbitrary<AlertGroupNotice> = fc.record({
  kind: fc.constant('alert_group'),
  at,
  groupId: name,
  alertKind: fc.constantFrom(...ALERT_KINDS),
  project,
  state: fc.constantFrom('open', 'resolved'),
  openedAt: at,
  openCount: count,
  totalCents: maybeCents,
  items,
  newCount: count,
  resolvedCount: count,
  resolvedItems: items,
  rule: name,
  detail: fc.option(name),
  reminder: fc.boolean(),
})
const storm: fc.Arbitrary<StormNotice> = fc.record({
  kind: fc.constant('storm'),
  at,
  reminder: fc.boolean(),
  groupCount: count,
  alertCount: count,
  groups: fc.array(
    fc.record({ alertKind: fc.constantFrom(...ALERT_KINDS), project, openCount: count, totalCents: maybeCents }),
    { maxLength: 40 },
  ),
})
const firstLook: fc.Arbitrary<FirstLookNotice> = fc.record({
  kind: fc.constant('first_look'),
  at,
  creatorCount: count,
  activeCreatorCount: count,
  earnedCount: count,
  owedCents: cents,
  overdueCount: count,
  overdueCents: cents,
  staleCount: count,
  paymentCount: count,
  projectCount: count,
  projects: fc.array(fc.record({ name, creatorCount: count, earnedCount: count, owedCents: cents }), { maxLength: 60 }),
})
const part = fc.oneof(news, group, storm, firstLook)
const letter: fc.Arbitrary<LetterNotice> = fc.record({
  kind: fc.constant('letter'),
  at,
  parts: fc.oneof(fc.array(part, { maxLength: 8 }), fc.array(storm, { minLength: 30, maxLength: 60 })),
})
const notice: fc.Arbitrary<Notice> = fc.oneof({ arbitrary: part, weight: 4 }, { arbitrary: letter, weight: 1 })

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

  test('mentions nobody and links nowhere', () => {
    check((given) => {
      const { text, blocks } = renderSlack(given)
      const all = [text, renderSlackPlain(given), ...texts(blocks).map((object) => object.text)]
      for (const one of all) {
        expect(one).not.toMatch(/[<>]/)
        expect(one.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&')
      }
    })
  })

  test('puts nothing but our own words and numbers where Slack reads markup', () => {
    check((given) => {
      const marked = texts(renderSlack(given).blocks).filter(({ type }) => type === 'mrkdwn')
      for (const { text } of marked) expect(text).toMatch(/^\*[A-Z][\w ,:.$-]*\*(\n[\w ,.$-]+)?$/)
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
