/**
 * What there is to say about a payment request, before any markup: the Slack card and the letter are drawn from this.
 * trackagoat records payments and moves no money, so nothing here says «pay».
 */
import { formatCents } from '../../domain/money.ts'
import type { PaymentNotice } from '../../domain/notice.ts'
import type { PaymentRequest, PaymentStatus } from '../../domain/payments/request.ts'
import { reasonWords } from '../../domain/reasons.ts'
import { groupDigits, moment, period } from '../../domain/words.ts'
import type { Outline, Section } from './outline.ts'
import { clean } from './text.ts'

/** One named fact: a text, which may hold data and have a second name, or the id of whoever acted. */
export type Row = { readonly label: string } & (
  | { readonly value: string; readonly alias?: string | null }
  | { readonly actor: string }
)

/** A payment request in words. All texts but `state`, `sum` and labels may hold data: clean, cut and escape them. */
export interface PaymentWords {
  readonly icon: string
  readonly tone: Outline['tone']
  /** Our own words, e.g. `To approve: record a payment of $150.00 for`, to be followed by whom. */
  readonly state: string
  readonly creator: string
  readonly project: string
  /** What is the matter, then what happens next. */
  readonly paragraphs: readonly string[]
  readonly rows: readonly Row[]
  readonly accruals: Section
  readonly quotes: readonly { readonly label: string; readonly text: string }[]
  /** What to quote when asking about it. */
  readonly ids: readonly { readonly label: string; readonly value: string }[]
}

interface State {
  readonly icon: string
  readonly tone: Outline['tone']
  readonly words: string
}

const STATES: Readonly<Record<PaymentStatus, State>> = {
  requested: { icon: '🟠', tone: 'act', words: 'To approve: record a payment of' },
  approved: { icon: '🔵', tone: 'news', words: 'Approved, to be recorded next:' },
  sending: { icon: '⏳', tone: 'news', words: 'Being recorded:' },
  recorded: { icon: '✅', tone: 'over', words: 'Payment recorded:' },
  denied: { icon: '⛔', tone: 'over', words: 'Denied, nothing recorded:' },
  expired: { icon: '⌛', tone: 'over', words: 'Expired unapproved, nothing recorded:' },
  failed: { icon: '🔴', tone: 'act', words: 'Not recorded:' },
  unknown: { icon: '❔', tone: 'look', words: 'Not known yet whether it was recorded:' },
  voided: { icon: '↩️', tone: 'over', words: 'Payment voided:' },
}
const CANCELLED: State = { icon: '⛔', tone: 'over', words: 'Cancelled, nothing recorded:' }
const VOIDING: State = { icon: '⏳', tone: 'news', words: 'Recorded payment is being voided:' }
const NEEDS_PERSON: State = { icon: '🔴', tone: 'act', words: 'A person must look into trackagoat:' }

/** How many accruals are named; the rest are counted. */
const ACCRUALS_MAX = 20

const UNKNOWN_PROJECT = 'project unknown'

/** Puts a payment request into words. */
export function paymentWords({ request, next }: PaymentNotice): PaymentWords {
  const { icon, tone, words } = stateOf(request)
  const { creator, accruals } = request
  const alias = clean(creator.display_name ?? '')
  const handle = `@${clean(creator.handle)}`
  return {
    icon,
    tone,
    state: `${words} ${formatCents(request.total.cents)} for`,
    creator: handle,
    project: creator.project_name ?? UNKNOWN_PROJECT,
    paragraphs: [trouble(request), next].filter((text) => text !== null && clean(text) !== '') as string[],
    rows: rowsOf(request, handle, alias === '' || alias === clean(creator.handle) ? null : alias),
    accruals: {
      heading: `Accruals: ${groupDigits(accruals.length)}, ${formatCents(request.accruals_sum.cents)}`,
      lines: accruals.slice(0, ACCRUALS_MAX).map(({ id, amount, period_start_at, period_end_at }) => ({
        name: period(period_start_at, period_end_at) ?? `accrual ${id}`,
        alias: null,
        facts: [formatCents(amount.cents)],
      })),
      count: accruals.length,
    },
    quotes: [
      { label: 'Reason for the adjustment', text: request.adjustment_reason ?? '' },
      { label: 'Note', text: request.note ?? '' },
    ].filter(({ text }) => clean(text) !== ''),
    ids: [
      { label: 'request', value: request.id },
      { label: 'idempotency key', value: request.idempotency_key },
      ...(request.trackagoat_payment_id === null
        ? []
        : [{ label: 'trackagoat payment', value: request.trackagoat_payment_id }]),
    ],
  }
}

function stateOf(request: PaymentRequest): State {
  if (request.needs_person) return NEEDS_PERSON
  if (request.status === 'recorded' && request.void_pending) return VOIDING
  return request.status === 'denied' && isCancelled(request) ? CANCELLED : STATES[request.status]
}

function isCancelled({ reason, history }: PaymentRequest): boolean {
  return /^cancel/.test(reason ?? history.findLast(({ status }) => status === 'denied')?.reason ?? '')
}

/** Why it did not go as asked: the sentence that was written for it, else its reason in words. A denial is nobody's trouble. */
function trouble({ status, reason, advice }: PaymentRequest): string | null {
  if (advice !== null) return advice
  return status === 'denied' || reason === null || clean(reason) === '' ? null : `Why: ${reasonWords(clean(reason))}.`
}

function rowsOf(request: PaymentRequest, creator: string, alias: string | null): Row[] {
  const by = (status: PaymentStatus) => request.history.findLast((entry) => entry.status === status)?.by ?? null
  const adjustment = request.adjustment.cents
  const isWaiting = request.status === 'requested'
  return [
    { label: 'Creator', value: creator, alias },
    { label: 'Project', value: request.creator.project_name ?? UNKNOWN_PROJECT },
    { label: 'Method', value: request.method.name, alias: request.method_assumed ? 'assumed, none was named' : null },
    { label: 'Total', value: formatCents(request.total.cents) },
    ...(adjustment === 0
      ? []
      : [
          {
            label: 'Adjustment',
            value: `${adjustment > 0 ? '+' : ''}${formatCents(adjustment)} to ${formatCents(request.accruals_sum.cents)} owed`,
          },
        ]),
    ...timeRow('Paid at', request.paid_at),
    { label: 'Asked by', actor: request.requested_by },
    ...actorRow('Approved by', request.approved_by),
    ...actorRow(isCancelled(request) ? 'Cancelled by' : 'Denied by', request.status === 'denied' ? by('denied') : null),
    ...actorRow('Voided by', by('voided')),
    ...timeRow('Expires', isWaiting ? request.expires_at : null),
    ...(request.needs_person ? [{ label: 'State', value: request.status }] : []),
  ]
}

function actorRow(label: string, actor: string | null): Row[] {
  return actor === null ? [] : [{ label, actor }]
}

function timeRow(label: string, iso: string | null): Row[] {
  const value = iso === null ? null : moment(iso)
  return value === null ? [] : [{ label, value }]
}
