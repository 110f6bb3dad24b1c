/**
 * The OpenAPI document as the page goes through it: operations by tag, and which refusals they share.
 * @module
 */
import type { Document } from '../../trackagoat/openapi/document.ts'
import { TAGS } from '../../trackagoat/openapi/operation.ts'
import type { JsonSchema, Shapes } from './shape.ts'

export type Parameter = { name: string; in: string; isRequired: boolean; schema: JsonSchema; description: string }

export type Success = {
  statuses: string[]
  description: string
  /** Absent: there is no body. */
  schema?: JsonSchema
  isCsvToo: boolean
}

export type Refusal = { status: string; description: string; codes: Code[] }

/** `more`: what stands beside the code in `meta`, an object without `code`; null: nothing. */
export type Code = { name: string; more: JsonSchema | null }

export type Described = {
  id: string
  method: string
  path: string
  tag: string
  summary: string
  notes: string
  source: string
  scope: string
  parameters: Parameter[]
  body: JsonSchema | null
  isBodyRequired: boolean
  takesKey: boolean
  successes: Success[]
  refusals: Refusal[]
}

const METHODS = ['get', 'post', 'patch', 'delete'] as const
const KEY_HEADER = 'Idempotency-Key'

type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>
type Responses = NonNullable<Operation['responses']>
type Response = Exclude<Responses[string], { $ref: string }>

/** What the document's references stand for. */
type Named = { shapes: Shapes; responses: NonNullable<Document['components']>['responses'] }

/** Every operation, in the order of the tags and then of the document. */
export function operationsOf(document: Document, shapes: Shapes): Described[] {
  const named = { shapes, responses: document.components?.responses }
  const all = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [describe(path, method, operation, named)]
    }),
  )
  const order = Object.keys(TAGS)
  return all.sort((a, b) => order.indexOf(a.tag) - order.indexOf(b.tag))
}

function describe(path: string, method: string, operation: Operation, named: Named): Described {
  const parameters = (operation.parameters ?? []).flatMap((parameter) =>
    '$ref' in parameter
      ? []
      : [
          {
            name: parameter.name,
            in: parameter.in,
            isRequired: parameter.required === true,
            schema: (parameter.schema ?? {}) as JsonSchema,
            description: parameter.description ?? '',
          },
        ],
  )
  const { requestBody } = operation
  const body = requestBody !== undefined && 'content' in requestBody ? requestBody : undefined
  return {
    id: operation.operationId ?? `${method}${path}`,
    method,
    path,
    tag: operation.tags?.[0] ?? '',
    summary: operation.summary ?? '',
    notes: operation.description ?? '',
    source: String(operation['x-source'] ?? ''),
    scope: String(operation['x-scope'] ?? ''),
    parameters: parameters.filter(({ name }) => name !== KEY_HEADER),
    body: schemaIn(body?.content) ?? null,
    isBodyRequired: body?.required === true,
    takesKey: parameters.some(({ name }) => name === KEY_HEADER),
    ...answersOf(operation.responses ?? {}, named),
  }
}

function answersOf(responses: Responses, named: Named): { successes: Success[]; refusals: Refusal[] } {
  const successes: Success[] = []
  const refusals: Refusal[] = []
  for (const [status, given] of Object.entries(responses)) {
    const response = resolved(given, named)
    if (response === undefined) continue
    if (status.startsWith('2')) addSuccess(successes, status, response)
    // `default` stands in where there is no success (Redocly wants one): its codes are those of the others.
    else if (status !== 'default') {
      refusals.push({ status, description: response.description, codes: codesOf(response, named.shapes) })
    }
  }
  return { successes, refusals }
}

/** A replayed 201 may come as 200: what is the same is told once. */
function addSuccess(successes: Success[], status: string, response: Response): void {
  const schema = schemaIn(response.content)
  const same = successes.find(
    (other) =>
      other.description === response.description &&
      JSON.stringify(other.schema) === JSON.stringify(schema ?? undefined),
  )
  if (same !== undefined) {
    same.statuses.push(status)
    return
  }
  successes.push({
    statuses: [status],
    description: response.description,
    ...(schema === undefined ? {} : { schema }),
    isCsvToo: response.content?.['text/csv'] !== undefined,
  })
}

function schemaIn(content: Response['content'] | undefined): JsonSchema | undefined {
  return content?.['application/json']?.schema as JsonSchema | undefined
}

function resolved(given: Responses[string], { responses }: Named): Response | undefined {
  if (!('$ref' in given)) return given
  const response = responses?.[given.$ref.split('/').at(-1) ?? '']
  return response === undefined || '$ref' in response ? undefined : response
}

/** `meta` is one object or one of several, told apart by their codes. */
function codesOf(response: Response, shapes: Shapes): Code[] {
  const meta = shapes.resolve(schemaIn(response.content)?.properties?.meta ?? {})
  return (meta.anyOf ?? [meta]).flatMap((variant) => {
    const { properties = {}, required = [] } = shapes.resolve(variant)
    const { code = {}, ...others } = properties
    const more = Object.keys(others).length === 0 ? null : { type: 'object', properties: others, required }
    const names = code.enum ?? (code.const === undefined ? [] : [code.const])
    return names.map((name) => ({ name: String(name), more }))
  })
}

/** The refusals that every operation has, with the codes that every operation has. */
export function sharedRefusals(operations: readonly Described[]): Refusal[] {
  const [first, ...others] = operations
  return (first?.refusals ?? []).flatMap((refusal) => {
    const codes = refusal.codes.filter(({ name }) =>
      others.every(({ refusals }) => refusals.some((other) => other.status === refusal.status && hasCode(other, name))),
    )
    return codes.length === 0 ? [] : [{ ...refusal, codes }]
  })
}

/** The refusals of one operation beyond those. */
export function ownRefusals({ refusals }: Described, shared: readonly Refusal[]): Refusal[] {
  return refusals.flatMap((refusal) => {
    const everywhere = shared.find(({ status }) => status === refusal.status)
    const codes = refusal.codes.filter(({ name }) => everywhere === undefined || !hasCode(everywhere, name))
    return codes.length === 0 ? [] : [{ ...refusal, codes }]
  })
}

function hasCode({ codes }: Refusal, name: string): boolean {
  return codes.some((code) => code.name === name)
}
