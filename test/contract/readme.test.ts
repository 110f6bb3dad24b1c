/** The table of routes in emulator/README.md: the operations themselves, so that there is one truth about each. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../emulator/trackagoat/openapi/operation.ts'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { README, readmeWithRoutes, routesTable } from '../../scripts/lib/emulator-routes.ts'

/** The cells of each row that names a route. */
function routesIn(text: string): string[][] {
  const rows = text.split('\n').filter((line) => /^\| `(?:GET|POST|PATCH|DELETE) \//.test(line))
  return rows.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

describe('emulator/README.md', () => {
  it('has the table that the operations make', () => {
    const stale = 'emulator/README.md is out of date. Run: node scripts/run.mjs emulator-routes'
    expect(readFileSync(README, 'utf8'), stale).toBe(readmeWithRoutes())
  })

  it('says of every route once whether it is documented, inferred or chosen, and what is known about it', () => {
    const rows = routesIn(routesTable())
    expect(rows.map(([route]) => route).sort()).toEqual(
      OPERATIONS.map(({ method, path }) => `\`${method.toUpperCase()} ${path}\``).sort(),
    )
    for (const [route, source, about, ...more] of rows) {
      expect(source, route).toMatch(/^(documented|inferred|chosen)$/)
      expect(about, route).toMatch(/^.{12,}\.$/)
      expect(more, route).toEqual([])
    }
  })

  it('keeps a row whole whatever the notes have in them', () => {
    const [operation] = OPERATIONS
    if (operation === undefined) throw new Error('there are no operations')
    const table = routesTable([{ ...operation, notes: 'One | other.\nAnd more.' } satisfies Operation])
    expect(routesIn(table)).toMatchObject([[expect.anything(), operation.source, 'One \\| other. And more.']])
  })
})
