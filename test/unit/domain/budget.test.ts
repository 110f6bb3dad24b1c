import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acquire, type BudgetState, EMPTY_BUDGET, msToUtcMidnight, settle } from '../../../src/domain/budget.ts'

const NOON = Date.parse('2026-05-07T12:00:00Z')
const LIMITS = { perMinute: 60, dailyQuota: null }

describe('request budget', () => {
  it('grants the background four fifths of the window and leaves the rest to people', () => {
    const background = acquire(EMPTY_BUDGET, LIMITS, 100, 'background', NOON)
    expect(background.lease.granted).toBe(48)
    const refused = acquire(background.state, LIMITS, 1, 'background', NOON)
    expect(refused.lease).toMatchObject({ granted: 0, refusal: 'window' })
    expect(acquire(background.state, LIMITS, 100, 'interactive', NOON).lease.granted).toBe(12)
  })

  it('says how long to wait, and after that wait grants again', () => {
    const { state } = acquire(EMPTY_BUDGET, LIMITS, 48, 'background', NOON)
    const { lease } = acquire(state, LIMITS, 1, 'background', NOON + 5_000)
    expect(lease.waitMs).toBeGreaterThan(50_000)
    expect(acquire(state, LIMITS, 1, 'background', NOON + 5_000 + lease.waitMs).lease.granted).toBe(1)
  })

  it('gives back what was not used', () => {
    const { state } = acquire(EMPTY_BUDGET, LIMITS, 48, 'background', NOON)
    expect(acquire(settle(state, 8, 0, NOON), LIMITS, 100, 'background', NOON).lease.granted).toBe(8)
  })

  it('keeps silent for as long as trackagoat asked', () => {
    const state = settle(EMPTY_BUDGET, 0, 30_000, NOON)
    expect(acquire(state, LIMITS, 1, 'interactive', NOON + 29_000).lease).toMatchObject({
      granted: 0,
      waitMs: 1_000,
      refusal: 'blocked',
    })
    expect(acquire(state, LIMITS, 1, 'interactive', NOON + 30_001).lease.granted).toBe(1)
  })

  it('believes no silence longer than a day, whether it is asked for or stored', () => {
    const DAY = 86_400_000
    const state = settle(EMPTY_BUDGET, 0, 30 * DAY, NOON)
    expect(acquire(state, LIMITS, 1, 'interactive', NOON + 3_600_000).lease.refusal).toBe('quota')
    expect(acquire(state, LIMITS, 1, 'interactive', NOON + DAY - 1).lease.granted).toBe(0)
    expect(acquire(state, LIMITS, 1, 'interactive', NOON + DAY).lease.granted).toBe(1)
    const elsewhere = { ...EMPTY_BUDGET, blockedUntilMs: NOON + 30 * DAY }
    expect(acquire(elsewhere, LIMITS, 1, 'interactive', NOON).lease.granted).toBe(1)
  })

  it('stops short of the daily quota and counts anew after midnight UTC', () => {
    const limits = { perMinute: 1_000, dailyQuota: 100 }
    const { state, lease } = acquire(EMPTY_BUDGET, limits, 500, 'background', NOON)
    expect(lease.granted).toBe(80)
    const refused = acquire(state, limits, 1, 'background', NOON + 3_600_000).lease
    expect(refused).toMatchObject({ granted: 0, refusal: 'quota', waitMs: msToUtcMidnight(NOON + 3_600_000) })
    expect(acquire(state, limits, 1, 'background', NOON + 12 * 3_600_000).lease.granted).toBe(1)
  })

  it('never lets more than the limit through in any minute, whatever is asked when', () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.nat(40_000), want: fc.integer({ min: 1, max: 30 }), back: fc.nat(5) }),
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 70 }), (asks, perMinute) => {
        let state: BudgetState = EMPTY_BUDGET
        let now = NOON
        const sent: { at: number; n: number }[] = []
        for (const { afterMs, want, back } of asks) {
          now += afterMs
          const answer = acquire(state, { perMinute, dailyQuota: null }, want, 'interactive', now)
          const unused = Math.min(back, answer.lease.granted)
          state = settle(answer.state, unused, 0, now)
          sent.push({ at: now, n: answer.lease.granted - unused })
          const inWindow = sent.filter(({ at }) => now - at < 60_000).reduce((sum, { n }) => sum + n, 0)
          expect(inWindow).toBeLessThanOrEqual(perMinute)
          expect(state.buckets.length).toBeLessThanOrEqual(62)
        }
      }),
    )
  })
})
