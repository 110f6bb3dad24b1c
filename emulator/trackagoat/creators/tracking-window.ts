/**
 * The window a creator is tracked in (contract 2.3): what was posted before its first day or after its last is not
 * found. Chosen: days are those of UTC, like the days of goals; null is open on that side.
 * @module
 */
import { badBody } from '../wire/input.ts'

export type TrackingWindow = { tracking_start_date: string | null; tracking_end_date: string | null }

/** What a request says of it. */
type Sent = { tracking_start_date?: string | null | undefined; tracking_end_date?: string | null | undefined }

export function isInWindow(window: TrackingWindow, instantMs: number): boolean {
  const day = new Date(instantMs).toISOString().slice(0, 10)
  const { tracking_start_date: first, tracking_end_date: last } = window
  return (first === null || first <= day) && (last === null || day <= last)
}

/** The window with what was sent in it; 400 for a field that would make it end before it begins. */
export function changedWindow(before: TrackingWindow, sent: Sent): TrackingWindow {
  const first = sent.tracking_start_date === undefined ? before.tracking_start_date : sent.tracking_start_date
  const last = sent.tracking_end_date === undefined ? before.tracking_end_date : sent.tracking_end_date
  if (first !== null && last !== null && last < first) {
    if (sent.tracking_end_date === undefined)
      throw badBody('tracking_start_date', `is after tracking_end_date, ${last}`)
    throw badBody('tracking_end_date', `is before tracking_start_date, ${first}`)
  }
  return { tracking_start_date: first, tracking_end_date: last }
}
