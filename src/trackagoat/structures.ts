/** Payout structures of a project and who is assigned to them (contract 2.8, 3.7). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { walkAll } from './lists.ts'
import type { Reader, Transport } from './transport.ts'

const structureRow = z.looseObject({
  id: z.string().min(1).max(100),
  project_id: z.string().min(1).max(100),
  name: z.string(),
  is_active: z.boolean(),
})

/** A payout structure. Archived ones (`is_active` false) accrue nothing. */
export type Structure = z.infer<typeof structureRow>

/** A project's structures, archived ones included. A row that cannot be read is an error: its name might be the one meant. */
export async function listStructures(
  transport: Reader,
  projectId: string,
): Promise<Result<Structure[], UpstreamError>> {
  const walked = await walkAll(transport, '/payout-structures', { project_id: projectId })
  if (!walked.ok) return walked
  const all: Structure[] = []
  for (const row of walked.value) {
    const checked = structureRow.safeParse(row)
    if (!checked.success) return fail({ kind: 'bad_shape', problem: 'a payout structure that cannot be read' })
    if (checked.data.project_id === projectId) all.push(checked.data)
  }
  return ok(all)
}

/** What came of an assignment. */
export type Assigned = 'assigned' | 'already_assigned' | 'not_in_project'

const outcome = z.looseObject({
  assigned: z.number().optional(),
  already_assigned: z.number().optional(),
  not_in_project: z.number().optional(),
  results: z.array(z.looseObject({ creator_id: z.string(), status: z.string() })).optional(),
})

const OUTCOMES: readonly Assigned[] = ['assigned', 'already_assigned', 'not_in_project']

/** Assigns one creator. Doing it twice has the effect of once: the second answer is `already_assigned`. */
export async function assignCreator(
  transport: Transport,
  structureId: string,
  creatorId: string,
): Promise<Result<Assigned, UpstreamError>> {
  const answer = await transport.write({
    method: 'POST',
    path: `/payout-structures/${encodeURIComponent(structureId)}/assignments`,
    body: JSON.stringify({ creator_ids: [creatorId] }),
  })
  if (!answer.ok) return answer
  const checked = outcome.safeParse(answer.value.data)
  const data = checked.success ? checked.data : null
  const status = data?.results?.find((row) => row.creator_id === creatorId)?.status
  const found = OUTCOMES.find((name) => name === status) ?? OUTCOMES.find((name) => (data?.[name] ?? 0) > 0)
  return found === undefined ? fail({ kind: 'bad_shape', problem: 'an assignment without an outcome' }) : ok(found)
}
