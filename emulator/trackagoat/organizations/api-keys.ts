/**
 * POST /organizations/{id}/api-keys shows a key's text once, DELETE /organizations/{id}/api-keys/{kid} revokes it at once
 * (contract 1.1, 2.9). The bodies are chosen. Any key that writes may make keys, whatever its own scopes (chosen).
 * @module
 */

import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import * as z from 'zod'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiEnv, answerDelete, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { badBody, fitBody, instant, nameField, pathId } from '../wire/input.ts'
import type { World } from '../world.ts'
import { platformAdminsOnly } from './admin.ts'
import { API_KEY_COLUMNS, type ApiKeyRow, apiKeyOnWire, hashOf, SCOPES } from './api-key-rows.ts'
import { requireOrganization } from './organization.ts'

export const apiKeyBody = z.object({
  name: nameField,
  scopes: z
    .array(z.enum(SCOPES, `must be one of ${SCOPES.join(', ')}`))
    .min(1)
    .default(['read', 'write']),
  expires_at: instant.nullable().optional(),
})

export function apiKeyRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const path = '/organizations/:id/api-keys'

  routes.post(path, (c) =>
    answerPost(c, world, (body) => {
      const orgId = requireOrganization(c, world)
      const { name, scopes, expires_at: expiresMs = null } = fitBody(apiKeyBody, body())
      const nowMs = world.nowMs()
      if (expiresMs !== null && expiresMs <= nowMs) throw badBody('expires_at', 'must be in the future')
      if (scopes.includes('admin')) throw platformAdminsOnly()
      requireRoom(world, 'max_api_keys_per_org', nowMs)
      const key = `tga_${randomBytes(32).toString('hex')}`
      const row: ApiKeyRow = {
        ...world.identity('api_key'),
        label: null,
        name,
        hash: hashOf(key),
        scopes: SCOPES.filter((scope) => scopes.includes(scope)).join(' '),
        created_ms: nowMs,
        expires_ms: expiresMs,
        revoked_ms: null,
      }
      world.store.inserter('api_keys', API_KEY_COLUMNS)(...API_KEY_COLUMNS.map((column) => row[column]))
      const shown = apiKeyOnWire(row, orgId)
      return { status: 201, data: { ...shown, key }, kept: { ...shown, key: null } }
    }),
  )

  routes.delete(`${path}/:kid`, (c) => {
    requireOrganization(c, world)
    const id = pathId(c, 'kid')
    const sql = 'UPDATE api_keys SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL'
    if (world.store.run(sql, world.nowMs(), id) === 0) throw notFound('API key')
    world.apiKeys.forget()
    return answerDelete(c, world, { id, deleted: true })
  })

  return routes
}
