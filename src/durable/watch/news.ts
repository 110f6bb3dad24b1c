/** From the log of events to what is said of a run: the news of each project, and the summary of the first look. */
import type { Cents } from '../../domain/money.ts'
import { toCents } from '../../domain/money.ts'
import {
  type FirstLookNotice,
  MAX_NEWS_ITEMS,
  NEWS_EVENTS,
  type NewsEventType,
  type NewsNotice,
  type NewsSection,
  type NoticeItem,
  type ProjectRef,
} from '../../domain/notice.ts'

const NEWS_LIST = NEWS_EVENTS.map((type) => `'${type}'`).join(', ')

/** News of the events after `fromSeq` up to `toSeq`: one notice a project, most money first. */
export function collectNews(sql: SqlStorage, fromSeq: number, toSeq: number, nowMs: number): NewsNotice[] {
  const range = `e.seq > ${fromSeq} AND e.seq <= ${toSeq} AND e.type IN (${NEWS_LIST})`
  const counts = sql
    .exec<{ project_id: string | null; name: string | null; type: NewsEventType; n: number; total: number | null }>(
      `SELECT e.project_id, p.name, e.type, count(*) AS n, sum(e.amount_cents) AS total
       FROM events AS e LEFT JOIN projects AS p ON p.id = e.project_id WHERE ${range}
       GROUP BY e.project_id, e.type`,
    )
    .toArray()
  const projects = new Map<string | null, { ref: ProjectRef | null; total: number; counts: typeof counts }>()
  for (const row of counts) {
    const entry = projects.get(row.project_id) ?? {
      ref: row.project_id === null ? null : { id: row.project_id, name: row.name ?? row.project_id },
      total: 0,
      counts: [],
    }
    entry.total += row.total ?? 0
    entry.counts.push(row)
    projects.set(row.project_id, entry)
  }
  return [...projects.entries()]
    .sort(([, a], [, b]) => b.total - a.total)
    .map(([projectId, { ref, counts: sections }]) => {
      const largest = sql
        .exec<{ type: NewsEventType; data: string }>(
          `SELECT e.type, e.data FROM events AS e WHERE ${range} AND ifnull(e.project_id, '') = ifnull(?, '')
           ORDER BY ifnull(e.amount_cents, -1) DESC, e.seq LIMIT ${MAX_NEWS_ITEMS}`,
          projectId,
        )
        .toArray()
      return {
        kind: 'news',
        at: new Date(nowMs).toISOString(),
        project: ref,
        sections: NEWS_EVENTS.flatMap((type): NewsSection[] => {
          const section = sections.find((row) => row.type === type)
          if (!section) return []
          return [
            {
              type,
              count: section.n,
              totalCents: section.total === null ? null : toCents(section.total),
              items: largest.filter((row) => row.type === type).map((row) => toItem(row.data)),
            },
          ]
        }),
      }
    })
}

/** The fields of event data that lines of a message use; the log wrote them. */
interface ItemData {
  readonly handle: string | null
  readonly display_name: string | null
  readonly amount?: { cents: number }
  readonly previous_amount?: { cents: number }
  readonly status?: string
  readonly previous_status?: string
  readonly period_start_at?: string
  readonly period_end_at?: string
  readonly last_scraped_at?: string | null
}

function toItem(json: string): NoticeItem {
  const data = JSON.parse(json) as ItemData
  const statusMoved = data.status !== data.previous_status && data.status !== undefined
  const known = ['earned', 'paid', 'rejected', 'voided']
  return {
    handle: data.handle,
    displayName: data.display_name,
    amountCents: data.amount === undefined ? null : (data.amount.cents as Cents),
    previousCents: data.previous_amount === undefined ? null : (data.previous_amount.cents as Cents),
    periodStartAt: data.period_start_at ?? null,
    periodEndAt: data.period_end_at ?? null,
    remark: statusMoved && data.status !== undefined && !known.includes(data.status) ? `status ${data.status}` : null,
  }
}

/** The summary of the first complete look. `overdueCutoffMs`, `staleCutoffMs` as the conditions use them. */
export function firstLook(
  sql: SqlStorage,
  overdueCutoffMs: number,
  staleCutoffMs: number,
  nowMs: number,
): FirstLookNotice {
  const creators = sql
    .exec<{ n: number; active: number; stale: number }>(
      `SELECT count(*) AS n, ifnull(sum(is_active), 0) AS active,
              ifnull(sum(is_active = 1 AND ifnull(last_scraped_ms, -1) < ?), 0) AS stale FROM creators WHERE listed = 1`,
      Math.floor(staleCutoffMs),
    )
    .one()
  const accruals = sql
    .exec<{ n: number; owed: number; overdue: number; overdue_cents: number }>(
      `SELECT count(*) AS n, ifnull(sum(amount_cents), 0) AS owed, ifnull(sum(period_end_ms < ?1), 0) AS overdue,
              ifnull(sum(CASE WHEN period_end_ms < ?1 THEN amount_cents END), 0) AS overdue_cents
       FROM accruals WHERE status = 'earned'`,
      overdueCutoffMs,
    )
    .one()
  const projects = sql
    .exec<{ name: string; creators: number; earned: number; owed: number }>(
      `WITH people AS (SELECT project_id, count(*) AS n FROM creators WHERE listed = 1 GROUP BY project_id),
            debts AS (SELECT c.project_id, count(*) AS n, sum(a.amount_cents) AS owed FROM accruals AS a
                      JOIN creators AS c ON c.id = a.creator_id WHERE a.status = 'earned' GROUP BY c.project_id)
       SELECT p.name, ifnull(people.n, 0) AS creators, ifnull(debts.n, 0) AS earned, ifnull(debts.owed, 0) AS owed
       FROM projects AS p LEFT JOIN people ON people.project_id = p.id LEFT JOIN debts ON debts.project_id = p.id
       ORDER BY owed DESC, p.name LIMIT ${MAX_NEWS_ITEMS}`,
    )
    .toArray()
  const count = (table: 'projects' | 'payments') =>
    sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n
  return {
    kind: 'first_look',
    at: new Date(nowMs).toISOString(),
    creatorCount: creators.n,
    activeCreatorCount: creators.active,
    earnedCount: accruals.n,
    owedCents: toCents(accruals.owed),
    overdueCount: accruals.overdue,
    overdueCents: toCents(accruals.overdue_cents),
    staleCount: creators.stale,
    paymentCount: count('payments'),
    projectCount: count('projects'),
    projects: projects.map((project) => ({
      name: project.name,
      creatorCount: project.creators,
      earnedCount: project.earned,
      owedCents: toCents(project.owed),
    })),
  }
}
