/** What tests read from the emulator's OpenAPI document: parameters, bodies and answers, references resolved. */
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
  /** The schemas of answers with JSON, by status. */
  answers: Record<string, Schema>
}

type Operation = {
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}

type Content = Record<string, { schema: Schema }>

const document = JSON.parse(JSON.stringify(openApiDocument()))
const paths = resolved(document.paths) as Record<string, Record<string, Operation>>

/** What the document says of a route. */
export function described({ method, path }: Pick<Route, 'method' | 'path'>): Described {
  const operation = paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`${method} ${path} is not in the document`)
  const schema = operation.requestBody?.content['application/json']?.schema
  const answers = Object.entries(operation.responses).flatMap(([status, { content }]) => {
    const answer = content?.['application/json']?.schema
    return answer === undefined ? [] : [[status, answer]]
  })
  return {
    parameters: operation.parameters ?? [],
    body: schema === undefined ? null : { required: operation.requestBody?.required === true, schema },
    answers: Object.fromEntries(answers),
  }
}

/** A copy in which every reference is what it refers to. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved)
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value) {
    const steps = String(value.$ref).split('/').slice(1)
    return resolved(steps.reduce((part, step) => part[step], document))
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part)]))
}
