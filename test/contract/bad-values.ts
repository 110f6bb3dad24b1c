/** Values that a schema of the OpenAPI document does not allow. */
import type { Parameter, Schema } from './openapi-document.ts'

/** A body or a query in which one field is wrong. */
export type Bad<T> = {
  /** As in `meta.field`: `creators.0.tiktok_handle`. */
  field: string
  why: string
  sent: T
}

type Body = Readonly<Record<string, unknown>>

const SAMPLES: Record<string, unknown> = {
  string: 'some text',
  integer: 7,
  number: 1.5,
  boolean: true,
  object: {},
  array: [],
  null: null,
}

const BAD_DATES = ['2026-02-30', '2026-13-01', '2026-6-1', 'yesterday', '']

const BAD_FORMATS: Record<string, string[]> = {
  uuid: ['not-a-uuid', '00000000-0000-4000-8000-00000000000', ''],
  date: BAD_DATES,
  'date-time': ['2026-02-30T00:00:00Z', '2026-06-15', 'soon', ''],
  email: ['nobody', 'nobody@', ''],
}

/** Texts that patterns are there to refuse. */
const NO_PATTERNS = ['/', '  ', 'x'.repeat(200)]

function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ?? [schema]
}

/** The JSON types that a schema allows; a constant or a list of values allows the types of those. */
function typesOf(schema: Schema): Set<string> {
  const types = alternatives(schema).flatMap(({ type }) => type ?? [])
  return new Set(types.includes('number') ? [...types, 'integer'] : types)
}

function wrongTypes(schema: Schema): unknown[] {
  const allowed = typesOf(schema)
  if (allowed.size === 0) return []
  return Object.entries(SAMPLES)
    .filter(([type]) => !allowed.has(type))
    .map(([, value]) => value)
}

/** Values of the right type that are out of bounds. */
function outOfBounds(schema: Schema): unknown[] {
  return alternatives(schema).flatMap((one) => {
    const values: unknown[] = [...(BAD_FORMATS[one.format ?? ''] ?? [])]
    if (one.enum !== undefined || one.const !== undefined) values.push('no_such_value')
    if (one.minLength === 1) values.push('')
    if (one.maxLength !== undefined) values.push('x'.repeat(one.maxLength + 1))
    values.push(...NO_PATTERNS.filter((text) => one.pattern !== undefined && !new RegExp(one.pattern).test(text)))
    if (one.minimum !== undefined) values.push(one.minimum - 1)
    if (one.exclusiveMinimum !== undefined) values.push(one.exclusiveMinimum)
    if (one.maximum !== undefined) values.push(one.maximum + 1)
    if (one.minItems === 1) values.push([])
    return values
  })
}

const shown = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 40)

/** Every body that differs from a good one in one field that must not be as it is. */
export function badBodies(schema: Schema, good: Body): Bad<Body>[] {
  const { properties = {}, required = [] } = matching(schema, good)
  const bad: Bad<Body>[] = []
  for (const field of required) {
    const { [field]: _left, ...rest } = good
    // Nothing says then which of several forms was meant: the first one is missed.
    const named = alternatives(schema)[0]?.required?.[0] ?? field
    bad.push({ field: schema.anyOf === undefined ? field : named, why: `${field} left out`, sent: rest })
  }
  for (const [field, of] of Object.entries(properties)) {
    for (const value of [...wrongTypes(of), ...outOfBounds(of)]) {
      bad.push({ field, why: shown(value), sent: { ...good, [field]: value } })
    }
    const [one] = Array.isArray(good[field]) ? (good[field] as unknown[]) : []
    for (const inside of badItems(of, one)) {
      bad.push({ ...inside, field: `${field}${inside.field}`, sent: { ...good, [field]: inside.sent } })
    }
  }
  return bad
}

/** Arrays with one bad item in them, or too many good ones. */
function badItems({ items, maxItems }: Schema, good: unknown): Bad<unknown[]>[] {
  if (items === undefined || good === undefined) return []
  const bad = [...wrongTypes(items), ...outOfBounds(items)].map((value) => ({
    field: '.0',
    why: shown([value]),
    sent: [value] as unknown[],
  }))
  if (maxItems !== undefined) {
    bad.push({ field: '', why: `${maxItems + 1} of them`, sent: Array.from({ length: maxItems + 1 }, () => good) })
  }
  if (items.properties !== undefined) {
    for (const inside of badBodies(items, good as Body)) {
      bad.push({ field: `.0.${inside.field}`, why: inside.why, sent: [inside.sent] })
    }
  }
  return bad
}

/** Of several forms the one that the good body has. */
function matching(schema: Schema, good: Body): Schema {
  const form = alternatives(schema).find(({ required = [] }) => required.every((field) => field in good))
  if (form === undefined) throw new Error('the good body has no form of the schema')
  return form
}

const BAD_NUMBERS = ['-1', '1.5', 'abc', '', '1e1', ' 5', '0x10']

/** Values that a parameter of a query must not have. What no schema says is known by name. */
export function badParameters({ name, schema }: Parameter): string[] {
  if (name === 'tz') return ['Mars/Olympus_Mons', '+25:00', '']
  if (name === 'entity_ids') return ['not-a-uuid', ',', '']
  if (name === 'cursor') return MADE_UP_CURSORS
  if (schema.type === 'integer') {
    const beyond = [(schema.minimum ?? 0) - 1, ...(schema.maximum === undefined ? [] : [schema.maximum + 1])]
    return [...beyond.map(String), ...BAD_NUMBERS]
  }
  return outOfBounds(schema).map(String)
}

const cursor = (text: string) => Buffer.from(text).toString('base64url')

const MADE_UP_CURSORS = [
  'made-up',
  '2026-02-30T10:00:00Z',
  'yesterday',
  cursor('creators'),
  cursor('nothing|1|00000000-0000-4000-8000-000000000000'),
  cursor('creators|abc|not-a-uuid'),
  'A'.repeat(5_000),
]
