/** The living messages of alerts. What the watch itself says in them, rules and buttons, is held to it by test/worker/alert-words.test.ts. */
import { errorAdvice } from '../../../src/domain/errors.ts'
import { type FreshnessRules, overdueRule, staleRule } from '../../../src/domain/freshness.ts'
import { type Cents, toCents } from '../../../src/domain/money.ts'
import type { AlertGroupNotice, NoticeButton, NoticeItem } from '../../../src/domain/notice.ts'
import { SILENCE_BUTTON_HOURS } from '../../../src/domain/silences.ts'

export const AT = '2026-05-06T03:20:00.000Z'
export const usd = (dollars: number): Cents => toCents(dollars * 100)

export const HOSTILE_PROJECT = { id: 'p-1', name: 'Q3 <!channel> *launch* & "www.x.com"' }
export const RTL_PROJECT = { id: 'p-2', name: 'حملة الربيع' }
const PROJECT = { id: 'p-3', name: 'Spring Launch' }

export const item = (handle: string | null, dollars: number | null, more: Partial<NoticeItem> = {}): NoticeItem => ({
  handle,
  displayName: null,
  amountCents: dollars === null ? null : usd(dollars),
  periodStartAt: '2026-04-07T00:00:00.000Z',
  periodEndAt: '2026-04-13T23:59:59.000Z',
  ...more,
})

/** The thresholds of these messages. */
export const RULES: FreshnessRules = { staleAfterHours: 12, overdueAfterDays: 30 }

const ACKNOWLEDGE: NoticeButton = { actionId: 'alert.acknowledge', text: 'Acknowledge', value: 'grp_12' }
const SILENCE: NoticeButton = {
  actionId: 'alert.silence',
  text: `Silence ${SILENCE_BUTTON_HOURS} h`,
  value: 'grp_12',
}
const SCRAPE: NoticeButton = { actionId: 'creator.scrape', text: 'Scrape now', value: 'c-1' }

export const OVERDUE: AlertGroupNotice = {
  kind: 'alert_group',
  at: AT,
  groupId: 'grp_12',
  alertKind: 'accrual.overdue',
  project: PROJECT,
  state: 'open',
  openedAt: '2026-05-05T03:20:00.000Z',
  openCount: 2,
  totalCents: usd(80),
  items: [item('goatfarm', 50, { displayName: 'The Goat Farm' }), item('one.creator', 30)],
  newCount: 2,
  resolvedCount: 0,
  resolvedItems: [],
  rule: overdueRule(RULES),
  detail: null,
  reminder: false,
  acknowledgedBy: null,
  silencedUntil: null,
  buttons: [ACKNOWLEDGE, SILENCE],
}

export const STALE: AlertGroupNotice = {
  ...OVERDUE,
  groupId: 'grp_13',
  alertKind: 'creator.stale',
  project: RTL_PROJECT,
  openCount: 31,
  totalCents: null,
  items: [
    { handle: 'never_seen', displayName: null, amountCents: null, lastScrapedAt: null },
    { handle: 'מרים', displayName: 'מרים', amountCents: null, lastScrapedAt: '2026-05-01T04:15:00.000Z' },
  ],
  newCount: 1,
  resolvedCount: 2,
  resolvedItems: [
    { handle: 'back.again', displayName: null, amountCents: null, lastScrapedAt: '2026-05-06T03:15:00.000Z' },
  ],
  rule: staleRule(RULES),
}

const DOUBLE_PAID: AlertGroupNotice = {
  ...OVERDUE,
  alertKind: 'accrual.double_paid',
  openCount: 1,
  totalCents: usd(50),
  items: [item('goatfarm', 50, { remark: 'payments pay_1, pay_2' })],
  newCount: 1,
  rule: 'two or more payments that are not voided name the accrual',
}

const FAILING: AlertGroupNotice = {
  ...OVERDUE,
  groupId: 'grp_1',
  alertKind: 'watch.failing',
  project: null,
  openCount: 1,
  totalCents: null,
  items: [],
  newCount: 1,
  rule: 'the key was refused, or two checks in a row could not be completed',
  detail: errorAdvice({ kind: 'key_refused' }),
  buttons: [ACKNOWLEDGE],
}

export const overdueOver: AlertGroupNotice = {
  ...OVERDUE,
  state: 'resolved',
  openCount: 0,
  totalCents: null,
  items: [],
  newCount: 0,
  resolvedCount: 2,
  resolvedItems: OVERDUE.items,
  buttons: [],
}

/** By the name of their golden file. */
export const ALERTS: Readonly<Record<string, AlertGroupNotice>> = {
  'overdue-open': OVERDUE,
  'overdue-changed': { ...OVERDUE, newCount: 1, resolvedCount: 3, resolvedItems: [item('<b>gone</b>', 12)] },
  'overdue-reminder': { ...OVERDUE, newCount: 0, reminder: true },
  'overdue-resolved': overdueOver,
  'overdue-taken': { ...OVERDUE, acknowledgedBy: 'slack:U0REQUEST', buttons: [SILENCE] },
  'overdue-silenced': { ...OVERDUE, newCount: 0, silencedUntil: '2026-05-07T03:20:00.000Z', buttons: [ACKNOWLEDGE] },
  'double-paid-open': DOUBLE_PAID,
  'double-paid-resolved': { ...overdueOver, alertKind: 'accrual.double_paid' },
  'stale-open': STALE,
  'stale-one': {
    ...STALE,
    openCount: 1,
    items: STALE.items.slice(0, 1),
    resolvedCount: 0,
    resolvedItems: [],
    buttons: [ACKNOWLEDGE, SILENCE, SCRAPE],
  },
  'stale-resolved': {
    ...STALE,
    state: 'resolved',
    openCount: 0,
    items: [],
    newCount: 0,
    resolvedCount: 31,
    buttons: [],
  },
  'failing-open': FAILING,
  'failing-reminder': { ...FAILING, reminder: true, detail: null },
  'failing-resolved': { ...FAILING, state: 'resolved', openCount: 0, newCount: 0, resolvedCount: 1, buttons: [] },
}
