/** Whatever is typed: an answer or a command, never a crash, and nothing in an answer pings, links or is emphasised. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERBS } from '../../../../src/handlers/slack/catalogue.ts'
import { parseCommand } from '../../../../src/handlers/slack/grammar.ts'
import { helpAnswer } from '../../../../src/handlers/slack/help.ts'
import { wordsOf } from '../../../../src/handlers/slack/tokens.ts'
import { answerBody } from '../../../../src/notify/slack-response.ts'

const RUNS = Number(process.env.GOATHERD_PROPERTY_RUNS ?? 1_000)
const hostile = fc.constantFrom(
  '<!channel>',
  '<!here|x>',
  '<@U0APPROVE>',
  '<@U0APPROVE|jane>',
  '<#C0ALERTS1>',
  '<https://evil.example|click>',
  '&lt;!channel&gt;',
  '*bold*',
  '`code`',
  '```',
  '“',
  '"',
  '«',
  '\u202E',
  '\uD800',
  '\u0000',
  '\n',
  '👩‍👩‍👧‍👦',
  'in',
  'IN',
  'note',
  '@jane.doe',
  '@',
  '$1,234.56',
  '1e3',
  '-5',
  '0.001',
  '3h',
  '2d',
  '999999d',
  'creator.stale',
  '__proto__',
  'constructor',
)
const verb = fc.constantFrom(...VERBS, 'approve', 'owd', '')
const word = fc.oneof(hostile, verb, fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 40 }))
const typed = fc.oneof(
  fc
    .tuple(verb, fc.array(word, { maxLength: 8 }), fc.constantFrom(' ', '  ', '\u00A0', ''))
    .map(([first, rest, gap]) => [first, ...rest].join(gap === '' ? ' ' : gap)),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.tuple(hostile, fc.integer({ min: 1, max: 5_000 })).map(([text, times]) => text.repeat(times)),
)

/** Every text object of a message. */
function textsIn(value: unknown): { type: string }[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const own =
    'type' in value && ['mrkdwn', 'plain_text'].includes(String(value.type)) ? [value as { type: string }] : []
  return [...own, ...Object.values(value).flatMap(textsIn)]
}

describe('anything typed behind /goat', () => {
  it('is understood or answered, and the answer neither pings nor links', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseCommand(text)
        const answer = parsed.ok
          ? parsed.value.kind === 'help'
            ? helpAnswer('approver', parsed.value.topic)
            : null
          : parsed.error
        if (answer === null) return
        expect(answer.title).not.toBe('')
        const body = answerBody(answer)
        expect(body.text).not.toMatch(/<[!@#]|<https?:/)
        expect(textsIn(body.blocks).filter(({ type }) => type !== 'plain_text')).toEqual([])
        expect(body.blocks.length).toBeLessThanOrEqual(50)
      }),
      { numRuns: RUNS },
    )
  })

  it('handles and ids that are understood hold nothing but what handles and ids are made of', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseCommand(text)
        if (!parsed.ok) return
        const { handle, id, paymentId } = parsed.value as { handle?: string; id?: string; paymentId?: string }
        for (const one of [handle, id, paymentId]) if (one) expect(one).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
      }),
      { numRuns: RUNS },
    )
  })

  it('is split into words that stand where they say, whatever the quotes', () => {
    fc.assert(
      fc.property(typed, (text) => {
        let end = 0
        for (const one of wordsOf(text)) {
          expect(one.start).toBeGreaterThanOrEqual(end)
          expect(text.slice(one.start, one.end)).toContain(one.text)
          end = one.end
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('takes no longer for long texts than a person would wait', () => {
    const started = performance.now()
    for (const piece of ['"', '“', '« ', '@', 'in ', '$1,', '1'.repeat(30)]) {
      for (const verbTyped of ['pay @jane ', 'note @jane ', 'owed ', '']) {
        parseCommand(`${verbTyped}${piece.repeat(39_000 / piece.length)}`)
      }
    }
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
