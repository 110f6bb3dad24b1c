import { expect, it } from 'vitest'
import { startOfDayMs } from '../../../../src/domain/days.ts'
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

it('a day begins at midnight where the organisation is, on days of 23 and 25 hours too', () => {
  const start = (at: string, zone: string) => new Date(startOfDayMs(Date.parse(at), zone)).toISOString()
  expect(start('2026-05-07T12:00:00Z', 'UTC')).toBe('2026-05-07T00:00:00.000Z')
  expect(start('2026-05-07T00:00:00Z', 'UTC')).toBe('2026-05-07T00:00:00.000Z')
  expect(start('2026-05-07T03:00:00Z', 'America/New_York')).toBe('2026-05-06T04:00:00.000Z')
  expect(start('2026-03-08T20:00:00Z', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z')
  expect(start('2026-11-01T23:00:00Z', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z')
  expect(start('2026-05-07T11:59:59Z', 'Pacific/Auckland')).toBe('2026-05-06T12:00:00.000Z')
})
