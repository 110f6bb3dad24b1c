/** From what trackagoat sent to rows that can be used, or the reason why not. Nothing of a row's own text gets into a reason. */
import type * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { rowProblem } from './schemas.ts'
import type { Reader } from './transport.ts'

/** What a list makes of one row. */
export type Reading<T> =
  | { readonly kind: 'row'; readonly row: T }
  /** Not what was asked for, because upstream ignored a filter. */
  | { readonly kind: 'other' }
  /** Cannot be read; left out and counted. */
  | { readonly kind: 'skip' }
  /** Cannot be read, and might be the one that matters: the list ends here. */
  | { readonly kind: 'refuse'; readonly problem: string }

/** What becomes of a list with a row that cannot be read. */
export type BadRows = 'skip' | 'refuse'

/** An object as it came. */
export type Raw = Readonly<Record<string, unknown>>

/** What a query asks for; null and undefined: not asked for. */
export type Filter = Readonly<Record<string, string | null | undefined>>

/** A filter as it is sent. */
export function queryOf(filter: Filter): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(filter)) {
    if (value !== null && value !== undefined) query[name] = value
  }
  return query
}

/**
 * Reads rows by a schema. `filter` is checked again, field by field, since one that upstream ignores must not mix up creators or
 * projects; a row that lacks such a field is judged by its schema. `what` names a row in errors: `an accrual`.
 */
export function rowReader<T>(
  schema: z.ZodType<T>,
  what: string,
  badRows: BadRows,
  filter: Filter = {},
): (raw: unknown) => Reading<T> {
  const wanted = Object.entries(queryOf(filter))
  return (raw) => {
    if (isRecord(raw) && wanted.some(([name, value]) => isAnother(raw[name], value))) return { kind: 'other' }
    const checked = schema.safeParse(raw)
    if (checked.success) return { kind: 'row', row: checked.data }
    return badRows === 'skip' ? { kind: 'skip' } : { kind: 'refuse', problem: `${what}: ${rowProblem(checked.error)}` }
  }
}

/** Null is an answer as well: an ad-hoc payment is nobody's (contract 3.9). */
function isAnother(found: unknown, wanted: string): boolean {
  return found === null || (typeof found === 'string' && found !== wanted)
}

/** One row by its address. */
export async function fetchOne<T>(
  reader: Reader,
  path: string,
  schema: z.ZodType<T>,
  what: string,
): Promise<Result<T, UpstreamError>> {
  const answer = await reader.get(path)
  if (!answer.ok) return answer
  const checked = schema.safeParse(answer.value.data)
  return checked.success ? ok(checked.data) : badShape(`${what}: ${rowProblem(checked.error)}`)
}

/** An answer that is not what the contract says. */
export function badShape(problem: string): { readonly ok: false; readonly error: UpstreamError } {
  return fail({ kind: 'bad_shape', problem })
}

/** A JSON object. */
export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The `id` of a row as it came. */
export function idOf(raw: unknown): string | null {
  return isRecord(raw) && typeof raw.id === 'string' ? raw.id : null
}
