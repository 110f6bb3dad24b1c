/** Groups of alerts as facts for the decision and as notices for the channels. */
import type { GroupFacts } from '../../domain/alerts.ts'
import { type FreshnessRules, overdueRule, staleRule } from '../../domain/freshness.ts'
import { toCents } from '../../domain/money.ts'
import {
  type AlertGroupNotice,
  type AlertKind,
  CUT_GROUP_ITEMS,
  MAX_GROUP_ITEMS,
  type NoticeItem,
  type ProjectRef,
} from '../../domain/notice.ts'

/** A group that may need a decision: something in it is open, or its end was not told yet. */
export interface Group extends GroupFacts {
  readonly seq: number
  readonly kind: AlertKind
  readonly project: ProjectRef | null
  /** Counts the group's lives: after all was resolved, the next alert starts a new message. */
  readonly life: number
  readonly hasMessage: boolean
  readonly openedMs: number | null
  readonly detail: string | null
}

/** Groups to decide on in a run. Bounded by projects times kinds, never by alerts. */
export function livelyGroups(sql: SqlStorage): Group[] {
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
      open: number
      unannounced: number
      untold: number
    }>(
      `SELECT g.seq, g.kind, g.project_id, p.name, g.life, g.has_message, g.opened_ms, g.last_notified_ms, g.detail,
              sum(a.resolved_ms IS NULL) AS open, sum(a.resolved_ms IS NULL AND a.announced = 0) AS unannounced,
              sum(a.resolved_ms IS NOT NULL AND a.announced = 1 AND a.end_told = 0) AS untold
       FROM alert_groups AS g JOIN alerts AS a ON a.group_seq = g.seq LEFT JOIN projects AS p ON p.id = g.project_id
       WHERE a.resolved_ms IS NULL OR a.end_told = 0
       GROUP BY g.seq ORDER BY g.seq`,
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
      openCount: row.open,
      unannouncedCount: row.unannounced,
      untoldResolvedCount: row.untold,
      lastNotifiedMs: row.last_notified_ms,
    }))
}

/** The id of a group as people quote it. */
export function groupId(seq: number): string {
  return `grp_${seq}`
}

/** The message of a group as it stands now. Call before the decision is noted, so that «new» still means new. */
export function groupNotice(
  sql: SqlStorage,
  group: Group,
  rules: FreshnessRules,
  nowMs: number,
  reminder: boolean,
): AlertGroupNotice {
  const total = sql
    .exec<{ cents: number | null }>(
      `SELECT sum(x.amount_cents) AS cents FROM alerts AS a JOIN accruals AS x ON x.id = a.subject_id
       WHERE a.group_seq = ? AND a.resolved_ms IS NULL AND a.kind = 'accrual.overdue'`,
      group.seq,
    )
    .one().cents
  return {
    kind: 'alert_group',
    at: new Date(nowMs).toISOString(),
    groupId: groupId(group.seq),
    alertKind: group.kind,
    project: group.project,
    state: group.openCount > 0 ? 'open' : 'resolved',
    openedAt: new Date(group.openedMs ?? nowMs).toISOString(),
    openCount: group.openCount,
    totalCents: total === null ? null : toCents(total),
    items: items(
      sql,
      group,
      'a.resolved_ms IS NULL',
      group.openCount > MAX_GROUP_ITEMS ? CUT_GROUP_ITEMS : MAX_GROUP_ITEMS,
    ),
    newCount: group.unannouncedCount,
    resolvedCount: group.untoldResolvedCount,
    resolvedItems: items(
      sql,
      group,
      'a.resolved_ms IS NOT NULL AND a.announced = 1 AND a.end_told = 0',
      CUT_GROUP_ITEMS,
    ),
    rule: ruleOf(group.kind, rules),
    detail: group.detail,
    reminder,
  }
}

function ruleOf(kind: AlertKind, rules: FreshnessRules): string {
  switch (kind) {
    case 'accrual.overdue':
      return overdueRule(rules)
    case 'creator.stale':
      return staleRule(rules)
    case 'watch.failing':
      return 'the key was refused, or two checks in a row could not be completed'
  }
}

function items(sql: SqlStorage, group: Group, which: string, limit: number): NoticeItem[] {
  if (group.kind === 'accrual.overdue') {
    return sql
      .exec<{
        handle: string | null
        display_name: string | null
        amount_cents: number
        period_start_at: string
        period_end_at: string
      }>(
        `SELECT c.handle, c.display_name, x.amount_cents, x.period_start_at, x.period_end_at
         FROM alerts AS a JOIN accruals AS x ON x.id = a.subject_id LEFT JOIN creators AS c ON c.id = x.creator_id
         WHERE a.group_seq = ? AND ${which} ORDER BY x.amount_cents DESC, x.period_end_ms, x.id LIMIT ?`,
        group.seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        handle: row.handle,
        displayName: row.display_name,
        amountCents: toCents(row.amount_cents),
        periodStartAt: new Date(row.period_start_at).toISOString(),
        periodEndAt: new Date(row.period_end_at).toISOString(),
      }))
  }
  if (group.kind === 'creator.stale') {
    return sql
      .exec<{ handle: string; display_name: string | null; last_scraped_at: string | null }>(
        `SELECT c.handle, c.display_name, c.last_scraped_at FROM alerts AS a JOIN creators AS c ON c.id = a.subject_id
         WHERE a.group_seq = ? AND ${which} ORDER BY ifnull(c.last_scraped_ms, -1), c.id LIMIT ?`,
        group.seq,
        limit,
      )
      .toArray()
      .map((row) => ({
        handle: row.handle,
        displayName: row.display_name,
        amountCents: null,
        lastScrapedAt: row.last_scraped_at === null ? null : new Date(row.last_scraped_at).toISOString(),
      }))
  }
  return []
}
