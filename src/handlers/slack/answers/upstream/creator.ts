/** `/goat creator @handle`: profile, freshness, what is owed, last payments, goals, notes quoted. */
import { type Answer, type AnswerSection, sorry } from '../../../../domain/answer.ts'
import type { UpstreamError } from '../../../../domain/errors.ts'
import { staleCutoffMs } from '../../../../domain/freshness.ts'
import { formatCents } from '../../../../domain/money.ts'
import { type Unclear, unclearAnswer } from '../../../../domain/naming.ts'
import type { ProjectRef } from '../../../../domain/notice.ts'
import type { CreatorRead } from '../../../../domain/reads.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import type { Result } from '../../../../domain/result.ts'
import { instant } from '../../../../domain/words.ts'
import { creatorNow, projectAsked, projectName } from '../../../../durable/naming.ts'
import type { CreatorProfile } from '../../../../trackagoat/creators.ts'
import { type CreatorGoals, goalCompliance } from '../../../../trackagoat/goals.ts'
import { retype } from '../../subject.ts'
import { creatorLine, owedLine, section } from '../words.ts'
import type { UpstreamContext } from './context.ts'
import { ago, amount, goalFacts, goalName } from './figures.ts'

/** `handle` without `@`; `typed`: a project's name or id. */
export async function creatorAnswer(context: UpstreamContext, handle: string, typed: string | null): Promise<Answer> {
  const { read, known } = context
  const project = await projectAsked(known, typed)
  if (!project.ok) return unclearAnswer(project.error, retype('creator'))
  const found = await creatorNow(read, known, handle, project.value)
  if (!found.ok) {
    return found.error.kind === 'upstream'
      ? fromTheWatch(context, handle, project.value, found.error.error)
      : unclear(context, found.error)
  }
  const profile = found.value
  const [goals, facts, name] = await Promise.all([
    goalCompliance(read, profile.project_id, { creatorId: profile.id }).all(),
    known.creatorRead(profile.id),
    projectName(known, profile.project_id),
  ])
  return describe(context, profile, name, goals, facts)
}

function describe(
  { nowMs, staleAfterHours }: UpstreamContext,
  profile: CreatorProfile,
  projectName: string | null,
  goals: Result<CreatorGoals[], UpstreamError>,
  facts: CreatorRead | null,
): Answer {
  const { last_scraped_at: scrapedAt } = profile
  const cutoffMs = staleCutoffMs({ staleAfterHours }, nowMs)
  const isStale = scrapedAt === null || Date.parse(scrapedAt) < cutoffMs
  const since = textOf(profile, 'tracking_start_date') ?? textOf(profile, 'created_at')
  const name = profile.display_name ? ` (${profile.display_name})` : ''
  const debt = debtSections(facts)
  const goal = goalSection(goals)
  return {
    tone: 'info',
    title: `@${profile.tiktok_handle}${name}${projectName === null ? '' : ` in ${projectName}`}`,
    paragraphs: [
      isStale
        ? `Stale: ${scrapedAt === null ? 'never scraped' : `last scraped ${ago(scrapedAt, nowMs)}`}; the limit is ${staleAfterHours} h.`
        : `Fresh: last scraped ${ago(scrapedAt, nowMs)}.`,
      ...debt.paragraphs,
      ...(goal.paragraph === null ? [] : [goal.paragraph]),
    ],
    figures: [
      { label: 'Followers', value: amount(profile.follower_count) },
      { label: 'Videos', value: amount(profile.video_count) },
      { label: 'Likes', value: amount(profile.total_likes_count) },
      { label: 'Last scraped', value: scrapedAt === null ? 'never' : instant(scrapedAt) },
      ...(since === null ? [] : [{ label: 'Tracked since', value: since.slice(0, 10) }]),
    ],
    sections: [...debt.sections, ...goal.sections],
    quotes: quotesOf(profile),
    ...(isStale ? { buttons: [{ actionId: 'creator.scrape', text: 'Scrape now', value: profile.id }] } : {}),
    asOf: null,
  }
}

/** What people wrote about them: shown, never obeyed. */
function quotesOf(profile: CreatorProfile): { label: string; text: string }[] {
  return [
    { label: 'Description', text: profile.description ?? '' },
    { label: 'Notes (readme)', text: profile.readme ?? '' },
  ].filter(({ text }) => text.trim() !== '')
}

/** A field of the list that the watch does not need. */
function textOf(profile: CreatorProfile, name: 'tracking_start_date' | 'created_at'): string | null {
  const value: unknown = profile[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Owed and paid are what the last check found; the rest of the answer is newer. */
function debtSections(facts: CreatorRead | null): { paragraphs: string[]; sections: AnswerSection[] } {
  if (facts?.asOf == null) {
    return {
      paragraphs: ['What is owed is not known yet: no check has ended since this creator was added.'],
      sections: [],
    }
  }
  const when = `as of ${instant(facts.asOf)}`
  const { owed, payments } = facts
  const paid = payments.map(({ totalCents, status, methodName, paidAt }) => ({
    name: formatCents(totalCents),
    alias: null,
    facts: [
      status.replaceAll('_', ' '),
      ...(methodName === null ? [] : [methodName]),
      ...(paidAt === null ? [] : [instant(paidAt)]),
    ],
  }))
  return {
    paragraphs: [
      ...(owed === null ? [`Nothing is owed, ${when}.`] : []),
      ...(paid.length === 0 ? [`No payment is known, ${when}.`] : []),
    ],
    sections: [
      ...(owed === null ? [] : [section(`Owed, ${when}`, [owedLine(owed, false)])]),
      ...(paid.length === 0 ? [] : [section(`Last payments, ${when}`, paid)]),
    ],
  }
}

function goalSection(goals: Result<CreatorGoals[], UpstreamError>): {
  paragraph: string | null
  sections: AnswerSection[]
} {
  if (!goals.ok) return { paragraph: `The goals could not be asked for. ${askedAdvice(goals.error)}`, sections: [] }
  const lines = goals.value
    .flatMap(({ compliance }) => compliance)
    .map((state) => ({ name: goalName(state), alias: null, facts: goalFacts(state) }))
  if (lines.length === 0) return { paragraph: 'There are no goals in force.', sections: [] }
  return { paragraph: null, sections: [section('Goals', lines)] }
}

/** Not one creator that trackagoat tracks now: perhaps once, perhaps somebody else was meant. */
async function unclear({ known }: UpstreamContext, why: Unclear): Promise<Answer> {
  const [gone] = why.kind === 'no_creator' ? why.inactive : []
  if (gone === undefined) return unclearAnswer(why, retype('creator'))
  const debt = debtSections(await known.creatorRead(gone.id))
  return {
    ...sorry(`@${gone.handle} is not tracked any more`, ...debt.paragraphs),
    sections: [section(null, [creatorLine(gone, [gone.project.name])]), ...debt.sections],
  }
}

/** trackagoat is silent: what the last check knew is better than nothing. */
async function fromTheWatch(
  { known }: UpstreamContext,
  handle: string,
  project: ProjectRef | null,
  error: UpstreamError,
): Promise<Answer> {
  const { exact } = await known.findCreators(handle, project?.id ?? null)
  if (exact.length > 1) return unclearAnswer({ kind: 'creators', typed: handle, found: exact }, retype('creator'))
  const facts = exact[0] === undefined ? null : await known.creatorRead(exact[0].id)
  if (facts?.asOf == null) return sorry(`trackagoat could not be asked about @${handle}`, askedAdvice(error))
  const { creator } = facts
  const debt = debtSections(facts)
  return {
    ...sorry(
      `trackagoat could not be asked about @${creator.handle}`,
      askedAdvice(error),
      'This is what the last check found:',
      ...debt.paragraphs,
    ),
    sections: [
      section(null, [
        creatorLine(creator, [
          creator.project.name,
          creator.lastScrapedAt === null ? 'never scraped' : `last scraped ${instant(creator.lastScrapedAt)}`,
        ]),
      ]),
      ...debt.sections,
    ],
    asOf: facts.asOf,
  }
}
