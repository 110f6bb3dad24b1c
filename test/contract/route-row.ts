/** What a row of the table of routes is, and the organisation its requests are made in. */
import { expect } from 'vitest'
import type { Row, Used } from '../emulator/support.ts'

export type Sent = {
  /** What the names in the path's braces stand for. */
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export type Route = {
  /** Of the contract. */
  readonly section: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below /api/v1. Names of ids are those of the overview page. */
  readonly path: string
  readonly scope: 'read' | 'write'
  readonly send: (at: Place) => Sent
  readonly status: number
  /** What `data` has at least. */
  readonly data: (at: Place) => unknown
  /** There is no envelope: this is the whole answer. */
  readonly raw?: true
  /** Says which of several, where a route takes bodies of more than one form. */
  readonly form?: string
}

/** An organisation in which every route has something to work on. */
export type Place = {
  readonly organization: Row
  readonly project: Row
  /** Active, has been scraped, has videos and goals. */
  readonly creator: Row
  readonly goal: Row
  /** Another creator of the same project, who is not in the campaign. */
  readonly loose: Row
  readonly video: Row
  /** Waits in the inbox. */
  readonly waiting: Row
  readonly campaign: Row
  /** What a campaign has in it. */
  readonly member: { item_type: string; item_id: string }
  readonly annotation: Row
  /** Not one of the seeded defaults. */
  readonly method: Row
  readonly structure: Row
  /** Current. */
  readonly assignment: Row
  readonly accrual: Row
  readonly payment: Row
  /** Not an admin. */
  readonly colleague: string
  readonly invitation: Row
  readonly key: Row
}

function found<T>(what: string, row: T | undefined): T {
  if (row === undefined) throw new Error(`the seeded organisation has no ${what}`)
  return row
}

/** Finds the seeded rows and makes what the seed does not have. */
export async function preparePlace(emulator: Used): Promise<Place> {
  const state = await emulator.state()
  const organization = found('organisation', state.organizations[0])
  const shown = (video: Row) => video.tracking_status === 'auto_tracked' || video.tracking_status === 'included'
  const tracked = state.creators.filter((row) => row.is_active === true && row.last_scraped_at !== null)
  const of = (rows: Row[], id: string) => rows.find(({ creator_id }) => creator_id === id)
  const creator = found(
    'creator with videos and goals',
    tracked.find(({ id }) => of(state.videos.filter(shown), id) && of(state.goals, id)),
  )
  const here = (row: Row) => row.project_id === creator.project_id
  const campaign = found(
    'campaign with items',
    state.campaigns.find((row) => here(row) && row.items.length > 0),
  )
  const structure = found('structure', state.payout_structures.find(here))
  const made = async (path: string, body: unknown) => {
    const answer = await emulator.api('POST', path, { body })
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${String(answer.error)}`)
    return answer.data as Row
  }
  return {
    organization,
    creator,
    campaign,
    structure,
    project: found(
      'project',
      state.projects.find(({ id }) => id === creator.project_id),
    ),
    goal: found('goal', of(state.goals, creator.id)),
    loose: found(
      'creator outside the campaign',
      state.creators.find((row) => here(row) && !campaign.items.some(({ item_id }) => item_id === row.id)),
    ),
    video: found('video', of(state.videos.filter(shown), creator.id)),
    waiting: found(
      'video in the inbox',
      state.videos.find((row) => row.tracking_status === 'pending_review'),
    ),
    member: found('campaign item', campaign.items[0]),
    assignment: found(
      'assignment',
      state.assignments.find(({ unassigned_at }) => unassigned_at === null),
    ),
    accrual: found(
      'earned accrual',
      state.accruals.find(({ status }) => status === 'earned'),
    ),
    payment: found(
      'payment',
      state.payments.find(({ status }) => status === 'paid'),
    ),
    colleague: found(
      'member',
      state.members.find(({ role }) => role === 'member'),
    ).user_id,
    method: await made('/payout-methods', { name: 'Zelle' }),
    annotation: await made('/analytics/annotations', {
      project_id: creator.project_id,
      date: '2026-06-01',
      label: 'A remark',
    }),
    invitation: await made(`/organizations/${organization.id}/invitations`, { email: 'asked@example.com' }),
    key: await made(`/organizations/${organization.id}/api-keys`, { name: 'For one thing' }),
  }
}

/** Matches a list that has a row like this one. */
export const aRow = (row: object) => expect.arrayContaining([expect.objectContaining(row)])
