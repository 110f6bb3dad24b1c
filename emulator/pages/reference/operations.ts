/**
 * The OpenAPI document as the page goes through it: operations by tag, and which refusals they share.
 * @module
 */
import type { Document } from '../../trackagoat/openapi/document.ts'
import { TAGS } from '../../trackagoat/openapi/operation.ts'
import type { JsonSchema } from './shape.ts'

export type Parameter = { name: string; in: string; isRequired: boolean; schema: JsonSchema; description: string }

export type Success = {
  statuses: string[]
  description: string
  /** Absent: there is no body. */
  schema?: JsonSchema
  isCsvToo: boolean
}

export type Refusal = { status: string; description: string; codes: string[] }

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

/** Every operation, in the order of the tags and then of the document. */
export function operationsOf(document: Document): Described[] {
  const all = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [describe(path, method, operation)]
    }),
  )
  const order = Object.keys(TAGS)
  return all.sort((a, b) => order.indexOf(a.tag) - order.indexOf(b.tag))
}

function describe(path: string, method: string, operation: Operation): Described {
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
    ...answersOf(operation.responses ?? {}),
  }
}

function answersOf(responses: Responses): { successes: Success[]; refusals: Refusal[] } {
  const successes: Success[] = []
  const refusals: Refusal[] = []
  for (const [status, response] of Object.entries(responses)) {
    if ('$ref' in response) continue
    if (status.startsWith('2')) addSuccess(successes, status, response)
    // `default` stands in where there is no success (Redocly wants one): its codes are those of the others.
    else if (status !== 'default') {
      refusals.push({ status, description: response.description, codes: codesOf(response) })
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

function codesOf(response: Response): string[] {
  const code = schemaIn(response.content)?.properties?.meta?.properties?.code
  return (code?.enum ?? (code?.const === undefined ? [] : [code.const])).map(String)
}

/** The refusals that every operation has, with the codes that every operation has. */
export function sharedRefusals(operations: readonly Described[]): Refusal[] {
  const [first, ...others] = operations
  return (first?.refusals ?? []).flatMap((refusal) => {
    const codes = refusal.codes.filter((code) =>
      others.every(({ refusals }) =>
        refusals.some((other) => other.status === refusal.status && other.codes.includes(code)),
      ),
    )
    return codes.length === 0 ? [] : [{ ...refusal, codes }]
  })
}

/** The refusals of one operation beyond those. */
export function ownRefusals({ refusals }: Described, shared: readonly Refusal[]): Refusal[] {
  return refusals.flatMap((refusal) => {
    const everywhere = shared.find(({ status }) => status === refusal.status)?.codes ?? []
    const codes = refusal.codes.filter((code) => !everywhere.includes(code))
    return codes.length === 0 ? [] : [{ ...refusal, codes }]
  })
}
