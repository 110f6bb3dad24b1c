/**
 * Payout methods (contract 2.8, 3.6). They belong to the organisation.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { organisationId } from '../projects.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, conflict, found, iso } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, flag, metadata, NOT_BLANK, pathId, readPatch, readQuery } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'

export type MethodRow = {
  seq: number
  id: string
  name: string
  icon_url: string | null
  is_default: number
  is_active: number
  metadata: string
  readme: string | null
  created_ms: number
}

export const SELECT_METHODS = 'SELECT t.* FROM methods t'

export const NOT_DELETED = { sql: 't.deleted_ms IS ?', value: null }

const ICONS = 'https://assets.example.com/icons/'

export function methodOnWire(row: MethodRow, orgId: string) {
  return {
    id: row.id,
    org_id: orgId,
    name: row.name,
    icon_url: row.icon_url,
    is_default: row.is_default === 1,
    is_active: row.is_active === 1,
    metadata: JSON.parse(row.metadata),
    readme: row.readme,
    created_at: iso(row.created_ms),
  }
}

export function methodById(world: World, id: string): MethodRow | undefined {
  return world.store.get<MethodRow>(`${SELECT_METHODS} WHERE t.id = ? AND t.deleted_ms IS NULL`, id)
}

export const payoutMethodsQuery = listQuery({ include_disabled: flag.optional() })

const writable = {
  name: z.string().trim().min(1).max(100).regex(NOT_BLANK),
  icon_path: z.string().nullable().optional(),
  metadata: metadata.optional(),
  readme: z.string().nullable().optional(),
}
export const payoutMethodBody = z.object(writable)
export const payoutMethodPatch = z.object({
  ...writable,
  name: writable.name.optional(),
  is_active: z.boolean().optional(),
})

function requireMethod(c: ApiContext, world: World): MethodRow {
  return found(methodById(world, pathId(c)), 'Payout method')
}

export function payoutMethodRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const show = (id: string) => {
    const row = methodById(world, id)
    return row === undefined ? null : methodOnWire(row, organisationId(world))
  }

  routes.get('/payout-methods', (c) => {
    const asked = readQuery(c, world, payoutMethodsQuery)
    return answerList<MethodRow>(c, world, asked, {
      name: 'payout-methods',
      select: SELECT_METHODS,
      filters: [NOT_DELETED, asked.include_disabled !== true && { sql: 't.is_active = ?', value: 1 }],
      toWire: (row) => methodOnWire(row, organisationId(world)),
      pagingUndocumented: true,
    })
  })

  routes.get('/payout-methods/:id', (c) => {
    const row = requireMethod(c, world)
    return answer(c, world, methodOnWire(row, organisationId(world)))
  })

  routes.post('/payout-methods', (c) =>
    answerPost(c, world, (body) => {
      const wanted = fitBody(payoutMethodBody, body())
      requireRoom(world, 'max_payout_methods_per_org')
      const { seq, id } = world.identity('method')
      world.store.run(
        `INSERT INTO methods (seq, id, name, icon_url, is_default, is_active, metadata, readme, created_ms)
         VALUES (?, ?, ?, ?, 0, 1, ?, ?, ?)`,
        seq,
        id,
        wanted.name,
        iconUrl(wanted.icon_path ?? null),
        JSON.stringify(wanted.metadata ?? {}),
        wanted.readme ?? null,
        world.nowMs(),
      )
      return { status: 201, data: show(id) }
    }),
  )

  routes.patch('/payout-methods/:id', async (c) => {
    const row = requireMethod(c, world)
    const patch = await readPatch(c, payoutMethodPatch)
    world.store.run(
      'UPDATE methods SET name = ?, is_active = ?, icon_url = ?, metadata = ?, readme = ? WHERE seq = ?',
      patch.name ?? row.name,
      Number(patch.is_active ?? row.is_active === 1),
      patch.icon_path === undefined ? row.icon_url : iconUrl(patch.icon_path),
      patch.metadata === undefined ? row.metadata : JSON.stringify(patch.metadata),
      patch.readme === undefined ? row.readme : patch.readme,
      row.seq,
    )
    return answer(c, world, show(row.id))
  })

  routes.delete('/payout-methods/:id', (c) => {
    const row = requireMethod(c, world)
    if (row.is_default === 1) throw conflict('default_method', 'A default payout method cannot be deleted')
    // The row stays so that its id is not given out again; payments keep the name they were written with.
    world.store.run('UPDATE methods SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
    return answerDelete(c, world, { id: row.id, deleted: true })
  })

  return routes
}

function iconUrl(path: string | null): string | null {
  return path === null ? null : ICONS + encodeURI(path)
}
