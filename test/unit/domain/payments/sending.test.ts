import { describe, expect, it } from 'vitest'
import { fateOf, keyIsRemembered, RETRY_WINDOW_MS, retryWaitMs } from '../../../../src/domain/payments/sending.ts'

const AT = Date.parse('2026-05-07T12:00:00.123Z')

describe('sending again', () => {
  it('with the same key for 23 hours, and not when the clock went back', () => {
    expect(keyIsRemembered(AT, AT)).toBe(true)
    expect(keyIsRemembered(AT, AT + RETRY_WINDOW_MS - 1)).toBe(true)
    expect(keyIsRemembered(AT, AT + RETRY_WINDOW_MS)).toBe(false)
    expect(keyIsRemembered(AT, AT - 1)).toBe(false)
  })

  it('with growing pauses', () => {
    const waits = Array.from({ length: 8 }, (_, n) => retryWaitMs(n + 1))
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits.at(-1)).toBe(3_600_000)
  })

  it('only a plain refusal is certain; a limit is certain too and may pass; everything else is unclear', () => {
    for (const status of [400, 404, 405, 409, 410, 413, 415, 422]) {
      expect(fateOf({ kind: 'refused', status, code: null }).fate, String(status)).toBe('refused')
    }
    for (const status of [408, 418, 425, 499]) {
      expect(fateOf({ kind: 'refused', status, code: null }).fate, String(status)).toBe('unclear')
    }
    for (const kind of ['key_refused', 'not_found'] as const) expect(fateOf({ kind }).fate).toBe('refused')
    expect(fateOf({ kind: 'rate_limited', waitMs: 5 })).toMatchObject({ fate: 'limited', waitMs: 5 })
    for (const kind of ['timeout', 'network'] as const) expect(fateOf({ kind }).fate).toBe('unclear')
    expect(fateOf({ kind: 'server_error', status: 500 }).fate).toBe('unclear')
    expect(fateOf({ kind: 'redirected', status: 303, host: null }).fate).toBe('unclear')
    expect(fateOf({ kind: 'bad_shape', problem: 'x' }).fate).toBe('unclear')
    expect(fateOf({ kind: 'too_large', limitBytes: 1 }).fate).toBe('unclear')
  })
})
