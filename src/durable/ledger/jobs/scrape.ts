/** `/goat scrape @handle [profile|stats|discover]` and the button of a stale creator: a manual scrape (contract 2.3). */
import { type Answer, sorry } from '../../../domain/answer.ts'
import type { UpstreamError } from '../../../domain/errors.ts'
import type { Job, ScrapeJob } from '../../../domain/jobs.ts'
import { fateOf } from '../../../domain/payments/sending.ts'
import { writeAdvice } from '../../../domain/reasons.ts'
import { triggerScrape } from '../../../trackagoat/creator-writes.ts'
import { again, creatorNamed, done, mayWrite } from './common.ts'
import type { JobRunner } from './job.ts'

const WHAT: Record<ScrapeJob, string> = {
  creator_profiles: 'the profile',
  video_stats: 'the numbers of the videos',
  discover_videos: 'new videos',
}

/** How it is typed. */
const TYPED: Record<ScrapeJob, string> = {
  creator_profiles: 'profile',
  video_stats: 'stats',
  discover_videos: 'discover',
}

/**
 * Triggers once. An answer that leaves open whether it was done is not asked for again: that might use up a second scrape
 * of the day, so the person is told instead.
 */
export const runScrape: JobRunner<Extract<Job, { kind: 'scrape' }>> = async (job, actor, deps) => {
  const no = mayWrite(actor, deps, 'ask for a scrape')
  if (no) return no
  let creatorId: string
  let who: string
  if ('id' in job.creator) {
    creatorId = job.creator.id
    who = 'the creator'
  } else {
    const usage = (handle: string, project: string) => `/goat scrape @${handle} ${TYPED[job.scrape]} in ${project}`
    const found = await creatorNamed(deps, job.creator, usage)
    if (!found.ok) return found.error
    creatorId = found.value.id
    who = `@${found.value.tiktok_handle}`
  }
  // An earlier run of this job died while it asked.
  if (deps.memory.recall() !== null) return done(unsure(who))
  deps.memory.keep('asked')
  const asked = await triggerScrape(deps.write, creatorId, job.scrape)
  if (asked.ok) return done(taken(who, job.scrape))
  if (fateOf(asked.error).fate === 'unclear') return done(unsure(who))
  deps.memory.keep(null)
  // A 429 of the minute's window was refused before anything was done.
  return asked.error.kind === 'rate_limited' ? again(asked.error) : done(refused(who, asked.error))
}

function taken(who: string, scrape: ScrapeJob): Answer {
  return {
    tone: 'good',
    title: `trackagoat is looking at ${WHAT[scrape]} of ${who}`,
    paragraphs: ['It takes a minute or two. It used up one of the manual scrapes of the day.'],
    asOf: null,
  }
}

function unsure(who: string): Answer {
  return sorry(
    `It is not known whether the scrape of ${who} was started`,
    'trackagoat gave no clear answer. Goatherd does not ask again by itself, since that could use up a second manual scrape of the day.',
    'See in a few minutes when the creator was last scraped (/goat creator). If nothing has changed, ask again.',
  )
}

function refused(who: string, error: UpstreamError): Answer {
  const title = `No scrape of ${who} was started`
  switch (error.kind) {
    case 'quota_exhausted':
      return sorry(
        title,
        'The daily quota of manual scrapes, or of requests, is used up. It starts afresh at midnight UTC; scheduled scrapes go on.',
      )
    case 'plan_limit':
      return sorry(
        title,
        'The manual scrapes of the plan are used up for today (402). They start afresh at midnight UTC; scheduled scrapes go on.',
      )
    case 'refused':
      return error.status === 409
        ? sorry(title, 'trackagoat does not scrape this creator now (409). It may not be tracked any more.')
        : sorry(title, writeAdvice(error))
    default:
      return sorry(title, writeAdvice(error))
  }
}
