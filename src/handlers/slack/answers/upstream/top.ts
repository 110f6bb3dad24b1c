/** `/goat top [in <project>]`: the best videos of the last 30 days, by views. */
import type { Answer, AnswerLine } from '../../../../domain/answer.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import { instant, plural } from '../../../../domain/words.ts'
import { handleInUrl, type Post, postRanking } from '../../../../trackagoat/posts.ts'
import { section } from '../words.ts'
import { projectsAsked, trouble, type UpstreamContext } from './context.ts'
import { amount, dayBefore } from './figures.ts'

const DAYS = 30
/** Named when one project is asked for, and else of each. */
const SHOWN = 10
const SHOWN_OF_EACH = 5

/** `typed`: a project's name or id; null: some of each. */
export async function topAnswer({ read, known, nowMs }: UpstreamContext, typed: string | null): Promise<Answer> {
  const asked = await projectsAsked(known, 'top', typed)
  if (!asked.ok) return asked.error
  const { projects, leftOut } = asked.value
  const [only] = projects.length === 1 ? projects : []
  const limit = only === undefined ? SHOWN_OF_EACH : SHOWN
  const ranked = []
  for (const project of projects) {
    const query = { projectId: project.id, fromDay: dayBefore(nowMs, DAYS), order: 'view_count', limit } as const
    ranked.push({ project, answer: await postRanking(read, query) })
  }
  const failed = ranked.flatMap(({ project, answer }) => (answer.ok ? [] : [{ project, error: answer.error }]))
  const [failure] = failed
  if (failure !== undefined && failed.length === ranked.length) {
    return trouble('The best videos could not be asked for', failure.error)
  }
  const told = ranked.flatMap(({ project, answer }) => (answer.ok ? [{ project, ...answer.value }] : []))
  const where = only === undefined ? '' : ` in ${only.name}`
  return {
    tone: 'info',
    title: `Best videos of the last ${DAYS} days${where}`,
    paragraphs: [
      'By views, as of the last scrape of each; photo posts count as well.',
      ...(leftOut > 0 ? [`${plural(leftOut, 'other project')} not looked at: name one with «in».`] : []),
      ...failed.map(({ project, error }) => `${project.name} could not be asked for. ${askedAdvice(error)}`),
      ...told
        .filter(({ rows }) => rows.length === 0)
        .map(({ project }) => `${project.name}: nothing was posted in these days.`),
    ],
    sections: told
      .filter(({ rows }) => rows.length > 0)
      .map(({ project, rows, total }) =>
        section(only === undefined ? project.name : null, rows.slice(0, limit).map(line), total ?? rows.length),
      ),
    asOf: null,
  }
}

/** Never the address itself: answers hold no links. */
function line(post: Post): AnswerLine {
  const handle = handleInUrl(post.url)
  return {
    name: post.title?.trim() || 'Without a title',
    alias: handle === null ? null : `@${handle}`,
    facts: [
      `${amount(post.view_count)} views`,
      `${amount(post.like_count)} likes`,
      `${amount(post.comment_count)} comments`,
      ...(post.posted_at == null ? [] : [`posted ${instant(post.posted_at)}`]),
    ],
  }
}
