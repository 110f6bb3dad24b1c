/** The tables of the watch (docs/storage.md). Columns may be added, never removed; each entry runs once, in order. */

import { runMigrations } from '../migrations.ts'

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE projects (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

  -- print: the watched fields as they came when last accepted; the same print needs no second check.
  CREATE TABLE creators (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project_id TEXT NOT NULL, handle TEXT NOT NULL,
    display_name TEXT, is_active INTEGER NOT NULL, last_scraped_at TEXT, last_scraped_ms INTEGER,
    missed_walks INTEGER NOT NULL DEFAULT 0, listed INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 0, print TEXT);
  CREATE INDEX creators_missed ON creators (missed_walks) WHERE missed_walks > 0;

  CREATE TABLE accruals (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, creator_id TEXT NOT NULL, structure_id TEXT,
    amount_cents INTEGER NOT NULL, status TEXT NOT NULL, period_start_at TEXT NOT NULL, period_end_at TEXT NOT NULL,
    period_end_ms INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 0, print TEXT);
  CREATE INDEX accruals_earned ON accruals (period_end_ms) WHERE status = 'earned';

  CREATE TABLE payments (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project_id TEXT, creator_id TEXT, method_name TEXT,
    total_cents INTEGER NOT NULL, status TEXT NOT NULL, paid_at TEXT, stored_run TEXT NOT NULL, print TEXT);

  -- Which seqs a walk of the present run has seen: one bitmap for 8,192 of them.
  CREATE TABLE seen (walk TEXT NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL, PRIMARY KEY (walk, chunk)) WITHOUT ROWID;
  -- Accruals that a complete walk did not list any more, and the live payment of this run that names them.
  CREATE TABLE leaving (seq INTEGER PRIMARY KEY, payment_id TEXT);

  CREATE TABLE runs (
    id TEXT PRIMARY KEY, trigger TEXT NOT NULL, now_ms INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT, advice TEXT,
    phase TEXT NOT NULL, cursor TEXT, memory TEXT, urgent INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, limiter_waits INTEGER NOT NULL DEFAULT 0,
    creators_done INTEGER NOT NULL DEFAULT 0, accruals_done INTEGER NOT NULL DEFAULT 0,
    pages TEXT NOT NULL DEFAULT '{}', requests INTEGER NOT NULL DEFAULT 0, bad_row_count INTEGER NOT NULL DEFAULT 0,
    events_from INTEGER NOT NULL DEFAULT 0, event_count INTEGER NOT NULL DEFAULT 0, vanished INTEGER NOT NULL DEFAULT 0, confirmations INTEGER NOT NULL DEFAULT 0,
    started_wall_ms INTEGER NOT NULL, finished_wall_ms INTEGER, progress_ms INTEGER NOT NULL);
  CREATE INDEX runs_now ON runs (now_ms);
  CREATE TABLE bad_rows (run_id TEXT NOT NULL, walk TEXT NOT NULL, row_id TEXT, problem TEXT NOT NULL);
  CREATE INDEX bad_rows_run ON bad_rows (run_id);

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, at_ms INTEGER NOT NULL,
    project_id TEXT, amount_cents INTEGER, data TEXT NOT NULL);
  CREATE INDEX events_type ON events (type, seq);

  CREATE TABLE alert_groups (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, project_id TEXT, opened_ms INTEGER,
    last_notified_ms INTEGER, life INTEGER NOT NULL DEFAULT 0, has_message INTEGER NOT NULL DEFAULT 0, detail TEXT);
  CREATE UNIQUE INDEX alert_groups_key ON alert_groups (kind, ifnull(project_id, ''));
  CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, group_seq INTEGER NOT NULL, kind TEXT NOT NULL, subject_id TEXT NOT NULL,
    opened_ms INTEGER NOT NULL, resolved_ms INTEGER, announced INTEGER NOT NULL DEFAULT 0, end_told INTEGER NOT NULL DEFAULT 0, basis_ms INTEGER);
  CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject_id) WHERE resolved_ms IS NULL;
  CREATE INDEX alerts_group ON alerts (group_seq, resolved_ms);
  CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, group_seq INTEGER NOT NULL, run_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    action TEXT NOT NULL, reason TEXT NOT NULL, open_count INTEGER NOT NULL, times INTEGER NOT NULL DEFAULT 1);
  CREATE INDEX decisions_group ON decisions (group_seq, seq);

  -- What is due to an outbox; written with the decision, deleted when the outbox has it.
  CREATE TABLE handover (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, destination TEXT NOT NULL, thread TEXT,
    mode TEXT NOT NULL, notice TEXT NOT NULL);
  `,
  // Reads of what is known: owed by creator, handles whatever their case, payments of a creator.
  `
  CREATE INDEX accruals_owed ON accruals (creator_id, period_end_ms, amount_cents) WHERE status = 'earned';
  CREATE INDEX creators_handle ON creators (lower(handle));
  CREATE INDEX payments_creator ON payments (creator_id, status);
  `,
  // Whose payments these are, accruals on two of them, who took an alert, and silences.
  `
  -- Live payments by the accruals they name; no index by payment, since a line is written often and a void is rare.
  -- Payments known so far are read once more for it.
  CREATE TABLE payment_lines (accrual_id TEXT NOT NULL, payment_id TEXT NOT NULL, PRIMARY KEY (accrual_id, payment_id)) WITHOUT ROWID;
  -- Accruals that were on two live payments when a page was stored, until it is judged.
  CREATE TABLE double_suspects (accrual_id TEXT PRIMARY KEY) WITHOUT ROWID;
  -- Payments to ask about by id, since the walk ended before it came to them.
  CREATE TABLE payments_to_ask (payment_id TEXT PRIMARY KEY) WITHOUT ROWID;
  -- origin: history, ledger, external; NULL: not judged. revision counts the payment's events.
  ALTER TABLE payments ADD COLUMN origin TEXT;
  ALTER TABLE payments ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  -- Payments whose origin the ledger is to be asked for; asked_run: where that was tried last.
  CREATE TABLE unjudged (
    payment_id TEXT PRIMARY KEY, accrual_ids TEXT NOT NULL, voided INTEGER NOT NULL DEFAULT 0, asked_run TEXT) WITHOUT ROWID;
  UPDATE payments SET print = NULL, origin = 'history';
  INSERT INTO meta (key, value) SELECT 'payments_known', '1' FROM meta WHERE key = 'first_look_run';
  INSERT OR REPLACE INTO meta (key, value) SELECT 'payments_walk_open', '1' WHERE EXISTS (SELECT 1 FROM payments);

  -- noted: told by another object, so not an event of a run.
  ALTER TABLE events ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;

  -- announced: 0 never, 1 counted by the message, 2 was, until a silence.
  ALTER TABLE alerts ADD COLUMN creator_id TEXT;
  ALTER TABLE alerts ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alerts ADD COLUMN silence_seq INTEGER;
  UPDATE alerts SET creator_id = subject_id WHERE kind = 'creator.stale';
  UPDATE alerts SET creator_id = (SELECT x.creator_id FROM accruals AS x WHERE x.id = alerts.subject_id) WHERE kind = 'accrual.overdue';
  CREATE INDEX alerts_creator ON alerts (creator_id) WHERE resolved_ms IS NULL;
  CREATE INDEX alerts_silenced ON alerts (silence_seq) WHERE silenced = 1;
  ALTER TABLE alert_groups ADD COLUMN acknowledged_by TEXT;
  ALTER TABLE alert_groups ADD COLUMN says_silenced INTEGER NOT NULL DEFAULT 0;
  -- silenced: a decision on the silenced alerts of a group of which others are open.
  ALTER TABLE decisions ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE silences (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, creator_id TEXT, handle TEXT, project_id TEXT, group_seq INTEGER,
    until_ms INTEGER NOT NULL, by TEXT NOT NULL, comment TEXT, created_ms INTEGER NOT NULL, ended_ms INTEGER, ended_by TEXT);
  `,
]

/** Brings the tables up to date. Call inside `blockConcurrencyWhile`. */
export function migrate(storage: DurableObjectStorage): void {
  storage.transactionSync(() => runMigrations(storage.sql, MIGRATIONS))
}

/** Small facts about the watch itself. */
export function getMeta(sql: SqlStorage, key: MetaKey): string | null {
  const row = sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]
  return row?.value ?? null
}

/** As `getMeta`, writing. */
export function setMeta(sql: SqlStorage, key: MetaKey, value: string): void {
  sql.exec(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  )
}

/** The keys in use; docs/storage.md says what each holds. */
export type MetaKey =
  | 'organisation_id'
  | 'creators_known'
  | 'accruals_known'
  | 'payments_order'
  | 'payments_walk_open'
  | 'payments_known'
  | 'voids_looked_for_seq'
  | 'first_look_run'
  | 'announced_seq'
  | 'failed_runs'
  | 'watch_revision'
