/** Who has not posted for two weeks. Said only of a list of posts that was walked to its end. */
import { staleCutoffMs } from '../../../../domain/freshness.ts'
import type { ProjectRef } from '../../../../domain/notice.ts'
import type { KnownCreator } from '../../../../domain/reads.ts'
import { askedAdvice } from '../../../../domain/reasons.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { handleInUrl, postsSince } from '../../../../trackagoat/posts.ts'
import type { UpstreamContext } from './context.ts'
import { dayBefore } from './figures.ts'

/** Longer than this without a post is a gap. */
export const GAP_DAYS = 14
const DAY_MS = 86_400_000
/** Pages of 100 posts of one project. */
const MAX_PAGES = 8
/** Creators of one project, and how many are read at once. */
const MAX_CREATORS = 5_000
const CREATORS_PAGE = 1_000

/** `silent`: scraped lately and without a post. `unjudged`: without one too, but nobody has looked lately. */
export type Gaps =
  | {
      readonly kind: 'told'
      /** Who is tracked is known as of then. */
      readonly asOf: string
      readonly silent: readonly KnownCreator[]
      readonly unjudged: readonly KnownCreator[]
    }
  | { readonly kind: 'unknown'; readonly why: string }

/** Judges the active creators of a project by the handles in the addresses of posts. */
export async function gapsOf(context: UpstreamContext, project: ProjectRef): Promise<Gaps> {
  const { read, nowMs, staleAfterHours } = context
  const tracked = await activeCreators(context, project)
  if (!tracked.ok) return { kind: 'unknown', why: tracked.error }
  const { active, asOf } = tracked.value
  if (active.length === 0) return { kind: 'told', asOf, silent: [], unjudged: [] }
  // A day more, since `from` is a day of the organisation's time zone.
  const posts = await postsSince(read, project.id, dayBefore(nowMs, GAP_DAYS + 1), MAX_PAGES)
  if (!posts.ok) return { kind: 'unknown', why: tooMany(posts.error.kind) ?? askedAdvice(posts.error) }
  const posted = new Set<string>()
  for (const post of posts.value) {
    // An unreadable time counts as lately: trackagoat lists it as such.
    if (Date.parse(post.posted_at ?? '') < nowMs - GAP_DAYS * DAY_MS) continue
    const handle = handleInUrl(post.url)
    if (handle === null) return { kind: 'unknown', why: 'Some posts do not say whose they are.' }
    posted.add(handle.toLowerCase())
  }
  const without = active.filter(({ handle }) => !posted.has(handle.toLowerCase()))
  const cutoffMs = staleCutoffMs({ staleAfterHours }, nowMs)
  const isFresh = ({ lastScrapedAt }: KnownCreator) => lastScrapedAt !== null && Date.parse(lastScrapedAt) >= cutoffMs
  return {
    kind: 'told',
    asOf,
    silent: without.filter(isFresh),
    unjudged: without.filter((creator) => !isFresh(creator)),
  }
}

function tooMany(kind: string): string | null {
  return kind === 'too_many_pages' ? 'There are more posts than can be read in one go.' : null
}

/** As of the last check; or why nothing can be said. */
async function activeCreators(
  { known }: UpstreamContext,
  project: ProjectRef,
): Promise<Result<{ active: KnownCreator[]; asOf: string }, string>> {
  const active: KnownCreator[] = []
  for (let offset = 0; ; offset += CREATORS_PAGE) {
    const { asOf, rows, total } = await known.creators({
      projectId: project.id,
      creatorId: null,
      search: null,
      limit: CREATORS_PAGE,
      offset,
    })
    if (asOf === null) return fail('Who is tracked is known after the first complete check.')
    if (total > MAX_CREATORS) return fail('The project has too many creators to look at in one go.')
    active.push(...rows.filter(({ isActive }) => isActive))
    if (offset + rows.length >= total || rows.length === 0) return ok({ active, asOf })
  }
}
