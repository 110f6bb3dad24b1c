/** Notices with names, notes and ids as nobody would wish them. */
import fc from 'fast-check'
import type { Answer } from '../../../src/domain/answer.ts'
import { amountOf, toCents } from '../../../src/domain/money.ts'
import {
  ALERT_KINDS,
  type AlertGroupNotice,
  type AnswerNotice,
  type FirstLookNotice,
  type LetterNotice,
  NEWS_EVENTS,
  type NewsNotice,
  type Notice,
  type NoticeButton,
  type NoticeItem,
  type PaymentNotice,
  type StormNotice,
} from '../../../src/domain/notice.ts'
import { PAYMENT_STATUSES, type PaymentRequest } from '../../../src/domain/payments/request.ts'

const nasty = fc.constantFrom(
  '<!channel>',
  '<@U012AB3CD>',
  '<https://evil.example|pay here>',
  '<#C012AB3CD>',
  'https://evil.example/?a=1&b=2',
  'www.x.com',
  '`*_~',
  '\r\nBcc: everyone@example.com',
  '\u202Egnp',
  '\u2066\u2069\u2069',
  'مريم',
  'שלום',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0302\u0303',
  '\uD83D',
  '&amp;lt;',
)
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.tuple(nasty, fc.integer({ min: 1, max: 400 })).map(([part, times]) => part.repeat(times)),
)
const count = fc.oneof(fc.nat(40), fc.nat(Number.MAX_SAFE_INTEGER))
const cents = fc.oneof(fc.integer({ min: -10_000, max: 1_000_000 }), fc.maxSafeInteger()).map(toCents)
const maybeCents = fc.option(cents)
const at = fc
  .date({ noInvalidDate: true, min: new Date('2020-01-01'), max: new Date('2035-01-01') })
  .map((date) => date.toISOString())
const when = fc.option(fc.oneof(at, fc.constant('not a date')))
const project = fc.option(fc.record({ id: fc.uuid(), name }))
const item: fc.Arbitrary<NoticeItem> = fc.record(
  {
    handle: fc.option(name),
    displayName: fc.option(name),
    amountCents: maybeCents,
    previousCents: maybeCents,
    periodStartAt: when,
    periodEndAt: when,
    lastScrapedAt: when,
    remark: fc.option(name),
  },
  { requiredKeys: ['handle', 'displayName', 'amountCents'] },
)
const items = fc.array(item, { maxLength: 25 })
/** Notes and readmes: many lines, or up to 10,000 characters. */
const longText = fc.oneof(
  name,
  fc.array(name, { maxLength: 40 }).map((lines) => lines.join('\n')),
  fc.tuple(nasty, fc.nat(10_000)).map(([part, length]) => part.repeat(10_000).slice(0, length)),
)
const buttons: fc.Arbitrary<NoticeButton[]> = fc.array(
  fc.record(
    {
      actionId: fc.oneof(fc.constantFrom('payment.approve', 'payment.deny', 'creator.scrape', ''), name),
      text: name,
      value: fc.oneof(fc.uuid(), name, fc.constant('x'.repeat(2_001))),
      style: fc.constantFrom('primary', 'danger'),
      confirm: longText,
    },
    { requiredKeys: ['actionId', 'text', 'value'] },
  ),
  { maxLength: 14 },
)
const actor = fc.oneof(
  fc.constantFrom('slack:U0123', 'slack:W0123', 'policy:auto', 'slack:everyone', 'slack:U0123> <!channel', 'token:'),
  name,
  name.map((label) => `token:${label}`),
  name.map((id) => `slack:${id}`),
)

const news: fc.Arbitrary<NewsNotice> = fc.record({
  kind: fc.constant('news'),
  at,
  project,
  sections: fc.array(fc.record({ type: fc.constantFrom(...NEWS_EVENTS), count, totalCents: maybeCents, items }), {
    maxLength: 30,
  }),
})
const group: fc.Arbitrary<AlertGroupNotice> = fc
  .tuple(
    fc.record({
      kind: fc.constant('alert_group'),
      at,
      groupId: name,
      alertKind: fc.constantFrom(...ALERT_KINDS),
      project,
      state: fc.constantFrom('open', 'resolved'),
      openedAt: at,
      openCount: count,
      totalCents: maybeCents,
      items,
      newCount: count,
      resolvedCount: count,
      resolvedItems: items,
      rule: name,
      detail: fc.option(name),
      reminder: fc.boolean(),
    }),
    fc.record({ acknowledgedBy: fc.option(actor), silencedUntil: when, buttons }, { requiredKeys: [] }),
  )
  .map(([alert, standing]) => ({ ...alert, ...standing }))
const storm: fc.Arbitrary<StormNotice> = fc.record({
  kind: fc.constant('storm'),
  at,
  reminder: fc.boolean(),
  groupCount: count,
  alertCount: count,
  groups: fc.array(
    fc.record({ alertKind: fc.constantFrom(...ALERT_KINDS), project, openCount: count, totalCents: maybeCents }),
    { maxLength: 40 },
  ),
})
const firstLook: fc.Arbitrary<FirstLookNotice> = fc.record({
  kind: fc.constant('first_look'),
  at,
  creatorCount: count,
  activeCreatorCount: count,
  earnedCount: count,
  owedCents: cents,
  overdueCount: count,
  overdueCents: cents,
  staleCount: count,
  paymentCount: count,
  projectCount: count,
  projects: fc.array(fc.record({ name, creatorCount: count, earnedCount: count, owedCents: cents }), { maxLength: 60 }),
})
const part = fc.oneof(news, group, storm, firstLook)
const letter: fc.Arbitrary<LetterNotice> = fc.record({
  kind: fc.constant('letter'),
  at,
  parts: fc.oneof(fc.array(part, { maxLength: 8 }), fc.array(storm, { minLength: 30, maxLength: 60 })),
})
const money = fc
  .oneof(fc.integer({ min: -10_000, max: 1_000_000 }), fc.maxSafeInteger())
  .map(toCents)
  .map(amountOf)
const text = fc.oneof(when, name)
const status = fc.constantFrom(...PAYMENT_STATUSES)
const reason = fc.option(
  fc.oneof(fc.constantFrom('changed_since_approval', 'refused_409_x', 'server_error_503', 'cancelled'), name),
)
const request: fc.Arbitrary<PaymentRequest> = fc.record({
  id: name,
  status,
  creator: fc.record({
    id: name,
    handle: name,
    display_name: fc.option(name),
    project_id: name,
    project_name: fc.option(name),
  }),
  method: fc.record({ id: name, name }),
  method_assumed: fc.boolean(),
  candidate_payment_id: fc.option(name),
  accruals: fc.array(
    fc.record({ id: name, amount: money, period_start_at: text.map(String), period_end_at: text.map(String) }),
    { maxLength: 40 },
  ),
  total: money,
  accruals_sum: money,
  adjustment: money,
  adjustment_reason: fc.option(longText),
  note: fc.option(longText),
  paid_at: text,
  requested_by: actor,
  approved_by: fc.option(actor),
  created_at: at,
  updated_at: at,
  expires_at: at,
  idempotency_key: name,
  trackagoat_payment_id: fc.option(name),
  reason,
  advice: fc.option(longText),
  needs_person: fc.boolean(),
  void_pending: fc.boolean(),
  history: fc.array(fc.record({ at, status, by: actor, reason, detail: fc.option(name) }), { maxLength: 5 }),
})
const payment: fc.Arbitrary<PaymentNotice> = fc.record({
  kind: fc.constant('payment'),
  at,
  request,
  next: fc.option(longText),
  buttons,
})
const line = fc.record({ name, alias: fc.option(name), facts: fc.array(name, { maxLength: 6 }) })
const answer: fc.Arbitrary<Answer> = fc.record(
  {
    tone: fc.constantFrom('good', 'bad', 'info'),
    title: longText,
    paragraphs: fc.array(longText, { maxLength: 12 }),
    figures: fc.array(fc.record({ label: name, value: name }), { maxLength: 25 }),
    sections: fc.array(fc.record({ heading: fc.option(name), lines: fc.array(line, { maxLength: 60 }), count }), {
      maxLength: 12,
    }),
    quotes: fc.array(fc.record({ label: name, text: longText }), { maxLength: 8 }),
    buttons,
    asOf: when,
  },
  { requiredKeys: ['tone', 'title'] },
)
const answered: fc.Arbitrary<AnswerNotice> = fc.record({ kind: fc.constant('answer'), at, answer })
/** Any notice at all. */
export const notice: fc.Arbitrary<Notice> = fc.oneof(
  { arbitrary: part, weight: 4 },
  { arbitrary: letter, weight: 1 },
  { arbitrary: payment, weight: 3 },
  { arbitrary: answered, weight: 3 },
)
