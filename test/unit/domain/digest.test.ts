import { describe, expect, it } from 'vitest'
import { type DigestRead, digestAnswer } from '../../../src/domain/digest.ts'
import { toCents } from '../../../src/domain/money.ts'
import type { KnownCreator } from '../../../src/domain/reads.ts'

const cents = toCents
const someone: KnownCreator = {
  id: 'c1',
  handle: 'mossy.otter',
  displayName: 'Mossy <!channel>',
  project: { id: 'p1', name: 'Thimble Games' },
  isActive: true,
  lastScrapedAt: '2026-05-06T01:02:03.000Z',
}
const ageing = { upTo7DaysCents: cents(100), upTo30DaysCents: cents(200), over30DaysCents: cents(123_400) }
const flow = { earnedCount: 0, earnedCents: cents(0), paidCount: 0, paidCents: cents(0) }
const quiet: DigestRead = {
  asOf: '2026-05-07T12:20:00.000Z',
  owed: { creatorCount: 0, accrualCount: 0, totalCents: cents(0), ageing },
  overdue: { afterDays: 30, creatorCount: 0, accrualCount: 0, totalCents: cents(0), oldest: [] },
  lastDay: flow,
  lastWeek: flow,
  weekBefore: flow,
  stale: { afterHours: 12, count: 0, oldest: [] },
  openAlerts: [],
  silencedAlertCount: 0,
  silences: [],
  checks: {
    lastAt: '2026-05-07T12:20:00.000Z',
    lastOutcome: 'complete',
    lastAdvice: null,
    runCount: 24,
    failedCount: 0,
    requests: 1_200,
    requestsPerDay: null,
  },
}
const busy: DigestRead = {
  ...quiet,
  owed: { creatorCount: 2, accrualCount: 3, totalCents: cents(123_700), ageing },
  overdue: {
    afterDays: 30,
    creatorCount: 7,
    accrualCount: 9,
    totalCents: cents(123_400),
    oldest: [
      {
        creatorId: 'c1',
        creator: someone,
        accrualCount: 2,
        totalCents: cents(123_400),
        ageing,
        oldestPeriodEndAt: '2026-03-01T00:00:00.000Z',
        overdueCount: 2,
      },
    ],
  },
  stale: { afterHours: 12, count: 41, oldest: [someone, { ...someone, id: 'c2', lastScrapedAt: null }] },
  openAlerts: [
    { kind: 'accrual.overdue', count: 9 },
    { kind: 'creator.stale', count: 41 },
    { kind: 'watch.failing', count: 1 },
  ],
  silencedAlertCount: 3,
  silences: [
    {
      id: 'sil_1',
      match: { kind: 'creator.stale', handle: 'mossy.otter' },
      until: '2026-05-09T12:20:00.000Z',
      by: 'slack:U0123',
      comment: 'on holiday',
      created_at: '2026-05-07T12:20:00.000Z',
    },
  ],
  checks: { ...quiet.checks, failedCount: 1, lastAdvice: 'Set TRACKAGOAT_API_KEY anew.', requestsPerDay: 10_000 },
}

describe('a digest', () => {
  it('tells first what needs a decision', () => {
    const answer = digestAnswer(busy, 2)
    expect(answer.title).toBe('Digest: 3 things to decide')
    expect(answer.sections?.map(({ heading }) => heading)).toEqual([
      'To decide',
      'Overdue longest, of 7 creators',
      'Money',
      'Stale: 41 creators not scraped for more than 12 h',
      'Silences in force',
      'Health',
    ])
    expect(answer.sections?.[0]?.lines.map(({ name, facts }) => [name, facts[0]])).toEqual([
      ['Payment requests', '2 wait for a person'],
      ['Overdue', '$1,234.00'],
      ['Checks are failing', 'Set TRACKAGOAT_API_KEY anew.'],
    ])
    expect(answer.asOf).toBe(busy.asOf)
  })

  it('counts what it does not name', () => {
    const { sections } = digestAnswer(busy, 0)
    const counts = sections?.map(({ lines, count }) => [lines.length, count])
    expect(counts?.[1]).toEqual([1, 7])
    expect(counts?.[3]).toEqual([2, 41])
  })

  it('names the silences in force, so that none is forgotten', () => {
    const { sections } = digestAnswer(busy, 0)
    expect(sections?.at(-2)?.lines).toEqual([
      {
        name: 'sil_1',
        alias: null,
        facts: ['creator.stale, @mossy.otter', 'until 9 May 2026, 12:20 UTC', 'on holiday'],
      },
    ])
    expect(JSON.stringify(sections?.at(-1))).toContain('and 3 silenced')
  })

  it('says so when nothing waits', () => {
    const answer = digestAnswer(quiet, 0)
    expect(answer.title).toBe('Digest')
    expect(answer.paragraphs).toEqual(['Nothing waits for a decision.'])
    expect(answer.sections?.map(({ heading }) => heading)).toEqual(['Money', 'Health'])
  })

  it('owns up when nothing is known yet: no figures, and payments that wait are still told', () => {
    const answer = digestAnswer({ ...quiet, asOf: null }, 1)
    expect(answer.figures).toEqual([])
    expect(answer.paragraphs?.join()).toContain('not known')
    expect(answer.sections?.[0]?.lines[0]).toMatchObject({ name: 'Payment requests', facts: ['1 waits for a person'] })
  })

  it('never says that money was sent: payments are recorded', () => {
    expect(JSON.stringify(digestAnswer(busy, 2))).not.toMatch(/\bpay(s|ing)?\b(?! requests)|\bsent\b/i)
  })
})
