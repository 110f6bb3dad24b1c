import { describe, expect, it } from 'vitest'
import {
  kinship,
  reconcile,
  type SentPayment,
  type UpstreamPayment,
} from '../../../../src/domain/payments/reconcile.ts'
import {
  fateOf,
  keyIsRemembered,
  QUIET_MS,
  RETRY_WINDOW_MS,
  retryWaitMs,
} from '../../../../src/domain/payments/sending.ts'

const AT = Date.parse('2026-05-07T12:00:00.123Z')
const sent: SentPayment = { creatorId: 'c', totalCents: 500, methodId: 'm', paidAtMs: AT, accrualIds: ['a', 'b'] }
const seen: UpstreamPayment = {
  id: 'p',
  creatorId: 'c',
  totalCents: 500,
  status: 'paid',
  methodId: 'm',
  paidAtMs: AT,
  accrualIds: ['b', 'a'],
}

describe('recognising a payment', () => {
  it('the same accruals, money and time', () => {
    expect(kinship(sent, seen)).toBe('same')
    expect(kinship(sent, { ...seen, paidAtMs: Math.floor(AT / 1000) * 1000 })).toBe('same')
    expect(kinship(sent, { ...seen, methodId: null })).toBe('same')
    expect(kinship(sent, { ...seen, status: 'voided' })).toBe('same')
  })

  it('without readable lines only by its time to the second', () => {
    expect(kinship(sent, { ...seen, accrualIds: null })).toBe('same')
    expect(kinship(sent, { ...seen, accrualIds: null, paidAtMs: AT + 60_000 })).toBe('other')
    expect(kinship(sent, { ...seen, accrualIds: null, paidAtMs: null })).toBe('other')
  })

  it('others over some of the accruals overlap, unless they are voided', () => {
    for (const other of [
      { accrualIds: ['a'] },
      { accrualIds: ['a', 'b', 'z'] },
      { totalCents: 499 },
      { methodId: 'n' },
      { paidAtMs: AT + 5_000 },
    ]) {
      expect(kinship(sent, { ...seen, ...other })).toBe('overlaps')
      expect(kinship(sent, { ...seen, ...other, status: 'voided' })).toBe('other')
    }
    expect(kinship(sent, { ...seen, accrualIds: ['z'] })).toBe('other')
    expect(kinship(sent, { ...seen, creatorId: 'd' })).toBe('other')
  })
})

describe('concluding', () => {
  const findings = { same: [], overlapping: [], paidCount: 0 }
  const late = AT + QUIET_MS

  it('it is there: recorded, however soon', () => {
    expect(reconcile({ ...findings, same: ['p'] }, AT, AT)).toEqual({ verdict: 'recorded', paymentId: 'p' })
  })

  it('it is not there: only silence makes that a proof', () => {
    expect(reconcile(findings, AT, late - 1)).toEqual({ verdict: 'early' })
    expect(reconcile(findings, AT, AT - 86_400_000)).toEqual({ verdict: 'early' })
    expect(reconcile(findings, AT, late)).toEqual({ verdict: 'absent', reason: 'not_recorded' })
    expect(reconcile({ ...findings, overlapping: ['q'], paidCount: 2 }, AT, late)).toEqual({
      verdict: 'absent',
      reason: 'settled_elsewhere',
    })
  })

  it('it contradicts itself: a person must look', () => {
    expect(reconcile({ ...findings, paidCount: 1 }, AT, late).verdict).toBe('doubt')
    expect(reconcile({ ...findings, same: ['p', 'q'] }, AT, late).verdict).toBe('doubt')
  })
})

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
