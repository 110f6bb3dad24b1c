/**
 * The OpenAPI document of the emulated API: complete, sound by the rules of others, and kept by every answer.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Clock } from '../../emulator/clock.ts'
import { OptionSet } from '../../emulator/options.ts'
import { startEmulator } from '../../emulator/server.ts'
import { createTrackagoat } from '../../emulator/trackagoat/index.ts'
import { AnswerCheck } from '../../emulator/trackagoat/openapi/answer-check.ts'
import { openApiDocument } from '../../emulator/trackagoat/openapi/index.ts'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { World } from '../../emulator/trackagoat/world.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
const KEY = `tga_${'0'.repeat(64)}`

let folder = ''
let file = ''
let origin = ''
let document: Record<string, unknown> = {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goatherd-openapi-'))
  file = join(folder, 'openapi.json')
  const emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
  origin = emulator.url
  const response = await fetch(`${origin}/api/v1/openapi.json`, { headers: { authorization: `Bearer ${KEY}` } })
  const text = await response.text()
  await emulator.close()
  document = JSON.parse(text)
  writeFileSync(file, text)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command of an npm package by its script, under the Node that runs the tests; answers what it printed. */
async function tool(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' }
  const { stdout } = await run(process.execPath, [join(ROOT, script), ...args], { cwd: folder, env }).catch((error) => {
    throw new Error(`${script}: ${error.stdout}\n${error.stderr}`)
  })
  return stdout
}

/** Linters take `localhost` for a placeholder. */
const numeric = (url: string) => url.replace('localhost', '127.0.0.1')

describe('the document', () => {
  it('is served without an envelope, as OpenAPI 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining(['info', 'servers', 'paths', 'components', 'security']),
    )
  })

  it('says where it is served, so that tools find it from a file too', () => {
    expect(document.servers).toEqual([{ url: `${numeric(origin)}/api/v1`, description: expect.any(String) }])
  })

  it('says no refusal twice, and of each what stands in meta', () => {
    const { responses } = openApiDocument().components ?? {}
    const described = Object.values(openApiDocument().paths ?? {}).flatMap((path) =>
      [path.get, path.post, path.patch, path.delete].flatMap((operation) =>
        Object.entries(operation?.responses ?? {}).filter(([status]) => !status.startsWith('2')),
      ),
    )
    const inline = described.filter(([, response]) => !('$ref' in response)).map((one) => JSON.stringify(one))
    expect(inline.length).toBeLessThan(described.length / 10)
    expect(new Set(inline).size).toBe(inline.length)
    expect(Object.keys(responses ?? {}).length).toBe(
      new Set(Object.values(responses ?? {}).map((one) => JSON.stringify(one))).size,
    )
    expect(responses?.TooManyRequests).toMatchObject({ headers: { 'Retry-After': { schema: { type: 'integer' } } } })
  })

  it('has exactly the routes there are', () => {
    const world = new World({ clock: new Clock(), options: new OptionSet() })
    const routed = createTrackagoat(world)
      .routes.filter(({ method, path }) => method !== 'ALL' && path !== '*' && path !== '/*')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    world.store.close()
    const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect([...described].sort()).toEqual([...new Set(routed)].sort())
    expect(new Set(described).size).toBe(described.length)
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length)
  })

  it('passes the recommended rules of Redocly’s linter, without a warning', async () => {
    const cli = 'node_modules/@redocly/cli/bin/cli.js'
    const found = JSON.parse(await tool(cli, 'lint', file, '--extends=recommended', '--format=json'))
    expect(found.problems).toEqual([])
    expect(found.totals).toMatchObject({ errors: 0, warnings: 0 })
  })

  it('gives types by openapi-typescript that hold answers to what they are', async () => {
    const types = join(folder, 'trackagoat.ts')
    const cli = 'test/contract/openapi-types/node_modules/openapi-typescript/bin/cli.js'
    await tool(cli, file, '-o', types)
    expect(readFileSync(types, 'utf8')).toContain('listCreators')
    const use = join(folder, 'use.ts')
    writeFileSync(use, USE)
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ]
    await tool('node_modules/typescript/bin/tsc', ...options, '--allowImportingTsExtensions', use)
  })

  it('at /analytics/schema is the analytics part of the same', async () => {
    const emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
    const headers = { authorization: `Bearer ${KEY}` }
    const answer = await fetch(`${emulator.url}/api/v1/analytics/schema`, { headers })
    const part: { paths: Record<string, unknown>; servers: unknown } = await answer.json()
    await emulator.close()
    expect(part.servers).toMatchObject([{ url: `${numeric(emulator.url)}/api/v1` }])
    const whole = document.paths as Record<string, unknown>
    const names = Object.keys(whole).filter((path) => path.startsWith('/analytics'))
    expect(Object.keys(part.paths).sort()).toEqual(names.sort())
    for (const name of names) expect(part.paths[name]).toEqual(whole[name])
  })
})

/** Compiles only if the generated types say what is so; `@ts-expect-error` fails when there is no error. */
const USE = `
import type { components, operations } from './trackagoat.ts'
type Creators = operations['listCreators']['responses'][200]['content']['application/json']
export const handles = (page: Creators): string[] => page.data.map((creator) => creator.tiktok_handle)
export const followers = (creator: components['schemas']['Creator']): number | null => creator.follower_count
// @ts-expect-error an accrual has no project
export const project = (accrual: components['schemas']['PayoutAccrual']): string => accrual.project_id
type Body = NonNullable<operations['createPayment']['requestBody']>['content']['application/json']
export const body: Body = { creator_id: 'x', total_amount_cents: 5000, accrual_ids: ['y'] }
// @ts-expect-error cents are a number
export const wrong: Body = { total_amount_cents: '50.00' }
type Refused<Name extends keyof components['responses']> = components['responses'][Name]['content']['application/json']
export const wait = ({ headers }: components['responses']['TooManyRequests']): number | undefined => headers['Retry-After']
export const fields = ({ meta }: Refused<'InvalidQuery'>): string[] => meta.issues.map(({ path }) => path)
export const room = ({ meta }: Refused<'LimitReached'>): number => meta.max - meta.current
export const granted = ({ meta }: Refused<'Forbidden'>): string[] => meta.code === 'insufficient_scope' ? meta.granted : []
// @ts-expect-error who is banned is told no scopes
export const scopes = ({ meta }: Refused<'Forbidden'>): string[] => meta.code === 'organization_banned' ? meta.granted : []
type Unpaid = operations['createPayment']['responses'][409]['content']['application/json']
export const accrual = ({ meta }: Unpaid): string => meta.code === 'accrual_not_payable' ? meta.accrual_id : ''
`

describe('the check of answers', () => {
  const check = new AnswerCheck(openApiDocument(), OPERATIONS)
  const json = 'application/json'
  const removed = (data: unknown) => JSON.stringify({ data, error: null, meta: null })
  const refused = (meta: object) => JSON.stringify({ data: null, error: 'x', meta })
  const id = '0b5ce2a1-0000-4000-8000-000000000001'
  const path = `/creators/${id}`

  it('lets through what is described, with and without the keys that may be absent', () => {
    expect(check.problemWith('DELETE', path, 200, json, removed({ id, is_active: false }))).toBeNull()
    expect(check.problemWith('DELETE', path, 200, json, JSON.stringify({ data: { id, is_active: false } }))).toBeNull()
    expect(check.problemWith('DELETE', path, 204, '', '')).toBeNull()
    const forbidden = refused({ code: 'insufficient_scope', required: 'write', granted: ['read'] })
    expect(check.problemWith('DELETE', path, 403, json, forbidden)).toBeNull()
  })

  it.each([
    ['a field too many', 200, removed({ id, is_active: false, extra: 1 }), /additional properties/],
    ['a field too few', 200, removed({ id }), /is_active/],
    ['another type', 200, removed({ id, is_active: 'false' }), /is_active/],
    ['something that is no id', 200, removed({ id: 'x', is_active: false }), /uuid/],
    ['another status', 202, removed({ id, is_active: false }), /no such answer/],
    ['a code that is not listed', 401, refused({ code: 'y' }), /allowed values/],
    ['a refusal without what belongs to its code', 403, refused({ code: 'insufficient_scope' }), /required/],
    [
      'what does not belong to a code',
      429,
      refused({ code: 'too_many_requests', retryAfter: 1 }),
      /additional properties/,
    ],
  ])('names %s', (_what, status, body, problem) => {
    expect(check.problemWith('DELETE', path, status, json, body)).toMatch(problem)
  })

  it('names a route that is not described', () => {
    expect(check.problemWith('PUT', path, 200, json, removed({}))).toMatch(/not in the document/)
    expect(check.problemWith('GET', '/nothing', 404, json, '{}')).toBeNull()
  })
})
