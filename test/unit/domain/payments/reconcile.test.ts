import { describe, expect, it } from 'vitest'
import {
  kinship,
  reconcile,
  type SentPayment,
  type UpstreamPayment,
} from '../../../../src/domain/payments/reconcile.ts'
import { QUIET_MS } from '../../../../src/domain/payments/sending.ts'

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

  it('the same but for its time is for a person to tell, unless it is voided', () => {
    expect(kinship(sent, { ...seen, paidAtMs: AT + 5_000 })).toBe('twin')
    expect(kinship(sent, { ...seen, paidAtMs: null })).toBe('twin')
    expect(kinship(sent, { ...seen, paidAtMs: AT + 5_000, status: 'voided' })).toBe('other')
  })

  it('others over some of the accruals overlap, unless they are voided', () => {
    for (const other of [
      { accrualIds: ['a'] },
      { accrualIds: ['a', 'b', 'z'] },
      { totalCents: 499 },
      { methodId: 'n' },
    ]) {
      expect(kinship(sent, { ...seen, ...other })).toBe('overlaps')
      expect(kinship(sent, { ...seen, ...other, status: 'voided' })).toBe('other')
    }
    expect(kinship(sent, { ...seen, accrualIds: ['z'] })).toBe('other')
    expect(kinship(sent, { ...seen, creatorId: 'd' })).toBe('other')
  })
})

describe('concluding', () => {
  const findings = { same: [], isVoided: false, twins: [], overlapping: [], paidCount: 0 }
  const late = AT + QUIET_MS

  it('it is there: recorded, however soon', () => {
    expect(reconcile({ ...findings, same: ['p'] }, AT, AT)).toEqual({
      verdict: 'recorded',
      paymentId: 'p',
      isVoided: false,
    })
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

  it('its twin is there: a person must say whether it is the same', () => {
    expect(reconcile({ ...findings, twins: ['t'], paidCount: 2 }, AT, late)).toMatchObject({
      verdict: 'doubt',
      twinId: 't',
    })
    expect(reconcile({ ...findings, twins: ['t', 'u'] }, AT, late)).toMatchObject({ verdict: 'doubt', twinId: null })
    expect(reconcile({ ...findings, twins: ['t'] }, AT, late - 1)).toEqual({ verdict: 'early' })
  })

  it('it contradicts itself: a person must look', () => {
    expect(reconcile({ ...findings, paidCount: 1 }, AT, late).verdict).toBe('doubt')
    expect(reconcile({ ...findings, same: ['p', 'q'] }, AT, late).verdict).toBe('doubt')
  })
})
