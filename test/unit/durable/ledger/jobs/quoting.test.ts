import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeQuotes } from '../../../../../src/durable/ledger/jobs/quoting.ts'
import { renderAnswer } from '../../../../../src/notify/render/answer.ts'

/** The text of a message without the marks of quotations, labels and white space. */
const bare = (text: string) => text.replace(/[\s│\u2066-\u2069]/g, '')

describe('an old note', () => {
  it('is either quoted whole or not at all, whatever stands in it', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 6_000, size: 'max' }),
      fc
        .array(fc.constantFrom('a', '&', '<', '\n', 'word ', '🐐', '<!channel>'), { maxLength: 4_000, size: 'max' })
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (old) => {
        const quotes = wholeQuotes('Before', old)
        if (quotes === null) return
        expect(bare(quotes.map((quote) => quote.text).join(''))).toBe(bare(old))
        const { blocks } = renderAnswer({ tone: 'good', title: 'The note on @a is written', quotes, asOf: null })
        expect(JSON.stringify(blocks)).not.toMatch(/…\(\+|did not fit|more line/)
      }),
      { numRuns: 300 },
    )
  })

  it('of 5,000 characters is quoted whole', () => {
    const old = 'Prefers Venmo, asks on Mondays. '.repeat(156)
    expect(
      wholeQuotes('Before', old)
        ?.map(({ text }) => text)
        .join(''),
    ).toBe(old)
  })
})
