/** One notice of each kind, with names as the world has them: hostile, long, right to left, broken. */
import { type Cents, toCents } from '../../../src/domain/money.ts'
import type {
  AlertGroupNotice,
  FirstLookNotice,
  LetterNotice,
  NewsNotice,
  Notice,
  NoticeItem,
  StormNotice,
} from '../../../src/domain/notice.ts'
import { REQUEST_NOTICES } from './requests.ts'

const AT = '2026-05-06T03:20:00.000Z'
const usd = (dollars: number): Cents => toCents(dollars * 100)

const HOSTILE_PROJECT = { id: 'p-1', name: 'Q3 <!channel> *launch* & "www.x.com"' }
const RTL_PROJECT = { id: 'p-2', name: 'حملة الربيع' }
const PROJECT = { id: 'p-3', name: 'Spring Launch' }

const item = (handle: string | null, dollars: number | null, more: Partial<NoticeItem> = {}): NoticeItem => ({
  handle,
  displayName: null,
  amountCents: dollars === null ? null : usd(dollars),
  periodStartAt: '2026-04-07T00:00:00.000Z',
  periodEndAt: '2026-04-13T23:59:59.000Z',
  ...more,
})

/** Handles and names that try things. */
const HOSTILE: readonly NoticeItem[] = [
  item('khaby.lame', 50, { displayName: 'Khabane "K" Lame' }),
  item('www.x.com', 50, { displayName: 'https://evil.example/?a=1&b=<script>alert(1)</script>' }),
  item('<!channel>', 40, { displayName: '<@U012AB3CD|you> <https://evil.example|click>' }),
  item('*_~`code`~_*', 30, { periodStartAt: '2026-04-28T00:00:00Z', periodEndAt: '2026-05-04T23:59:59Z' }),
  item('مريم.أحمد', 20, {
    displayName: 'מרים 3-2-1',
    periodStartAt: '2025-12-29T00:00:00Z',
    periodEndAt: '2026-01-04T23:59:59Z',
  }),
  item('abc\u202Egnp.exe\r\nBcc: all@example.com', 10, { periodStartAt: null }),
  item(`${'👩‍👩‍👧‍👦'.repeat(60)}`, 9, { periodEndAt: null }),
  item(`z${'\u0301'.repeat(4000)}algo`, 8, { periodStartAt: null, periodEndAt: null }),
  item('broken\uD83D', 7, { periodEndAt: 'not a date' }),
  item('\u200B', 6, { displayName: '' }),
  item(null, 5, { displayName: null, remark: 'status on_hold' }),
]

export const NEWS: NewsNotice = {
  kind: 'news',
  at: AT,
  project: HOSTILE_PROJECT,
  sections: [
    { type: 'accrual.paid', count: 1, totalCents: usd(25), items: [item('goatfarm', 25)] },
    { type: 'accrual.earned', count: 14, totalCents: usd(1234.5), items: HOSTILE },
    {
      type: 'accrual.changed',
      count: 2,
      totalCents: usd(45),
      items: [
        item('khaby.lame', 45, { previousCents: usd(40) }),
        item('status.only', 10, { previousCents: usd(10), remark: 'status on_hold' }),
      ],
    },
    { type: 'creator.added', count: 3, totalCents: null, items: [] },
  ],
}

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
  items: [item('goatfarm', 50, { displayName: 'The Goat Farm' }), item('khaby.lame', 30)],
  newCount: 2,
  resolvedCount: 0,
  resolvedItems: [],
  rule: 'earned, and the period ended more than 30 days ago',
  detail: null,
  reminder: false,
}

const STALE: AlertGroupNotice = {
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
  rule: 'not scraped for more than 12 h',
}

const DOUBLE_PAID: AlertGroupNotice = {
  ...OVERDUE,
  alertKind: 'accrual.double_paid',
  openCount: 1,
  totalCents: usd(50),
  items: [item('goatfarm', 50, { remark: 'payments pay_1, pay_2' })],
  newCount: 1,
  rule: 'two live payments in trackagoat cover it',
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
  detail: 'trackagoat refused the key: put a valid one into TRACKAGOAT_API_KEY with `wrangler secret put`.',
}

const STORM: StormNotice = {
  kind: 'storm',
  at: AT,
  reminder: false,
  groupCount: 14,
  alertCount: 230,
  groups: [
    { alertKind: 'accrual.overdue', project: HOSTILE_PROJECT, openCount: 120, totalCents: usd(6000) },
    { alertKind: 'creator.stale', project: RTL_PROJECT, openCount: 60, totalCents: null },
    { alertKind: 'accrual.overdue', project: null, openCount: 1, totalCents: usd(10) },
    { alertKind: 'watch.failing', project: null, openCount: 1, totalCents: null },
  ],
}

const FIRST_LOOK: FirstLookNotice = {
  kind: 'first_look',
  at: AT,
  creatorCount: 1240,
  activeCreatorCount: 1198,
  earnedCount: 310,
  owedCents: usd(15_500),
  overdueCount: 12,
  overdueCents: usd(600),
  staleCount: 1,
  paymentCount: 2045,
  projectCount: 24,
  projects: [
    { name: HOSTILE_PROJECT.name, creatorCount: 400, earnedCount: 200, owedCents: usd(10_000) },
    { name: RTL_PROJECT.name, creatorCount: 1, earnedCount: 1, owedCents: usd(50) },
  ],
}

const overdueOver: AlertGroupNotice = {
  ...OVERDUE,
  state: 'resolved',
  openCount: 0,
  totalCents: null,
  items: [],
  newCount: 0,
  resolvedCount: 2,
  resolvedItems: OVERDUE.items,
}

const LETTER: LetterNotice = {
  kind: 'letter',
  at: AT,
  parts: [
    NEWS,
    { ...overdueOver, project: { id: 'p-9', name: 'Old & done' } },
    { ...OVERDUE, newCount: 1, resolvedCount: 1 },
    STALE,
  ],
}

/** By the name of their golden file. */
export const NOTICES: Readonly<Record<string, Notice>> = {
  news: NEWS,
  'news-unknown-project': { ...NEWS, project: null, sections: NEWS.sections.slice(0, 1) },
  'overdue-open': OVERDUE,
  'overdue-changed': { ...OVERDUE, newCount: 1, resolvedCount: 3, resolvedItems: [item('<b>gone</b>', 12)] },
  'overdue-reminder': { ...OVERDUE, newCount: 0, reminder: true },
  'overdue-resolved': overdueOver,
  'overdue-taken': {
    ...OVERDUE,
    acknowledgedBy: 'slack:U0REQUEST',
    silencedUntil: '2026-05-07T03:20:00.000Z',
    buttons: [
      { actionId: 'alert.acknowledge', text: 'I take it', value: 'grp_12', style: 'primary' },
      { actionId: 'alert.silence', text: 'Silence for 24 h', value: 'grp_12' },
    ],
  },
  'double-paid-open': DOUBLE_PAID,
  'double-paid-resolved': { ...overdueOver, alertKind: 'accrual.double_paid' },
  'stale-open': STALE,
  'stale-resolved': { ...STALE, state: 'resolved', openCount: 0, items: [], newCount: 0, resolvedCount: 31 },
  'failing-open': FAILING,
  'failing-reminder': { ...FAILING, reminder: true, detail: null },
  'failing-resolved': { ...FAILING, state: 'resolved', openCount: 0, newCount: 0, resolvedCount: 1 },
  storm: STORM,
  'storm-reminder': { ...STORM, reminder: true },
  'first-look': FIRST_LOOK,
  letter: LETTER,
  ...REQUEST_NOTICES,
  'letter-quiet': { kind: 'letter', at: AT, parts: [] },
}
