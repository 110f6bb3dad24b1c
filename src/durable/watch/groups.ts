/** Groups of alerts as facts for the decision and as notices for the channels. */
import type { GroupFacts } from '../../domain/alerts.ts'
import { type FreshnessRules, overdueRule, staleRule } from '../../domain/freshness.ts'
import { toCents } from '../../domain/money.ts'
import {
  type AlertGroupNotice,
  type AlertKind,
  CUT_GROUP_ITEMS,
  MAX_GROUP_ITEMS,
  type NoticeButton,
  type ProjectRef,
} from '../../domain/notice.ts'
import { SILENCE_BUTTON_HOURS } from '../../domain/silences.ts'
import { groupItems } from './group-items.ts'

/** A group that may need a decision: something in it is open, or its end was not told yet. */
export interface Group extends Omit<GroupFacts, 'isAcknowledged'> {
  readonly seq: number
  readonly kind: AlertKind
  readonly project: ProjectRef | null
  /** Counts the group's lives: after all was resolved, the next alert starts a new message. */
  readonly life: number
  readonly hasMessage: boolean
  readonly openedMs: number | null
  readonly detail: string | null
  /** Who took it, an actor's id, and no alert has joined since. */
  readonly acknowledgedBy: string | null
}

/** Groups to decide on in a run. Bounded by projects times kinds, never by alerts. */
export function livelyGroups(sql: SqlStorage): Group[] {
  return groupsWhere(sql, null)
}

/** One group, if it is lively. */
export function livelyGroup(sql: SqlStorage, seq: number): Group | null {
  return groupsWhere(sql, seq)[0] ?? null
}

function groupsWhere(sql: SqlStorage, seq: number | null): Group[] {
  return sql
    .exec<{
      seq: number
      kind: AlertKind
      project_id: string | null
      name: string | null
      life: number
      has_message: number
      opened_ms: number | null
      last_notified_ms: number | null
      detail: string | null
      acknowledged_by: string | null
      says_silenced: number
      open: number
      unannounced: number
      silenced: number
      silenced_shown: number
      untold: number
    }>(
      `SELECT g.seq, g.kind, g.project_id, p.name, g.life, g.has_message, g.opened_ms, g.last_notified_ms, g.detail,
              g.acknowledged_by, g.says_silenced,
              sum(a.resolved_ms IS NULL AND a.silenced = 0) AS open,
              sum(a.resolved_ms IS NULL AND a.silenced = 0 AND a.announced <> 1) AS unannounced,
              sum(a.resolved_ms IS NULL AND a.silenced = 1) AS silenced,
              sum(a.resolved_ms IS NULL AND a.silenced = 1 AND a.announced = 1) AS silenced_shown,
              sum(a.resolved_ms IS NOT NULL AND a.announced = 1 AND a.end_told = 0) AS untold
       FROM alert_groups AS g JOIN alerts AS a ON a.group_seq = g.seq LEFT JOIN projects AS p ON p.id = g.project_id
       WHERE (a.resolved_ms IS NULL OR a.end_told = 0) AND (?1 IS NULL OR g.seq = ?1)
       GROUP BY g.seq ORDER BY g.seq`,
      seq,
    )
    .toArray()
    .map((row) => ({
      seq: row.seq,
      kind: row.kind,
      project: row.project_id === null ? null : { id: row.project_id, name: row.name ?? row.project_id },
      life: row.life,
      hasMessage: row.has_message === 1,
      openedMs: row.opened_ms,
      detail: row.detail,
      acknowledgedBy: row.acknowledged_by,
      saysSilenced: row.says_silenced === 1,
      openCount: row.open,
      unannouncedCount: row.unannounced,
      silencedCount: row.silenced,
      silencedShownCount: row.silenced_shown,
      untoldResolvedCount: row.untold,
      lastNotifiedMs: row.last_notified_ms,
    }))
}

/** The id of a group as people quote it. */
export function groupId(seq: number): string {
  return `grp_${seq}`
}

/** The number in a group's id; null when it is none. */
export function groupSeq(id: string): number | null {
  const digits = /^grp_(\d{1,15})$/.exec(id)?.[1]
  return digits === undefined ? null : Number(digits)
}

/**
 * The message of a group as it stands now. Silenced alerts are left out, unless all are: then the message says until when.
 * Call before the decision is noted, so that «new» still means new.
 */
export function groupNotice(
  sql: SqlStorage,
  group: Group,
  rules: FreshnessRules,
  nowMs: number,
  reminder: boolean,
): AlertGroupNotice {
  const isSilenced = group.openCount === 0 && group.silencedCount > 0
  const openCount = isSilenced ? group.silencedCount : group.openCount
  const open = isSilenced ? 'a.resolved_ms IS NULL' : 'a.resolved_ms IS NULL AND a.silenced = 0'
  const total = sql
    .exec<{ cents: number | null }>(
      `SELECT sum(x.amount_cents) AS cents FROM alerts AS a JOIN accruals AS x ON x.id = a.subject_id
       WHERE a.group_seq = ? AND ${open} AND a.kind IN ('accrual.overdue', 'accrual.double_paid')`,
      group.seq,
    )
    .one().cents
  return {
    kind: 'alert_group',
    at: new Date(nowMs).toISOString(),
    groupId: groupId(group.seq),
    alertKind: group.kind,
    project: group.project,
    state: openCount > 0 ? 'open' : 'resolved',
    openedAt: new Date(group.openedMs ?? nowMs).toISOString(),
    openCount,
    totalCents: total === null ? null : toCents(total),
    items: groupItems(sql, group, open, openCount > MAX_GROUP_ITEMS ? CUT_GROUP_ITEMS : MAX_GROUP_ITEMS),
    newCount: group.unannouncedCount,
    resolvedCount: group.untoldResolvedCount,
    resolvedItems: groupItems(
      sql,
      group,
      'a.resolved_ms IS NOT NULL AND a.announced = 1 AND a.end_told = 0',
      CUT_GROUP_ITEMS,
    ),
    rule: ruleOf(group.kind, rules),
    detail: group.detail,
    reminder,
    acknowledgedBy: openCount > 0 ? group.acknowledgedBy : null,
    silencedUntil: isSilenced ? silencedUntil(sql, group.seq) : null,
    buttons: openCount > 0 ? buttons(sql, group, isSilenced) : [],
  }
}

/** When the first of the silenced alerts is to be heard of again. */
function silencedUntil(sql: SqlStorage, seq: number): string | null {
  const { until } = sql
    .exec<{ until: number | null }>(
      `SELECT min(s.until_ms) AS until FROM alerts AS a JOIN silences AS s ON s.seq = a.silence_seq
       WHERE a.group_seq = ? AND a.resolved_ms IS NULL AND a.silenced = 1`,
      seq,
    )
    .one()
  return until === null ? null : new Date(until).toISOString()
}

/** What people can do about an open group. Nobody can silence a failing watch. */
function buttons(sql: SqlStorage, group: Group, isSilenced: boolean): NoticeButton[] {
  const id = groupId(group.seq)
  const list: NoticeButton[] = []
  if (group.acknowledgedBy === null) list.push({ actionId: 'alert.acknowledge', text: 'Acknowledge', value: id })
  if (group.kind !== 'watch.failing' && !isSilenced) {
    list.push({ actionId: 'alert.silence', text: `Silence ${SILENCE_BUTTON_HOURS} h`, value: id })
  }
  if (group.kind === 'creator.stale' && group.openCount === 1 && group.silencedCount === 0) {
    const { subject } = sql
      .exec<{ subject: string }>(
        'SELECT subject_id AS subject FROM alerts WHERE group_seq = ? AND resolved_ms IS NULL',
        group.seq,
      )
      .one()
    list.push({ actionId: 'creator.scrape', text: 'Scrape now', value: subject })
  }
  return list
}

function ruleOf(kind: AlertKind, rules: FreshnessRules): string {
  switch (kind) {
    case 'accrual.overdue':
      return overdueRule(rules)
    case 'accrual.double_paid':
      return 'two or more payments that are not voided name the accrual'
    case 'creator.stale':
      return staleRule(rules)
    case 'watch.failing':
      return 'the key was refused, or two checks in a row could not be completed'
  }
}
