/** What others may call on the watch, and what they get. The object itself is watch.ts; `watchCalls` (stubs.ts) reaches it. */
import type { DigestRead } from '../../domain/digest.ts'
import type { EventType } from '../../domain/events.ts'
import type { AlertKind } from '../../domain/notice.ts'
import type {
  CreatorMatches,
  CreatorRead,
  KnownCreator,
  KnownPayment,
  OwedRead,
  OwedRow,
  ProjectMatches,
  Read,
  ReadQuery,
  StatusRead,
} from '../../domain/reads.ts'
import type { Result } from '../../domain/result.ts'
import type { Phase, RunOutcome, Walk } from '../../domain/runs.ts'
import type { Silence, SilenceRefusal, SilenceWish } from '../../domain/silences.ts'

/** One decision on an alert's group; `times` counts hours in which it stayed the same. */
export interface AlertDecision {
  readonly at: string
  readonly run_id: string
  readonly action: string
  readonly reason: string
  readonly open: number
  readonly times: number
}

/** An alert. `subject_id` is an accrual's or a creator's id, or `watch`. */
export interface AlertSummary {
  readonly id: string
  readonly kind: AlertKind
  readonly state: 'open' | 'resolved'
  readonly subject_id: string
  readonly handle: string | null
  readonly project: { readonly id: string; readonly name: string } | null
  readonly group_id: string
  readonly opened_at: string
  readonly resolved_at: string | null
  /** Whether it was part of a message. */
  readonly announced: boolean
  /** The silence that covers it now, such as `sil_3`; null when none does. */
  readonly silenced_by: string | null
  /** Who took its group, an actor's id; null when nobody did or something has joined since. */
  readonly acknowledged_by: string | null
  readonly last_decision: AlertDecision | null
}

/** An alert with its decisions, newest first. */
export interface AlertDetail extends AlertSummary {
  readonly decisions: readonly AlertDecision[]
}

/** A run as `GET /v1/runs` shows it. */
export interface RunSummary {
  readonly id: string
  readonly trigger: string
  readonly at: string
  readonly outcome: RunOutcome
  readonly reason: string | null
  readonly advice: string | null
  readonly phase: Phase
  readonly pages: Partial<Record<Walk, number>>
  /** Accruals asked for by id. */
  readonly confirmations: number
  readonly requests: number
  readonly events: number
  readonly bad_rows: number
  /** Accruals that left the earned set and that trackagoat no longer knows by id. */
  readonly vanished: number
  readonly started_at: string
  readonly finished_at: string | null
  readonly duration_ms: number | null
}

/** What was decided on a group of alerts in a run, and why. */
export interface RunDecision {
  readonly group: string
  readonly kind: string
  readonly project: string | null
  readonly action: string
  readonly reason: string
  readonly open: number
}

/** One run with what was set aside and decided in it. */
export interface RunDetail extends RunSummary {
  readonly set_aside: readonly { walk: string; id: string | null; problem: string }[]
  readonly decisions: readonly RunDecision[]
}

/** What `creators` is asked for. `search`: part of a handle or display name, whatever its case (ASCII). */
export interface CreatorQuery extends ReadQuery {
  readonly search: string | null
}

/** An event that another object tells of: its id and its time are that object's. */
export interface NotedEvent {
  readonly id: string
  readonly type: EventType
  readonly atMs: number
  readonly projectId: string | null
  readonly amountCents: number | null
  readonly data: Record<string, unknown>
}

/** What became of an acknowledgement: done; somebody was first; or nothing announced is open in the group. */
export type Acknowledged = 'acknowledged' | 'known' | 'not_open'

/** The calls of other surfaces. Whoever needs some of them takes `Pick<WatchCalls, …>`. */
export interface WatchCalls {
  // What is known (domain/reads.ts). None of these asks trackagoat; all take some milliseconds.
  owed(query: ReadQuery): Promise<OwedRead>
  unpaid(query: ReadQuery): Promise<Read<OwedRow>>
  stale(query: ReadQuery): Promise<Read<KnownCreator>>
  creators(query: CreatorQuery): Promise<Read<KnownCreator>>
  findCreators(handle: string, projectId: string | null): Promise<CreatorMatches>
  findProjects(text: string): Promise<ProjectMatches>
  creatorRead(creatorId: string): Promise<CreatorRead | null>
  knownPayments(query: ReadQuery): Promise<Read<KnownPayment>>
  readStatus(): Promise<StatusRead>
  digestRead(): Promise<DigestRead>
  listRuns(limit: number): Promise<readonly RunSummary[]>
  getAlert(id: string): Promise<AlertDetail | null>
  listSilences(): Promise<readonly Silence[]>
  // What people change. The watch's own «now» counts (decided there).
  acknowledge(groupId: string, by: string): Promise<Acknowledged>
  silenceGroup(groupId: string, by: string, hours: number): Promise<Silence | null>
  addSilence(wish: SilenceWish): Promise<Result<Silence, SilenceRefusal>>
  endSilence(id: string, by: string): Promise<boolean>
}
