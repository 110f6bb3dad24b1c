import { describe, expect, it } from 'vitest'
import { errorAdvice, errorReason, type UpstreamError } from '../../../src/domain/errors.ts'
import { askedAdvice, reasonWords, writeAdvice } from '../../../src/domain/reasons.ts'

const ERRORS: readonly UpstreamError[] = [
  { kind: 'key_refused' },
  { kind: 'forbidden', code: null },
  { kind: 'forbidden', code: 'organisation_banned' },
  { kind: 'rate_limited', waitMs: 1_200 },
  { kind: 'quota_exhausted', waitMs: 60_000 },
  { kind: 'plan_limit', code: null },
  { kind: 'plan_limit', code: 'manual_scrapes' },
  { kind: 'not_found' },
  { kind: 'refused', status: 409, code: 'accrual_not_earned' },
  { kind: 'refused', status: 422, code: null },
  { kind: 'server_error', status: 503 },
  { kind: 'timeout' },
  { kind: 'network' },
  { kind: 'redirected', status: 302, host: 'elsewhere.example' },
  { kind: 'too_large', limitBytes: 1 },
  { kind: 'bad_shape', problem: 'no data' },
  { kind: 'organisation_changed' },
  { kind: 'too_many_pages', limitPages: 30 },
  { kind: 'bad_cursor', problem: 'repeated' },
]

describe('what people are told of an error', () => {
  it.each(ERRORS)('is made of words, not of names for programs: %j', (error) => {
    const words = reasonWords(errorReason(error))
    expect(words).not.toContain('_')
    for (const advice of [askedAdvice(error), writeAdvice(error)]) {
      expect(advice).toMatch(/\.$/)
      expect(advice.replaceAll(/TRACKAGOAT_[A-Z_]+/g, '')).not.toContain('_')
      // Whoever asks is not the hourly check.
      expect(advice).not.toMatch(/every hour|Checks resume/)
    }
  })

  it('keeps the status and the code that trackagoat gave', () => {
    expect(reasonWords('refused_409_accrual_not_earned')).toBe('trackagoat refused it (409, accrual not earned)')
    expect(reasonWords('refused_422')).toBe('trackagoat refused it (422)')
    expect(reasonWords('forbidden_organisation_banned')).toBe('trackagoat refused it (403, organisation banned)')
    expect(reasonWords('plan_limit')).toBe('trackagoat refused it (402)')
    expect(reasonWords('server_error_503')).toBe('trackagoat has a fault of its own (HTTP 503)')
  })

  it('says of a word it does not know what the word says', () => {
    expect(reasonWords('not_sent_in_time')).toBe('not sent in time')
    expect(reasonWords('constructor')).toBe('constructor')
  })

  it('names the key that was refused: the one for writes, or the one for reads', () => {
    expect(writeAdvice({ kind: 'key_refused' })).toContain('TRACKAGOAT_WRITE_KEY')
    expect(askedAdvice({ kind: 'key_refused' })).toBe(errorAdvice({ kind: 'key_refused' }))
  })
})
