/**
 * What a notice says, in what order and in which words, before any markup. Slack blocks, the HTML letter and its text
 * alternative are all drawn from this, so they cannot differ in facts. The first lines are those that need a decision.
 */
import type {
  AlertGroupNotice,
  FirstLookNotice,
  LetterNotice,
  NewsNotice,
  Notice,
  NoticeButton,
  NoticeItem,
  StormNotice,
} from '../../domain/notice.ts'
import { unreachable } from '../../domain/result.ts'
import { capital, groupDigits, moment, period, plural } from '../../domain/words.ts'
import { ALERT, type GroupKind } from './alert-words.ts'
import { amount, essence, NEWS_ORDER, NEWS_STATE, newsNoun, watch } from './clauses.ts'
import { answerOutline, paymentOutline } from './outline-answers.ts'
import { standing } from './standing.ts'
import { clean } from './text.ts'

/** How urgent it looks: a decision is due; something to look into; over; news. */
type Tone = 'act' | 'look' | 'over' | 'news'

/** One named thing. `name`, `alias` and `facts` may hold text from trackagoat: clean, cut and escape them. */
export interface Line {
  readonly name: string
  readonly alias: string | null
  readonly facts: readonly string[]
}

/** Some named things out of `count`. */
export interface Section {
  /** Our own words and numbers, in an answer one cut line with data; null where the title has said it. */
  readonly heading: string | null
  readonly lines: readonly Line[]
  readonly count: number
}

/** A notice in words. */
export interface Outline {
  readonly tone: Tone
  /** Said again, not new. */
  readonly isReminder: boolean
  /** Our own words and numbers; of a payment or an answer also a name, one cut line: escape. */
  readonly title: string
  /** Text from trackagoat; null where a project has nothing to do with it. */
  readonly project: string | null
  /** What a notification must say beyond the title, if anything: escape. */
  readonly gist: string | null
  /** Our own words and numbers; values of payments and answers hold data, in one cut line: escape. */
  readonly figures: readonly { readonly label: string; readonly value: string }[]
  /** Sentences, most important first. `detail` of a failing watch is among them: escape. */
  readonly paragraphs: readonly string[]
  readonly sections: readonly Section[]
  /** An actor's id: who has taken an open alert. */
  readonly takenBy?: string | null
  /** ISO 8601 UTC: nothing more is said about it before. */
  readonly silencedUntil?: string | null
  readonly buttons?: readonly NoticeButton[]
  /** The id to ask about, in `why <id>`. */
  readonly askWhy: string | null
  /** ISO 8601 UTC. */
  readonly at: string
}

const UNKNOWN_PROJECT = 'project unknown'
const UNKNOWN_CREATOR = 'creator unknown'

/** Puts one notice into words. */
export function outline(notice: Exclude<Notice, LetterNotice>): Outline {
  switch (notice.kind) {
    case 'news':
      return news(notice)
    case 'alert_group':
      return notice.alertKind === 'watch.failing' ? failing(notice) : alertGroup(notice, notice.alertKind)
    case 'storm':
      return storm(notice)
    case 'first_look':
      return firstLook(notice)
    case 'payment':
      return paymentOutline(notice)
    case 'answer':
      return answerOutline(notice)
    default:
      return unreachable(notice)
  }
}

const PLAIN = {
  isReminder: false,
  project: null,
  gist: null,
  figures: [],
  paragraphs: [],
  sections: [],
  askWhy: null,
} as const

function news(notice: NewsNotice): Outline {
  const rank = (type: NewsNotice['sections'][number]['type']) => NEWS_ORDER.indexOf(type)
  return {
    ...PLAIN,
    tone: 'news',
    title: essence([notice]),
    project: notice.project?.name ?? UNKNOWN_PROJECT,
    sections: notice.sections
      .toSorted((a, b) => rank(a.type) - rank(b.type))
      .map(({ type, count, totalCents, items }) => ({
        heading: facts(`${capital(NEWS_STATE[type])}: ${plural(count, ...newsNoun(type))}`, amount(totalCents)).join(
          ', ',
        ),
        lines: items.map(creatorLine),
        count,
      })),
    at: notice.at,
  }
}

function alertGroup(notice: AlertGroupNotice, kind: GroupKind): Outline {
  const { tone, word, was, noun, gone, todo, over } = ALERT[kind]
  const isOpen = notice.state === 'open'
  const total = amount(notice.totalCents)
  const what = `${plural(notice.openCount, ...noun)} ${isOpen && notice.reminder ? 'still ' : ''}${word}`
  return {
    ...PLAIN,
    tone: isOpen ? tone : 'over',
    isReminder: isOpen && notice.reminder,
    title: isOpen ? `${what}${total === null ? '' : ` (${total})`}` : `Resolved: ${was}`,
    project: notice.project?.name ?? UNKNOWN_PROJECT,
    paragraphs: isOpen
      ? [todo, [`Rule: ${notice.rule}.`, since(notice), changes(notice)].filter((part) => part !== '').join(' ')]
      : [`${over} ${ended(notice)}`],
    sections: [
      ...(isOpen ? [{ heading: null, lines: notice.items.map(creatorLine), count: notice.openCount }] : []),
      ...(notice.resolvedCount > 0
        ? [
            {
              heading: `${gone}: ${groupDigits(notice.resolvedCount)}`,
              lines: notice.resolvedItems.map(creatorLine),
              count: notice.resolvedCount,
            },
          ]
        : []),
    ],
    ...(isOpen ? standing(notice) : {}),
    askWhy: notice.groupId,
    at: notice.at,
  }
}

function failing(notice: AlertGroupNotice): Outline {
  const isOpen = notice.state === 'open'
  return {
    ...PLAIN,
    tone: isOpen ? 'act' : 'over',
    isReminder: isOpen && notice.reminder,
    title: isOpen ? watch(notice) : `Resolved: ${watch(notice)}`,
    gist: isOpen ? notice.detail : null,
    paragraphs: isOpen
      ? [
          notice.detail ?? `Why: ${notice.rule}. GET /v1/runs tells more.`,
          `Until a check succeeds, news and alerts are late; none is forgotten. ${since(notice)}`,
        ]
      : [`What happened in the meantime is announced now. ${ended(notice)}`],
    ...(isOpen ? standing(notice) : {}),
    askWhy: notice.groupId,
    at: notice.at,
  }
}

function storm(notice: StormNotice): Outline {
  const size = `${plural(notice.alertCount, 'alert')} in ${plural(notice.groupCount, 'group')}`
  return {
    ...PLAIN,
    tone: 'act',
    isReminder: notice.reminder,
    title: notice.reminder ? `Still open: ${size}` : `${size} at once`,
    paragraphs: ['So many groups asked for a message at once that this summary stands for all of them.'],
    sections: [
      {
        heading: 'The largest',
        lines: notice.groups.map(({ alertKind, project, openCount, totalCents }) =>
          alertKind === 'watch.failing'
            ? { name: 'Goatherd itself', alias: null, facts: ['cannot check trackagoat'] }
            : {
                name: project?.name ?? UNKNOWN_PROJECT,
                alias: null,
                facts: facts(
                  `${plural(openCount, ...ALERT[alertKind].noun)} ${ALERT[alertKind].word}`,
                  amount(totalCents),
                ),
              },
        ),
        count: notice.groupCount,
      },
    ],
    at: notice.at,
  }
}

function firstLook(notice: FirstLookNotice): Outline {
  return {
    ...PLAIN,
    tone: 'news',
    title: `First look: ${plural(notice.creatorCount, 'creator')}, ${amount(notice.owedCents)} owed`,
    figures: [
      { label: 'Owed', value: `${amount(notice.owedCents)} in ${plural(notice.earnedCount, 'accrual')}` },
      { label: 'Overdue', value: `${amount(notice.overdueCents)} in ${plural(notice.overdueCount, 'accrual')}` },
      {
        label: 'Creators',
        value: `${groupDigits(notice.creatorCount)}, ${groupDigits(notice.activeCreatorCount)} active`,
      },
      { label: 'Stale', value: plural(notice.staleCount, 'creator') },
      { label: 'Projects', value: groupDigits(notice.projectCount) },
      { label: 'Payments on record', value: groupDigits(notice.paymentCount) },
    ],
    paragraphs: ['Goatherd has seen everything once. From now on it speaks up when something changes or is overdue.'],
    sections: [
      {
        heading: 'Most owed',
        lines: notice.projects.map(({ name, owedCents, earnedCount, creatorCount }) => ({
          name,
          alias: null,
          facts: facts(amount(owedCents), plural(earnedCount, 'accrual'), plural(creatorCount, 'creator')),
        })),
        count: notice.projectCount,
      },
    ],
    at: notice.at,
  }
}

function creatorLine(item: NoticeItem): Line {
  const now = amount(item.amountCents)
  const before = amount(item.previousCents ?? null)
  const handle = clean(item.handle ?? '')
  const alias = clean(item.displayName ?? '') || null
  return {
    name: handle === '' ? (alias ?? UNKNOWN_CREATOR) : `@${handle}`,
    alias: handle === '' || alias === handle ? null : alias,
    facts: facts(
      now !== null && before !== null && before !== now ? `${before} → ${now}` : now,
      period(item.periodStartAt, item.periodEndAt),
      item.lastScrapedAt === undefined ? null : scraped(item.lastScrapedAt),
      item.remark,
    ),
  }
}

function scraped(at: string | null): string | null {
  const when = at === null ? null : moment(at)
  return when === null ? 'never scraped' : `last scraped ${when}`
}

function since(notice: AlertGroupNotice): string {
  const when = moment(notice.openedAt)
  return when === null ? '' : `Open since ${when}.`
}

function ended(notice: AlertGroupNotice): string {
  return facts(moment(notice.openedAt), moment(notice.at))
    .join(' to ')
    .replace(/^(.+)$/, 'It was open from $1.')
}

/** What moved since the message was last written; a first message has nothing to compare with. */
function changes(notice: AlertGroupNotice): string {
  const isFirst = notice.newCount === notice.openCount && notice.resolvedCount === 0
  const moved = facts(
    notice.newCount > 0 ? `${groupDigits(notice.newCount)} new` : null,
    notice.resolvedCount > 0 ? `${groupDigits(notice.resolvedCount)} resolved` : null,
  )
  return isFirst || moved.length === 0 ? '' : `Since the last message: ${moved.join(', ')}.`
}

function facts(...parts: readonly (string | null | undefined)[]): string[] {
  return parts.filter((part): part is string => part !== null && part !== undefined && part !== '')
}
