/** Runs: one look at the whole organisation. Names shared by the clock, the watch and the API. */

/** What the Workflow instance is started with. Its id is the run's id. */
export interface HourlyRunParams {
  /** «Now» for everything the run concludes, epoch ms: the scheduled time, never the clock on the wall. */
  readonly nowMs: number
  readonly trigger: 'cron' | 'manual'
}

/**
 * `running`; `complete`: every walk ended properly; `incomplete`: something could not be read, so nothing was
 * concluded to be gone; `skipped`: another run was under way, nothing was asked.
 */
export type RunOutcome = 'running' | 'complete' | 'incomplete' | 'skipped'

/** Lists that a run walks, in this order. Payments come last so that they can explain what left the earned set. */
export const WALKS = ['projects', 'creators', 'accruals', 'payments'] as const
export type Walk = (typeof WALKS)[number]

/** Phases of a run: the walks, then the confirmations by id, then the conclusions. */
export type Phase = Walk | 'confirm' | 'conclude' | 'closed'

/** Without a complete run for this long it is an outage: two hourly runs may be missed before. */
export const LATE_AFTER_MS = 2 * 3_600_000

/** The id of the run of an hour: a second firing of the same hour asks for the same id, which the platform refuses. */
export function hourlyRunId(nowMs: number): string {
  return `hourly-${new Date(nowMs).toISOString().slice(0, 13)}Z`
}

/** The id of a run that a person asked for; one a second is enough. */
export function manualRunId(nowMs: number): string {
  return `manual-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z`
}
