/**
 * The tables. `seq` is a row's number inside the emulator, `id` the uuid the outside sees. Times are epoch
 * milliseconds. Every index that serves a list ends in (created_ms, id), the order lists are walked in.
 * @module
 */

/** Raised when a table changes: a state file of another version is refused (state-file.ts). */
export const SCHEMA_VERSION = 4

export const TABLES = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,

  // The first organisation is the one the keys belong to; everything else is its own.
  `CREATE TABLE organizations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, tier TEXT NOT NULL, created_ms INTEGER NOT NULL)`,

  `CREATE TABLE members (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, created_ms INTEGER NOT NULL,
    removed_ms INTEGER)`,

  `CREATE TABLE invitations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL,
    created_ms INTEGER NOT NULL)`,

  `CREATE TABLE api_keys (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, label TEXT, name TEXT NOT NULL, hash TEXT NOT NULL, scopes TEXT NOT NULL,
    created_ms INTEGER NOT NULL, expires_ms INTEGER, revoked_ms INTEGER)`,

  `CREATE TABLE projects (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, description TEXT,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL)`,

  // What a scrape finds is not stored but computed from these when a row is read (scraping.ts).
  `CREATE TABLE creators (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL,
    handle TEXT NOT NULL, handle_key TEXT NOT NULL, display_name TEXT, description TEXT, readme TEXT, metadata TEXT NOT NULL,
    tracking_mode TEXT NOT NULL, tracking_start_date TEXT, tracking_end_date TEXT,
    is_active INTEGER NOT NULL, deactivated_ms INTEGER,
    activity_seed INTEGER NOT NULL, posts_per_week REAL NOT NULL, views_per_post INTEGER NOT NULL,
    followers_at_start INTEGER NOT NULL, followers_per_day INTEGER NOT NULL,
    scrapes_from_ms INTEGER, scrapes_until_ms INTEGER, scrape_phase_ms INTEGER NOT NULL,
    manual_done_ms INTEGER, manual_due_ms INTEGER, gap_from_ms INTEGER, gap_until_ms INTEGER,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL)`,

  `CREATE TABLE methods (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, icon_url TEXT, is_default INTEGER NOT NULL,
    is_active INTEGER NOT NULL, metadata TEXT NOT NULL, readme TEXT, created_ms INTEGER NOT NULL, deleted_ms INTEGER)`,

  `CREATE TABLE structures (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, name TEXT NOT NULL, is_active INTEGER NOT NULL,
    metadata TEXT NOT NULL, readme TEXT, created_ms INTEGER NOT NULL)`,

  `CREATE TABLE versions (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, structure INTEGER NOT NULL, period TEXT NOT NULL, amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL, criteria_type TEXT NOT NULL, criteria_params TEXT NOT NULL, proration_mode TEXT NOT NULL,
    created_ms INTEGER NOT NULL)`,

  `CREATE TABLE assignments (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, structure INTEGER NOT NULL, creator INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, unassigned_ms INTEGER)`,

  `CREATE TABLE accruals (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, creator INTEGER NOT NULL,
    structure INTEGER NOT NULL, version INTEGER NOT NULL, period_start_ms INTEGER NOT NULL, period_end_ms INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL, inputs_snapshot TEXT,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL)`,

  `CREATE TABLE payments (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, creator INTEGER, method INTEGER,
    method_name_snapshot TEXT, total_amount_cents INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL,
    paid_ms INTEGER NOT NULL, adjustments TEXT NOT NULL, note TEXT, metadata TEXT NOT NULL, readme TEXT,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL)`,

  // reverts_to: what the accrual is again when no payment settles it any more; null for a line that settled nothing.
  `CREATE TABLE payment_lines (
    payment INTEGER NOT NULL, accrual INTEGER NOT NULL, applied_amount_cents INTEGER NOT NULL, reverts_to TEXT,
    PRIMARY KEY (payment, accrual)) WITHOUT ROWID`,

  // Counts are not stored: they grow from these and the time since the post (video-rows.ts). What is deleted keeps its
  // row, here and below, so that its id is not given out again.
  `CREATE TABLE videos (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, creator INTEGER,
    tiktok_video_id TEXT NOT NULL, url TEXT, title TEXT, description TEXT, readme TEXT, metadata TEXT NOT NULL,
    tracking_status TEXT NOT NULL, is_exempt INTEGER NOT NULL, disabled_ms INTEGER,
    luck INTEGER NOT NULL, views_at_once INTEGER NOT NULL, views_to_come INTEGER NOT NULL, posted_ms INTEGER NOT NULL,
    manual_done_ms INTEGER, manual_due_ms INTEGER, gap_from_ms INTEGER, gap_until_ms INTEGER,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, deleted_ms INTEGER)`,

  // What creators and videos no longer say of their scrapes: history is computed from it (scrape-history.ts).
  `CREATE TABLE past_scrapes (creator INTEGER, video INTEGER, at_ms INTEGER NOT NULL)`,
  `CREATE TABLE past_gaps (creator INTEGER, video INTEGER, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL)`,

  // Who goes on posting as time passes: every so often, next at next_ms (posting.ts).
  `CREATE TABLE rhythms (
    creator INTEGER PRIMARY KEY, every_ms INTEGER NOT NULL, posted INTEGER NOT NULL, next_ms INTEGER NOT NULL)`,

  `CREATE TABLE campaigns (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, name TEXT NOT NULL, description TEXT, readme TEXT,
    metadata TEXT NOT NULL, target_views INTEGER, target_ms INTEGER, created_ms INTEGER NOT NULL, deleted_ms INTEGER)`,

  `CREATE TABLE campaign_items (
    campaign INTEGER NOT NULL, item_type TEXT NOT NULL, item INTEGER NOT NULL, created_ms INTEGER NOT NULL,
    PRIMARY KEY (campaign, item_type, item)) WITHOUT ROWID`,

  `CREATE TABLE goals (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, creator INTEGER NOT NULL, project INTEGER NOT NULL, metric TEXT NOT NULL,
    period TEXT NOT NULL, target_value REAL NOT NULL, start_date TEXT, end_date TEXT, is_active INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, deleted_ms INTEGER)`,

  `CREATE TABLE annotations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project INTEGER NOT NULL, date TEXT NOT NULL, label TEXT NOT NULL,
    description TEXT, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, deleted_ms INTEGER)`,

  // When creators were inactive before they came back (pauses.ts); who is inactive now has deactivated_ms.
  `CREATE TABLE pauses (creator INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL)`,

  // When a creator was last re-enabled in bulk: that can be done once in 24 hours (contract 2.3).
  `CREATE TABLE reenabled (creator INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL)`,

  `CREATE TABLE idempotency_keys (
    key TEXT PRIMARY KEY, route TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    created_ms INTEGER NOT NULL)`,
]

export const INDEXES = [
  `CREATE UNIQUE INDEX members_id ON members (id)`,
  `CREATE UNIQUE INDEX members_email ON members (email)`,
  `CREATE UNIQUE INDEX invitations_id ON invitations (id)`,
  `CREATE INDEX invitations_email ON invitations (email)`,
  `CREATE UNIQUE INDEX api_keys_id ON api_keys (id)`,
  `CREATE UNIQUE INDEX api_keys_hash ON api_keys (hash)`,

  `CREATE UNIQUE INDEX projects_id ON projects (id)`,
  `CREATE INDEX projects_order ON projects (created_ms, id)`,

  `CREATE UNIQUE INDEX creators_id ON creators (id)`,
  `CREATE INDEX creators_order ON creators (created_ms, id)`,
  `CREATE INDEX creators_project ON creators (project, created_ms, id)`,
  `CREATE INDEX creators_handle ON creators (project, handle_key)`,
  `CREATE INDEX pauses_creator ON pauses (creator)`,

  `CREATE UNIQUE INDEX methods_id ON methods (id)`,
  `CREATE INDEX methods_order ON methods (created_ms, id)`,

  `CREATE UNIQUE INDEX structures_id ON structures (id)`,
  `CREATE INDEX structures_order ON structures (created_ms, id)`,
  `CREATE INDEX structures_project ON structures (project, created_ms, id)`,
  `CREATE UNIQUE INDEX versions_id ON versions (id)`,
  `CREATE INDEX versions_structure ON versions (structure, created_ms)`,

  `CREATE UNIQUE INDEX assignments_id ON assignments (id)`,
  `CREATE INDEX assignments_structure ON assignments (structure, created_ms, id)`,
  `CREATE INDEX assignments_creator ON assignments (creator, structure)`,

  `CREATE UNIQUE INDEX accruals_id ON accruals (id)`,
  `CREATE INDEX accruals_order ON accruals (created_ms, id)`,
  `CREATE INDEX accruals_project ON accruals (project, created_ms, id)`,
  `CREATE INDEX accruals_status ON accruals (status, created_ms, id)`,
  `CREATE INDEX accruals_project_status ON accruals (project, status, created_ms, id)`,
  `CREATE INDEX accruals_creator ON accruals (creator, created_ms, id)`,
  `CREATE INDEX accruals_period ON accruals (creator, structure, period_end_ms)`,

  `CREATE UNIQUE INDEX payments_id ON payments (id)`,
  `CREATE INDEX payments_order ON payments (created_ms, id)`,
  `CREATE INDEX payments_project ON payments (project, created_ms, id)`,
  `CREATE INDEX payments_status ON payments (status, created_ms, id)`,
  `CREATE INDEX payments_creator ON payments (creator, created_ms, id)`,
  `CREATE INDEX payment_lines_accrual ON payment_lines (accrual)`,

  `CREATE UNIQUE INDEX videos_id ON videos (id)`,
  `CREATE INDEX videos_order ON videos (created_ms, id)`,
  `CREATE INDEX videos_project ON videos (project, created_ms, id)`,
  `CREATE INDEX videos_project_posted ON videos (project, posted_ms)`,
  `CREATE INDEX videos_creator ON videos (creator, created_ms, id)`,
  `CREATE INDEX videos_creator_posted ON videos (creator, posted_ms)`,
  `CREATE INDEX videos_expiry ON videos (posted_ms) WHERE disabled_ms IS NULL AND is_exempt = 0`,
  `CREATE INDEX videos_tiktok ON videos (tiktok_video_id)`,
  `CREATE INDEX rhythms_next ON rhythms (next_ms)`,
  `CREATE INDEX past_scrapes_creator ON past_scrapes (creator) WHERE creator IS NOT NULL`,
  `CREATE INDEX past_scrapes_video ON past_scrapes (video) WHERE video IS NOT NULL`,
  `CREATE INDEX past_gaps_creator ON past_gaps (creator) WHERE creator IS NOT NULL`,
  `CREATE INDEX past_gaps_video ON past_gaps (video) WHERE video IS NOT NULL`,

  `CREATE UNIQUE INDEX campaigns_id ON campaigns (id)`,
  `CREATE INDEX campaigns_order ON campaigns (created_ms, id)`,
  `CREATE INDEX campaigns_project ON campaigns (project, created_ms, id)`,
  `CREATE INDEX campaign_items_item ON campaign_items (item_type, item)`,

  `CREATE UNIQUE INDEX goals_id ON goals (id)`,
  `CREATE INDEX goals_creator ON goals (creator, created_ms, id)`,
  `CREATE INDEX goals_project ON goals (project)`,

  `CREATE UNIQUE INDEX annotations_id ON annotations (id)`,
  `CREATE INDEX annotations_order ON annotations (created_ms, id)`,

  `CREATE INDEX idempotency_keys_age ON idempotency_keys (created_ms)`,
]
