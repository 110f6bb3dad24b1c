import { expect, it } from 'vitest'
import { startOfDayMs } from '../../../src/domain/days.ts'

it('a day begins at midnight where the organisation is, on days of 23 and 25 hours too', () => {
  const start = (at: string, zone: string) => new Date(startOfDayMs(Date.parse(at), zone)).toISOString()
  expect(start('2026-05-07T12:00:00Z', 'UTC')).toBe('2026-05-07T00:00:00.000Z')
  expect(start('2026-05-07T00:00:00Z', 'UTC')).toBe('2026-05-07T00:00:00.000Z')
  expect(start('2026-05-07T03:00:00Z', 'America/New_York')).toBe('2026-05-06T04:00:00.000Z')
  expect(start('2026-03-08T20:00:00Z', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z')
  expect(start('2026-11-01T23:00:00Z', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z')
  expect(start('2026-05-07T11:59:59Z', 'Pacific/Auckland')).toBe('2026-05-06T12:00:00.000Z')
})
