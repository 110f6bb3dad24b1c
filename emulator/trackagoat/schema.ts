/**
 * GET /schema: which entities there are and what fields they have (contract 2.1, 6.5). Advised as the first call and as a
 * check of the key.
 * @module
 */
import { Hono } from 'hono'
import { type ApiEnv, envelope, sendJson } from './http.ts'
import type { World } from './world.ts'

const ENTITIES = {
  project: {
    description: 'Groups creators, campaigns and payout structures.',
    fields: {
      id: 'uuid',
      name: 'string',
      description: 'string|null',
      org_id: 'uuid',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  creator: {
    description: 'A TikTok account tracked in one project.',
    fields: {
      id: 'uuid',
      project_id: 'uuid',
      tiktok_handle: 'string',
      display_name: 'string|null',
      description: 'string|null',
      readme: 'string|null',
      metadata: 'object',
      tracking_mode: 'auto|selective',
      tracking_start_date: 'date|null',
      tracking_end_date: 'date|null',
      avatar_url: 'string|null',
      follower_count: 'number|null',
      following_count: 'number|null',
      total_likes_count: 'number|null',
      video_count: 'number|null',
      last_scraped_at: 'timestamp|null',
      is_active: 'boolean',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  video: {
    description: 'A post that is tracked, found with its creator or added by its URL.',
    fields: {
      id: 'uuid',
      project_id: 'uuid',
      creator_id: 'uuid|null',
      tiktok_video_id: 'string',
      url: 'string',
      title: 'string|null',
      description: 'string|null',
      readme: 'string|null',
      metadata: 'object',
      thumbnail_url: 'string|null',
      view_count: 'number',
      like_count: 'number',
      comment_count: 'number',
      share_count: 'number',
      save_count: 'number',
      tracking_status: 'auto_tracked|included|excluded|pending_review|direct_add',
      tracking_disabled: 'boolean',
      tracking_exempt: 'boolean',
      posted_at: 'timestamp|null',
      last_scraped_at: 'timestamp|null',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  campaign: {
    description: 'Creators, videos and other campaigns whose numbers are added up.',
    fields: {
      id: 'uuid',
      project_id: 'uuid',
      name: 'string',
      description: 'string|null',
      readme: 'string|null',
      metadata: 'object',
      target_views: 'number|null',
      target_at: 'timestamp|null',
      created_at: 'timestamp',
    },
  },
  goal: {
    description: 'What a creator is to reach per period.',
    fields: {
      id: 'uuid',
      creator_id: 'uuid',
      project_id: 'uuid',
      metric: 'posts|views|engagement|followers',
      period: 'daily|weekly|monthly',
      target_value: 'number',
      start_date: 'date|null',
      end_date: 'date|null',
      is_active: 'boolean',
    },
  },
  payout_method: {
    description: 'How creators are paid; belongs to the organization.',
    fields: {
      id: 'uuid',
      org_id: 'uuid',
      name: 'string',
      icon_url: 'string|null',
      is_default: 'boolean',
      is_active: 'boolean',
      metadata: 'object',
      readme: 'string|null',
      created_at: 'timestamp',
    },
  },
  payout_structure: {
    description: 'A rule that says what assigned creators earn per period.',
    fields: {
      id: 'uuid',
      project_id: 'uuid',
      name: 'string',
      is_active: 'boolean',
      current_version: 'object',
      assignment_count: 'number',
      metadata: 'object',
      readme: 'string|null',
    },
  },
  payout_accrual: {
    description: 'What a creator earned by one structure in one period.',
    fields: {
      id: 'uuid',
      creator_id: 'uuid',
      structure_id: 'uuid',
      structure_version_id: 'uuid',
      period_start_at: 'timestamp',
      period_end_at: 'timestamp',
      amount_cents: 'integer',
      currency: 'string',
      status: 'earned|paid|rejected|voided',
      inputs_snapshot: 'object|null',
    },
  },
  payout_payment: {
    description: 'A payment that was recorded, with the accruals it settles.',
    fields: {
      id: 'uuid',
      project_id: 'uuid',
      creator_id: 'uuid|null',
      method_id: 'uuid|null',
      method_name_snapshot: 'string|null',
      total_amount_cents: 'integer',
      status: 'paid|voided',
      paid_at: 'timestamp',
      payout_payment_lines: 'array',
      payout_adjustments: 'array',
      metadata: 'object',
      readme: 'string|null',
    },
  },
}

export function schemaRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/schema', (c) => sendJson(c, 200, envelope(world.options, { entities: ENTITIES }, null, null)))
  return routes
}
