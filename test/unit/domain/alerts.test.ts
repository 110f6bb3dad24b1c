import { describe, expect, it } from 'vitest'
import { decide, type GroupFacts } from '../../../src/domain/alerts.ts'

const NOW = Date.parse('2026-05-07T12:20:00Z')
const HOUR = 3_600_000
const quiet: GroupFacts = { openCount: 3, unannouncedCount: 0, untoldResolvedCount: 0, lastNotifiedMs: NOW - HOUR }

describe('the decision on a group of alerts', () => {
  it.each<[string, Partial<GroupFacts>, { action: string; reason: string }]>([
    [
      'a new group is posted',
      { lastNotifiedMs: null, unannouncedCount: 3 },
      { action: 'post', reason: 'first_notification' },
    ],
    [
      'one that opened and closed between two runs is not mentioned',
      { lastNotifiedMs: null, openCount: 0 },
      { action: 'none', reason: 'resolved_before_announced' },
    ],
    ['nothing new, nothing said', {}, { action: 'none', reason: 'unchanged' }],
    ['new ones edit the message', { unannouncedCount: 1 }, { action: 'update', reason: 'new_alerts_in_group' }],
    ['resolved ones edit the message', { untoldResolvedCount: 1 }, { action: 'update', reason: 'alerts_resolved' }],
    [
      'the last one resolved closes the message',
      { openCount: 0, untoldResolvedCount: 3 },
      { action: 'update', reason: 'all_resolved' },
    ],
    [
      'a day without a change is a reminder',
      { lastNotifiedMs: NOW - 24 * HOUR },
      { action: 'remind', reason: 'reminder_due' },
    ],
    [
      'a minute before the day is over there is none',
      { lastNotifiedMs: NOW - 24 * HOUR + 60_000 },
      { action: 'none', reason: 'unchanged' },
    ],
    [
      'a reminder that is due with news is a reminder',
      { lastNotifiedMs: NOW - 25 * HOUR, unannouncedCount: 1 },
      { action: 'remind', reason: 'reminder_due' },
    ],
    [
      'nobody is reminded of what is over',
      { lastNotifiedMs: NOW - 25 * HOUR, openCount: 0, untoldResolvedCount: 3 },
      { action: 'update', reason: 'all_resolved' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(decide({ ...quiet, ...facts }, 24, NOW)).toMatchObject(expected)
  })
})
