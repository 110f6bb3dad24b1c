/**
 * What the vendor documents of fields and parameters (contract sections 1.4, 2.3 to 2.8), written down once more: the
 * tests of refusals are made from the emulator's OpenAPI document, so that it must not ask for less than this.
 */
import { expect, it } from 'vitest'
import { described, type Schema } from './openapi-document.ts'
import { ROUTES } from './route-table.ts'

const COUNTS = ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count']
const RATES = ['engagement_rate_by_views', 'engagement_rate_by_followers', 'posts_per_week', 'avg_views_per_post']

const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }
const day = { type: 'string', format: 'date' }
const uuid = { type: 'string', format: 'uuid' }
const oneOf = (...values: string[]) => ({ enum: expect.arrayContaining(values) })
const exactly = (...values: string[]) => ({ enum: values })
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const several = (items: object, maxItems?: number) => ({
  type: 'array',
  items,
  ...(maxItems === undefined ? {} : { minItems: 1, maxItems }),
})

const creator = { tiktok_handle: text, tracking_mode: { ...exactly('auto', 'selective'), default: 'auto' } }
const window = { tracking_start_date: day, tracking_end_date: day }

/** Fields of bodies; those with `!` are required. */
const FIELDS: [route: string, fields: Record<string, object>][] = [
  ['PATCH /creators/{id}', { tiktok_handle: text, display_name: text, description: { maxLength: 5000 } }],
  ['PATCH /creators/{id}', { readme: textOrNull, tracking_mode: exactly('auto', 'selective') }],
  ['PATCH /creators/{id}', { tracking_start_date: orNull(day), tracking_end_date: orNull(day) }],
  ['POST /creators/{id}/scrape', { job_type: exactly('creator_profiles', 'video_stats', 'discover_videos') }],
  ['POST /projects/{id}/creators/bulk-reenable', { 'creator_ids!': several(uuid) }],
  ['POST /projects/{id}/creators/bulk-remove', { 'creator_ids!': several(uuid, 100) }],
  ['PATCH /videos/{id}', { readme: textOrNull, title: {}, tracking_status: oneOf('included', 'excluded') }],
  ['POST /projects/{id}/campaigns', { 'name!': text }],
  ['PATCH /campaigns/{id}', { name: { maxLength: 200 }, readme: textOrNull, target_views: {}, target_at: {} }],
  ['POST /campaigns/{id}/items', { 'item_type!': exactly('creator', 'video', 'campaign'), 'item_id!': uuid }],
  ['POST /payout-methods', { 'name!': { maxLength: 100 }, icon_path: textOrNull, metadata: { type: 'object' } }],
  ['PATCH /payout-methods/{id}', { name: { maxLength: 100 }, is_active: { type: 'boolean' }, readme: textOrNull }],
  ['PATCH /payout-methods/{id}', { icon_path: textOrNull, metadata: { type: 'object' } }],
  ['POST /payout-payments', { total_amount_cents: { type: 'integer' }, currency: { const: 'USD' }, note: {} }],
  ['POST /payout-payments', { accrual_ids: several(uuid), adjustment_reason: text, paid_at: { format: 'date-time' } }],
  ['POST /payout-payments', { creator_id: orNull(uuid), method_id: orNull(uuid), project_id: uuid }],
  ['POST /payout-payments', { auto_apply_outstanding: { type: 'boolean' } }],
  ['PATCH /payout-payments/{id}', { status: { const: 'voided' } }],
  ['PATCH /payout-accruals/{id}', { 'status!': exactly('rejected', 'voided') }],
]

/** Parameters of queries; those with `!` are required. */
const PARAMETERS: [route: string, parameters: Record<string, object>][] = [
  ['GET /creators', { project_id: uuid, search: text }],
  ['GET /videos', { project_id: uuid, creator_id: uuid }],
  ['GET /campaigns', { project_id: uuid }],
  ['GET /projects/{id}/goal-compliance', { creator_id: uuid, reference_date: day }],
  ['GET /projects/{id}/goal-compliance', { period: exactly('daily', 'weekly', 'monthly', 'all') }],
  [
    'GET /analytics',
    { 'entity!': oneOf('creator', 'campaign'), entity_id: uuid, entity_ids: text, from: day, to: day },
  ],
  [
    'GET /analytics',
    { 'metric!': oneOf('views', 'likes', 'comments', 'shares', 'saves', 'growth_rate_pop', ...RATES) },
  ],
  ['GET /analytics', { mode: oneOf('new', 'rate'), granularity: oneOf('day', 'week'), format: oneOf('csv') }],
  ['GET /analytics', { compare: oneOf('prior_period'), base_metric: oneOf('views', 'likes', 'comments') }],
  ['GET /analytics/aggregate/video-leaderboard', { 'project_id!': uuid, from: day, to: day }],
  ['GET /analytics/aggregate/video-leaderboard', { order: exactly(...COUNTS, 'posted_at') }],
  ['GET /analytics/aggregate/posting-heatmap', { 'project_id!': uuid, 'from!': day, 'to!': day, tz: text }],
  ['GET /payout-methods', { include_disabled: oneOf('1', 'true') }],
  ['GET /payout-structures', { project_id: uuid, is_active: oneOf('true') }],
  [
    'GET /payout-accruals',
    { project_id: uuid, creator_id: uuid, status: exactly('earned', 'paid', 'rejected', 'voided') },
  ],
  ['GET /payout-payments', { project_id: uuid }],
]

function split(route: string) {
  const [method, path] = route.split(' ')
  const row = ROUTES.find((one) => one.method === method && one.path === path)
  if (row === undefined) throw new Error(`no route ${route}`)
  return row
}

function expectRules(found: (name: string) => { schema?: Schema; required: boolean }, rules: Record<string, object>) {
  for (const [name, rule] of Object.entries(rules)) {
    const { schema, required } = found(name.replace('!', ''))
    expect(schema, name).toMatchObject(rule)
    expect(required, name).toBe(name.endsWith('!'))
  }
}

const named = (rows: [string, Record<string, object>][]) =>
  rows.map(([route, rules]) => [`${route}: ${Object.keys(rules).join(', ')}`, route, rules] as const)

it.each(named(FIELDS))('the body of %s', (_name, route, rules) => {
  const { properties = {}, required = [] } = described(split(route)).body?.schema ?? {}
  expectRules((name) => ({ ...found(properties[name]), required: required.includes(name) }), rules)
})

it.each(named(PARAMETERS))('the query of %s', (_name, route, rules) => {
  const { parameters } = described(split(route))
  expectRules((name) => {
    const parameter = parameters.find((one) => one.in === 'query' && one.name === name)
    return { ...found(parameter?.schema), required: parameter?.required === true }
  }, rules)
})

const found = (schema: Schema | undefined) => (schema === undefined ? {} : { schema })

it('the body that adds creators: one, or up to 50', () => {
  const { schema } = described(split('POST /projects/{id}/creators')).body ?? {}
  const one = { properties: { ...creator, ...window }, required: ['tiktok_handle'] }
  const many = { properties: { creators: several(one, 50) }, required: ['creators'] }
  expect(schema).toMatchObject({ anyOf: [one, many] })
})

it('every list with pages: limit 1 to 100, by default 50, and a cursor (contract 1.4)', () => {
  const lists = ROUTES.filter((route) => described(route).parameters.some(({ name }) => name === 'cursor'))
  const paths = lists.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['/creators', '/videos', '/campaigns', '/payout-accruals']))
  for (const route of lists) {
    const limit = described(route).parameters.find(({ name }) => name === 'limit')
    expect(limit?.schema, route.path).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 50 })
  }
})

it('every creating POST takes an Idempotency-Key (contract 1.6)', () => {
  const creating = ROUTES.filter(({ method, status }) => method === 'POST' && status === 201)
  expect(creating.length).toBeGreaterThan(10)
  for (const route of creating) {
    const names = described(route).parameters.map(({ name }) => name)
    expect(names, route.path).toContain('Idempotency-Key')
  }
})
