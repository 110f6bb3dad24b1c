import { expect, it } from 'vitest'
import { canonicalIntent, parseIntent } from '../../../../src/domain/payments/intent.ts'

function intent(body: unknown) {
  const parsed = parseIntent(body)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

it('the same wish is the same text, whatever its order; another wish is another', () => {
  const one = canonicalIntent(intent({ creator: '@a', method: 'Venmo', accrual_ids: ['x', 'y'] }))
  expect(canonicalIntent(intent({ accrual_ids: ['y', 'x'], method: ' Venmo ', creator: '@a', note: '' }))).toBe(one)
  for (const change of [
    { note: 'n' },
    { method: 'PayPal' },
    { total_amount_cents: 1 },
    { accrual_ids: null },
    { paid_at: '2026-05-07T15:00:00Z' },
  ]) {
    expect(canonicalIntent(intent({ creator: '@a', method: 'Venmo', accrual_ids: ['x', 'y'], ...change }))).not.toBe(
      one,
    )
  }
})

it('says which field is wrong and what it must be, never what it was', () => {
  for (const body of [
    null,
    [],
    'x',
    { creator: 5 },
    { creator: 'a', note: 'secret'.repeat(1_000) },
    { creator: 'a', total_amount_cents: '$secret' },
  ]) {
    const parsed = parseIntent(body)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.error).toMatch(/^(body|creator|note|total_amount_cents): /)
    expect(JSON.stringify(parsed)).not.toContain('secret')
  }
})
