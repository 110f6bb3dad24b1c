/** Which project a name or an id means. */
import { editDistance } from '../../../domain/near.ts'
import type { ProjectRef } from '../../../domain/notice.ts'
import type { ProjectMatches } from '../../../domain/reads.ts'

const MAX_NEAR = 5
const MAX_DISTANCE = 2
const MAX_INPUT_LENGTH = 300
/** Comparing letter by letter stops being a matter of microseconds for long names; nobody mistypes those from memory. */
const MAX_COMPARED_LENGTH = 60
/** Organisations have tens of projects. */
const SCAN_LIMIT = 5_000

/** All projects, by name. */
export function projects(sql: SqlStorage, limit = SCAN_LIMIT): ProjectRef[] {
  return sql
    .exec<{ id: string; name: string }>('SELECT id, name FROM projects ORDER BY name, id LIMIT ?', limit)
    .toArray()
}

/** Finds projects by id or name; case, spaces around and double spaces within do not matter. Names may be shared. */
export function findProjects(sql: SqlStorage, text: string): ProjectMatches {
  const wanted = plain(text.slice(0, MAX_INPUT_LENGTH))
  if (wanted === '') return { exact: [], near: [] }
  const known = projects(sql).map((project) => ({ project, name: plain(project.name) }))
  const exact = known.filter(({ project, name }) => name === wanted || project.id.toLowerCase() === wanted)
  if (exact.length > 0) return { exact: exact.map(({ project }) => project), near: [] }
  const near = known
    .map(({ project, name }) => ({ project, rank: nearness(wanted, name) }))
    .filter((candidate) => candidate.rank !== null)
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  return { exact: [], near: near.slice(0, MAX_NEAR).map(({ project }) => project) }
}

/** The lower the nearer; null: not at all. */
function nearness(wanted: string, name: string): number | null {
  if (name.startsWith(wanted)) return 0
  if (wanted.length <= MAX_COMPARED_LENGTH) {
    const distance = editDistance(wanted, name, wanted.length <= 4 ? 1 : MAX_DISTANCE)
    if (distance <= (wanted.length <= 4 ? 1 : MAX_DISTANCE)) return distance
  }
  return wanted.length >= 3 && name.includes(wanted) ? MAX_DISTANCE + 1 : null
}

function plain(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}
