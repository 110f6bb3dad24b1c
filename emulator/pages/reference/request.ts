/**
 * An example request for an operation: its path with real ids, a body, and the curl command that sends it.
 * @module
 */
import { randomUUID } from 'node:crypto'
import type { Described } from './operations.ts'
import { bodyFor, type Samples, valueFor } from './samples.ts'
import type { Shapes } from './shape.ts'

/** The emulator's fixed keys. */
export const READ_KEY = `tga_${'0'.repeat(64)}`
export const WRITE_KEY = `tga_${'1'.repeat(64)}`

/** What a schema alone does not tell: parameters of which one of several is needed, and those that show more. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/analytics': ['entity', 'entity_id', 'metric', 'from', 'to'],
}
const PREFILLED: ReadonlySet<string> = new Set(['limit'])

/** Path and query, e.g. `/api/v1/creators?limit=3`. */
export function pathFor(operation: Described, shapes: Shapes, samples: Samples): string {
  const path = operation.path.replaceAll(/([^/]+)\/\{\w+\}/g, (whole, word: string) => {
    const id = samples.ids[word]
    return id === undefined ? whole : `${word}/${id}`
  })
  const also = QUERIES[operation.path] ?? []
  const query = new URLSearchParams()
  for (const { name, in: place, isRequired, schema } of operation.parameters) {
    if (place !== 'query' || !(isRequired || PREFILLED.has(name) || also.includes(name))) continue
    query.set(name, String(valueFor(name, schema, shapes, samples)))
  }
  return `/api/v1${path}${query.size === 0 ? '' : `?${query}`}`
}

/** The command, to be pasted into a shell. */
export function curlFor(operation: Described, origin: string, shapes: Shapes, samples: Samples): string {
  const { method, scope, takesKey, body } = operation
  const key = scope === 'read' ? READ_KEY : WRITE_KEY
  const url = `${origin}${pathFor(operation, shapes, samples)}`
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(url)}`,
    `-H ${quoted(`Authorization: Bearer ${key}`)}`,
    ...(takesKey ? [`-H ${quoted(`Idempotency-Key: ${randomUUID()}`)}`] : []),
    ...(body === null
      ? []
      : [
          `-H ${quoted('Content-Type: application/json')}`,
          `-d ${quoted(JSON.stringify(bodyFor(body, shapes, samples)))}`,
        ]),
  ].join(' \\\n  ')
}

/** One word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
