/**
 * Payout structures and their versions as rows and on the wire (contract 3.7).
 * @module
 */
import { iso } from '../wire/http.ts'
import type { World } from '../world.ts'
import type { PeriodKind } from './periods.ts'

export type VersionRow = {
  seq: number
  id: string
  structure: number
  period: PeriodKind
  amount_cents: number
  currency: string
  criteria_type: string
  criteria_params: string
  proration_mode: string
  created_ms: number
}

export type StructureRow = {
  seq: number
  id: string
  project: number
  name: string
  is_active: number
  metadata: string
  readme: string | null
  assignment_count: number
  created_ms: number
}

export const SELECT_STRUCTURES = `
  SELECT t.*,
    (SELECT count(*) FROM assignments WHERE structure = t.seq AND unassigned_ms IS NULL) AS assignment_count
  FROM structures t`

/** What may be said about a rule. */
function ruleOf(version: VersionRow) {
  return {
    period: version.period,
    amount_cents: version.amount_cents,
    currency: version.currency,
    criteria_type: version.criteria_type,
    criteria_params: JSON.parse(version.criteria_params),
    proration_mode: version.proration_mode,
  }
}

function versionOnWire(version: VersionRow) {
  return { id: version.id, ...ruleOf(version), created_at: iso(version.created_ms) }
}

/** A structure's versions, newest first. */
export function versionsOf(world: World, structure: number): VersionRow[] {
  const sql = 'SELECT * FROM versions WHERE structure = ? ORDER BY seq DESC'
  return world.store.all<VersionRow>(sql, structure)
}

export function currentVersion(world: World, structure: number): VersionRow | undefined {
  const sql = 'SELECT * FROM versions WHERE structure = ? ORDER BY seq DESC LIMIT 1'
  return world.store.get<VersionRow>(sql, structure)
}

/** A structure; with its whole history where it is asked for by id. The rule is nested, or also on top by option (6.11). */
export function structureOnWire(world: World, row: StructureRow, withVersions: boolean) {
  const current = currentVersion(world, row.seq)
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    name: row.name,
    is_active: row.is_active === 1,
    ...(current !== undefined && world.options.structure_shape === 'nested_and_top_level' ? ruleOf(current) : {}),
    current_version: current === undefined ? null : versionOnWire(current),
    ...(withVersions ? { versions: versionsOf(world, row.seq).map(versionOnWire) } : {}),
    assignment_count: row.assignment_count,
    metadata: JSON.parse(row.metadata),
    readme: row.readme,
  }
}

export function structureById(world: World, id: string): StructureRow | undefined {
  return world.store.get<StructureRow>(`${SELECT_STRUCTURES} WHERE t.id = ?`, id)
}
