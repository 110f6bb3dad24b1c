/**
 * Payout structures (contract 2.8). The body of POST is inferred; an edit of the rule makes a new version and concerns
 * only what is computed later; DELETE archives (chosen).
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { projectSeq, requireProject } from '../projects.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, found } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import {
  badBody,
  cents,
  currency,
  fitBody,
  flag,
  metadata,
  nameField,
  pathId,
  readPatch,
  readQuery,
  uuid,
} from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import {
  currentVersion,
  SELECT_STRUCTURES,
  type StructureRow,
  structureById,
  structureOnWire,
} from './structure-rows.ts'

export const payoutStructuresQuery = listQuery({ project_id: uuid.optional(), is_active: flag.optional() })

const rule = {
  period: z.enum(['weekly', 'monthly']),
  amount_cents: cents.min(1),
  currency: currency.default('USD'),
  criteria_type: z.enum(['recurring', 'goals', 'cpm']),
  criteria_params: z.record(z.string(), z.unknown()).default({}),
  proration_mode: z.enum(['daily', 'none']).default('none'),
}

const goalParams = z.object({
  goals: z.array(z.object({ metric: z.enum(['posts', 'views']), target_value: z.number().positive() })).min(1),
})

export const payoutStructureBody = z.object({
  project_id: uuid,
  name: nameField,
  ...rule,
  metadata: metadata.default({}),
  readme: z.string().nullable().default(null),
})

export const payoutStructurePatch = z.object({
  name: nameField.optional(),
  is_active: z.boolean().optional(),
  metadata: metadata.optional(),
  readme: z.string().nullable().optional(),
  period: rule.period.optional(),
  amount_cents: rule.amount_cents.optional(),
  currency: currency.optional(),
  criteria_type: rule.criteria_type.optional(),
  criteria_params: z.record(z.string(), z.unknown()).optional(),
  proration_mode: z.enum(['daily', 'none']).optional(),
})

type Rule = Pick<
  z.output<typeof payoutStructureBody>,
  'period' | 'amount_cents' | 'criteria_type' | 'criteria_params' | 'proration_mode'
>

export function requireStructure(c: ApiContext, world: World): StructureRow {
  return found(structureById(world, pathId(c)), 'Payout structure')
}

export function payoutStructureRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const show = (id: string) => {
    const row = structureById(world, id)
    return row === undefined ? null : structureOnWire(world, row, true)
  }

  routes.get('/payout-structures', (c) => {
    const asked = readQuery(c, world, payoutStructuresQuery)
    return answerList<StructureRow>(c, world, asked, {
      name: 'payout-structures',
      select: SELECT_STRUCTURES,
      filters: [
        asked.project_id !== undefined && { sql: 't.project = ?', value: projectSeq(world, asked.project_id) },
        asked.is_active !== undefined && { sql: 't.is_active = ?', value: Number(asked.is_active) },
      ],
      toWire: (row) => structureOnWire(world, row, false),
      pagingUndocumented: true,
    })
  })

  routes.get('/payout-structures/:id', (c) => {
    const row = requireStructure(c, world)
    return answer(c, world, structureOnWire(world, row, true))
  })

  routes.post('/payout-structures', (c) =>
    answerPost(c, world, (body) => {
      const wanted = fitBody(payoutStructureBody, body())
      requireGoals(wanted)
      const project = requireProject(world, wanted.project_id)
      requireRoom(world, 'max_payout_structures_per_project', project.seq)
      const { seq, id } = world.identity('structure')
      world.store.run(
        `INSERT INTO structures (seq, id, project, name, is_active, metadata, readme, created_ms)
         VALUES (?, ?, ?, ?, 1, ?, ?, ?)`,
        seq,
        id,
        project.seq,
        wanted.name,
        JSON.stringify(wanted.metadata),
        wanted.readme,
        world.nowMs(),
      )
      insertVersion(world, seq, wanted)
      return { status: 201, data: show(id) }
    }),
  )

  routes.patch('/payout-structures/:id', async (c) => {
    const row = requireStructure(c, world)
    const patch = await readPatch(c, payoutStructurePatch)
    world.store.transaction(() => changeStructure(world, row, patch))
    return answer(c, world, show(row.id))
  })

  routes.delete('/payout-structures/:id', (c) => {
    const row = requireStructure(c, world)
    world.store.run('UPDATE structures SET is_active = 0 WHERE seq = ?', row.seq)
    return answerDelete(c, world, { id: row.id, is_active: false })
  })

  return routes
}

function changeStructure(world: World, row: StructureRow, patch: z.output<typeof payoutStructurePatch>): void {
  if (patch.is_active === true && row.is_active === 0) {
    requireRoom(world, 'max_payout_structures_per_project', row.project)
  }
  world.store.run(
    'UPDATE structures SET name = ?, is_active = ?, metadata = ?, readme = ? WHERE seq = ?',
    patch.name ?? row.name,
    Number(patch.is_active ?? row.is_active === 1),
    patch.metadata === undefined ? row.metadata : JSON.stringify(patch.metadata),
    patch.readme === undefined ? row.readme : patch.readme,
    row.seq,
  )
  const current = currentVersion(world, row.seq)
  if (current === undefined) return
  const before = {
    period: current.period,
    amount_cents: current.amount_cents,
    criteria_type: current.criteria_type,
    criteria_params: current.criteria_params,
    proration_mode: current.proration_mode,
  }
  const after = {
    period: patch.period ?? before.period,
    amount_cents: patch.amount_cents ?? before.amount_cents,
    criteria_type: patch.criteria_type ?? before.criteria_type,
    criteria_params:
      patch.criteria_params === undefined ? before.criteria_params : JSON.stringify(patch.criteria_params),
    proration_mode: patch.proration_mode ?? before.proration_mode,
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return
  const params: Record<string, unknown> = JSON.parse(after.criteria_params)
  const next = fitBody(z.object(rule), { ...after, criteria_params: params })
  requireGoals(next)
  insertVersion(world, row.seq, next)
}

/** A goals rule names its goals, or none at all: then each creator's own ones are judged (accrue.ts). */
function requireGoals(wanted: Rule): void {
  const { criteria_type, criteria_params } = wanted
  if (criteria_type !== 'goals' || !('goals' in criteria_params) || goalParams.safeParse(criteria_params).success)
    return
  throw badBody('criteria_params', 'the goals of a structure are {goals: [{metric: posts or views, target_value}]}')
}

function insertVersion(world: World, structure: number, wanted: Rule): void {
  const { seq, id } = world.identity('version')
  world.store.run(
    `INSERT INTO versions (seq, id, structure, period, amount_cents, currency, criteria_type, criteria_params,
     proration_mode, created_ms) VALUES (?, ?, ?, ?, ?, 'USD', ?, ?, ?, ?)`,
    seq,
    id,
    structure,
    wanted.period,
    wanted.amount_cents,
    wanted.criteria_type,
    JSON.stringify(wanted.criteria_params),
    wanted.proration_mode,
    world.nowMs(),
  )
}
