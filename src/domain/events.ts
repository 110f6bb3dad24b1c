/**
 * The log of what happened (interface 4). An event's id is made of its type, its subject and how often the subject had
 * an event before: stable for ever, and the same again if it were derived a second time.
 */

/** All types there are so far: what the watch sees, and what the ledger and the watch tell of payments. */
export const EVENT_TYPES = [
  'accrual.earned',
  'accrual.changed',
  'accrual.paid',
  'accrual.rejected',
  'accrual.voided',
  'accrual.reopened',
  'accrual.overdue',
  'creator.added',
  'creator.stale',
  'creator.recovered',
  'creator.deactivated',
  'creator.reactivated',
  'payment.requested',
  'payment.approved',
  'payment.denied',
  'payment.recorded',
  'payment.failed',
  'payment.unknown',
  'payment.voided',
  'payment.external',
  'watch.failing',
  'watch.recovered',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** An event as the outside sees it. `timestamp` is the run's «now», ISO 8601 UTC. */
export interface WatchEvent {
  readonly id: string
  readonly type: EventType
  readonly timestamp: string
  readonly data: Record<string, unknown>
}

/** Builds an event id. `revision` counts the subject's events from 1. */
export function eventId(type: EventType, subjectId: string, revision: number): string {
  return `${type}:${subjectId}:${revision}`
}

/** Whether a text names an event type. */
export function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text)
}
