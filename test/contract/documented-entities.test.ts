/**
 * What the vendor documents of answers, written down once more in documented-fields.ts: every answer is held against the
 * emulator's OpenAPI document, so that it must not promise less than this.
 */
import { expect, it } from 'vitest'
import {
  accrual,
  assigned,
  assignment,
  campaign,
  compliance,
  creator,
  type Fields,
  goal,
  heatmapCell,
  method,
  payment,
  project,
  rankedVideo,
  structure,
  structureById,
  video,
} from './documented-fields.ts'
import { described, type Schema } from './openapi-document.ts'
import { ROUTES } from './route-table.ts'

/** What `data` is; `[…]`: a list of these. */
const ANSWERS: [route: string, status: number, data: Fields | readonly [Fields]][] = [
  ['GET /projects', 200, [project]],
  ['POST /organizations/{id}/projects', 201, project],
  ['PATCH /organizations/{id}/projects/{pid}', 200, project],
  ['GET /creators', 200, [creator]],
  ['PATCH /creators/{id}', 200, creator],
  ['GET /videos', 200, [video]],
  ['PATCH /videos/{id}', 200, video],
  ['GET /campaigns', 200, [campaign]],
  ['POST /projects/{id}/campaigns', 201, campaign],
  ['PATCH /campaigns/{id}', 200, campaign],
  ['GET /creators/{id}/goals', 200, [goal]],
  ['POST /creators/{id}/goals', 201, goal],
  ['PATCH /creators/{id}/goals/{gid}', 200, goal],
  ['GET /projects/{id}/goal-compliance', 200, [compliance]],
  ['GET /payout-methods', 200, [method]],
  ['POST /payout-methods', 201, method],
  ['GET /payout-methods/{id}', 200, method],
  ['PATCH /payout-methods/{id}', 200, method],
  ['GET /payout-structures', 200, [structure]],
  ['POST /payout-structures', 201, structureById],
  ['GET /payout-structures/{id}', 200, structureById],
  ['PATCH /payout-structures/{id}', 200, structureById],
  ['GET /payout-structures/{id}/assignments', 200, [assignment]],
  ['POST /payout-structures/{id}/assignments', 201, assigned],
  ['GET /payout-accruals', 200, [accrual]],
  ['GET /payout-accruals/{id}', 200, accrual],
  ['PATCH /payout-accruals/{id}', 200, accrual],
  ['GET /payout-payments', 200, [payment]],
  ['POST /payout-payments', 201, payment],
  ['GET /payout-payments/{id}', 200, payment],
  ['PATCH /payout-payments/{id}', 200, payment],
  ['GET /analytics/aggregate/posting-heatmap', 200, [heatmapCell]],
]

/** These have the documented fields and no others: «Not listed: …» (3.8, 3.9), and the goal of the sample (3.5). */
const EXACT: ReadonlySet<unknown> = new Set([accrual, payment, goal])

const STRINGS: Record<string, string> = { uuid: 'uuid', 'date-time': 'timestamp', date: 'date' }

/** A schema's type in a word, as in {@link Fields}; `anything` for one that says nothing. */
function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join('|')
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(String).sort().join('|')
  const types = [schema.type ?? 'anything'].flat()
  return types.map((type) => (type === 'string' ? (STRINGS[schema.format ?? ''] ?? type) : type)).join('|')
}

function expectType(schema: Schema, wanted: string, where: string) {
  const type = typeOf(schema)
  // A number that is always whole is a number too.
  const asWanted = wanted.startsWith('number') ? type.replace('integer', 'number') : type
  if (wanted.endsWith('?')) expect([wanted.slice(0, -1), wanted.replace('?', '|null')], where).toContain(asWanted)
  else expect(asWanted, where).toBe(wanted)
}

function expectFields(schema: Schema | undefined, fields: Fields, where: string) {
  const { properties = {}, required = [] } = schema ?? {}
  expect(required, where).toEqual(expect.arrayContaining(Object.keys(fields)))
  if (EXACT.has(fields)) expect(Object.keys(properties).sort(), where).toEqual(Object.keys(fields).sort())
  for (const [name, wanted] of Object.entries(fields)) {
    const field = properties[name] ?? {}
    if (typeof wanted === 'string') expectType(field, wanted, `${where}.${name}`)
    else expectData(field, wanted, `${where}.${name}`)
  }
}

const isList = (data: Fields | readonly [Fields]): data is readonly [Fields] => Array.isArray(data)

function expectData(schema: Schema | undefined, data: Fields | readonly [Fields], where: string) {
  expect(schema?.type, where).toBe(isList(data) ? 'array' : 'object')
  if (isList(data)) expectFields(schema?.items, data[0], `${where}[]`)
  else expectFields(schema, data, where)
}

function answerOf(route: string, status: number): Schema {
  const [method, path] = route.split(' ')
  const row = ROUTES.find((one) => one.method === method && one.path === path)
  const answer = row === undefined ? undefined : described(row).answers[status]
  if (answer === undefined) throw new Error(`${route} has no ${status}`)
  return answer
}

it.each(ANSWERS)('%s answers %i with the documented fields, all of them always there', (route, status, data) => {
  const { properties, required } = answerOf(route, status)
  expect(required).toContain('data')
  expectData(properties?.data, data, 'data')
})

it('the video leaderboard has the fields of the sample', () => {
  const data = answerOf('GET /analytics/aggregate/video-leaderboard', 200).properties?.data
  // With the option `leaderboard_total_count` the rows stand beside the count.
  const [rows] = data?.anyOf ?? [data]
  expectData(rows, [rankedVideo], 'data')
})

it('a list with pages says whether there are more and where they begin (contract 1.4)', () => {
  const lists = ROUTES.filter((route) => described(route).parameters.some(({ name }) => name === 'cursor'))
  expect(lists.length).toBeGreaterThan(10)
  for (const { method, path } of lists) {
    const meta = answerOf(`${method} ${path}`, 200).properties?.meta
    const [pages] = meta?.anyOf ?? [meta]
    expectFields(pages, { hasMore: 'boolean', nextCursor: 'string|null' }, path)
  }
})
