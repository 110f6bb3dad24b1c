import { describe, expect, it } from 'vitest'
import { decide, type GroupFacts } from '../../../src/domain/alerts.ts'

const NOW = Date.parse('2026-05-07T12:20:00Z')
const HOUR = 3_600_000
const quiet: GroupFacts = {
  openCount: 3,
  unannouncedCount: 0,
  silencedCount: 0,
  silencedShownCount: 0,
  saysSilenced: false,
  isAcknowledged: false,
  untoldResolvedCount: 0,
  lastNotifiedMs: NOW - HOUR,
}

describe('the decision on a group of alerts', () => {
  it.each<[string, Partial<GroupFacts>, { action: string; reason: string; changed?: boolean }]>([
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
    [
      'silenced before anyone was told, it is not announced',
      { lastNotifiedMs: null, openCount: 0, silencedCount: 3 },
      { action: 'none', reason: 'silenced' },
    ],
    [
      'what is not silenced in a group is announced',
      { lastNotifiedMs: null, openCount: 1, unannouncedCount: 1, silencedCount: 2 },
      { action: 'post', reason: 'first_notification' },
    ],
    [
      'a message that counts what is silenced now is edited',
      { silencedCount: 1, silencedShownCount: 1 },
      { action: 'update', reason: 'silenced' },
    ],
    [
      'a message whose alerts are all silenced is edited to say so',
      { openCount: 0, silencedCount: 3, silencedShownCount: 3 },
      { action: 'update', reason: 'silenced' },
    ],
    [
      'a message that says it is silenced is left alone, however long ago',
      { openCount: 0, silencedCount: 3, saysSilenced: true, lastNotifiedMs: NOW - 99 * HOUR },
      { action: 'none', reason: 'silenced' },
    ],
    [
      'all resolved under a silence closes the message',
      { openCount: 0, saysSilenced: true },
      { action: 'update', reason: 'all_resolved' },
    ],
    [
      'the end of a silence of the whole group is something people notice',
      { saysSilenced: true, unannouncedCount: 3 },
      { action: 'remind', reason: 'silence_over', changed: true },
    ],
    [
      'the end of a silence of some edits the message',
      { unannouncedCount: 1 },
      { action: 'update', reason: 'new_alerts_in_group' },
    ],
    [
      'one that joins a silenced group is told of by an edit',
      { openCount: 1, unannouncedCount: 1, silencedCount: 2, saysSilenced: true },
      { action: 'update', reason: 'new_alerts_in_group' },
    ],
    [
      'whoever has taken it is not reminded',
      { isAcknowledged: true, lastNotifiedMs: NOW - 99 * HOUR },
      { action: 'none', reason: 'acknowledged' },
    ],
    [
      'a group that somebody has taken is still kept up to date',
      { isAcknowledged: true, untoldResolvedCount: 1, lastNotifiedMs: NOW - 99 * HOUR },
      { action: 'update', reason: 'alerts_resolved' },
    ],
    [
      'one that joins is a reminder when one is due, although somebody has taken the others',
      { isAcknowledged: true, unannouncedCount: 1, lastNotifiedMs: NOW - 25 * HOUR },
      { action: 'remind', reason: 'reminder_due' },
    ],
    [
      'the end of a group that somebody has taken is told',
      { isAcknowledged: true, openCount: 0, untoldResolvedCount: 3 },
      { action: 'update', reason: 'all_resolved' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(decide({ ...quiet, ...facts }, 24, NOW)).toMatchObject(expected)
  })
})
