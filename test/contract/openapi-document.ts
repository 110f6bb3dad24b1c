/** What the tests of refusals read from the emulator's OpenAPI document: parameters and bodies, references resolved. */
import { openApiDocument } from '../../emulator/trackagoat/openapi/index.ts'
import type { Route } from './route-row.ts'

export type Schema = {
  type?: string | string[]
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
}

export type Parameter = { in: string; name: string; required?: boolean; schema: Schema }

export type Described = {
  parameters: Parameter[]
  /** null: the operation takes no body. */
  body: { required: boolean; schema: Schema } | null
}

type Operation = {
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
}

const document = JSON.parse(JSON.stringify(openApiDocument()))
const paths = resolved(document.paths, document.components.schemas) as Record<string, Record<string, Operation>>

/** What the document says of a route. */
export function described({ method, path }: Pick<Route, 'method' | 'path'>): Described {
  const operation = paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`${method} ${path} is not in the document`)
  const schema = operation.requestBody?.content['application/json']?.schema
  return {
    parameters: operation.parameters ?? [],
    body: schema === undefined ? null : { required: operation.requestBody?.required === true, schema },
  }
}

/** A copy in which every reference to a schema is that schema. */
function resolved(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => resolved(part, schemas))
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value) return resolved(schemas[String(value.$ref).split('/').at(-1) ?? ''], schemas)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, schemas)]))
}
