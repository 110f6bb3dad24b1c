/** The fields of entities in answers as the vendor documents them (contract sections 2.6, 3.1 to 3.9, 8.8 and 8.10). */

/**
 * Fields and their types, `|` between what may stand there. A `?` after the type: whether it can be null is not documented.
 * A nested object is written as one, a list of objects as a list of one.
 */
export type Fields = { readonly [name: string]: string | Fields | readonly [Fields] }

export const project: Fields = {
  id: 'uuid',
  name: 'string',
  description: 'string|null',
  org_id: 'uuid',
  created_at: 'timestamp',
  updated_at: 'timestamp',
}

export const creator: Fields = {
  id: 'uuid',
  project_id: 'uuid',
  tiktok_handle: 'string',
  display_name: 'string|null',
  description: 'string|null',
  readme: 'string|null',
  metadata: 'object',
  tracking_mode: 'auto|selective',
  avatar_url: 'string|null',
  follower_count: 'number?',
  following_count: 'number?',
  total_likes_count: 'number?',
  video_count: 'number?',
  last_scraped_at: 'timestamp|null',
  is_active: 'boolean',
  created_at: 'timestamp',
  updated_at: 'timestamp',
  tracking_start_date: 'date|null',
  tracking_end_date: 'date|null',
}

export const video: Fields = {
  id: 'uuid',
  project_id: 'uuid',
  creator_id: 'uuid|null',
  tiktok_video_id: 'string',
  url: 'string',
  title: 'string?',
  description: 'string|null',
  readme: 'string|null',
  metadata: 'object',
  view_count: 'number?',
  like_count: 'number?',
  comment_count: 'number?',
  share_count: 'number?',
  save_count: 'number?',
  thumbnail_url: 'string|null',
  tracking_status: 'auto_tracked|direct_add|excluded|included|pending_review',
  posted_at: 'timestamp|null',
  last_scraped_at: 'timestamp|null',
  updated_at: 'timestamp',
}

export const campaign: Fields = {
  id: 'uuid',
  project_id: 'uuid',
  name: 'string',
  readme: 'string|null',
  description: 'string|null',
  metadata: 'object',
  created_at: 'timestamp',
  target_views: 'number|null',
  target_at: 'timestamp|null',
}

export const goal: Fields = {
  id: 'uuid',
  creator_id: 'uuid',
  project_id: 'uuid',
  metric: 'engagement|followers|posts|views',
  period: 'daily|monthly|weekly',
  target_value: 'number',
  start_date: 'date|null',
  end_date: 'date|null',
  is_active: 'boolean',
}

export const compliance: Fields = {
  creator: { id: 'uuid', tiktok_handle: 'string', display_name: 'string|null', avatar_url: 'string|null' },
  compliance: [
    {
      goal,
      target: 'number',
      actual: 'number',
      percentage: 'number',
      status: 'at_risk|behind_pace|completed|missed|on_track',
      advisory: {
        period_in_progress: 'boolean',
        period_recently_ended: 'boolean',
        scrape_stale: 'boolean',
        not_yet_started: 'boolean',
        has_advisory: 'boolean',
        period_start: 'timestamp',
        period_end: 'timestamp',
        hours_until_period_end: 'number|null',
        hours_since_period_end: 'number|null',
        scrape_freshness: 'object|null',
        messages: 'array',
      },
    },
  ],
}

export const method: Fields = {
  id: 'uuid',
  org_id: 'uuid',
  name: 'string',
  icon_url: 'string|null',
  is_default: 'boolean',
  is_active: 'boolean',
  metadata: 'object',
  readme: 'string|null',
  created_at: 'timestamp',
}

/** The values of `period` and `proration_mode` are not documented; those here are the emulator's. */
const rule: Fields = {
  period: 'monthly|weekly',
  amount_cents: 'integer',
  currency: 'USD',
  criteria_type: 'cpm|goals|recurring',
  criteria_params: 'object',
  proration_mode: 'daily|none',
}

export const structure: Fields = {
  id: 'uuid',
  project_id: 'uuid',
  name: 'string',
  is_active: 'boolean',
  current_version: rule,
  assignment_count: 'number',
  metadata: 'object',
  readme: 'string|null',
}

export const structureById: Fields = { ...structure, versions: [{ id: 'uuid', ...rule }] }

export const assignment: Fields = { id: 'uuid', creator_id: 'uuid', unassigned_at: 'timestamp|null' }

export const assigned: Fields = {
  assigned: 'number',
  already_assigned: 'number',
  not_in_project: 'number',
  results: [{ creator_id: 'uuid', status: 'already_assigned|assigned|not_in_project', assignment_id: 'uuid?' }],
}

export const accrual: Fields = {
  id: 'uuid',
  creator_id: 'uuid',
  structure_id: 'uuid',
  structure_version_id: 'uuid',
  period_start_at: 'timestamp',
  period_end_at: 'timestamp',
  amount_cents: 'integer',
  currency: 'USD',
  status: 'earned|paid|rejected|voided',
  inputs_snapshot: 'object|null',
}

export const payment: Fields = {
  id: 'uuid',
  project_id: 'uuid',
  creator_id: 'uuid|null',
  method_id: 'uuid|null',
  method_name_snapshot: 'string|null',
  total_amount_cents: 'integer',
  status: 'paid|voided',
  paid_at: 'timestamp?',
  payout_payment_lines: [{ accrual_id: 'uuid', applied_amount_cents: 'integer' }],
  payout_adjustments: [{ amount_cents: 'integer', reason: 'string' }],
  metadata: 'object',
  readme: 'string|null',
}

export const rankedVideo: Fields = {
  video_id: 'uuid',
  title: 'string|null',
  thumbnail_url: 'string|null',
  url: 'string|null',
  view_count: 'number',
  like_count: 'number',
  comment_count: 'number',
  share_count: 'number',
  save_count: 'number',
  posted_at: 'timestamp',
}

export const heatmapCell: Fields = { dow: 'number', hour: 'number', post_count: 'number', avg_views: 'number' }
