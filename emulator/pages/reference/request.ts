/**
 * An example request for an operation: its path with real ids, a body, and the curl command that sends it.
 * @module
 */
import { randomUUID } from 'node:crypto'
import type { Described } from './operations.ts'
import { type Samples, samplesFor, valueFor } from './samples.ts'
import type { Shapes } from './shape.ts'

/** The emulator's fixed keys. */
export const READ_KEY = `tga_${'0'.repeat(64)}`
export const WRITE_KEY = `tga_${'1'.repeat(64)}`

/** Fields that a schema does not require and that an example needs all the same. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  'get /analytics': ['entity', 'entity_id', 'metric', 'from', 'to'],
  'post /payout-payments': ['creator_id', 'method_id', 'total_amount_cents', 'currency', 'accrual_ids'],
  'patch /payout-payments/{id}': ['status'],
  'patch /payout-structures/{id}': ['amount_cents'],
  'patch /creators/{id}/goals/{gid}': ['target_value'],
}

/** Shown wherever there is one. */
const LIMIT = 'limit'

/** Path and query, e.g. `/api/v1/creators?limit=3`. */
export function pathFor(operation: Described, shapes: Shapes, usual: Samples): string {
  const samples = samplesFor(operation, usual)
  const path = operation.path.replaceAll(/([^/]+)\/\{\w+\}/g, (whole, word: string) => {
    const id = samples.ids[word]
    return id === undefined ? whole : `${word}/${id}`
  })
  const wanted = WANTED[`${operation.method} ${operation.path}`] ?? []
  const query = new URLSearchParams()
  for (const { name, in: place, isRequired, schema } of operation.parameters) {
    if (place !== 'query' || !(isRequired || name === LIMIT || wanted.includes(name))) continue
    query.set(name, String(valueFor(name, schema, shapes, samples)))
  }
  return `/api/v1${path}${query.size === 0 ? '' : `?${query}`}`
}

/** The command, to be pasted into a shell. */
export function curlFor(operation: Described, origin: string, shapes: Shapes, samples: Samples): string {
  const { method, scope, takesKey } = operation
  const body = bodyFor(operation, shapes, samples)
  const key = scope === 'read' ? READ_KEY : WRITE_KEY
  const url = `${origin}${pathFor(operation, shapes, samples)}`
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(url)}`,
    `-H ${quoted(`Authorization: Bearer ${key}`)}`,
    ...(takesKey ? [`-H ${quoted(`Idempotency-Key: ${randomUUID()}`)}`] : []),
    ...(body === undefined
      ? []
      : [`-H ${quoted('Content-Type: application/json')}`, `-d ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ')
}

/** A body that is accepted, as far as a schema can tell; undefined where there is none. */
function bodyFor(operation: Described, shapes: Shapes, samples: Samples): unknown {
  const { method, path, body } = operation
  if (body === null) return undefined
  const required = WANTED[`${method} ${path}`]
  const schema = required === undefined ? body : { ...shapes.resolve(body), required: [...required] }
  return valueFor('', schema, shapes, samplesFor(operation, samples))
}

/** One word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
