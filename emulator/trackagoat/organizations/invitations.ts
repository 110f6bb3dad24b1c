/**
 * Invitations to the organisation: /organizations/{id}/invitations (contract 2.9); bodies and answers are chosen. None is
 * mailed, and only becoming a member accepts one.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type ApiEnv, answerDelete, conflict, iso, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, pathId } from '../wire/input.ts'
import type { World } from '../world.ts'
import { emailField, type Role, roleField, userByEmail } from './members.ts'
import { requireOrganization } from './organization.ts'

export type InvitationRow = {
  seq: number
  id: string
  email: string
  role: Role
  status: 'pending' | 'accepted' | 'revoked'
  created_ms: number
}

export const SELECT_INVITATIONS = 'SELECT t.* FROM invitations t'

export const invitationBody = z.object({ email: emailField, role: roleField.default('member') })

export function invitationOnWire(row: InvitationRow, orgId: string) {
  const { id, email, role, status } = row
  return { id, org_id: orgId, email, role, status, created_at: iso(row.created_ms) }
}

export function invitationRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const path = '/organizations/:id/invitations'

  routes.post(path, (c) =>
    answerPost(c, world, (body) => {
      const orgId = requireOrganization(c, world)
      const { email, role } = fitBody(invitationBody, body())
      if (userByEmail(world, email)?.removed_ms === null) {
        throw conflict('already_member', 'This user is a member already')
      }
      const pending = `${SELECT_INVITATIONS} WHERE t.email = ? AND t.status = 'pending'`
      if (world.store.get(pending, email) !== undefined) {
        throw conflict('already_invited', 'This address has been invited already')
      }
      const { seq, id } = world.identity('invitation')
      const row: InvitationRow = { seq, id, email, role, status: 'pending', created_ms: world.nowMs() }
      const insert = world.store.inserter('invitations', ['seq', 'id', 'email', 'role', 'status', 'created_ms'])
      insert(seq, id, email, role, row.status, row.created_ms)
      return { status: 201, data: invitationOnWire(row, orgId) }
    }),
  )

  routes.delete(`${path}/:iid`, (c) => {
    requireOrganization(c, world)
    const id = pathId(c, 'iid')
    const sql = "UPDATE invitations SET status = 'revoked' WHERE id = ? AND status = 'pending'"
    if (world.store.run(sql, id) === 0) throw notFound('Invitation')
    return answerDelete(c, world, { id, deleted: true })
  })

  return routes
}
