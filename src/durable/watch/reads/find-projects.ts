/** Which project a name or an id means. */
import { foldName, nearNames } from '../../../domain/near.ts'
import type { ProjectRef } from '../../../domain/notice.ts'
import type { ProjectMatches } from '../../../domain/reads.ts'

const MAX_NEAR = 5
const MAX_INPUT_LENGTH = 300
/** Organisations have tens of projects. */
const SCAN_LIMIT = 5_000

/** All projects, by name. */
export function projects(sql: SqlStorage, limit = SCAN_LIMIT): ProjectRef[] {
  return sql
    .exec<{ id: string; name: string }>('SELECT id, name FROM projects ORDER BY name, id LIMIT ?', limit)
    .toArray()
}

/** Finds projects by id or name, as `foldName` compares them. Names may be shared. */
export function findProjects(sql: SqlStorage, text: string): ProjectMatches {
  const wanted = foldName(text.slice(0, MAX_INPUT_LENGTH))
  if (wanted === '') return { exact: [], near: [] }
  const known = projects(sql)
  const exact = known.filter(({ id, name }) => foldName(name) === wanted || id.toLowerCase() === wanted)
  return exact.length > 0 ? { exact, near: [] } : { exact: [], near: nearNames(wanted, known).slice(0, MAX_NEAR) }
}
