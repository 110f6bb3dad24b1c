/** The essence of what there is to say, in one line of our own words and numbers: titles, subjects, notifications. */
import { type Cents, formatCents, sumCents, toCents } from '../../domain/money.ts'
import type { AlertGroupNotice, LetterNotice, NewsEventType } from '../../domain/notice.ts'
import { groupDigits, plural } from '../../domain/words.ts'

/** One thing that happened or is the case, countable. */
interface Clause {
  readonly count: number
  readonly noun: readonly [one: string, many: string]
  readonly state: string
  readonly cents: Cents | null
}

const ACCRUAL = ['accrual', 'accruals'] as const
const CREATOR = ['creator', 'creators'] as const

/** News in the order of what needs a decision: money that is now owed comes first. */
export const NEWS_ORDER: readonly NewsEventType[] = [
  'accrual.earned',
  'accrual.reopened',
  'accrual.changed',
  'accrual.paid',
  'accrual.rejected',
  'accrual.voided',
  'creator.added',
  'creator.reactivated',
  'creator.deactivated',
]

/** What an event is called. `paid` is what trackagoat was told; nobody here moves money. */
export const NEWS_STATE: Readonly<Record<NewsEventType, string>> = {
  'accrual.earned': 'earned',
  'accrual.reopened': 'reopened',
  'accrual.changed': 'changed',
  'accrual.paid': 'recorded as paid',
  'accrual.rejected': 'rejected',
  'accrual.voided': 'voided',
  'creator.added': 'added',
  'creator.reactivated': 'reactivated',
  'creator.deactivated': 'deactivated',
}

/** What the event is about. */
export function newsNoun(type: NewsEventType): readonly [one: string, many: string] {
  return type.startsWith('creator.') ? CREATOR : ACCRUAL
}

type Part = LetterNotice['parts'][number]

/** More kinds of change than this are only counted. */
const MAX_CLAUSES = 3

/**
 * `3 accruals earned ($150.00), 2 overdue`: what a person reads in the list of mails. The amount stands with the first
 * clause only, the noun where it changes. Contains no data but numbers.
 */
export function essence(parts: readonly Part[]): string {
  const said = [
    ...parts.flatMap((part) =>
      part.kind === 'alert_group' && part.alertKind === 'watch.failing' ? [watch(part)] : [],
    ),
    ...parts.flatMap((part) =>
      part.kind === 'storm'
        ? [
            `${plural(part.alertCount, 'alert')} in ${plural(part.groupCount, 'group')}${part.reminder ? ' still open' : ''}`,
          ]
        : [],
    ),
    ...parts.flatMap((part) =>
      part.kind === 'first_look'
        ? [`first look: ${plural(part.creatorCount, 'creator')}, ${formatCents(part.owedCents)} owed`]
        : [],
    ),
    ...join(clausesOf(parts)),
    ...resolvedOf(parts),
  ]
  const more = said.length - MAX_CLAUSES
  if (said.length === 0) return 'nothing to report'
  return [...said.slice(0, MAX_CLAUSES), ...(more > 0 ? [plural(more, 'other change')] : [])].join(', ')
}

/** Whether Goatherd itself sees anything. */
export function watch(group: AlertGroupNotice): string {
  if (group.state === 'resolved') return 'Goatherd checks trackagoat again'
  return group.reminder ? 'Goatherd still cannot check trackagoat' : 'Goatherd cannot check trackagoat'
}

function clausesOf(parts: readonly Part[]): Clause[] {
  const news = parts.flatMap((part) => (part.kind === 'news' ? part.sections : []))
  const groups = parts.filter((part) => part.kind === 'alert_group').filter(({ state }) => state === 'open')
  const ofType = (type: NewsEventType): Clause[] => {
    const sections = news.filter((section) => section.type === type)
    return [
      {
        count: sum(sections.map(({ count }) => count)),
        noun: newsNoun(type),
        state: NEWS_STATE[type],
        cents: total(sections),
      },
    ]
  }
  const ofKind = (
    kind: 'accrual.overdue' | 'accrual.double_paid' | 'creator.stale',
    noun: Clause['noun'],
    word: string,
  ): Clause[] => {
    const own = groups.filter(({ alertKind }) => alertKind === kind)
    const still = own.length > 0 && own.every(({ reminder }) => reminder) ? 'still ' : ''
    return [{ count: sum(own.map(({ openCount }) => openCount)), noun, state: `${still}${word}`, cents: total(own) }]
  }
  const [first, ...rest] = NEWS_ORDER.map(ofType)
  return [
    first ?? [],
    ofKind('accrual.double_paid', ACCRUAL, 'covered by two payments'),
    ofKind('accrual.overdue', ACCRUAL, 'overdue'),
    ofKind('creator.stale', CREATOR, 'stale'),
    ...rest,
  ]
    .flat()
    .filter(({ count }) => count > 0)
}

function join(clauses: readonly Clause[]): string[] {
  return clauses.map(({ count, noun, state, cents }, index) => {
    const isSame = clauses[index - 1]?.noun === noun
    const what = isSame ? groupDigits(count) : plural(count, ...noun)
    return `${what} ${state}${index === 0 && cents !== null ? ` (${formatCents(cents)})` : ''}`
  })
}

function resolvedOf(parts: readonly Part[]): string[] {
  const over = parts.filter((part) => part.kind === 'alert_group').filter(({ state }) => state === 'resolved')
  const projects = over.filter(({ alertKind }) => alertKind !== 'watch.failing').length
  return projects > 0 ? [`${plural(projects, 'alert')} resolved`] : []
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}

function total(parts: readonly { readonly totalCents: Cents | null }[]): Cents | null {
  const known = parts.flatMap(({ totalCents }) => (totalCents === null ? [] : [totalCents]))
  // Far beyond any real organisation the sum stops being exact; then it is better left out than wrong.
  return known.length > 0 && Number.isSafeInteger(sum(known)) ? sumCents(known) : null
}

/** An amount that may not be there. */
export function amount(cents: Cents | null): string | null {
  return cents === null ? null : formatCents(toCents(cents))
}
