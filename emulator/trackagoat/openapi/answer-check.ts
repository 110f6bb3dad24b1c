/**
 * Holds the emulator to its word: every answer must be one that the OpenAPI document describes, down to its fields. For
 * tests; it costs more than answering does.
 * @module
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../wire/http.ts'
import type { Document } from './document.ts'
import type { Operation } from './operation.ts'

/** What is wrong with an answer, e.g. `GET /creators 200: /data/0 must have required property 'id'`. */
export type Problem = string

/** Looks at answers and says what the document does not allow. */
export class AnswerCheck {
  readonly #ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
  readonly #document: Document
  readonly #routes: { operation: Operation; form: RegExp }[]
  readonly #validators = new Map<string, ValidateFunction | null>()

  constructor(document: Document, operations: readonly Operation[]) {
    this.#document = closed(document)
    this.#ajv.addSchema(this.#document, 'document')
    this.#routes = operations.map((operation) => ({
      operation,
      form: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
  }

  /** `path` is relative to the API; null: all is well. */
  problemWith(method: string, path: string, status: number, contentType: string, body: string): Problem | null {
    const asked = (method === 'HEAD' ? 'GET' : method).toLowerCase()
    const operation = this.#routes.find((route) => route.operation.method === asked && route.form.test(path))?.operation
    const where = `${method} ${path} ${status}`
    if (operation === undefined) {
      return [401, 403, 404, 429].includes(status) ? null : `${where}: the route is not in the document`
    }
    const validate = this.#validator(operation, status, contentType)
    if (validate === undefined) return `${where} ${contentType}: the document has no such answer`
    if (validate === null || method === 'HEAD' || validate(JSON.parse(body))) return null
    const errors = (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    )
    return `${where}: ${errors.join('; ')}`
  }

  /** null: nothing to check in the body; undefined: not described. */
  #validator(operation: Operation, status: number, contentType: string): ValidateFunction | null | undefined {
    const described = this.#document.paths?.[operation.path]?.[operation.method]?.responses?.[String(status)]
    if (described === undefined) return undefined
    const name = '$ref' in described ? (described.$ref.split('/').at(-1) ?? '') : undefined
    const response = name === undefined ? described : this.#document.components?.responses?.[name]
    if (response === undefined) throw new Error(`The document refers to ${name}, which is not in it.`)
    if (!('content' in response) || response.content === undefined) return contentType === '' ? null : undefined
    const type = contentType.split(';')[0]?.trim() ?? ''
    if (!(type in response.content)) return undefined
    if (type !== 'application/json') return null
    const place =
      name === undefined
        ? ['paths', operation.path, operation.method, 'responses', String(status)]
        : ['components', 'responses', name]
    const pointer = [...place, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/')
    const known = this.#validators.get(pointer)
    if (known !== undefined) return known
    const validate = this.#ajv.compile({ $ref: `document#/${pointer}` })
    this.#validators.set(pointer, validate)
    return validate
  }
}

/** A copy in which no object may have fields that are not named: what the emulator adds must be described. */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closed(part)]))
  if ('properties' in copy && copy.type === 'object' && !('additionalProperties' in copy))
    copy.additionalProperties = false
  return copy as T
}

/** Answers that the document does not describe are told to `report` and become a 500. */
export function checkAnswers(check: AnswerCheck, report: (problem: Problem) => void): MiddlewareHandler<ApiEnv> {
  return async function checkAnswers(c, next) {
    await next()
    const { res } = c
    const path = c.req.path.replace(/^\/api\/v1/, '')
    const body = await res.clone().text()
    const problem = check.problemWith(c.req.method, path, res.status, res.headers.get('content-type') ?? '', body)
    if (problem === null) return
    report(problem)
    c.res = undefined
    c.res = Response.json({ data: null, error: problem, meta: { code: 'undescribed_answer' } }, { status: 500 })
  }
}
