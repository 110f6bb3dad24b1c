/**
 * Whether a group of alerts is announced now, and why or why not. One pure function; its reason is stored with the
 * decision and shown to whoever asks. A group is a kind of alert in a project.
 */

/** What the decision depends on. Times in epoch ms. */
export interface GroupFacts {
  /** Alerts open now. */
  readonly openCount: number
  /** Of these, how many were never part of a message. */
  readonly unannouncedCount: number
  /** Alerts that were part of a message, are over, and whose end was not told yet. */
  readonly untoldResolvedCount: number
  /** When the group was last posted or reminded of in its present life; null when it is not announced. */
  readonly lastNotifiedMs: number | null
}

export type DecisionReason =
  | 'first_notification'
  | 'new_alerts_in_group'
  | 'alerts_resolved'
  | 'all_resolved'
  | 'reminder_due'
  | 'resolved_before_announced'
  | 'no_channel_set_up'
  | 'unchanged'

/** `post`: a new message. `update`: the living message is edited. `remind`: a reply below it that people notice. */
export type DecisionAction = 'post' | 'update' | 'remind' | 'none'

/** What to do with a group, and the reason by name. */
export interface Decision {
  readonly action: DecisionAction
  readonly reason: DecisionReason
  /** With `remind`: the living message needs an edit as well. */
  readonly changed: boolean
}

/** Decides for one group at `nowMs`. Never announced and already over: nobody needs to hear of it. */
export function decide(group: GroupFacts, remindEveryHours: number, nowMs: number): Decision {
  const changed = group.unannouncedCount > 0 || group.untoldResolvedCount > 0
  if (group.lastNotifiedMs === null) {
    return group.openCount > 0
      ? { action: 'post', reason: 'first_notification', changed: true }
      : { action: 'none', reason: 'resolved_before_announced', changed: false }
  }
  if (group.openCount === 0) return { action: 'update', reason: 'all_resolved', changed: true }
  if (nowMs - group.lastNotifiedMs >= remindEveryHours * 3_600_000) {
    return { action: 'remind', reason: 'reminder_due', changed }
  }
  if (group.unannouncedCount > 0) return { action: 'update', reason: 'new_alerts_in_group', changed }
  if (group.untoldResolvedCount > 0) return { action: 'update', reason: 'alerts_resolved', changed }
  return { action: 'none', reason: 'unchanged', changed }
}

/** A run that saw nothing conclusive this many times in a row makes the watch itself an alert. */
export const FAILED_RUNS_TO_ALERT = 2
