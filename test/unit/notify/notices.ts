import type {
  FirstLookNotice,
  LetterNotice,
  NewsNotice,
  Notice,
  NoticeItem,
  StormNotice,
} from '../../../src/domain/notice.ts'
import { ALERTS, AT, HOSTILE_PROJECT, item, OVERDUE, overdueOver, RTL_PROJECT, STALE, usd } from './alerts.ts'

/** Handles and names that try things. */
const HOSTILE: readonly NoticeItem[] = [
  item('one.creator', 50, { displayName: 'Creator "One"' }),
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
        item('one.creator', 45, { previousCents: usd(40) }),
        item('status.only', 10, { previousCents: usd(10), remark: 'status on_hold' }),
      ],
    },
    { type: 'creator.added', count: 3, totalCents: null, items: [] },
  ],
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

/** What the watch says, by the name of its golden file; runs anywhere. */
export const NOTICES: Readonly<Record<string, Notice>> = {
  news: NEWS,
  'news-unknown-project': { ...NEWS, project: null, sections: NEWS.sections.slice(0, 1) },
  ...ALERTS,
  storm: STORM,
  'storm-reminder': { ...STORM, reminder: true },
  'first-look': FIRST_LOOK,
  letter: LETTER,
  'letter-quiet': { kind: 'letter', at: AT, parts: [] },
}
