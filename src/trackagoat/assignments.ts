/** Who earns by a payout structure (contract 2.8, 3.7, 8.8). */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { badShape, rowReader } from './rows.ts'
import { id, optionalId } from './schemas.ts'
import type { Reader, Transport } from './transport.ts'

const assignmentRow = z.looseObject({
  id: optionalId,
  creator_id: id,
  assigned_at: z.string().nullish(),
  /** Null: still assigned. */
  unassigned_at: z.string().nullable(),
})

/** A creator's assignment to a structure. */
export type Assignment = z.infer<typeof assignmentRow>

/** The current assignments of a structure; with `includePast` also those that have ended. */
export function listAssignments(
  reader: Reader,
  structureId: string,
  { includePast = false }: { readonly includePast?: boolean } = {},
  { maxPages }: ListOptions = {},
): List<Assignment> {
  const read = rowReader(assignmentRow, 'an assignment')
  return new List(reader, {
    path: pathOf(structureId),
    query: {},
    mayComeWhole: true,
    maxPages,
    read: (raw) => {
      const reading = read(raw)
      const isPast = reading.kind === 'row' && reading.row.unassigned_at !== null
      return isPast && !includePast ? { kind: 'other' } : reading
    },
  })
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
    path: pathOf(structureId),
    body: JSON.stringify({ creator_ids: [creatorId] }),
  })
  if (!answer.ok) return answer
  const checked = outcome.safeParse(answer.value.data)
  const data = checked.success ? checked.data : null
  const status = data?.results?.find((row) => row.creator_id === creatorId)?.status
  const found = OUTCOMES.find((name) => name === status) ?? OUTCOMES.find((name) => (data?.[name] ?? 0) > 0)
  return found === undefined ? badShape('an assignment without an outcome') : ok(found)
}

function pathOf(structureId: string): string {
  return `/payout-structures/${encodeURIComponent(structureId)}/assignments`
}
