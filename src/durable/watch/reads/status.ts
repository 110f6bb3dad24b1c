/** Size and health in figures, for `/goat status` and `/v1/me`. */
import type { StatusRead } from '../../../domain/reads.ts'
import { getMeta } from '../schema.ts'
import { asOfMs, isoOrNull } from './as-of.ts'
import { projects } from './find-projects.ts'
import { TRACKED } from './known-creators.ts'
import { owedCents } from './owed.ts'

/** The figures. `asOf`: of the last run that walked everything. */
export function readStatus(sql: SqlStorage): StatusRead {
  const { known, active } = sql
    .exec<{ known: number; active: number }>(
      `SELECT count(*) AS known, count(*) FILTER (WHERE ${TRACKED}) AS active FROM creators AS c`,
    )
    .one()
  return {
    asOf: isoOrNull(asOfMs(sql, 'owed')),
    organisationId: getMeta(sql, 'organisation_id'),
    projects: projects(sql),
    creatorCount: known,
    activeCreatorCount: active,
    owedCents: owedCents(sql),
    openAlertCount: sql.exec<{ n: number }>('SELECT count(*) AS n FROM alerts WHERE resolved_ms IS NULL').one().n,
  }
}
