/**
 * The OpenAPI 3.1 document, made from the operations and from the schemas that check requests.
 *
 * It describes every answer the switches of options.ts allow, so `error` and `meta` may be absent, as in the vendor's own
 * samples (contract 8.8). Objects are open: the vendor may add fields at any time (contract 1.3).
 * @module
 */
import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi'
import { type Answer, type Operation, TAGS, type Tag } from './operation.ts'
import { type Refused, refusal } from './refusals.ts'

export type Document = ReturnType<typeof createDocument>

/** The newest version the vendor's pages name (contract 1.9). */
const VERSION = '1.4.0'

const DESCRIPTION = `trackagoat's v1 API as Goatherd's emulator serves it: made from the vendor's public documents, not by the vendor.
Each operation says in \`x-source\` where its shape comes from: those documents (documented), what follows from them (inferred) or the emulator (chosen).
Money is in whole cents, times are ISO 8601 in UTC, lists have cursors.`

/** The document of some operations. */
export function documentOf(operations: readonly Operation[], title: string): Document {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {}
    methods[operation.method] = describe(operation)
    paths[operation.path] = methods
  }
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title, version: VERSION, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/api/v1', description: 'This emulator' }],
      security: [{ apiKey: [] }],
      tags: tags.map((name: Tag) => ({ name, description: TAGS[name] })),
      paths,
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `tga_` and 64 lower-case hex digits.' },
        },
      },
    },
    { override: ({ jsonSchema, zodSchema, io }) => tidy(jsonSchema, zodSchema._zod.def.type, io) },
  )
}

/**
 * Objects stay open and a `format` needs no pattern. How far JavaScript can count is said of what requests hold, since beyond
 * it they are refused, and not of answers.
 */
function tidy(schema: Record<string, unknown>, type: string, io: 'input' | 'output'): void {
  if (type === 'object' && schema.additionalProperties === false) delete schema.additionalProperties
  if (schema.format !== undefined) delete schema.pattern
  if (io === 'input') return
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { id, method, path, tag, summary, source, notes, query, body } = operation
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(notes === undefined ? {} : { description: notes }),
    ...(tag === 'Removed' ? { deprecated: true } : {}),
    'x-source': source,
    'x-scope': method === 'get' ? 'read' : 'write',
    requestParams: {
      ...(ids.length === 0 ? {} : { path: z.object(Object.fromEntries(ids.map((name) => [name, pathParameter]))) }),
      ...(query === undefined ? {} : { query }),
      ...(operation.takesKey === undefined ? {} : { header: z.object({ 'Idempotency-Key': idempotencyKey }) }),
    },
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: operation.bodyOptional === undefined,
            content: {
              'application/json': { schema: needsOneField(method, body) ? body.meta({ minProperties: 1 }) : body },
            },
          },
        }),
    responses: responsesOf(operation, ids.length > 0),
  }
}

/** A PATCH changes at least one field (readPatch in wire/input.ts). */
function needsOneField(method: string, body: z.ZodType): boolean {
  return method === 'patch' && body.safeParse({}).success
}

const pathParameter = z.string().meta({ format: 'uuid' })

const idempotencyKey = z.string().max(255).optional().meta({
  description:
    'The same key within 24 hours gets the first answer again, and nothing is done twice. A UUID is recommended.',
})

type Responses = { [status: `${number}`]: ZodOpenApiResponseObject; default?: ZodOpenApiResponseObject }

function responsesOf(operation: Operation, hasId: boolean): Responses {
  const { answers, refusals, body, query } = operation
  const responses: Responses = {}
  for (const [status, answer] of Object.entries(answers)) responses[status as `${number}`] = success(answer)
  // A replayed 201 may come as 200 (option `idempotency_replay_status`).
  const created = answers[201]
  if (operation.takesKey !== undefined && created !== undefined) responses['200'] ??= success(created)
  if (operation.mayBeEmpty !== undefined) responses['204'] = { description: 'Done (option `delete_answer`).' }

  const refused: Record<number, Refused[]> = {
    400: [
      ...(query === undefined ? [] : ['invalid_query']),
      ...(body === undefined && operation.takesKey === undefined ? [] : ['invalid_body']),
      ...(hasId && operation.tag !== 'Removed' ? ['invalid_params'] : []),
    ],
    401: ['invalid_api_key'],
    403: ['insufficient_scope', 'organization_banned'],
    404: hasId ? ['not_found'] : [],
    409: operation.takesKey === undefined ? [] : ['idempotency_conflict'],
    429: ['rate_limit_exceeded', 'too_many_requests'],
    500: ['internal_error'],
  }
  for (const [status, more] of Object.entries(refusals ?? {})) {
    refused[Number(status)] = [...(refused[Number(status)] ?? []), ...(more ?? [])]
  }
  for (const [status, all] of Object.entries(refused)) {
    if (all.length > 0) responses[status as `${number}`] = refusal(Number(status), all)
  }
  // Linters want to know what a route answers when all goes well; a removed one has only refusals.
  if (Object.keys(answers).length === 0) responses.default = refusal(410, ['gone'])
  return responses
}

function success({ is, data, meta, csv, raw }: Answer): ZodOpenApiResponseObject {
  const envelope = z.object({
    data,
    error: z.null().optional(),
    meta: meta === undefined ? z.null().optional() : meta.optional(),
  })
  return {
    description: is,
    content: {
      'application/json': { schema: raw === undefined ? envelope : data },
      ...(csv === undefined ? {} : { 'text/csv': { schema: z.string() } }),
    },
  }
}
