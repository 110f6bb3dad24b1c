import { describe, expect, it } from 'vitest'
import { accrualEvent } from '../../../src/domain/accruals.ts'
import { creatorEvent } from '../../../src/domain/creators.ts'
import { toCents } from '../../../src/domain/money.ts'

const of = (status: string, cents = 5_000) => ({ status, amountCents: toCents(cents) })

describe('what a look at an accrual means', () => {
  it.each([
    [null, of('earned'), 'accrual.earned'],
    [null, of('paid'), null],
    [of('earned'), of('earned'), null],
    [of('earned'), of('earned', 6_000), 'accrual.changed'],
    [of('earned'), of('paid'), 'accrual.paid'],
    [of('earned'), of('rejected'), 'accrual.rejected'],
    [of('earned'), of('voided'), 'accrual.voided'],
    [of('earned'), of('on_hold'), 'accrual.changed'],
    [of('paid'), of('earned'), 'accrual.reopened'],
    [of('paid'), of('earned', 6_000), 'accrual.reopened'],
    [of('missing'), of('earned'), 'accrual.reopened'],
    [of('paid'), of('paid', 6_000), null],
  ])('%j then %j is %s', (before, seen, expected) => {
    expect(accrualEvent(before, seen)).toBe(expected)
  })
})

describe('what a look at a creator means', () => {
  it.each([
    [null, true, 'creator.added'],
    [null, false, null],
    [true, true, null],
    [true, false, 'creator.deactivated'],
    [false, true, 'creator.reactivated'],
    [false, false, null],
  ])('%s then %s is %s', (before, seen, expected) => {
    expect(creatorEvent(before === null ? null : { isActive: before }, { isActive: seen })).toBe(expected)
  })
})
