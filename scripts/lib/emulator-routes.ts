/** The table of routes in emulator/README.md, made from the operations that the OpenAPI document is made from. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TAGS } from '../../emulator/trackagoat/openapi/operation.ts'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { ROOT } from './processes.ts'

export const README = join(ROOT, 'emulator', 'README.md')

const BEGIN = '<!-- routes: node scripts/run.mjs emulator-routes -->'
const END = '<!-- /routes -->'

/** The README as it should be. Throws when the place for the table is not there. */
export function readmeWithRoutes(): string {
  const text = readFileSync(README, 'utf8')
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin === -1 || end < begin) throw new Error(`emulator/README.md has no ${BEGIN} … ${END}`)
  return `${text.slice(0, begin + BEGIN.length)}\n\n${routesTable()}\n\n${text.slice(end)}`
}

/** One row for each operation, in the order of the tags. */
function routesTable(): string {
  const rows = Object.keys(TAGS).flatMap((tag) =>
    OPERATIONS.filter((operation) => operation.tag === tag).map(
      ({ method, path, source, notes }) =>
        `| \`${method.toUpperCase()} ${path}\` | ${source} | ${(notes ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')} |`,
    ),
  )
  return ['| route | the route is | inferred or chosen about it |', '| --- | --- | --- |', ...rows].join('\n')
}
