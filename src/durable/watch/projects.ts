/** Storing a page of projects: names for people, and the check that the key still belongs to the same organisation. */
import { projectRow, rowProblem, storedName } from '../../trackagoat/schemas.ts'
import { type LookContext, rawId, setAside } from './look-context.ts'
import { getMeta, setMeta } from './schema.ts'

/** Stores one page. Returns false when the projects are another organisation's: then nothing is stored. */
export function storeProjects(context: LookContext, rows: readonly unknown[]): boolean {
  const { sql } = context
  const good: [string, string][] = []
  let known = getMeta(sql, 'organisation_id')
  for (const row of rows) {
    const checked = projectRow.safeParse(row)
    if (!checked.success) {
      setAside(context, 'projects', rawId(row), rowProblem(checked.error))
      continue
    }
    const { id, name, org_id: organisation } = checked.data
    if (typeof organisation === 'string') {
      known ??= organisation
      if (known !== organisation) return false
    }
    good.push([id, storedName(name)])
  }
  if (known !== null && getMeta(sql, 'organisation_id') === null) setMeta(sql, 'organisation_id', known)
  sql.exec(
    `INSERT INTO projects (id, name) SELECT value->>0, value->>1 FROM json_each(?) WHERE true
     ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
    JSON.stringify(good),
  )
  return true
}
