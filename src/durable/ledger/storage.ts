/**
 * The part of a Durable Object's SQLite that the ledger uses. So small that its rules can also be driven outside an object:
 * the property test runs tens of thousands of schedules that way.
 */

import { runMigrations } from '../migrations.ts'

export type SqlValue = string | number | null | ArrayBuffer

/** As `SqlStorage`. */
export interface Sql {
  exec<T extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]): { toArray(): T[]; one(): T }
}

/** SQLite and its transactions. */
export interface LedgerStorage {
  readonly sql: Sql
  /** All or nothing; what throws inside leaves no trace. */
  transaction<T>(work: () => T): T
}

/** The tables of the ledger (docs/storage.md). Columns may be added, never removed; each entry runs once, in order. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
    creator_id TEXT NOT NULL, handle TEXT NOT NULL, display_name TEXT, project_id TEXT NOT NULL, project_name TEXT,
    method_id TEXT NOT NULL, method_name TEXT NOT NULL, total_cents INTEGER NOT NULL, sum_cents INTEGER NOT NULL,
    method_assumed INTEGER NOT NULL, adjustment_reason TEXT, note TEXT, paid_at TEXT, requested_by TEXT NOT NULL, approved_by TEXT,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, counted_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
    logical_key TEXT NOT NULL, upstream_key TEXT NOT NULL UNIQUE,
    -- Written before the request leaves: what is sent, byte for byte, and since when the key is known over there.
    body TEXT, first_attempt_ms INTEGER, last_attempt_ms INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
    -- How many attempts may have been done without our hearing of it; one under way counts.
    unclear INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, refused TEXT,
    payment_id TEXT, reason TEXT, advice TEXT, scan TEXT, twin_id TEXT, claimed_by TEXT, needs_person INTEGER NOT NULL DEFAULT 0,
    due_ms INTEGER, revision INTEGER NOT NULL DEFAULT 0, card TEXT);
  CREATE INDEX requests_due ON requests (due_ms) WHERE due_ms IS NOT NULL;
  CREATE INDEX requests_status ON requests (status, seq);
  CREATE INDEX requests_creator ON requests (creator_id, seq);
  CREATE INDEX requests_counted ON requests (counted_ms, status, total_cents);
  CREATE UNIQUE INDEX requests_payment ON requests (payment_id) WHERE payment_id IS NOT NULL;

  CREATE TABLE request_accruals (
    request_seq INTEGER NOT NULL, accrual_id TEXT NOT NULL, amount_cents INTEGER NOT NULL,
    period_start_at TEXT NOT NULL, period_end_at TEXT NOT NULL, PRIMARY KEY (request_seq, accrual_id)) WITHOUT ROWID;
  -- One request per accrual, by the primary key.
  CREATE TABLE locks (accrual_id TEXT PRIMARY KEY, request_seq INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX locks_request ON locks (request_seq);
  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, request_seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, status TEXT NOT NULL,
    by TEXT NOT NULL, reason TEXT, detail TEXT);
  CREATE INDEX history_request ON history (request_seq, seq);

  -- The callers' keys, with the first answer.
  CREATE TABLE keys (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL,
    created_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX keys_created ON keys (created_ms);

  CREATE TABLE voids (
    payment_id TEXT PRIMARY KEY, by TEXT NOT NULL, asked_ms INTEGER NOT NULL,
    status TEXT NOT NULL, reason TEXT, detail TEXT, attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER) WITHOUT ROWID;
  CREATE INDEX voids_due ON voids (due_ms) WHERE due_ms IS NOT NULL;

  -- What people asked for in Slack: taken before Slack is answered.
  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, job_order TEXT NOT NULL, asks INTEGER NOT NULL,
    status TEXT NOT NULL, answer TEXT, noted TEXT, attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER, created_ms INTEGER NOT NULL);
  -- asks: whether trackagoat is asked for it; those rest while it, or its limits, make us wait.
  CREATE INDEX jobs_due ON jobs (asks, due_ms) WHERE due_ms IS NOT NULL;
  CREATE INDEX jobs_created ON jobs (created_ms);

  -- What is due to an outbox (a card) or to the watch (an event); deleted when it is there.
  CREATE TABLE handover (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, id TEXT NOT NULL UNIQUE, thread TEXT,
    payload TEXT NOT NULL);
  `,
]

/** Brings the tables up to date. */
export function migrateLedger(storage: LedgerStorage): void {
  storage.transaction(() => runMigrations(storage.sql, MIGRATIONS))
}
