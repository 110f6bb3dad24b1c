/** Writing and reading the log of events. Always called inside the transaction that changes what the event tells of. */
import { type EventType, eventId, type WatchEvent } from '../../domain/events.ts'
import type { NotedEvent } from './contract.ts'

/** An event about to be written; `revision` is the subject's new one. */
export interface NewEvent {
  readonly type: EventType
  readonly subjectId: string
  readonly revision: number
  readonly projectId: string | null
  readonly amountCents: number | null
  readonly data: Record<string, unknown>
}

/** Appends events at the run's «now», all in one statement. */
export function appendEvents(sql: SqlStorage, nowMs: number, events: readonly NewEvent[]): void {
  if (events.length === 0) return
  const tuples = events.map((event) => [
    eventId(event.type, event.subjectId, event.revision),
    event.type,
    event.projectId,
    event.amountCents,
    JSON.stringify(event.data),
  ])
  sql.exec(
    `INSERT INTO events (id, type, at_ms, project_id, amount_cents, data)
     SELECT value->>0, value->>1, ?, value->>2, value->>3, value->>4 FROM json_each(?)`,
    nowMs,
    JSON.stringify(tuples),
  )
}

/** Appends events of others; those known by id are left alone, so telling twice is harmless. No run counts them. */
export function noteEvents(sql: SqlStorage, events: readonly NotedEvent[]): void {
  for (const event of events) {
    sql.exec(
      `INSERT OR IGNORE INTO events (id, type, at_ms, project_id, amount_cents, data, noted) VALUES (?, ?, ?, ?, ?, ?, 1)`,
      event.id,
      event.type,
      event.atMs,
      event.projectId,
      event.amountCents,
      JSON.stringify(event.data),
    )
  }
}

/** The seq of the newest event; 0 when there is none. */
export function lastEventSeq(sql: SqlStorage): number {
  return sql.exec<{ seq: number | null }>('SELECT max(seq) AS seq FROM events').one().seq ?? 0
}

/** What `GET /v1/events` asks for. */
export interface EventQuery {
  readonly type: EventType | null
  /** Only events at or after this instant, epoch ms. */
  readonly sinceMs: number | null
  readonly limit: number
}

/** Events, newest first. */
export function listEvents(sql: SqlStorage, query: EventQuery): WatchEvent[] {
  const rows = sql.exec<{ id: string; type: EventType; at_ms: number; data: string }>(
    `SELECT id, type, at_ms, data FROM events
     WHERE (?1 IS NULL OR type = ?1) AND (?2 IS NULL OR at_ms >= ?2) ORDER BY seq DESC LIMIT ?3`,
    query.type,
    query.sinceMs,
    query.limit,
  )
  return rows.toArray().map((row) => ({
    id: row.id,
    type: row.type,
    timestamp: new Date(row.at_ms).toISOString(),
    data: JSON.parse(row.data) as Record<string, unknown>,
  }))
}
