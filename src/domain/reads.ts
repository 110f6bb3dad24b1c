/** What the watch knows, as others read it: never older than the last run, always with its age. Times are ISO 8601 UTC. */
import type { Cents } from './money.ts'
import type { ProjectRef } from './notice.ts'

/** A creator as listed by trackagoat. */
export interface KnownCreator {
  readonly id: string
  /** Without `@`. */
  readonly handle: string
  readonly displayName: string | null
  readonly project: ProjectRef
  readonly isActive: boolean
  readonly lastScrapedAt: string | null
}

/** Amounts by how long ago the period ended, from the «now» of the last run. */
export interface Ageing {
  readonly upTo7DaysCents: Cents
  readonly upTo30DaysCents: Cents
  readonly over30DaysCents: Cents
}

/** What one creator has earned and was not paid. `creator` null: trackagoat never listed whoever earned it. */
export interface OwedRow {
  readonly creatorId: string
  readonly creator: KnownCreator | null
  readonly accrualCount: number
  readonly totalCents: Cents
  readonly ageing: Ageing
  readonly oldestPeriodEndAt: string
  /** Accruals beyond OVERDUE_AFTER_DAYS. */
  readonly overdueCount: number
}

/** Which rows a read is about. */
export interface ReadQuery {
  readonly projectId: string | null
  readonly creatorId: string | null
  readonly limit: number
  readonly offset: number
}

/** A list with its age. `asOf` null: no run has ended yet. `total` counts all rows, `rows` holds some of them. */
export interface Read<Row> {
  readonly asOf: string | null
  readonly total: number
  readonly rows: readonly Row[]
}

/** Everything owed. Rows with overdue accruals come first (oldest first), then the largest. */
export interface OwedRead extends Read<OwedRow> {
  readonly accrualCount: number
  readonly totalCents: Cents
  readonly ageing: Ageing
}

/** A payment as the watch has stored it. */
export interface KnownPayment {
  readonly id: string
  readonly creatorId: string | null
  readonly totalCents: Cents
  readonly methodName: string | null
  /** `paid`, `voided`, or what the vendor adds. */
  readonly status: string
  readonly paidAt: string | null
}

/** Whom a handle or an id names. */
export interface CreatorMatches {
  /** Active creators whose handle is exactly that one, whatever its case: one per project at most. */
  readonly exact: readonly KnownCreator[]
  /** The same, but no longer tracked. */
  readonly inactive: readonly KnownCreator[]
  /** Up to five that may have been meant. */
  readonly near: readonly KnownCreator[]
}

/** Which projects a name or id means. */
export interface ProjectMatches {
  readonly exact: readonly ProjectRef[]
  readonly near: readonly ProjectRef[]
}

/** One creator, for `/goat creator`. */
export interface CreatorRead {
  readonly asOf: string | null
  readonly creator: KnownCreator
  readonly owed: OwedRow | null
  /** Newest first, five at most. */
  readonly payments: readonly KnownPayment[]
}

/** Health and size, for `/goat status` and `/v1/me`. */
export interface StatusRead {
  readonly asOf: string | null
  readonly organisationId: string | null
  readonly projects: readonly ProjectRef[]
  readonly creatorCount: number
  readonly activeCreatorCount: number
  readonly owedCents: Cents
  readonly openAlertCount: number
}
