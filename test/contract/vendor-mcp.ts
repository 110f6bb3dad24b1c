/**
 * What the vendor's page «MCP & tooling» prints: its commands, its samples of answers, its table of tools. It belongs to
 * the older generation of pages; where newer ones contradict it, contract section 6 decides.
 */
import type { VendorCommand } from './vendor-commands.ts'

const page = 'MCP & tooling'
const KEY = { $TGA_KEY: 'a key' }
const PROJECT = { $PROJECT_ID: 'a project' }

export const MCP_PAGE = {
  firstProject: {
    page,
    says: 'the id of a project',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/projects" | jq '.data[0].id'`,
    placeholders: KEY,
  },
  outstandingAccruals: {
    page,
    says: 'the earned accruals of a project, in the shape of the sample',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-accruals?project_id=$PROJECT_ID&status=earned"`,
    placeholders: { ...KEY, ...PROJECT },
    cut: {
      left: `curl -s -H "Authorization: Bearer $TGA_KEY" \\`,
      completedFrom: 'the same page: the sample answer of this step, and the same call in the next workflow',
    },
  },
  projectNames: {
    page,
    says: 'id and name of every project',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/projects" | jq '[.data[] | {id, name}]'`,
    placeholders: KEY,
  },
  structuresOfProject: {
    page,
    says: 'the payout structures of a project',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-structures?project_id=$PROJECT_ID"`,
    placeholders: { ...KEY, ...PROJECT },
    cut: {
      left: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-structures?project_id=`,
      completedFrom: 'the same page: list_payout_structures in the table of tools; a filter behind it may be lost',
    },
  },
  earnedAccruals: {
    page,
    says: 'what was earned and not paid in a project',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-accruals?project_id=$PROJECT_ID&status=earned"`,
    placeholders: { ...KEY, ...PROJECT },
  },
  payments: {
    page,
    says: 'the payments of a project, paid ones with their totals',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-payments?project_id=$PROJECT_ID"`,
    placeholders: { ...KEY, ...PROJECT },
  },
  creatorByHandle: {
    page,
    says: 'the creator of a handle; section 6.2: handle is ignored and data[0] is an arbitrary creator',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/creators?project_id=$PROJECT_ID&handle=@creatorhandle" \\
| jq '.data[0].id'`,
    placeholders: { ...KEY, ...PROJECT, '@creatorhandle': '@ and the handle of a creator' },
  },
  accrualsOfCreator: {
    page,
    says: 'the earned accruals of the creator, whose amounts add up to total_amount_cents',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-accruals?creator_id=CREATOR_UUID&status=earned"`,
    placeholders: { ...KEY, CREATOR_UUID: 'the creator' },
    cut: {
      left: `curl -s -H "Authorization: Bearer $TGA_KEY"`,
      completedFrom: 'the page «Data model», which prints this request line for the unpaid accruals of a creator',
    },
  },
  venmoMethod: {
    page,
    says: 'the id of the payout method Venmo',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-methods" \\
| jq '.data[] | select(.name == "Venmo") | .id'`,
    placeholders: KEY,
  },
  recordPayment: {
    page,
    says: 'a payment, 201 in the shape of the sample, and its accruals are paid',
    printed: `curl -s -X POST -H "Authorization: Bearer $TGA_KEY" \\
-H "Content-Type: application/json" \\
-H "Idempotency-Key: $(uuidgen)" \\
"https://www.trackagoat.com/api/v1/payout-payments" \\
-d '{
"creator_id": "CREATOR_UUID",
"method_id": "VENMO_METHOD_UUID",
"total_amount_cents": 5000,
"currency": "USD",
"accrual_ids": ["ACCRUAL_UUID_1", "ACCRUAL_UUID_2"],
"note": "Recorded by automated weekly review agent",
"paid_at": "2026-05-07T15:00:00Z"
}'`,
    placeholders: {
      ...KEY,
      CREATOR_UUID: 'a creator',
      VENMO_METHOD_UUID: 'the method Venmo',
      ACCRUAL_UUID_1: 'an earned accrual of the creator',
      ACCRUAL_UUID_2: 'another one; together they are worth the 5000 cents',
    },
  },
  goalStructures: {
    page,
    says: 'active structures that pay for goals; section 6.11: the rule is nested, so that the filter finds nothing',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-structures?project_id=$PROJECT_ID&is_active=true" \\
| jq '[.data[] | select(.criteria_type == "goals") | {id, name, period, amount_cents}]'`,
    placeholders: { ...KEY, ...PROJECT },
  },
  assignStructure: {
    page,
    says: 'a creator is assigned to a structure, 201 in the shape of the sample; a second time is no error',
    printed: `curl -s -X POST -H "Authorization: Bearer $TGA_KEY" \\
-H "Content-Type: application/json" \\
"https://www.trackagoat.com/api/v1/payout-structures/$STRUCTURE_ID/assignments" \\
-d '{"creator_ids": ["CREATOR_UUID"]}'`,
    placeholders: { ...KEY, $STRUCTURE_ID: 'a structure', CREATOR_UUID: 'a creator of its project' },
    cut: {
      left: 'curl -s -X',
      completedFrom:
        'the same page: the path from the command that reads the assignments back, the method from the sample of a 201; the body is inferred (section 2.8)',
    },
  },
  assignedCreators: {
    page,
    says: 'the creators who are assigned to a structure now',
    printed: `curl -s -H "Authorization: Bearer $TGA_KEY" \\
"https://www.trackagoat.com/api/v1/payout-structures/$STRUCTURE_ID/assignments" \\
| jq '[.data[] | select(.unassigned_at == null) | .creator_id]'`,
    placeholders: { ...KEY, $STRUCTURE_ID: 'a structure' },
  },
  analyticsSchema: {
    page,
    says: 'the machine-readable contract as OpenAPI 3.1',
    printed: 'GET /api/v1/analytics/schema',
    placeholders: {},
  },
  goalsOfCreator: {
    page,
    says: 'the goals of a creator (section 6.15: on this page only)',
    printed: 'GET /api/v1/creators/<id>/goals',
    placeholders: { '<id>': 'a creator' },
  },
} as const satisfies Record<string, VendorCommand>

/** «Expected response shape» of the earned accruals. */
export const ACCRUALS_SAMPLE = {
  data: [
    {
      id: 'uuid',
      creator_id: 'uuid',
      structure_id: 'uuid',
      amount_cents: 5000,
      currency: 'USD',
      status: 'earned',
      period_start_at: '2026-04-07T00:00:00Z',
      period_end_at: '2026-04-13T23:59:59Z',
    },
  ],
  meta: { hasMore: false, nextCursor: null },
}

/** «Expected 201 response» of a payment. */
export const PAYMENT_SAMPLE = {
  data: {
    id: 'payment-uuid',
    creator_id: '...',
    total_amount_cents: 5000,
    status: 'paid',
    paid_at: '2026-05-07T15:00:00Z',
  },
}

/** «Expected 201 response» of an assignment. */
export const ASSIGNMENT_SAMPLE = {
  data: {
    assigned: 1,
    already_assigned: 0,
    not_in_project: 0,
    results: [{ creator_id: '...', status: 'assigned', assignment_id: '...' }],
  },
}

/** Each row of «Recommended tools to expose»: the name, and the underlying call as it stands there. One row is torn in two. */
export const TOOLS = [
  ['list_projects', 'GET /api/v1/projects'],
  ['list_creators', 'GET /api/v1/creators?project_id=<id>'],
  ['get_creator_stats', 'GET /api/v1/creators/<id>/stats'],
  ['list_videos', 'GET /api/v1/videos?creator_id=<id>'],
  ['list_campaigns', 'GET /api/v1/campaigns?project_id=<id>'],
  ['get_campaign_stats', 'GET /api/v1/campaigns/<id>/stats'],
  ['update_creator_notes', 'PATCH /api/v1/creators/<id>'],
  ['get_schema', 'GET /api/v1/schema'],
  ['list_payout_methods', 'GET /api/v1/payout-methods'],
  ['list_payout_structures', 'GET /api/v1/payout-structures?project_id=<id>'],
  ['list_payout_accruals', 'GET /api/v1/payout-accruals?project_id=<id>'],
  ['list_payout_payments', 'GET /api/v1/payout-payments?project_id=<id>'],
  ['record_payment', 'POST /api/v1/payout-payments'],
  ['void_payment', 'PATCH /api/v1/payout-payments/<id> with {"status":"voided"}'],
] as const
