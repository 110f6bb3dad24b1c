import { reset } from 'cloudflare:test'
import { afterEach, describe, expect, it } from 'vitest'
import { requestBudgetStub } from '../../src/durable/stubs.ts'
import { workerEnv } from '../support/worker/env.ts'

afterEach(async () => {
  await reset()
})

const budget = () => requestBudgetStub(workerEnv)
const LIMITS = { perMinute: 60, dailyQuota: null }
const NOW = Date.parse('2026-05-07T12:20:00Z')

describe('the request budget as an object', () => {
  it('counts over calls, also when they come at once', async () => {
    const leases = await Promise.all(Array.from({ length: 12 }, () => budget().acquire(5, 'interactive', LIMITS, NOW)))
    expect(leases.reduce((sum, { granted }) => sum + granted, 0)).toBe(60)
    expect(await budget().acquire(1, 'interactive', LIMITS, NOW)).toMatchObject({ granted: 0, refusal: 'window' })
  })

  it('answers what was used and remembers a silence', async () => {
    await budget().acquire(10, 'interactive', LIMITS, NOW)
    expect(await budget().settle(4, 30_000, NOW)).toEqual({ usedToday: 6 })
    expect(await budget().acquire(1, 'background', LIMITS, NOW + 1_000)).toMatchObject({
      granted: 0,
      refusal: 'blocked',
      waitMs: 29_000,
    })
  })

  it('has no door for anything else: awaiting it ends, and its state cannot be set from outside', async () => {
    const awaited = await budget()
    expect(Object.keys(awaited).sort()).toEqual(['acquire', 'settle'])
  })
})
