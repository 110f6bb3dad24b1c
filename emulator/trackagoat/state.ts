/**
 * Everything there is, for computing independently what a client should have found. Written out in pieces, so that a
 * large organisation never lies in memory as a whole; rows that change in between are seen before or after the change.
 * @module
 */

import { type AnnotationRow, annotationOnWire, SELECT_ANNOTATIONS } from './analytics/annotations.ts'
import { type CampaignRow, campaignInState, SELECT_CAMPAIGNS } from './campaigns/campaign-rows.ts'
import { type CreatorRow, creatorOnWire, SELECT_CREATORS } from './creators/creator-rows.ts'
import { type GoalRow, goalOnWire } from './goals/goal-status.ts'
import { SELECT_GOALS } from './goals/goals.ts'
import { type ApiKeyRow, apiKeyOnWire, SELECT_API_KEYS } from './organizations/api-key-rows.ts'
import { type InvitationRow, invitationOnWire, SELECT_INVITATIONS } from './organizations/invitations.ts'
import { type MemberRow, memberOnWire, SELECT_MEMBERS } from './organizations/members.ts'
import { type OrganizationRow, organizationOnWire, SELECT_ORGANIZATIONS } from './organizations/organization.ts'
import { type AccrualRow, accrualOnWire, SELECT_ACCRUALS } from './payouts/accruals.ts'
import { type AssignmentRow, assignmentOnWire, SELECT_ASSIGNMENTS } from './payouts/assignments.ts'
import { type PaymentRow, paymentOnWire, SELECT_PAYMENTS } from './payouts/payment-rows.ts'
import { type MethodRow, methodOnWire, SELECT_METHODS } from './payouts/payout-methods.ts'
import { SELECT_STRUCTURES, type StructureRow, structureOnWire } from './payouts/structure-rows.ts'
import { organisationId, type ProjectRow, projectOnWire, SELECT_PROJECTS } from './projects.ts'
import { SELECT_VIDEOS, type VideoRow, videoOnWire } from './videos/video-rows.ts'
import { iso, isoOrNull } from './wire/http.ts'
import type { World } from './world.ts'

const ROWS_AT_ONCE = 1_000

type Numbered = { seq: number }

/** A payment with what the API leaves out. */
export function paymentInState(world: World, row: PaymentRow) {
  const { currency, note } = row
  return {
    ...paymentOnWire(world, row),
    currency,
    note,
    created_at: iso(row.created_ms),
    updated_at: iso(row.updated_ms),
  }
}

/** An accrual with what the API leaves out. */
export function accrualInState(world: World, row: AccrualRow) {
  return {
    ...accrualOnWire(world, row),
    project_id: world.idOf('project', row.project),
    created_at: iso(row.created_ms),
    updated_at: iso(row.updated_ms),
  }
}

/** JSON text in pieces. `others` are further keys at the end. */
export function* stateText(world: World, others: Record<string, unknown>): Generator<string> {
  const nowMs = world.nowMs()
  const orgId = organisationId(world)
  yield `{"now":${JSON.stringify(new Date(nowMs).toISOString())}`
  yield* listText<ProjectRow>(world, 'projects', SELECT_PROJECTS, (row) => projectOnWire(row, orgId))
  yield* listText<CreatorRow>(world, 'creators', SELECT_CREATORS, (row) => creatorOnWire(world, row, nowMs))
  yield* listText<MethodRow>(world, 'payout_methods', notDeleted(SELECT_METHODS), (row) => methodOnWire(row, orgId))
  yield* listText<StructureRow>(world, 'payout_structures', SELECT_STRUCTURES, (row) => ({
    ...structureOnWire(world, row, true),
    created_at: iso(row.created_ms),
  }))
  yield* listText<AssignmentRow & Numbered>(world, 'assignments', SELECT_ASSIGNMENTS, (row) => ({
    ...assignmentOnWire(world, row),
    created_at: iso(row.created_ms),
  }))
  yield* listText<AccrualRow>(world, 'accruals', SELECT_ACCRUALS, (row) => accrualInState(world, row))
  yield* listText<PaymentRow>(world, 'payments', SELECT_PAYMENTS, (row) => paymentInState(world, row))
  yield* listText<VideoRow>(world, 'videos', notDeleted(SELECT_VIDEOS), (row) => videoOnWire(world, row, nowMs))
  yield* listText<CampaignRow>(world, 'campaigns', notDeleted(SELECT_CAMPAIGNS), (row) => campaignInState(world, row))
  yield* listText<GoalRow>(world, 'goals', notDeleted(SELECT_GOALS), (row) => ({
    ...goalOnWire(world, row),
    created_at: iso(row.created_ms),
  }))
  yield* listText<AnnotationRow>(world, 'annotations', notDeleted(SELECT_ANNOTATIONS), (row) =>
    annotationOnWire(world, row),
  )
  yield* listText<OrganizationRow>(world, 'organizations', SELECT_ORGANIZATIONS, organizationOnWire)
  yield* listText<MemberRow>(world, 'members', SELECT_MEMBERS, (row) => memberOnWire(row, orgId))
  yield* listText<InvitationRow>(world, 'invitations', SELECT_INVITATIONS, (row) => invitationOnWire(row, orgId))
  yield* listText<ApiKeyRow>(world, 'api_keys', SELECT_API_KEYS, (row) => ({
    ...apiKeyOnWire(row, orgId),
    revoked_at: isoOrNull(row.revoked_ms),
  }))
  for (const [name, value] of Object.entries(others))
    yield `,${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`
  yield '}'
}

function notDeleted(select: string): string {
  return `SELECT * FROM (${select} WHERE t.deleted_ms IS NULL) t`
}

function* listText<Row extends Numbered>(
  world: World,
  name: string,
  select: string,
  toJson: (row: Row) => unknown,
): Generator<string> {
  yield `,${JSON.stringify(name)}:[`
  let after = 0
  for (;;) {
    const rows = world.store.all<Row>(`${select} WHERE t.seq > ? ORDER BY t.seq LIMIT ?`, after, ROWS_AT_ONCE)
    const last = rows.at(-1)
    if (last === undefined) break
    const text = rows.map((row) => JSON.stringify(toJson(row))).join(',')
    yield after === 0 ? text : `,${text}`
    after = last.seq
    if (rows.length < ROWS_AT_ONCE) break
  }
  yield ']'
}
