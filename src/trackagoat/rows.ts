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
  /** Cannot be read, so it might be the one that matters. */
  | { readonly kind: 'bad'; readonly problem: string }

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
 * projects; a row that lacks such a field is judged by its schema. What says that it is another's is left out, readable or not;
 * what says that it is nobody's (an ad-hoc payment, contract 3.9) only where the schema knows such rows. `what` names a row in
 * errors: `an accrual`.
 */
export function rowReader<T>(schema: z.ZodType<T>, what: string, filter: Filter = {}): (raw: unknown) => Reading<T> {
  const wanted = Object.entries(queryOf(filter))
  return (raw) => {
    const fields = isRecord(raw) ? raw : {}
    if (wanted.some(([name, value]) => isAnother(fields[name], value))) return { kind: 'other' }
    const checked = schema.safeParse(raw)
    if (!checked.success) return { kind: 'bad', problem: `${what}: ${rowProblem(checked.error)}` }
    return wanted.some(([name]) => fields[name] === null) ? { kind: 'other' } : { kind: 'row', row: checked.data }
  }
}

/** As `read`, but what cannot be read and says that it is not active is left out: nothing is decided by it. */
export function sparingInactive<T>(read: (raw: unknown) => Reading<T>): (raw: unknown) => Reading<T> {
  return (raw) => {
    const reading = read(raw)
    return reading.kind === 'bad' && isRecord(raw) && raw.is_active === false ? { kind: 'other' } : reading
  }
}

/** An empty text says nothing. */
function isAnother(found: unknown, wanted: string): boolean {
  return typeof found === 'string' && found !== '' && found !== wanted
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
