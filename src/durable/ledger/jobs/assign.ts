/** `/goat assign @handle <structure>`: from then on trackagoat computes what the creator earns (contract 2.8). */
import { type Answer, sorry } from '../../../domain/answer.ts'
import { isTransient } from '../../../domain/errors.ts'
import type { Job } from '../../../domain/jobs.ts'
import { foldName, nearNames } from '../../../domain/near.ts'
import { fateOf } from '../../../domain/payments/sending.ts'
import { askedAdvice, writeAdvice } from '../../../domain/reasons.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { type Assigned, assignCreator } from '../../../trackagoat/assignments.ts'
import type { CreatorProfile } from '../../../trackagoat/creators.ts'
import { listStructures, type Structure } from '../../../trackagoat/structures.ts'
import { again, creatorNamed, done, mayWrite, troubleBefore } from './common.ts'
import type { JobRunner } from './job.ts'

/** How many structures an answer names. */
const SHOWN = 10

/** Assigns. Naturally repeatable: trackagoat answers `already_assigned` the second time. */
export const runAssign: JobRunner<Extract<Job, { kind: 'assign' }>> = async (job, actor, deps) => {
  const no = mayWrite(actor, deps, 'assign a payout structure')
  if (no) return no
  const found = await creatorNamed(
    deps,
    job,
    (handle, project) => `/goat assign @${handle} ${job.structure} in ${project}`,
  )
  if (!found.ok) return found.error
  const creator = found.value
  const listed = await listStructures(deps.read, { projectId: creator.project_id }).all()
  if (!listed.ok) return troubleBefore(listed.error)
  const structure = pick(listed.value, job.structure)
  if (!structure.ok) return done(structure.error)
  const { id, name } = structure.value
  const written = await assignCreator(deps.write, id, creator.id)
  if (written.ok) return done(outcome(written.value, creator, structure.value))
  // Whether it was done or not: doing it again has the same effect.
  if (isTransient(written.error)) return again(written.error)
  return done(
    fateOf(written.error).fate === 'unclear'
      ? sorry(
          `It is not known whether «${name}» was assigned to @${creator.tiktok_handle}`,
          askedAdvice(written.error),
          'Asking again does no harm: the same is assigned once.',
        )
      : sorry(`«${name}» was not assigned to @${creator.tiktok_handle}`, writeAdvice(written.error)),
  )
}

/** The one active structure that is meant, by id or by name; else an answer that helps. */
function pick(all: readonly Structure[], typed: string): Result<Structure, Answer> {
  const named = all.filter(({ id, name }) => id === typed.toLowerCase() || foldName(name) === foldName(typed))
  const active = named.filter(({ is_active }) => is_active)
  const [structure, another] = active
  if (structure !== undefined && another === undefined) return ok(structure)
  if (structure !== undefined) {
    return fail(listing(`${active.length} structures are called «${typed}»`, 'Name one by its id:', active))
  }
  const live = all.filter(({ is_active }) => is_active)
  if (named.length > 0) {
    return fail(
      listing(`«${typed}» is archived`, 'An archived structure accrues nothing. Active ones of the project:', live),
    )
  }
  const near = nearNames(typed, live)
  return fail(
    listing(
      `The creator's project has no payout structure «${typed}»`,
      near.length > 0 ? 'Did you mean one of these?' : 'Active ones of the project:',
      near.length > 0 ? near : live,
    ),
  )
}

function listing(title: string, how: string, structures: readonly Structure[]): Answer {
  if (structures.length === 0) return sorry(title, 'The project has no active structure; they are made in trackagoat.')
  const lines = structures.slice(0, SHOWN).map(({ id, name }) => ({ name, alias: null, facts: [id] }))
  return { ...sorry(title, how), sections: [{ heading: null, lines, count: structures.length }] }
}

function outcome(assigned: Assigned, { tiktok_handle }: CreatorProfile, { name }: Structure): Answer {
  switch (assigned) {
    case 'assigned':
      return {
        tone: 'good',
        title: `@${tiktok_handle} earns by «${name}» from now on`,
        paragraphs: [
          'Accruals appear as trackagoat computes them, at a quarter past the hour after a period has ended.',
        ],
        asOf: null,
      }
    case 'already_assigned':
      return {
        tone: 'info',
        title: `@${tiktok_handle} is assigned to «${name}» already`,
        paragraphs: ['Nothing was changed.'],
        asOf: null,
      }
    case 'not_in_project':
      return sorry(
        `«${name}» was not assigned to @${tiktok_handle}`,
        'trackagoat says that the creator is not in the project of this structure.',
      )
  }
}
