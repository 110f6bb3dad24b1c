/**
 * Who belongs to the organisation: /organizations/{id}/members (contract 2.9, 3.10). Chosen: the bodies; every e-mail
 * address has a user behind it; who was removed and comes back has the same user id.
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, conflict, found, iso, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, pathId, readBody, uuid } from '../wire/input.ts'
import type { World } from '../world.ts'
import { requireOrganization } from './organization.ts'

const ROLES = ['admin', 'member'] as const
export type Role = (typeof ROLES)[number]

/** `id` is the user's; the row of one who was removed stays, so that it is not given out again. */
export type MemberRow = {
  seq: number
  id: string
  email: string
  role: Role
  created_ms: number
  removed_ms: number | null
}

export const MEMBER_COLUMNS = ['seq', 'id', 'email', 'role', 'created_ms', 'removed_ms'] as const

const SELECT_USERS = 'SELECT t.* FROM members t'

export const SELECT_MEMBERS = 'SELECT * FROM (SELECT * FROM members WHERE removed_ms IS NULL) t'

/** Addresses are compared without regard to case, so they are kept in lower case. */
export const emailField = z.email('must be an e-mail address').max(254).toLowerCase()

export const roleField = z.enum(ROLES, `must be one of ${ROLES.join(', ')}`)

export const memberBody = z
  .object({ email: emailField.optional(), user_id: uuid.optional(), role: roleField.default('member') })
  .refine((body) => (body.email === undefined) !== (body.user_id === undefined), {
    path: ['email'],
    message: 'either email or user_id is needed, and not both',
  })

export const memberPatch = z.object({ role: roleField })

export function memberOnWire(row: MemberRow, orgId: string) {
  return { user_id: row.id, org_id: orgId, email: row.email, role: row.role, created_at: iso(row.created_ms) }
}

/** Whoever has this address, now or formerly a member. */
export function userByEmail(world: World, email: string): MemberRow | undefined {
  return world.store.get<MemberRow>(`${SELECT_USERS} WHERE t.email = ?`, email)
}

function userById(world: World, id: string): MemberRow | undefined {
  return world.store.get<MemberRow>(`${SELECT_USERS} WHERE t.id = ?`, id)
}

function requireMember(c: ApiContext, world: World): MemberRow {
  const row = userById(world, pathId(c, 'uid'))
  if (row === undefined || row.removed_ms !== null) throw notFound('Member')
  return row
}

/** Somebody must be left who may manage the organisation (chosen). */
function requireOtherAdmin(world: World, member: MemberRow): void {
  if (member.role !== 'admin') return
  const sql = `SELECT t.seq FROM (${SELECT_MEMBERS}) t WHERE t.role = 'admin' AND t.seq <> ? LIMIT 1`
  if (world.store.get(sql, member.seq) === undefined) {
    throw conflict('last_admin', 'The last admin of an organization can be neither removed nor demoted')
  }
}

export function memberRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const path = '/organizations/:id/members'

  routes.post(path, (c) =>
    answerPost(c, world, (body) => {
      const orgId = requireOrganization(c, world)
      const wanted = fitBody(memberBody, body())
      const known =
        wanted.email === undefined ? userById(world, wanted.user_id ?? '') : userByEmail(world, wanted.email)
      if (known?.removed_ms === null) throw conflict('already_member', 'This user is a member already')
      const email = found(known?.email ?? wanted.email, 'User')
      requireRoom(world, 'max_members_per_org')
      const identity = known ?? world.identity('member')
      const row = { ...identity, email, role: wanted.role, created_ms: world.nowMs(), removed_ms: null }
      write(world, row)
      // Who is in needs no invitation any more.
      world.store.run("UPDATE invitations SET status = 'accepted' WHERE email = ? AND status = 'pending'", email)
      return { status: 201, data: memberOnWire(row, orgId) }
    }),
  )

  routes.patch(`${path}/:uid`, async (c) => {
    const orgId = requireOrganization(c, world)
    const member = requireMember(c, world)
    const { role } = await readBody(c, memberPatch)
    if (role !== 'admin') requireOtherAdmin(world, member)
    write(world, { ...member, role })
    return answer(c, world, memberOnWire({ ...member, role }, orgId))
  })

  routes.delete(`${path}/:uid`, (c) => {
    requireOrganization(c, world)
    const member = requireMember(c, world)
    requireOtherAdmin(world, member)
    write(world, { ...member, removed_ms: world.nowMs() })
    return answerDelete(c, world, { user_id: member.id, deleted: true })
  })

  return routes
}

function write(world: World, row: MemberRow): void {
  world.store.run(
    `INSERT OR REPLACE INTO members (${MEMBER_COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?)`,
    row.seq,
    row.id,
    row.email,
    row.role,
    row.created_ms,
    row.removed_ms,
  )
}
