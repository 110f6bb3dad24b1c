/**
 * Whether a group of alerts is announced now, and why or why not. One pure function; its reason is stored with the
 * decision and shown to whoever asks. A group is a kind of alert in a project.
 */

/** What the decision depends on. Times in epoch ms. */
export interface GroupFacts {
  /** Alerts open now and not silenced. */
  readonly openCount: number
  /** Of these, how many are not part of the message. */
  readonly unannouncedCount: number
  /** Alerts open now under a silence: nothing is said of them while it lasts. */
  readonly silencedCount: number
  /** Of these, how many the message still counts, since it is older than the silence. */
  readonly silencedShownCount: number
  /** The message says that the whole group is silenced. */
  readonly saysSilenced: boolean
  /** Somebody has taken it, and no alert has joined since. */
  readonly isAcknowledged: boolean
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
  | 'silenced'
  | 'silence_over'
  | 'acknowledged'
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

/**
 * Decides for one group at `nowMs`. Never announced and already over: nobody needs to hear of it. Whoever acknowledged is
 * left in peace until an alert joins; the end of a silence is something that people should notice.
 */
export function decide(group: GroupFacts, remindEveryHours: number, nowMs: number): Decision {
  const { openCount, unannouncedCount, untoldResolvedCount, silencedCount, silencedShownCount, lastNotifiedMs } = group
  const changed = unannouncedCount > 0 || untoldResolvedCount > 0 || silencedShownCount > 0
  if (lastNotifiedMs === null) {
    if (openCount > 0) return { action: 'post', reason: 'first_notification', changed: true }
    const reason = silencedCount > 0 ? 'silenced' : 'resolved_before_announced'
    return { action: 'none', reason, changed: false }
  }
  if (openCount === 0 && silencedCount === 0) return { action: 'update', reason: 'all_resolved', changed: true }
  if (openCount === 0) {
    // Edited once, to say so; then quiet.
    return { action: changed || !group.saysSilenced ? 'update' : 'none', reason: 'silenced', changed }
  }
  if (group.saysSilenced && silencedCount === 0) return { action: 'remind', reason: 'silence_over', changed: true }
  const isQuiet = group.isAcknowledged && unannouncedCount === 0
  if (!isQuiet && nowMs - lastNotifiedMs >= remindEveryHours * 3_600_000) {
    return { action: 'remind', reason: 'reminder_due', changed: changed || group.saysSilenced }
  }
  if (unannouncedCount > 0) return { action: 'update', reason: 'new_alerts_in_group', changed }
  if (untoldResolvedCount > 0) return { action: 'update', reason: 'alerts_resolved', changed }
  if (silencedShownCount > 0) return { action: 'update', reason: 'silenced', changed }
  return { action: 'none', reason: isQuiet ? 'acknowledged' : 'unchanged', changed }
}

/** A run that saw nothing conclusive this many times in a row makes the watch itself an alert. */
export const FAILED_RUNS_TO_ALERT = 2
