/** A digest: what needs a decision, then money, then stale creators, then health (pure, so every channel tells the same). */
import type { Answer, AnswerLine, AnswerSection } from './answer.ts'
import { type Cents, formatCents } from './money.ts'
import type { AlertKind } from './notice.ts'
import type { Ageing, KnownCreator, OwedRow } from './reads.ts'
import type { RunOutcome } from './runs.ts'
import { matchWords, type Silence } from './silences.ts'
import { groupDigits, instant, plural } from './words.ts'

/** How many silences are named. */
const SILENCES_NAMED = 10

/** What was earned and paid in a span of time, by the log of events. */
export interface Flow {
  readonly earnedCount: number
  readonly earnedCents: Cents
  /** Accruals that were settled, by their own amounts: adjustments of payments are not part of it. */
  readonly paidCount: number
  readonly paidCents: Cents
}

/** How the checks went in the 24 hours up to the last one. */
export interface CheckHealth {
  readonly lastAt: string | null
  readonly lastOutcome: RunOutcome | null
  /** What to do, when the last one did not get to its end. */
  readonly lastAdvice: string | null
  readonly runCount: number
  readonly failedCount: number
  /** Requests that checks made; what people asked for in between is not part of it. */
  readonly requests: number
  /** `TRACKAGOAT_REQUESTS_PER_DAY`. */
  readonly requestsPerDay: number | null
}

/** Everything a digest is made of, but payment requests: those are the ledger's. */
export interface DigestRead {
  /** The «now» of what is owed. Null: nothing is known yet. */
  readonly asOf: string | null
  readonly owed: {
    readonly creatorCount: number
    readonly accrualCount: number
    readonly totalCents: Cents
    readonly ageing: Ageing
  }
  readonly overdue: {
    readonly afterDays: number
    readonly creatorCount: number
    readonly accrualCount: number
    readonly totalCents: Cents
    /** Five, those waiting longest. */
    readonly oldest: readonly OwedRow[]
  }
  readonly lastDay: Flow
  readonly lastWeek: Flow
  /** The seven days before those, to compare with. */
  readonly weekBefore: Flow
  readonly stale: {
    readonly afterHours: number
    readonly count: number
    /** Ten, never scraped first. */
    readonly oldest: readonly KnownCreator[]
  }
  /** Without those that are silenced. */
  readonly openAlerts: readonly { readonly kind: AlertKind; readonly count: number }[]
  readonly silencedAlertCount: number
  /** In force at the last run, those that last longest first. */
  readonly silences: readonly Silence[]
  readonly checks: CheckHealth
}

/** The digest in words. `paymentsWaiting`: payment requests that wait for approval or for a person. */
export function digestAnswer(read: DigestRead, paymentsWaiting: number): Answer {
  const decisions = toDecide(read, paymentsWaiting)
  const known = read.asOf !== null
  return {
    tone: 'info',
    title: decisions.length > 0 ? `Digest: ${plural(decisions.length, 'thing')} to decide` : 'Digest',
    paragraphs: [
      ...(decisions.length === 0 ? ['Nothing waits for a decision.'] : []),
      ...(known ? [] : ['No check has got to its end yet, so what is owed is not known.']),
    ],
    figures: known ? figures(read) : [],
    sections: [
      ...(decisions.length > 0 ? [{ heading: 'To decide', lines: decisions, count: decisions.length }] : []),
      ...(known && read.overdue.oldest.length > 0 ? [overdueSection(read)] : []),
      ...(known ? [moneySection(read)] : []),
      ...(read.stale.count > 0 ? [staleSection(read)] : []),
      ...(read.silences.length > 0 ? [silencesSection(read)] : []),
      healthSection(read),
    ],
    asOf: read.asOf,
  }
}

function toDecide({ overdue, openAlerts, checks }: DigestRead, paymentsWaiting: number): AnswerLine[] {
  const lines: AnswerLine[] = []
  if (paymentsWaiting > 0) {
    lines.push(line('Payment requests', plural(paymentsWaiting, 'waits for a person', 'wait for a person')))
  }
  if (overdue.accrualCount > 0) {
    lines.push(
      line(
        'Overdue',
        formatCents(overdue.totalCents),
        `${plural(overdue.accrualCount, 'accrual')} of ${plural(overdue.creatorCount, 'creator')}`,
        `the period ended more than ${overdue.afterDays} days ago`,
      ),
    )
  }
  for (const { kind, count } of openAlerts) {
    // The overdue have a line of their own, the stale a section.
    if (kind === 'accrual.overdue' || kind === 'creator.stale') continue
    if (kind === 'watch.failing') lines.push(line('Checks are failing', checks.lastAdvice ?? 'see /v1/runs'))
    else lines.push(line(ALERT_WORDS[kind] ?? kind, plural(count, 'open alert')))
  }
  return lines
}

/** Alerts that need a decision, by kind. Kinds without words are named as they are. */
const ALERT_WORDS: Partial<Record<string, string>> = { 'accrual.double_paid': 'Covered by two payments' }

function figures({ owed, overdue, lastWeek }: DigestRead): NonNullable<Answer['figures']> {
  return [
    { label: 'Owed', value: formatCents(owed.totalCents) },
    { label: 'Overdue', value: formatCents(overdue.totalCents) },
    { label: 'Earned in 7 days', value: formatCents(lastWeek.earnedCents) },
    { label: 'Recorded as paid in 7 days', value: formatCents(lastWeek.paidCents) },
  ]
}

function overdueSection({ overdue }: DigestRead): AnswerSection {
  return {
    heading: `Overdue longest, of ${plural(overdue.creatorCount, 'creator')}`,
    lines: overdue.oldest.map((row) => ({
      ...named(row.creator),
      facts: [
        formatCents(row.totalCents),
        plural(row.accrualCount, 'accrual'),
        `oldest period ended ${row.oldestPeriodEndAt.slice(0, 10)}`,
      ],
    })),
    count: overdue.creatorCount,
  }
}

function moneySection({ owed, lastDay, lastWeek, weekBefore }: DigestRead): AnswerSection {
  const { upTo7DaysCents, upTo30DaysCents, over30DaysCents } = owed.ageing
  const lines = [
    line(
      'Owed by age',
      `0–7 days ${formatCents(upTo7DaysCents)}`,
      `8–30 days ${formatCents(upTo30DaysCents)}`,
      `over 30 days ${formatCents(over30DaysCents)}`,
    ),
    line('Owed to', plural(owed.creatorCount, 'creator'), plural(owed.accrualCount, 'accrual')),
    line('Last 24 hours', ...flowFacts(lastDay)),
    line('Last 7 days', ...flowFacts(lastWeek)),
    line('The 7 days before', ...flowFacts(weekBefore)),
  ]
  return { heading: 'Money', lines, count: lines.length }
}

function flowFacts({ earnedCount, earnedCents, paidCount, paidCents }: Flow): string[] {
  return [
    `earned ${formatCents(earnedCents)} (${groupDigits(earnedCount)})`,
    `recorded as paid ${formatCents(paidCents)} (${groupDigits(paidCount)})`,
  ]
}

function staleSection({ stale }: DigestRead): AnswerSection {
  return {
    heading: `Stale: ${plural(stale.count, 'creator')} not scraped for more than ${stale.afterHours} h`,
    lines: stale.oldest.map((creator) => ({
      ...named(creator),
      facts: [
        creator.project.name,
        creator.lastScrapedAt === null ? 'never scraped' : `last scraped ${instant(creator.lastScrapedAt)}`,
      ],
    })),
    count: stale.count,
  }
}

/** A forgotten silence hides what people rely on being told. */
function silencesSection({ silences }: DigestRead): AnswerSection {
  return {
    heading: 'Silences in force',
    lines: silences
      .slice(0, SILENCES_NAMED)
      .map(({ id, match, until, comment }) =>
        line(id, matchWords(match), `until ${instant(until)}`, ...(comment === null ? [] : [comment])),
      ),
    count: silences.length,
  }
}

function healthSection({ checks, openAlerts, silencedAlertCount }: DigestRead): AnswerSection {
  const open = openAlerts.reduce((sum, { count }) => sum + count, 0)
  const lines = [
    line(
      'Checks in 24 hours',
      groupDigits(checks.runCount),
      checks.failedCount === 0
        ? 'all got to their end'
        : `${groupDigits(checks.failedCount)} did not get to ${checks.failedCount === 1 ? 'its' : 'their'} end`,
    ),
    line(
      'Requests of checks in 24 hours',
      groupDigits(checks.requests),
      ...(checks.requestsPerDay === null ? [] : [`${groupDigits(checks.requestsPerDay)} a day allowed`]),
    ),
    line(
      'Open alerts',
      groupDigits(open),
      ...(silencedAlertCount === 0 ? [] : [`and ${groupDigits(silencedAlertCount)} silenced`]),
    ),
  ]
  return { heading: 'Health', lines, count: lines.length }
}

function named(creator: KnownCreator | null): Pick<AnswerLine, 'name' | 'alias'> {
  return creator === null
    ? { name: 'creator unknown', alias: null }
    : { name: `@${creator.handle}`, alias: creator.displayName }
}

function line(name: string, ...facts: string[]): AnswerLine {
  return { name, alias: null, facts }
}
