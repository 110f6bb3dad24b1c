/**
 * What people do about alerts between two runs: taking them and silencing them. The living message is edited at once, since
 * whoever looks at it next wants to know. Each function is called inside a transaction; the hand-over follows.
 */
import type { Result } from '../../domain/result.ts'
import type { Silence, SilenceOrder, SilenceRefusal } from '../../domain/silences.ts'
import { type AnnounceRules, type Destinations, handOver, noteDecision, noteSilencedShown } from './announce.ts'
import type { Acknowledged } from './contract.ts'
import { type Group, groupId, groupNotice, groupSeq, livelyGroup } from './groups.ts'
import { groupsToRetell, storeSilence } from './silences.ts'

/** Stands for a run in decisions that a person made. */
const BETWEEN_RUNS = 'between_runs'

/** How the message is to be written. */
export interface Telling {
  readonly destinations: Destinations
  readonly rules: AnnounceRules
  readonly nowMs: number
}

/** Notes who took a group: no reminders until an alert joins or the group ends. */
export function acknowledgeGroup(sql: SqlStorage, id: string, by: string, telling: Telling): Acknowledged {
  const seq = groupSeq(id)
  const group = seq === null ? null : livelyGroup(sql, seq)
  if (group === null || group.lastNotifiedMs === null || group.openCount + group.silencedCount === 0) return 'not_open'
  if (group.acknowledgedBy !== null) return 'known'
  sql.exec('UPDATE alert_groups SET acknowledged_by = ? WHERE seq = ?', by, group.seq)
  retell(sql, { ...group, acknowledgedBy: by }, 'acknowledged', telling)
  return 'acknowledged'
}

/** Stores a silence and edits the messages that count what it covers. */
export function addSilence(sql: SqlStorage, order: SilenceOrder, telling: Telling): Result<Silence, SilenceRefusal> {
  const added = storeSilence(sql, order, telling.nowMs)
  if (!added.ok) return added
  for (const seq of groupsToRetell(sql)) {
    const group = livelyGroup(sql, seq)
    if (group !== null) retell(sql, group, 'silenced', telling)
  }
  return added
}

/** Silences what a group is about, also what joins it; null when nothing in it is open or it must be heard. */
export function silenceGroup(
  sql: SqlStorage,
  id: string,
  by: string,
  untilMs: number,
  telling: Telling,
): Silence | null {
  const seq = groupSeq(id)
  const group = seq === null ? null : livelyGroup(sql, seq)
  if (group === null || group.openCount + group.silencedCount === 0) return null
  const where = group.project === null ? { group_id: groupId(group.seq) } : { project_id: group.project.id }
  const added = addSilence(sql, { match: { kind: group.kind, ...where }, untilMs, by, comment: null }, telling)
  return added.ok ? added.value : null
}

/** Edits the living message of a group, if it has one. What is new in the group stays new. */
function retell(sql: SqlStorage, group: Group, reason: 'acknowledged' | 'silenced', telling: Telling): void {
  const { destinations, rules, nowMs } = telling
  noteDecision(sql, { id: BETWEEN_RUNS, nowMs }, group, {
    action: group.hasMessage ? 'update' : 'none',
    reason,
    changed: true,
  })
  if (!group.hasMessage) return
  const thread = `${groupId(group.seq)}/${group.life}`
  const notice = groupNotice(sql, group, rules, nowMs, false)
  // Edits are told apart by the decision just noted: two of one moment are two.
  const { n } = sql.exec<{ n: number }>('SELECT max(seq) AS n FROM decisions').one()
  handOver(sql, destinations.slack, `${reason}/${thread}/${n}`, thread, 'update', notice)
  noteSilencedShown(sql, group)
}
