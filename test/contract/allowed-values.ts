/** Values at the edges of what a schema of the OpenAPI document allows: shortest, longest, least, most, null. */
import type { Schema } from './openapi-document.ts'

const FORMATS: Record<string, string[]> = {
  uuid: ['00000000-0000-4000-8000-000000000000', '0000ABCD-0000-1000-8000-00000000000F'],
  date: ['2026-06-15', '2028-02-29'],
  'date-time': ['2026-06-15T10:30:00Z', '2026-06-15T10:30:00.123+02:00'],
  email: ['a@example.com', 'First.Last+tag@sub.example.com'],
}

const TEXTS = ['', ' ', '  ', 'x', ' x ', '/', '@x', '.', 'é🐐', '**bold** <b>', 'x'.repeat(30), 'x'.repeat(3_000)]

const NUMBERS = [Number.MIN_SAFE_INTEGER, -1, 0, 1e-300, 0.5, 1, 7, 1e11, Number.MAX_SAFE_INTEGER, 1e300]

/** Some of the values that are allowed, the extreme ones among them. */
export function allowedValues(schema: Schema): unknown[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(allowedValues)
  if (schema.enum !== undefined) return schema.enum
  if (schema.const !== undefined) return [schema.const]
  return [schema.type ?? []].flat().flatMap((type) => ofType(type, schema))
}

function ofType(type: string, schema: Schema): unknown[] {
  switch (type) {
    case 'null':
      return [null]
    case 'boolean':
      return [true, false]
    case 'object':
      return objects(schema)
    case 'array':
      return arrays(schema)
    case 'string':
      return texts(schema)
    default:
      return numbers(type, schema)
  }
}

function objects({ properties, required = [] }: Schema): unknown[] {
  if (properties === undefined) return [{}, { key: { deep: [1, null, 'x'] }, 'two words': '' }]
  const least = Object.fromEntries(required.map((name) => [name, allowedValues(properties[name] ?? {})[0]]))
  return Object.entries(properties).flatMap(([name, schema]) =>
    allowedValues(schema).map((value) => ({ ...least, [name]: value })),
  )
}

function texts({ format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): string[] {
  if (format !== undefined) return FORMATS[format] ?? []
  const edges = ['x'.repeat(minLength), ...(maxLength < 1e6 ? ['x'.repeat(maxLength)] : [])]
  const lengths = ({ length }: string) => length >= minLength && length <= maxLength
  return [...TEXTS, ...edges].filter((text) => lengths(text) && new RegExp(pattern ?? '').test(text))
}

function numbers(type: string, schema: Schema): number[] {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema
  return [...NUMBERS, minimum, maximum].filter(
    (value) =>
      Number.isFinite(value) &&
      value >= minimum &&
      value > exclusiveMinimum &&
      value <= maximum &&
      (type !== 'integer' || Number.isInteger(value)),
  )
}

function arrays({ items = {}, minItems = 0 }: Schema): unknown[] {
  const alone = allowedValues(items).map((item) => [item])
  return minItems === 0 ? [[], ...alone] : alone
}
