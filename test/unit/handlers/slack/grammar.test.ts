import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../../src/domain/answer.ts'
import { CATALOGUE, VERBS } from '../../../../src/handlers/slack/catalogue.ts'
import { parseCommand } from '../../../../src/handlers/slack/grammar.ts'

const understood = (text: string) => {
  const parsed = parseCommand(text)
  if (!parsed.ok) throw new Error(`not understood: ${text}: ${wordsOf(parsed.error)}`)
  return parsed.value
}
const mistake = (text: string) => {
  const parsed = parseCommand(text)
  if (parsed.ok) throw new Error(`understood: ${text}`)
  return wordsOf(parsed.error)
}
const wordsOf = ({ title, paragraphs = [] }: Answer) => [title, ...paragraphs].join('\n')

describe('commands as people type them', () => {
  it('every command of the catalogue understands its own example', () => {
    for (const verb of VERBS) expect(understood(CATALOGUE[verb].example).kind, verb).toBe(verb)
  })

  it('every row of the interface is understood', () => {
    const table: [string, object][] = [
      ['', { kind: 'help', topic: null }],
      ['   ', { kind: 'help', topic: null }],
      ['help', { kind: 'help', topic: null }],
      ['help pay', { kind: 'help', topic: 'pay' }],
      ['owed', { kind: 'owed', handle: null, project: null }],
      ['owed @jane.doe', { kind: 'owed', handle: 'jane.doe', project: null }],
      ['owed in Spring Launch', { kind: 'owed', handle: null, project: 'Spring Launch' }],
      ['owed jane in "Summer in Paris"', { kind: 'owed', handle: 'jane', project: 'Summer in Paris' }],
      ['unpaid', { kind: 'unpaid', project: null }],
      ['unpaid in Alpha', { kind: 'unpaid', project: 'Alpha' }],
      ['creator @Jane.Doe_1', { kind: 'creator', handle: 'Jane.Doe_1', project: null }],
      ['creator @jane in Alpha', { kind: 'creator', handle: 'jane', project: 'Alpha' }],
      ['stale', { kind: 'stale', project: null }],
      ['status', { kind: 'status' }],
      ['runs', { kind: 'runs' }],
      ['campaign Spring in Berlin', { kind: 'campaign', name: 'Spring in Berlin' }],
      ['top in Alpha', { kind: 'top', project: 'Alpha' }],
      ['slow', { kind: 'slow', project: null }],
      ['payments', { kind: 'payments', handle: null, project: null }],
      ['payments @jane', { kind: 'payments', handle: 'jane', project: null }],
      ['void pay_12', { kind: 'void', paymentId: 'pay_12' }],
      ['assign @jane Weekly views', { kind: 'assign', handle: 'jane', structure: 'Weekly views', project: null }],
      [
        'assign @jane Bonus in May in Alpha',
        { kind: 'assign', handle: 'jane', structure: 'Bonus in May', project: 'Alpha' },
      ],
      ['assign @jane "Bonus in May"', { kind: 'assign', handle: 'jane', structure: 'Bonus in May', project: null }],
      ['scrape @jane', { kind: 'scrape', creator: { handle: 'jane', project: null }, scrape: 'creator_profiles' }],
      ['scrape @jane stats', { kind: 'scrape', creator: { handle: 'jane', project: null }, scrape: 'video_stats' }],
      [
        'scrape @jane Discover in Alpha',
        { kind: 'scrape', creator: { handle: 'jane', project: 'Alpha' }, scrape: 'discover_videos' },
      ],
      ['silence @jane 3h', { kind: 'silence', target: { handle: 'jane' }, hours: 3, comment: '' }],
      [
        'silence creator.stale 2d on holiday, all',
        { kind: 'silence', target: { kind: 'creator.stale' }, hours: 48, comment: 'on holiday, all' },
      ],
      [
        'silence @jane.doe 2 days why not',
        { kind: 'silence', target: { handle: 'jane.doe' }, hours: 48, comment: 'why not' },
      ],
      ['silences', { kind: 'silences' }],
      ['unsilence sil_3', { kind: 'unsilence', id: 'sil_3' }],
      ['why alr_12', { kind: 'why', id: 'alr_12' }],
      ['digest now', { kind: 'digest', mode: 'now' }],
      ['digest preview', { kind: 'digest', mode: 'preview' }],
    ]
    for (const [text, command] of table) expect(understood(text), text).toEqual(command)
  })

  it('pay takes a method, a project and a note of several words, each optional', () => {
    const pay = { kind: 'pay', handle: 'jane.doe', method: null, project: null, note: null }
    expect(understood('pay @jane.doe')).toEqual(pay)
    expect(understood('pay @jane.doe Cash App')).toEqual({ ...pay, method: 'Cash App' })
    expect(understood('pay @jane.doe in Spring Launch')).toEqual({ ...pay, project: 'Spring Launch' })
    expect(understood('pay @jane.doe Cash App in Spring Launch note May,  with $5 in it')).toEqual({
      ...pay,
      method: 'Cash App',
      project: 'Spring Launch',
      note: 'May,  with $5 in it',
    })
    expect(understood('pay @jane.doe note: hello')).toEqual({ ...pay, note: 'hello' })
    const uuid = '50000000-0000-4000-8000-000000000001'
    expect(understood(`pay @jane.doe ${uuid}`)).toEqual({ ...pay, method: uuid })
    const long = 'word '.repeat(2_000).trim()
    expect(understood(`pay @jane.doe note ${long}`)).toEqual({ ...pay, note: long })
  })

  it('a note keeps every character as it was typed', () => {
    const text = 'Prefers “Venmo”,\n  asks   on Mondays & <!channel> in June'
    expect(understood(`note @jane ${text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}`)).toEqual({
      kind: 'note',
      handle: 'jane',
      project: null,
      text,
    })
    expect(understood('note @jane in "Spring Launch" hello')).toMatchObject({ project: 'Spring Launch', text: 'hello' })
    expect(understood('note @jane in Spring')).toMatchObject({ project: null, text: 'in Spring' })
  })

  it('capitals, more spaces, odd spaces, smart quotes and no @ do not matter', () => {
    expect(understood('  OWED   IN   “Spring   Launch”  ')).toEqual({
      kind: 'owed',
      handle: null,
      project: 'Spring   Launch',
    })
    expect(understood('Creator\u00A0Jane.Doe')).toEqual({ kind: 'creator', handle: 'Jane.Doe', project: null })
    expect(understood('creator \uFF20jane')).toMatchObject({ handle: 'jane' })
    expect(understood('creator `@jane`')).toMatchObject({ handle: 'jane' })
    expect(understood('owed in «Größe & Co»')).toMatchObject({ project: 'Größe & Co' })
    expect(understood('owed in 12" Records')).toMatchObject({ project: '12" Records' })
  })

  it('a link to a TikTok profile names its handle', () => {
    expect(understood('creator https://www.tiktok.com/@jane.doe?lang=en')).toMatchObject({ handle: 'jane.doe' })
    expect(understood('creator <https://www.tiktok.com/@jane.doe|tiktok.com/@jane.doe>')).toMatchObject({
      handle: 'jane.doe',
    })
  })
})

describe('mistakes', () => {
  it('a word that is nearly a command says which', () => {
    expect(mistake('owd')).toContain('Did you mean: /goat owed')
    expect(mistake('silecne @jane 2d')).toContain('/goat silence')
    expect(mistake('unpiad')).toContain('/goat unpaid')
    expect(mistake('camp Spring')).toContain('/goat campaign')
    expect(mistake('xylophone')).toContain('/goat help')
    expect(mistake('approve pay_1')).toContain('Approve')
    expect(mistake('constructor')).toContain('There is no command')
    expect(mistake('__proto__')).toContain('There is no command')
  })

  it('a missing argument shows how it is typed, with an example', () => {
    for (const verb of [
      'creator',
      'campaign',
      'pay',
      'void',
      'assign',
      'scrape',
      'note',
      'silence',
      'unsilence',
      'why',
      'digest',
    ] as const) {
      const words = mistake(verb)
      expect(words, verb).toContain(`/goat ${CATALOGUE[verb].usage}`)
      expect(words, verb).toContain(`/goat ${CATALOGUE[verb].example}`)
    }
    expect(mistake('owed in')).toContain('In which project?')
    expect(mistake('assign @jane')).toContain('Which structure?')
    expect(mistake('note @jane')).toContain('What is the note?')
    expect(mistake('pay @jane note')).toContain('What is the note?')
    expect(mistake('silence @jane')).toContain('For how long?')
    expect(mistake('digest tomorrow')).toContain('Now or a preview?')
  })

  it('an amount typed into pay is never taken for a method', () => {
    for (const amount of ['$1,234.56', '50', '1e3', '-5', '0.001', '$-5', '€50', '50usd', '.5', '+7', '1,000', '50$']) {
      for (const text of [`pay @jane ${amount}`, `pay @jane Venmo ${amount}`, `pay ${amount} @jane`]) {
        const words = mistake(text)
        expect(words, text).toContain('what is owed')
        expect(words, text).toContain('POST /v1/payments')
      }
    }
    expect(understood('pay @50')).toMatchObject({ handle: '50' })
    expect(understood('pay @jane note $50 in May')).toMatchObject({ note: '$50 in May', method: null })
  })

  it('a person of Slack is no creator', () => {
    for (const text of ['pay <@U123|jane>', 'creator <@U123>', 'note <@W9|jane doe> hello', 'silence <@U123> 2d']) {
      expect(mistake(text), text).toContain('TikTok handle')
    }
  })

  it('what is no handle is not looked up', () => {
    for (const handle of ['@', '@jane!doe', `@${'x'.repeat(31)}`, '@jané', '@a/b', '<!channel>', '@jane\u202Edoe']) {
      expect(mistake(`creator ${handle}`), handle).toContain('is not a handle')
    }
  })

  it('silences last from an hour to thirty days', () => {
    for (const time of ['0h', '31d', '721h', '5w', '9999d'])
      expect(mistake(`silence @jane ${time}`), time).toContain('1 hour')
    for (const time of ['3', 'h', '3x', '-3h', '1.5h', '30m', 'forever']) {
      expect(mistake(`silence @jane ${time}`), time).toContain('is not a time')
    }
    expect(understood('silence @jane 30d')).toMatchObject({ hours: 720 })
    expect(mistake('silence creator.stael 2d')).toContain('creator.stale')
  })

  it('more than one creator, or words that belong nowhere, are said to be so', () => {
    expect(mistake('pay @jane @joe')).toContain('One creator at a time')
    expect(mistake('owed @jane Alpha')).toContain('«Alpha» was not understood')
    expect(mistake('top Alpha')).toContain('/goat top in Alpha')
    expect(mistake('scrape @jane everything')).toContain('not a kind of scrape')
    expect(mistake('void a b')).toContain('is not a payment id')
    expect(mistake('why <!channel>')).toContain('An id is one word')
  })
})
