import { expect, it } from 'vitest'
import { PAYMENT_STATUSES } from '../../../../src/domain/payments/request.ts'
import { mayMove } from '../../../../src/domain/payments/states.ts'

it('nothing leaves an end, and nothing that may have been sent is denied or expires', () => {
  for (const to of PAYMENT_STATUSES) {
    for (const end of ['denied', 'expired', 'failed', 'voided'] as const) expect(mayMove(end, to)).toBe(false)
    expect(mayMove('recorded', to)).toBe(to === 'voided')
    expect(mayMove('unknown', to)).toBe(to === 'recorded' || to === 'failed')
  }
})
