/**
 * Payout accruals (contract 2.8, 3.8): computed, listed, rejected or voided by hand; settled only by payments.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { projectSeq } from '../projects.ts'
import { type ApiContext, type ApiEnv, answer, conflict, found, iso } from '../wire/http.ts'
import { pathId, readBody, readQuery, uuid } from '../wire/input.ts'
import { answerList, type Filter, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'

export const ACCRUAL_STATUSES = ['earned', 'paid', 'rejected', 'voided'] as const
export type AccrualStatus = (typeof ACCRUAL_STATUSES)[number]

export type AccrualRow = {
  seq: number
  id: string
  project: number
  creator: number
  structure: number
  version: number
  period_start_ms: number
  period_end_ms: number
  amount_cents: number
  currency: string
  status: AccrualStatus
  inputs_snapshot: string | null
  created_ms: number
  updated_ms: number
}

export const SELECT_ACCRUALS = 'SELECT t.* FROM accruals t'

/** Exactly the fields of contract 3.8: no project, no times of its own. The period's end is exclusive, or by option its last second (6.3). */
export function accrualOnWire(world: World, row: AccrualRow) {
  const endMs = world.options.period_end_at === 'last_second' ? row.period_end_ms - 1000 : row.period_end_ms
  return {
    id: row.id,
    creator_id: world.idOf('creator', row.creator),
    structure_id: world.idOf('structure', row.structure),
    structure_version_id: world.idOf('version', row.version),
    period_start_at: iso(row.period_start_ms),
    period_end_at: iso(endMs),
    amount_cents: row.amount_cents,
    currency: row.currency,
    status: row.status,
    inputs_snapshot: row.inputs_snapshot === null ? null : JSON.parse(row.inputs_snapshot),
  }
}

export function accrualById(world: World, id: string): AccrualRow | undefined {
  return world.store.get<AccrualRow>(`${SELECT_ACCRUALS} WHERE t.id = ?`, id)
}

export function setAccrualStatus(world: World, seq: number, status: AccrualStatus): void {
  world.store.run('UPDATE accruals SET status = ?, updated_ms = ? WHERE seq = ?', status, world.nowMs(), seq)
}

export const accrualsQuery = listQuery({
  project_id: uuid.optional(),
  creator_id: uuid.optional(),
  status: z.enum(ACCRUAL_STATUSES, `must be one of ${ACCRUAL_STATUSES.join(', ')}`).optional(),
})

export const accrualPatch = z.object({ status: z.enum(['rejected', 'voided'], 'must be rejected or voided') })

function requireAccrual(c: ApiContext, world: World): AccrualRow {
  return found(accrualById(world, pathId(c)), 'Payout accrual')
}

export function accrualRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/payout-accruals', (c) => {
    const asked = readQuery(c, world, accrualsQuery)
    const status = world.options.accrual_status_filter === 'honoured' ? asked.status : undefined
    return answerList<AccrualRow>(c, world, asked, {
      name: 'payout-accruals',
      select: SELECT_ACCRUALS,
      filters: payoutFilters(world, { ...asked, status }),
      toWire: (row) => accrualOnWire(world, row),
    })
  })

  routes.get('/payout-accruals/:id', (c) => {
    const row = requireAccrual(c, world)
    return answer(c, world, accrualOnWire(world, row))
  })

  routes.patch('/payout-accruals/:id', async (c) => {
    const row = requireAccrual(c, world)
    const { status } = await readBody(c, accrualPatch)
    if (row.status !== 'earned')
      throw conflict('accrual_not_earned', `The accrual is ${row.status}`, { status: row.status })
    setAccrualStatus(world, row.seq, status)
    return answer(c, world, accrualOnWire(world, { ...row, status }))
  })

  return routes
}

type Narrowing = { project_id?: string | undefined; creator_id?: string | undefined; status?: string | undefined }

/**
 * The filters that accruals and payments share. One creator has few rows, so with `creator_id` the other conditions
 * are kept away from their indexes (SQLite's unary plus).
 */
export function payoutFilters(world: World, asked: Narrowing): Filter[] {
  const own = asked.creator_id === undefined ? '' : '+'
  return [
    asked.creator_id !== undefined && {
      sql: 't.creator = (SELECT seq FROM creators WHERE id = ?)',
      value: asked.creator_id,
    },
    asked.project_id !== undefined && { sql: `${own}t.project = ?`, value: projectSeq(world, asked.project_id) },
    asked.status !== undefined && { sql: `${own}t.status = ?`, value: asked.status },
  ]
}
