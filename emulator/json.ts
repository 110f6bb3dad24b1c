/**
 * Reading JSON that others send.
 * @module
 */
import type * as z from 'zod'

/** Chosen. What is much deeper could be read and kept, but not written again: JSON.stringify has no room left for its own calls. */
const MAX_DEPTH = 100

/** Says what is wrong with a text that was to be JSON. */
export class BadJson extends Error {}

/** The value of a JSON text; {@link BadJson} for what is none and for what is nested too deep. */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadJson('the body is not valid JSON')
  }
  if (isDeeper(value, MAX_DEPTH)) throw new BadJson(`the body is nested more than ${MAX_DEPTH} levels deep`)
  return value
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1))
}

/** Where a value has a text that is not Unicode (half of a surrogate pair), `a.0.b`; null: nowhere. UTF-8 has no bytes for such a text. */
export function illFormedAt(value: unknown): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : ''
  if (typeof value !== 'object' || value === null) return null
  for (const [name, part] of Object.entries(value)) {
    const below = name.isWellFormed() ? illFormedAt(part) : ''
    if (below !== null) return below === '' ? name.toWellFormed() : `${name}.${below}`
  }
  return null
}

/** What a schema has to say about a value, e.g. `0.times: must be positive; 1.match: …`. */
export function issuesIn(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
