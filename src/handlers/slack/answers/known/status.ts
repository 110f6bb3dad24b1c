/** `/goat status`: whether it works, what is left of the quota, and who is asking. */
import type { Answer } from '../../../../domain/answer.ts'
import { formatCents } from '../../../../domain/money.ts'
import type { PaymentPolicy } from '../../../../domain/payments/policy.ts'
import { type Actor, slackUserOf } from '../../../../domain/people.ts'
import type { StatusRead } from '../../../../domain/reads.ts'
import { LATE_AFTER_MS } from '../../../../domain/runs.ts'
import { groupDigits, instant, plural } from '../../../../domain/words.ts'
import type { RunSummary } from '../../../../durable/watch/contract.ts'
import { NO_CHECK_YET, section } from '../words.ts'
import { runLine } from './runs.ts'

/** What the answer is made of. */
export interface StatusFacts {
  readonly read: StatusRead
  /** Newest first. */
  readonly runs: readonly RunSummary[]
  readonly who: Actor
  readonly payments: PaymentPolicy['mode']
  readonly requestsPerMinute: number
  readonly requestsPerDay: number | null
  readonly nowMs: number
}

const PAYMENTS: Readonly<Record<StatusFacts['payments'], string>> = {
  off: 'off: nothing is written to trackagoat',
  approve: 'approve: a person approves each',
  auto: 'auto: small ones of API tokens at once, a person approves the others',
}

const DAY_MS = 24 * 3_600_000

export function statusAnswer(facts: StatusFacts): Answer {
  const { read, runs, nowMs } = facts
  const last = runs.find(({ outcome }) => outcome !== 'running' && outcome !== 'skipped')
  const good = runs.find(({ outcome }) => outcome === 'complete')
  const late = last !== undefined && (good === undefined || nowMs - Date.parse(good.at) > LATE_AFTER_MS)
  return {
    tone: late ? 'bad' : last === undefined ? 'info' : 'good',
    title: late ? 'The watch is failing' : last === undefined ? 'Waiting for the first check' : 'The watch works',
    paragraphs: paragraphs(last, good, late),
    figures: [
      { label: 'Owed', value: formatCents(read.owedCents) },
      { label: 'Open alerts', value: groupDigits(read.openAlertCount) },
      {
        label: 'Creators',
        value: `${groupDigits(read.activeCreatorCount)} tracked, ${groupDigits(read.creatorCount)} known`,
      },
      { label: 'Projects', value: groupDigits(read.projects.length) },
      { label: 'Payments', value: PAYMENTS[facts.payments] },
      { label: 'Requests', value: quota(facts) },
      { label: 'You', value: you(facts.who) },
    ],
    ...(last === undefined ? {} : { sections: [section('Last check', [runLine(last)])] }),
    asOf: read.asOf,
  }
}

function paragraphs(last: RunSummary | undefined, good: RunSummary | undefined, late: boolean): string[] {
  if (last === undefined) return [NO_CHECK_YET]
  const lastGood = good === undefined ? 'None of the last checks was complete.' : `Last complete: ${instant(good.at)}.`
  return late ? [lastGood, ...(last.advice === null ? [] : [last.advice])] : []
}

function quota({ runs, nowMs, requestsPerDay, requestsPerMinute }: StatusFacts): string {
  const spent = runs
    .filter((run) => nowMs - Date.parse(run.started_at) < DAY_MS)
    .reduce((sum, run) => sum + run.requests, 0)
  const day = requestsPerDay === null ? '' : ` of ${groupDigits(requestsPerDay)} a day`
  return `${groupDigits(spent)}${day} by checks in the last 24 h; at most ${plural(requestsPerMinute, 'request')} a minute`
}

function you({ id, role }: Actor): string {
  return `${role ?? 'unknown here'} (${slackUserOf(id) ?? 'id unknown'})`
}
