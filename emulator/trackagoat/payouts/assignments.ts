/**
 * Who is paid by which structure: /payout-structures/{id}/assignments (contract 2.8, 8.8).
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { creatorById } from '../creators/creator-rows.ts'
import { type ApiEnv, answerDelete, iso, isoOrNull } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, readBody, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { requireStructure } from './payout-structures.ts'
import type { StructureRow } from './structure-rows.ts'

export type AssignmentRow = {
  id: string
  structure: number
  creator: number
  created_ms: number
  unassigned_ms: number | null
}

export const SELECT_ASSIGNMENTS = 'SELECT t.* FROM assignments t'

export const assignmentsQuery = listQuery({})

export const assignmentBody = z.object({ creator_ids: z.array(uuid).min(1) })

export function assignmentOnWire(world: World, row: AssignmentRow) {
  return {
    id: row.id,
    structure_id: world.idOf('structure', row.structure),
    creator_id: world.idOf('creator', row.creator),
    assigned_at: iso(row.created_ms),
    unassigned_at: isoOrNull(row.unassigned_ms),
  }
}

export function assignmentRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const path = '/payout-structures/:id/assignments'

  routes.get(path, (c) => {
    const structure = requireStructure(c, world)
    return answerList<AssignmentRow>(c, world, readQuery(c, world, assignmentsQuery), {
      name: 'assignments',
      select: SELECT_ASSIGNMENTS,
      filters: [{ sql: 't.structure = ?', value: structure.seq }],
      toWire: (row) => assignmentOnWire(world, row),
      pagingUndocumented: true,
    })
  })

  routes.post(path, (c) =>
    answerPost(c, world, (body) => {
      const structure = requireStructure(c, world)
      const ids = new Set(fitBody(assignmentBody, body()).creator_ids)
      const results = [...ids].map((id) => assign(world, structure, id))
      const count = (status: string) => results.filter((result) => result.status === status).length
      return {
        status: 201,
        data: {
          assigned: count('assigned'),
          already_assigned: count('already_assigned'),
          not_in_project: count('not_in_project'),
          results,
        },
      }
    }),
  )

  routes.delete(path, async (c) => {
    const structure = requireStructure(c, world)
    const ids = new Set((await readBody(c, assignmentBody)).creator_ids)
    const unassigned = world.store.transaction(
      () => [...ids].map((id) => unassign(world, structure, id)).filter(Boolean).length,
    )
    return answerDelete(c, world, { unassigned, not_assigned: ids.size - unassigned })
  })

  return routes
}

function assign(world: World, structure: StructureRow, creatorId: string) {
  const creator = creatorById(world, creatorId)
  // A creator who does not exist is in no project either.
  if (creator?.project !== structure.project)
    return { creator_id: creatorId, status: 'not_in_project', assignment_id: null }
  const current = currentAssignment(world, structure.seq, creatorId)
  if (current !== undefined) return { creator_id: creatorId, status: 'already_assigned', assignment_id: current.id }
  const { seq, id } = world.identity('assignment')
  world.store.run(
    'INSERT INTO assignments (seq, id, structure, creator, created_ms, unassigned_ms) VALUES (?, ?, ?, ?, ?, NULL)',
    seq,
    id,
    structure.seq,
    creator.seq,
    world.nowMs(),
  )
  return { creator_id: creatorId, status: 'assigned', assignment_id: id }
}

function unassign(world: World, structure: StructureRow, creatorId: string): boolean {
  const current = currentAssignment(world, structure.seq, creatorId)
  if (current === undefined) return false
  return world.store.run('UPDATE assignments SET unassigned_ms = ? WHERE id = ?', world.nowMs(), current.id) === 1
}

function currentAssignment(world: World, structure: number, creatorId: string): AssignmentRow | undefined {
  return world.store.get<AssignmentRow>(
    `${SELECT_ASSIGNMENTS} WHERE t.creator = (SELECT seq FROM creators WHERE id = ?) AND t.structure = ?
     AND t.unassigned_ms IS NULL`,
    creatorId,
    structure,
  )
}
