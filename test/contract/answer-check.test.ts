/** The check that holds every answer to the OpenAPI document (emulator/trackagoat/openapi/answer-check.ts) is held to its own word. */
import { Hono } from 'hono'
import { expect, it, vi } from 'vitest'
import * as z from 'zod'
import { startEmulator } from '../../emulator/server.ts'
import { AnswerCheck, checkAnswers } from '../../emulator/trackagoat/openapi/answer-check.ts'
import { documentOf } from '../../emulator/trackagoat/openapi/document.ts'
import { type Operation, one } from '../../emulator/trackagoat/openapi/operation.ts'
import type { ApiEnv } from '../../emulator/trackagoat/wire/http.ts'
import { READ } from '../emulator/support.ts'

/** A document that has nothing but the ids of projects; all else is as it is. */
vi.mock('../../emulator/trackagoat/openapi/operations/index.ts', async (original) => {
  const { OPERATIONS } = await original<{ OPERATIONS: Operation[] }>()
  const ids = z.array(z.object({ id: z.string() }))
  const answers = { 200: { is: 'Ids.', data: ids, meta: z.unknown() } }
  return { OPERATIONS: OPERATIONS.map((row) => (row.id === 'listProjects' ? { ...row, answers } : row)) }
})

const THING: Operation = {
  id: 'getThing',
  method: 'get',
  path: '/things/{id}',
  tag: 'Projects',
  summary: 'A thing',
  source: 'chosen',
  answers: { 200: one(z.object({ name: z.string() }), 'A thing.') },
}

/** An API that always gives this answer, held to a document that has only {@link THING}. */
function answering(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const report = vi.fn()
  const app = new Hono<ApiEnv>()
  app.use(checkAnswers(new AnswerCheck(documentOf([THING], 'Things'), [THING]), report))
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  app.all('*', () => new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } }))
  return { report, get: (path = '/things/1') => app.request(`/api/v1${path}`) }
}

const described = { data: { name: 'A' }, error: null, meta: null }

it('an answer that is described goes out as it is', async () => {
  const { report, get } = answering(described, 200, { 'x-own': 'kept' })
  const response = await get()
  expect([response.status, response.headers.get('x-own'), await response.json()]).toEqual([200, 'kept', described])
  expect(report).not.toHaveBeenCalled()
})

it.each([
  ['a field more', { ...described, data: { name: 'A', colour: 'red' } }, 200, /colour/],
  ['a field less', { ...described, data: {} }, 200, /name/],
  ['a field of another type', { ...described, data: { name: 7 } }, 200, /\/data\/name must be string/],
  ['more beside the envelope', { ...described, warning: 'x' }, 200, /warning/],
  ['a status that is not described', described, 202, /202 .*no such answer/],
  ['a code that is not described', { data: null, error: 'No', meta: { code: 'unheard_of' } }, 404, /\/meta/],
])('with %s it becomes a 500 and is told', async (_what, body, status, problem) => {
  const { report, get } = answering(body, status)
  const response = await get()
  expect(response.status).toBe(500)
  expect(await response.json()).toEqual({
    data: null,
    error: expect.stringMatching(problem),
    meta: { code: 'undescribed_answer' },
  })
  expect(report.mock.calls).toEqual([[expect.stringMatching(/^GET \/things\/1 /)]])
})

it('nor may it be of another content type', async () => {
  const { report, get } = answering('name\nA', 200, { 'content-type': 'text/csv' })
  expect((await get()).status).toBe(500)
  expect(report).toHaveBeenCalledOnce()
})

it('a route that is not described may only refuse', async () => {
  expect((await answering(described).get('/nothing')).status).toBe(500)
  const refused = { data: null, error: 'No', meta: { code: 'not_found' } }
  expect((await answering(refused, 404).get('/nothing')).status).toBe(404)
})

/** Lists projects, whose names the mocked document does not have, and ends the emulator. */
async function listProjects(checks: boolean) {
  const emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: checks })
  const asked = () => fetch(`${emulator.url}/api/v1/projects`, { headers: { authorization: `Bearer ${READ}` } })
  const [first, second] = [await asked(), await asked()]
  const body = await first.json()
  return { statuses: [first.status, second.status], code: body.meta.code, ended: emulator.close() }
}

it('an emulator that checks its answers says at its end what was not described, each once', async () => {
  const { statuses, code, ended } = await listProjects(true)
  expect([statuses, code]).toEqual([[500, 500], 'undescribed_answer'])
  const said = await ended.then(
    () => '',
    (error: Error) => error.message,
  )
  expect(said.split('\n')).toEqual([
    expect.stringContaining('OpenAPI document'),
    expect.stringMatching(/^GET \/projects 200: .*"name"/),
  ])
})

it('one that does not check answers as it would', async () => {
  const { statuses, ended } = await listProjects(false)
  expect(statuses).toEqual([200, 200])
  await expect(ended).resolves.toBeUndefined()
})
