/** `/goat note @handle <text>`: writes the creator's readme; what stood there is shown, so that nothing is lost. */
import { type Answer, sorry } from '../../../domain/answer.ts'
import type { UpstreamError } from '../../../domain/errors.ts'
import type { Job } from '../../../domain/jobs.ts'
import { fateOf } from '../../../domain/payments/sending.ts'
import { askedAdvice, writeAdvice } from '../../../domain/reasons.ts'
import { writeReadme } from '../../../trackagoat/creator-writes.ts'
import { type CreatorProfile, findByHandle } from '../../../trackagoat/creators.ts'
import { again, creatorNamed, done, mayWrite } from './common.ts'
import type { JobDeps, JobResult, JobRunner } from './job.ts'
import { wholeQuotes } from './quoting.ts'

/** The documented limit of descriptions (contract 2.3); none is documented for the readme. */
const MAX_NOTE_LENGTH = 5_000

/** Replaces the readme. The old text is read in the same go and quoted in every answer from the write on. */
export const runNote: JobRunner<Extract<Job, { kind: 'note' }>> = async (job, actor, deps) => {
  const no = mayWrite(actor, deps, 'write a note')
  if (no) return no
  if (job.text.length > MAX_NOTE_LENGTH) {
    return done(
      sorry(
        'The note is too long',
        `It has ${job.text.length} characters; ${MAX_NOTE_LENGTH} is the most. Nothing was written.`,
      ),
    )
  }
  const found = await creatorNamed(deps, job, (handle, project) => `/goat note @${handle} in "${project}" …`)
  if (!found.ok) return found.error
  const creator = found.value
  // Written by an earlier run of this job that died: then what stood there before it is noted.
  const noted = deps.memory.recall()
  const wasWritten = noted !== null && creator.readme === job.text
  const before = wasWritten ? noted : (creator.readme ?? '')
  const who = `@${creator.tiktok_handle}`
  if (!wasWritten && before === job.text) {
    return done({ tone: 'info', title: `The note on ${who} says so already`, asOf: null })
  }
  const old = wholeQuotes('Before', before)
  if (old === null) {
    return done(
      sorry(
        `The note on ${who} was not written`,
        `The one that stands there has ${before.length} characters in ${before.split('\n').length} lines, more than can be shown here before it is replaced. Change it in trackagoat, so that nothing is lost.`,
      ),
    )
  }
  if (wasWritten) return done(replaced(who, old))
  deps.memory.keep(before)
  const written = await writeReadme(deps.write, creator.id, job.text)
  if (written.ok) return done(replaced(who, old))
  if (written.error.kind === 'rate_limited') {
    deps.memory.keep(null)
    return again(written.error)
  }
  if (fateOf(written.error).fate === 'unclear') return lookAgain(deps, creator, job.text, old, written.error)
  return done({
    ...sorry(`The note on ${who} was not written`, writeAdvice(written.error)),
    quotes: [{ label: 'What you typed', text: job.text }],
  })
}

type Quotes = readonly { readonly label: string; readonly text: string }[]

/** Not left to a second run: by then the old text could be gone. */
async function lookAgain(
  deps: JobDeps,
  creator: CreatorProfile,
  text: string,
  old: Quotes,
  error: UpstreamError,
): Promise<JobResult> {
  const who = `@${creator.tiktok_handle}`
  const found = await findByHandle(deps.read, creator.tiktok_handle, creator.project_id)
  const now = found.ok ? found.value.find(({ id }) => id === creator.id) : undefined
  if (now?.readme === text) return done(replaced(who, old))
  const answer = sorry(
    now === undefined ? `It is not known whether the note on ${who} was written` : `The note on ${who} was not written`,
    askedAdvice(error),
    'Asking again does no harm: the same text is written once.',
  )
  return done({ ...answer, quotes: [...old, { label: 'What you typed', text }] })
}

function replaced(who: string, old: Quotes): Answer {
  return {
    tone: 'good',
    title: `The note on ${who} is written`,
    paragraphs: [old.length === 0 ? 'There was none before.' : 'It replaces the one that stood there before.'],
    quotes: old,
    asOf: null,
  }
}
