/** The table of routes in emulator/README.md, made from the operations that the OpenAPI document is made from. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Operation, TAGS } from '../../emulator/trackagoat/openapi/operation.ts'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { ROOT } from './processes.ts'

export const README = join(ROOT, 'emulator', 'README.md')

const BEGIN = '<!-- routes: node scripts/run.mjs emulator-routes -->'
const END = '<!-- /routes -->'

/** Where the table stands in the README. Throws when there is no place for it. */
function placeIn(readme: string): { begin: number; end: number } {
  const begin = readme.indexOf(BEGIN) + BEGIN.length
  const end = readme.indexOf(END)
  if (begin < BEGIN.length || end < begin) throw new Error(`emulator/README.md has no ${BEGIN} … ${END}`)
  return { begin, end }
}

/** The README as it should be. */
export function readmeWithRoutes(): string {
  const readme = readFileSync(README, 'utf8')
  const { begin, end } = placeIn(readme)
  return `${readme.slice(0, begin)}\n\n${routesTable()}\n\n${readme.slice(end)}`
}

/** A row that names each tag, then one for each of its operations. Several tables would each have columns of their own width. */
export function routesTable(operations: readonly Operation[] = OPERATIONS): string {
  const rows = Object.entries(TAGS).flatMap(([tag, about]) => {
    const routes = operations.filter((operation) => operation.tag === tag).map(routeRow)
    return routes.length === 0 ? [] : [row(`**${tag}**`, '', about), ...routes]
  })
  return [row('route', 'is', 'about it'), row('---', '---', '---'), ...rows].join('\n')
}

function routeRow({ method, path, source, notes }: Operation): string {
  // In the README itself the place is a heading.
  const about = (notes ?? '').replaceAll(
    /«(\w+)» in emulator\/README\.md/g,
    (_, name) => `[${name}](#${name.toLowerCase()})`,
  )
  return row(`\`${method.toUpperCase()} ${path}\``, source, about)
}

/** A bar or a line break would end the cell. */
function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`
}
