/**
 * The end of a run, in one transaction: every group of alerts gets a decision with its reason, the news is gathered, and
 * what is to be said is handed over to each destination. A crash before it commits leaves everything still to be said;
 * after it, nothing is said again.
 */
import { type Decision, decide } from '../../domain/alerts.ts'
import { type FreshnessRules, overdueCutoffMs, staleCutoffMs } from '../../domain/freshness.ts'
import {
  type AlertGroupNotice,
  CUT_GROUP_ITEMS,
  type FirstLookNotice,
  MAX_LETTER_PARTS,
  type NewsNotice,
  type Notice,
  STORM_GROUPS,
  type StormNotice,
} from '../../domain/notice.ts'
import { lastEventSeq } from './event-log.ts'
import { type Group, groupId, groupNotice, livelyGroups } from './groups.ts'
import { collectNews, firstLook } from './news.ts'
import type { Run } from './run-log.ts'
import { getMeta, setMeta } from './schema.ts'
import { applySilences } from './silences.ts'

/** Where things are said; null: that channel is not set up. Names of outboxes. */
export interface Destinations {
  readonly slack: string | null
  readonly mail: string | null
}

/** What announcing depends on beside the state. */
export interface AnnounceRules extends FreshnessRules {
  readonly remindEveryHours: number
}

/** Decides and hands over. Call inside the transaction that closes the run. */
export function announce(sql: SqlStorage, run: Run, destinations: Destinations, rules: AnnounceRules): void {
  const { nowMs } = run
  noteKnown(sql, run)
  applySilences(sql, nowMs)
  if (destinations.slack === null && destinations.mail === null) {
    // Everything stays to be said, and is when the first channel is set up.
    for (const group of livelyGroups(sql)) noteDecision(sql, run, group, NO_CHANNEL)
    return
  }
  const firstTime = takeFirstLook(sql, run, rules)
  const lastSeq = lastEventSeq(sql)
  const news = collectNews(sql, Number(getMeta(sql, 'announced_seq') ?? 0), lastSeq, nowMs)
  setMeta(sql, 'announced_seq', String(lastSeq))

  const decided = livelyGroups(sql).map((group) => ({ group, decision: decideOn(group, rules, nowMs) }))
  for (const { group, decision } of decided) {
    noteDecision(sql, run, group, decision)
    if (group.openCount > 0 && group.silencedCount > 0) noteDecision(sql, run, group, SILENCED)
  }
  const speaking = decided.filter(({ decision }) => decision.action !== 'none')
  const loud = speaking.filter(
    ({ group, decision }) => !isQuiet(decision) && (decision.action !== 'update' || !group.hasMessage),
  )
  const isStorm = loud.length > STORM_GROUPS

  const letter: (FirstLookNotice | NewsNotice | AlertGroupNotice | StormNotice)[] = []
  const slack = (id: string, thread: string | null, mode: Mode, notice: Notice) =>
    handOver(sql, destinations.slack, `${run.id}/${id}`, thread, mode, notice)

  if (firstTime) {
    letter.push(firstTime)
    slack('first-look', null, 'post', firstTime)
  }
  for (const notice of news) {
    letter.push(notice)
    slack(`news/${notice.project?.id ?? 'unknown'}`, null, 'post', notice)
  }
  if (isStorm) {
    const storm = stormNotice(
      sql,
      loud.map(({ group }) => group),
      loud.every(({ decision }) => decision.action === 'remind'),
      nowMs,
    )
    letter.push(storm)
    slack('storm', null, 'post', storm)
  }
  for (const { group, decision } of speaking) {
    const inStorm = isStorm && loud.some((entry) => entry.group.seq === group.seq)
    // Whoever took it took it without those that join now.
    const taken = group.unannouncedCount > 0 ? { ...group, acknowledgedBy: null } : group
    const born = group.lastNotifiedMs === null ? { ...taken, openedMs: nowMs, life: group.life + 1 } : taken
    const notice = groupNotice(sql, born, rules, nowMs, decision.action === 'remind')
    if (!inStorm) {
      const thread = `${groupId(born.seq)}/${born.life}`
      const id = `${groupId(born.seq)}`
      if (decision.action === 'post') slack(id, thread, 'post', notice)
      // A group that only ever stood in a storm's summary has no message to end.
      else if (group.hasMessage || !isQuiet(decision)) {
        if (decision.action === 'update' || decision.changed) {
          slack(id, thread, 'update', { ...notice, reminder: false })
        }
        if (decision.action === 'remind') slack(`${id}/reminder`, thread, 'reply', notice)
      }
      // A letter cannot be edited: it is silent about what was silenced.
      if (!isQuiet(decision) || group.untoldResolvedCount > 0) letter.push(notice)
    }
    noteAnnounced(sql, born, decision, nowMs, born.hasMessage || (!inStorm && !isQuiet(decision)))
  }
  // Opened and over before anyone was told: closed without a word.
  sql.exec('UPDATE alerts SET end_told = 1 WHERE resolved_ms IS NOT NULL AND announced <> 1 AND end_told = 0')
  if (letter.length > 0) {
    const notice: Notice = {
      kind: 'letter',
      at: new Date(nowMs).toISOString(),
      parts: letter.slice(0, MAX_LETTER_PARTS),
      omittedParts: Math.max(0, letter.length - MAX_LETTER_PARTS),
    }
    handOver(sql, destinations.mail, `${run.id}/letter`, null, 'post', notice)
  }
}

const NO_CHANNEL: Decision = { action: 'none', reason: 'no_channel_set_up', changed: false }

/** Of alerts that are silenced while others of their group are not. */
const SILENCED: Decision = { action: 'none', reason: 'silenced', changed: false }

/** An edit that says less than before: it needs a message to edit, and no letter. */
function isQuiet({ action, reason }: Decision): boolean {
  return action === 'update' && (reason === 'all_resolved' || reason === 'silenced')
}

function decideOn(group: Group, rules: AnnounceRules, nowMs: number): Decision {
  return decide({ ...group, isAcknowledged: group.acknowledgedBy !== null }, rules.remindEveryHours, nowMs)
}

type Mode = 'post' | 'update' | 'reply'

/** Lists that were walked to their end: from now on what is new in them is news. */
function noteKnown(sql: SqlStorage, run: Run): void {
  if (run.creatorsDone) setMeta(sql, 'creators_known', '1')
  if (run.accrualsDone) setMeta(sql, 'accruals_known', '1')
}

function takeFirstLook(sql: SqlStorage, run: Run, rules: AnnounceRules): FirstLookNotice | null {
  if (run.outcome !== 'complete' || getMeta(sql, 'first_look_run') !== null) return null
  setMeta(sql, 'first_look_run', run.id)
  return firstLook(sql, overdueCutoffMs(rules, run.nowMs), staleCutoffMs(rules, run.nowMs), run.nowMs)
}

/** The same reason for saying nothing hour after hour is one row that counts. */
export function noteDecision(
  sql: SqlStorage,
  run: { readonly id: string; readonly nowMs: number },
  group: Group,
  decision: Decision,
): void {
  const isPartial = decision === SILENCED ? 1 : 0
  const openCount = decision.reason === 'silenced' && decision.action === 'none' ? group.silencedCount : group.openCount
  const last = sql
    .exec<{ seq: number; action: string; reason: string; open_count: number }>(
      `SELECT seq, action, reason, open_count FROM decisions WHERE group_seq = ? AND silenced = ? ORDER BY seq DESC LIMIT 1`,
      group.seq,
      isPartial,
    )
    .toArray()[0]
  const isSame = last?.action === 'none' && last.reason === decision.reason && last.open_count === openCount
  if (decision.action === 'none' && isSame) {
    sql.exec('UPDATE decisions SET times = times + 1, at_ms = ?, run_id = ? WHERE seq = ?', run.nowMs, run.id, last.seq)
    return
  }
  sql.exec(
    'INSERT INTO decisions (group_seq, run_id, at_ms, action, reason, open_count, silenced) VALUES (?, ?, ?, ?, ?, ?, ?)',
    group.seq,
    run.id,
    run.nowMs,
    decision.action,
    decision.reason,
    openCount,
    isPartial,
  )
}

function noteAnnounced(sql: SqlStorage, group: Group, decision: Decision, nowMs: number, hasMessage: boolean): void {
  sql.exec(
    'UPDATE alerts SET announced = 1 WHERE group_seq = ? AND resolved_ms IS NULL AND announced <> 1 AND silenced = 0',
    group.seq,
  )
  noteSilencedShown(sql, group)
  sql.exec('UPDATE alerts SET end_told = 1 WHERE group_seq = ? AND resolved_ms IS NOT NULL AND end_told = 0', group.seq)
  const over = group.openCount === 0 && group.silencedCount === 0
  const notifies = decision.action !== 'update'
  sql.exec(
    `UPDATE alert_groups SET life = ?, opened_ms = ?, last_notified_ms = ?, has_message = ?, acknowledged_by = ?
     WHERE seq = ?`,
    group.life,
    over ? null : group.openedMs,
    over ? null : notifies ? nowMs : group.lastNotifiedMs,
    over ? 0 : hasMessage ? 1 : 0,
    over ? null : group.acknowledgedBy,
    group.seq,
  )
}

/** The message has been written without the silenced alerts; it says so when nothing else is open. */
export function noteSilencedShown(sql: SqlStorage, group: Group): void {
  sql.exec(
    'UPDATE alerts SET announced = 2 WHERE group_seq = ? AND resolved_ms IS NULL AND announced = 1 AND silenced = 1',
    group.seq,
  )
  sql.exec(
    'UPDATE alert_groups SET says_silenced = ? WHERE seq = ?',
    group.openCount === 0 && group.silencedCount > 0 ? 1 : 0,
    group.seq,
  )
}

function stormNotice(sql: SqlStorage, groups: readonly Group[], reminder: boolean, nowMs: number): StormNotice {
  const rules = { staleAfterHours: 0, overdueAfterDays: 0 }
  const largest = [...groups].sort((a, b) => b.openCount - a.openCount).slice(0, CUT_GROUP_ITEMS)
  return {
    kind: 'storm',
    at: new Date(nowMs).toISOString(),
    reminder,
    groupCount: groups.length,
    alertCount: groups.reduce((sum, group) => sum + group.openCount, 0),
    groups: largest.map((group) => {
      const { alertKind, project, openCount, totalCents } = groupNotice(sql, group, rules, nowMs, reminder)
      return { alertKind, project, openCount, totalCents }
    }),
  }
}

/** Puts a notice where the hand-over finds it; an id that is there already is left alone. */
export function handOver(
  sql: SqlStorage,
  destination: string | null,
  id: string,
  thread: string | null,
  mode: Mode,
  notice: Notice,
): void {
  if (destination === null) return
  sql.exec(
    'INSERT OR IGNORE INTO handover (id, destination, thread, mode, notice) VALUES (?, ?, ?, ?, ?)',
    `${destination}/${id}`,
    destination,
    thread,
    mode,
    JSON.stringify(notice),
  )
}
