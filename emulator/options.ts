/**
 * The switches. Wherever the contract says "unknown", the emulator takes the default of its section 9 and can be told
 * to behave otherwise, so that a client can be tested against both answers.
 * @module
 */
import * as z from 'zod'
import { issuesIn } from './json.ts'
import { timeZone } from './time-zone.ts'

const wholeNumber = z.int().min(0)
const count = z.int().min(0).nullable()

const schema = z.strictObject({
  // Idempotency (contract 1.6, 9)
  idempotency_other_body: z.enum(['replay', 'conflict']).default('replay'),
  idempotency_other_route: z.enum(['conflict', 'separate']).default('conflict'),
  idempotency_concurrent: z.enum(['wait', 'conflict']).default('wait'),
  idempotency_errors: z.enum(['forgotten', 'replayed']).default('forgotten'),
  idempotency_replay_status: z.enum(['original', 'ok']).default('original'),
  idempotency_ttl_hours: z.number().min(0).default(24),
  /** Real milliseconds a POST with an idempotency key takes before it commits, so that two can overlap. */
  processing_ms: wholeNumber.max(60_000).default(0),

  // Keys, rate limits and quotas (1.1, 1.7, 5.3)
  api_key_valid: z.boolean().default(true),
  organization_banned: z.boolean().default(false),
  requests_per_minute: z.int().min(1).default(60),
  requests_per_day: wholeNumber.default(50_000),
  rate_limit_signal: z.enum(['retry_after_header', 'old_code_without_header']).default('retry_after_header'),
  daily_quota_signal: z.enum(['meta', 'meta_and_header', 'none']).default('meta'),
  manual_scrapes_per_day: wholeNumber.default(100),
  scrape_quota_status: z.union([z.literal(429), z.literal(402)]).default(429),
  max_creators_per_org: count.default(null),
  max_projects_per_org: count.default(null),
  max_members_per_org: count.default(null),
  max_api_keys_per_org: count.default(null),
  max_payout_methods_per_org: count.default(null),
  max_payout_structures_per_project: count.default(null),
  max_tracked_videos_per_org: count.default(null),
  max_campaigns_per_project: count.default(null),
  max_campaign_items_per_campaign: count.default(null),
  /** Days of history a plan keeps; null: all (2.7). */
  stats_history_retention_days: count.default(null),

  /** Days after its post when a video's tracking expires, unless it is exempt; null: never (changelog of 2026-05-16). */
  tracking_expires_after_days: count.default(null),

  /** Where days begin in analytics, rankings and goals, unless a request names another zone (1.5). */
  organization_time_zone: timeZone.default('UTC'),

  // Lists (1.4, 6.2, 7.6, 7.20)
  list_order: z.enum(['newest_first', 'oldest_first']).default('newest_first'),
  cursor_style: z.enum(['opaque', 'timestamp_inclusive', 'timestamp_exclusive']).default('opaque'),
  limit_over_max: z.enum(['refused', 'clamped']).default('refused'),
  undocumented_paging: z.enum(['cursor', 'whole_list']).default('cursor'),
  unknown_query_parameters: z.enum(['ignored', 'refused']).default('ignored'),
  inactive_creators: z.enum(['listed', 'hidden']).default('listed'),
  accrual_status_filter: z.enum(['honoured', 'ignored']).default('honoured'),

  /** Where `total_count` of leaderboards stands (2.7). */
  leaderboard_total_count: z.enum(['meta', 'data']).default('meta'),

  // Payouts (2.8)
  payment_unpayable_accrual: z.enum(['refused', 'accepted']).default('refused'),
  payment_total_mismatch_status: z.union([z.literal(400), z.literal(409)]).default(400),
  payment_inactive_method_status: z.union([z.literal(409), z.literal(400), z.literal(422)]).default(409),
  underpaid_accrual: z.enum(['paid', 'earned']).default('paid'),
  voided_payment_accruals: z.enum(['earned', 'paid']).default('earned'),
  structure_shape: z.enum(['nested', 'nested_and_top_level']).default('nested'),

  // Accrual computation (5.1, 6.3)
  accrual_run: z.enum(['on_time', 'delayed', 'skipped']).default('on_time'),
  period_end_at: z.enum(['exclusive_midnight', 'last_second']).default('exclusive_midnight'),

  // Wire (1.3, 1.8)
  envelope: z.enum(['all_keys', 'omit_nulls']).default('all_keys'),
  removed_stats_routes: z.enum(['gone', 'not_found']).default('gone'),
  delete_answer: z.enum(['envelope', 'empty']).default('envelope'),
})

export type Options = z.output<typeof schema>

const DEFAULTS: Options = schema.parse({})

/** Thrown for a change that names an unknown option or gives a value it cannot have. */
export class BadOption extends Error {}

/** The options in force. A change names only what it changes. */
export class OptionSet {
  #values: Options = { ...DEFAULTS }
  readonly #listeners: ((before: Options, after: Options) => void)[] = []

  get values(): Readonly<Options> {
    return this.#values
  }

  /** Called before a change takes effect, with the old and the new values. */
  beforeChange(listener: (before: Options, after: Options) => void): void {
    this.#listeners.push(listener)
  }

  /** Merges the change into what is in force; all or nothing. */
  change(change: unknown): void {
    if (typeof change !== 'object' || change === null || Array.isArray(change)) {
      throw new BadOption('the body must be a JSON object of option names and values')
    }
    const unknown = Object.keys(change).find((name) => !Object.hasOwn(DEFAULTS, name))
    if (unknown !== undefined) throw new BadOption(`unknown option: ${unknown}`)
    const parsed = schema.safeParse({ ...this.#values, ...change })
    if (!parsed.success) {
      throw new BadOption(issuesIn(parsed.error))
    }
    for (const listener of this.#listeners) listener(this.#values, parsed.data)
    this.#values = parsed.data
  }

  reset(): void {
    this.#values = { ...DEFAULTS }
  }
}
