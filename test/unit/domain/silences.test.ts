import { describe, expect, it } from 'vitest'
import { checkSilence, type SilenceOrder, silenceId, silenceSeq } from '../../../src/domain/silences.ts'

const NOW = Date.parse('2026-05-07T12:20:00Z')
const order: SilenceOrder = { match: { handle: 'anna' }, untilMs: NOW + 1, by: 'slack:U0123', comment: null }

describe('an order for a silence', () => {
  it.each<[string, Partial<SilenceOrder>, string]>([
    ['of everything is refused', { match: {} }, 'silence_matches_everything'],
    ['whose only name is an @ is one of everything', { match: { handle: '@' } }, 'silence_matches_everything'],
    ['of the watch itself is refused', { match: { kind: 'watch.failing' } }, 'silence_not_allowed'],
    [
      'of the watch itself is refused, whatever else it names',
      { match: { kind: 'watch.failing', project_id: 'p1' } },
      'silence_not_allowed',
    ],
    ['that ends now is refused', { untilMs: NOW }, 'silence_in_the_past'],
    ['that ends at no time is refused', { untilMs: Number.NaN }, 'silence_in_the_past'],
  ])('%s', (_, change, code) => {
    expect(checkSilence({ ...order, ...change }, NOW)).toMatchObject({ ok: false, error: { code } })
  })

  it('keeps what it names, the handle without @, and a comment that is not blank', () => {
    expect(
      checkSilence(
        { ...order, match: { kind: 'creator.stale', handle: '@Anna.B', creator_id: '' }, comment: '  on holiday ' },
        NOW,
      ),
    ).toEqual({
      ok: true,
      value: { ...order, match: { kind: 'creator.stale', handle: 'Anna.B' }, comment: 'on holiday' },
    })
    expect(checkSilence({ ...order, comment: ' ' }, NOW)).toMatchObject({ ok: true, value: { comment: null } })
  })

  it('cuts a comment of any length', () => {
    const checked = checkSilence({ ...order, comment: 'x'.repeat(10_000) }, NOW)
    expect(checked.ok && checked.value.comment?.length).toBe(500)
  })
})

it('the id of a silence leads back to it, and nothing else is one', () => {
  expect(silenceSeq(silenceId(17))).toBe(17)
  for (const id of ['', 'sil_', 'sil_-1', 'sil_1e3', 'grp_1', 'sil_1 ', '17']) expect(silenceSeq(id)).toBeNull()
})
