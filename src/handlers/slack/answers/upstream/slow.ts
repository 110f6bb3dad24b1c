/** `/goat slow [in <project>]`: creators behind their goals, and gaps in posting. */
import type { Answer, AnswerLine, AnswerSection } from '../../../../domain/answer.ts'
import type { UpstreamError } from '../../../../domain/errors.ts'
import type { ProjectRef } from '../../../../domain/notice.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import type { Result } from '../../../../domain/result.ts'
import { instant, plural } from '../../../../domain/words.ts'
import { type CreatorGoals, type GoalState, goalCompliance } from '../../../../trackagoat/goals.ts'
import { creatorLine, ROWS, section } from '../words.ts'
import { projectsAsked, type UpstreamContext } from './context.ts'
import { goalFacts, goalName } from './figures.ts'
import { GAP_DAYS, type Gaps, gapsOf } from './gaps.ts'

/** Worst first. Other statuses, known or new, are no complaint. */
const BEHIND: readonly string[] = ['missed', 'at_risk', 'behind_pace']

interface Looked {
  readonly project: ProjectRef
  readonly goals: Result<CreatorGoals[], UpstreamError>
  readonly gaps: Gaps
}

/** `typed`: a project's name or id; null: the first few. */
export async function slowAnswer(context: UpstreamContext, typed: string | null): Promise<Answer> {
  const asked = await projectsAsked(context.known, 'slow', typed)
  if (!asked.ok) return asked.error
  const { projects, leftOut } = asked.value
  const looked: Looked[] = []
  for (const project of projects) {
    const goals = await goalCompliance(context.read, project.id).all()
    looked.push({ project, goals, gaps: await gapsOf(context, project) })
  }
  const behind = looked.flatMap(({ project, goals }) => (goals.ok ? goalSections(project, goals.value) : []))
  const silent = looked.flatMap(({ project, gaps }) => (gaps.kind === 'told' ? gapSections(project, gaps) : []))
  const untold = looked.flatMap(({ project, goals, gaps }) => untoldOf(project, goals, gaps))
  const where = projects.length === 1 ? ` in ${projects[0]?.name ?? ''}` : ''
  const isQuiet = behind.length === 0 && silent.length === 0
  const isTold = untold.length === 0
  const unknownTitle = isQuiet ? 'Who is slow cannot be told now' : titleOf(behind, silent)
  return {
    tone: isQuiet && isTold ? 'good' : isQuiet ? 'bad' : 'info',
    title: `${isQuiet && isTold ? 'Nobody is behind or silent' : unknownTitle}${where}`,
    paragraphs: [
      ...untold,
      ...(leftOut > 0 ? [`${plural(leftOut, 'other project')} not looked at: name one with «in».`] : []),
      ...unjudgedOf(looked),
      ...trackedOf(looked),
    ],
    sections: [...behind, ...silent],
    asOf: null,
  }
}

function titleOf(behind: readonly AnswerSection[], silent: readonly AnswerSection[]): string {
  const total = (sections: readonly AnswerSection[]) => sections.reduce((sum, { count }) => sum + count, 0)
  return [
    ...(behind.length > 0 ? [`${plural(total(behind), 'creator')} behind their goals`] : []),
    ...(silent.length > 0 ? [`${plural(total(silent), 'creator')} without a post`] : []),
  ].join(', ')
}

/** What could not be told, and why: an answer without it would read as «nobody». */
function untoldOf(project: ProjectRef, goals: Looked['goals'], gaps: Gaps): string[] {
  return [
    ...(goals.ok ? [] : [`${project.name}: the goals could not be asked for. ${askedAdvice(goals.error)}`]),
    ...(gaps.kind === 'told' ? [] : [`${project.name}: gaps in posting cannot be told. ${gaps.why}`]),
  ]
}

/** Goals and posts were asked for just now; the list of creators is the last check's. */
function trackedOf(looked: readonly Looked[]): string[] {
  const asOf = looked.flatMap(({ gaps }) => (gaps.kind === 'told' ? [gaps.asOf] : []))[0]
  return asOf === undefined ? [] : [`Gaps are those of creators tracked as of ${instant(asOf)}.`]
}

function unjudgedOf(looked: readonly Looked[]): string[] {
  const count = looked.reduce((sum, { gaps }) => sum + (gaps.kind === 'told' ? gaps.unjudged.length : 0), 0)
  if (count === 0) return []
  return [
    `${plural(count, 'other creator')} without a post ${count === 1 ? 'was' : 'were'} not scraped lately, so newer posts may just not be known: see /goat stale.`,
  ]
}

function goalSections(project: ProjectRef, all: readonly CreatorGoals[]): AnswerSection[] {
  const slow = all
    .map(({ creator, compliance }) => ({
      creator,
      goals: compliance.filter(isBehind).sort((a, b) => rank(a) - rank(b)),
    }))
    .filter(({ goals }) => goals.length > 0)
    .sort((a, b) => worst(a.goals) - worst(b.goals))
  if (slow.length === 0) return []
  const lines: AnswerLine[] = slow.slice(0, ROWS).map(({ creator, goals }) => ({
    name: `@${creator.tiktok_handle}`,
    alias: creator.display_name ?? null,
    facts: goals.map((goal) => `${goalName(goal)}: ${goalFacts(goal).join(', ')}`),
  }))
  return [section(`${project.name}: behind their goals`, lines, slow.length)]
}

/** What has not begun cannot be behind. */
function isBehind({ status, advisory }: GoalState): boolean {
  return BEHIND.includes(status) && advisory?.not_yet_started !== true
}

/** Missed ones first, then at risk, then behind pace; within these the smallest share reached. */
function rank({ status, percentage }: GoalState): number {
  return BEHIND.indexOf(status) * 1_000 + Math.min(Math.max(percentage ?? 0, 0), 999)
}

function worst(goals: readonly GoalState[]): number {
  return goals[0] === undefined ? Number.POSITIVE_INFINITY : rank(goals[0])
}

function gapSections(project: ProjectRef, gaps: Extract<Gaps, { kind: 'told' }>): AnswerSection[] {
  if (gaps.silent.length === 0) return []
  const lines = gaps.silent
    .slice(0, ROWS)
    .map((creator) =>
      creatorLine(creator, creator.lastScrapedAt === null ? [] : [`last scraped ${instant(creator.lastScrapedAt)}`]),
    )
  return [section(`${project.name}: no post for ${GAP_DAYS} days`, lines, gaps.silent.length)]
}
