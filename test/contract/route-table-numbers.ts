/** Contract sections 2.5 to 2.7: campaigns, goals, analytics, annotations, aggregates. */
import { expect } from 'vitest'
import { aRow, type Place, type Route } from './route-row.ts'

const campaigns: Route[] = [
  {
    section: '2.5',
    method: 'GET',
    path: '/campaigns',
    scope: 'read',
    send: ({ project }) => ({ query: { project_id: project.id } }),
    status: 200,
    data: ({ campaign }) => aRow({ id: campaign.id, name: campaign.name }),
  },
  {
    section: '2.5',
    method: 'POST',
    path: '/projects/{id}/campaigns',
    scope: 'write',
    send: ({ project }) => ({ ids: { id: project.id }, body: { name: 'Summer Drop Campaign' } }),
    status: 201,
    data: ({ project }) => ({ project_id: project.id, name: 'Summer Drop Campaign', readme: null }),
  },
  {
    section: '2.5',
    method: 'PATCH',
    path: '/campaigns/{id}',
    scope: 'write',
    send: ({ campaign }) => ({ ids: { id: campaign.id }, body: { target_views: 1000, target_at: null } }),
    status: 200,
    data: ({ campaign }) => ({ id: campaign.id, target_views: 1000, target_at: null }),
  },
  {
    section: '2.5',
    method: 'DELETE',
    path: '/campaigns/{id}',
    scope: 'write',
    send: ({ campaign }) => ({ ids: { id: campaign.id } }),
    status: 200,
    data: ({ campaign }) => ({ id: campaign.id, deleted: true }),
  },
  {
    section: '2.5',
    method: 'POST',
    path: '/campaigns/{id}/items',
    scope: 'write',
    send: ({ campaign, loose }) => ({ ids: { id: campaign.id }, body: { item_type: 'creator', item_id: loose.id } }),
    status: 201,
    data: ({ campaign, loose }) => ({ campaign_id: campaign.id, item_type: 'creator', item_id: loose.id }),
  },
  {
    section: '2.5',
    method: 'DELETE',
    path: '/campaigns/{id}/items',
    scope: 'write',
    send: ({ campaign, member }) => ({ ids: { id: campaign.id }, body: member }),
    status: 200,
    data: ({ campaign, member }) => ({ campaign_id: campaign.id, ...member }),
  },
  {
    section: '2.5',
    method: 'GET',
    path: '/campaigns/{id}/stats',
    scope: 'read',
    send: ({ campaign }) => ({ ids: { id: campaign.id } }),
    status: 410,
    data: () => null,
  },
]

const goals: Route[] = [
  {
    section: '2.6',
    method: 'POST',
    path: '/creators/{id}/goals',
    scope: 'write',
    send: ({ creator }) => ({ ids: { id: creator.id }, body: { metric: 'posts', period: 'weekly', target_value: 15 } }),
    status: 201,
    data: ({ creator }) => ({
      creator_id: creator.id,
      project_id: creator.project_id,
      metric: 'posts',
      period: 'weekly',
      target_value: 15,
      start_date: null,
      end_date: null,
      is_active: true,
    }),
  },
  {
    section: '2.6',
    method: 'PATCH',
    path: '/creators/{id}/goals/{gid}',
    scope: 'write',
    send: ({ goal }) => ({ ids: { id: String(goal.creator_id), gid: goal.id }, body: { target_value: 99 } }),
    status: 200,
    data: ({ goal }) => ({ id: goal.id, target_value: 99 }),
  },
  {
    section: '2.6',
    method: 'DELETE',
    path: '/creators/{id}/goals/{gid}',
    scope: 'write',
    send: ({ goal }) => ({ ids: { id: String(goal.creator_id), gid: goal.id } }),
    status: 200,
    data: ({ goal }) => ({ id: goal.id, deleted: true }),
  },
  {
    section: '2.6',
    method: 'GET',
    path: '/creators/{id}/goals',
    scope: 'read',
    send: ({ goal }) => ({ ids: { id: String(goal.creator_id) } }),
    status: 200,
    data: ({ goal }) => aRow({ id: goal.id, metric: goal.metric }),
  },
  {
    section: '2.6',
    method: 'GET',
    path: '/projects/{id}/goal-compliance',
    scope: 'read',
    send: ({ goal }) => ({
      ids: { id: String(goal.project_id) },
      query: { creator_id: String(goal.creator_id), period: 'all', reference_date: '2026-06-10' },
    }),
    status: 200,
    data: ({ goal }) => [
      {
        creator: { id: goal.creator_id },
        compliance: aRow({
          goal: expect.objectContaining({ id: goal.id }),
          advisory: expect.objectContaining({ has_advisory: expect.any(Boolean) }),
        }),
      },
    ],
  },
  {
    section: '2.6',
    method: 'GET',
    path: '/analytics/aggregate/goal-compliance',
    scope: 'read',
    send: ({ goal }) => ({ query: { project_id: String(goal.project_id) } }),
    status: 200,
    data: ({ goal }) => ({ project_id: goal.project_id, total: expect.any(Number) }),
  },
]

const analytics: Route[] = [
  {
    section: '2.7',
    method: 'GET',
    path: '/analytics',
    scope: 'read',
    send: ({ creator }) => ({ query: { entity: 'creator', entity_id: creator.id, metric: 'views' } }),
    status: 200,
    data: ({ creator }) => ({
      metric: 'views',
      series: [{ entity_ref: { id: creator.id }, points: aRow({ value: expect.any(Number) }) }],
      tier_retention_days: null,
    }),
  },
  {
    section: '2.7',
    method: 'GET',
    path: '/analytics/annotations',
    scope: 'read',
    send: ({ annotation }) => ({ query: { project_id: String(annotation.project_id) } }),
    status: 200,
    data: ({ annotation }) => aRow({ id: annotation.id, label: 'A remark' }),
  },
  {
    section: '2.7',
    method: 'POST',
    path: '/analytics/annotations',
    scope: 'write',
    send: ({ project }) => ({ body: { project_id: project.id, date: '2026-05-01', label: 'Price change' } }),
    status: 201,
    data: ({ project }) => ({ project_id: project.id, date: '2026-05-01', label: 'Price change' }),
  },
  {
    section: '2.7',
    method: 'PATCH',
    path: '/analytics/annotations/{id}',
    scope: 'write',
    send: ({ annotation }) => ({ ids: { id: annotation.id }, body: { label: 'Another' } }),
    status: 200,
    data: ({ annotation }) => ({ id: annotation.id, label: 'Another', date: annotation.date }),
  },
  {
    section: '2.7',
    method: 'DELETE',
    path: '/analytics/annotations/{id}',
    scope: 'write',
    send: ({ annotation }) => ({ ids: { id: annotation.id } }),
    status: 200,
    data: ({ annotation }) => ({ id: annotation.id, deleted: true }),
  },
]

/** Wide enough that every aggregate of the seeded project has something in it. */
const RANGE = { from: '2026-01-01', to: '2026-06-15' }

const AGGREGATES: [name: string, data: (at: Place) => unknown][] = [
  ['video-leaderboard', () => aRow({ video_id: expect.any(String), save_count: expect.any(Number) })],
  ['posting-heatmap', () => aRow({ dow: expect.any(Number), hour: expect.any(Number), avg_views: expect.any(Number) })],
  ['view-distribution', () => ({ buckets: expect.any(Array), percentiles: { p50: expect.any(Number) } })],
  ['outliers', () => expect.any(Array)],
  ['creator-leaderboard', ({ creator }) => aRow({ creator_id: creator.id, view_count: expect.any(Number) })],
  ['posting-consistency', ({ creator }) => aRow({ creator_id: creator.id, active_days: expect.any(Number) })],
  ['creator-scatter', ({ creator }) => aRow({ creator_id: creator.id, avg_views: expect.any(Number) })],
  ['campaign-leaderboard', ({ campaign }) => aRow({ campaign_id: campaign.id, view_count: expect.any(Number) })],
  ['member-overlap', () => aRow({ campaign_ids: expect.any(Array), shared_creators: expect.any(Number) })],
]

const aggregates = AGGREGATES.map(
  ([name, data]): Route => ({
    section: '2.7',
    method: 'GET',
    path: `/analytics/aggregate/${name}`,
    scope: 'read',
    send: ({ project }) => ({ query: { project_id: project.id, ...RANGE } }),
    status: 200,
    data,
  }),
)

export const NUMBER_ROUTES: readonly Route[] = [...campaigns, ...goals, ...analytics, ...aggregates]
