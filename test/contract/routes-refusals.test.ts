/** What every route refuses whatever it does: wrong keys, wrong scopes, ids that are none or of nothing one may see. */
import { describe, expect, it } from 'vitest'
import { type Answer, READ, REVOKED, type Row, WRITE } from '../emulator/support.ts'
import { useOnePlace } from './one-place.ts'
import { described, type Schema } from './openapi-document.ts'
import type { Route, Sent } from './route-row.ts'
import { casesOf, urlOf } from './route-table.ts'

const { emulator, place } = useOnePlace()

/** Removed routes answer 410 whatever the id is (chosen); what is left of them has no parameters worth checking. */
const isThere = ({ status }: Route) => status !== 410
const hasIds = (route: Route) => isThere(route) && route.path.includes('{')

const UNKNOWN = '0badcafe-0000-4000-8000-000000000000'

const send = ({ method, path }: Route, { body, ...rest }: Sent, init: object = {}) =>
  emulator.api(method, urlOf({ path }, rest), { ...(body === undefined ? {} : { body }), ...init })

/** A refusal says nothing in `data`, something to people in `error`, and a code (contract 1.3). */
function expectRefused(answer: Answer, status: number, meta: object) {
  expect(answer).toMatchObject({ status, data: null, error: expect.stringMatching(/./), meta })
  expect(answer.keys).toEqual(['data', 'error', 'meta'])
}

describe('without a valid key (contract 1.1, 1.8)', () => {
  const unknown = `tga_${'a'.repeat(64)}`
  const headers = [
    'Bearer',
    `Basic ${WRITE}`,
    WRITE,
    `Bearer ${WRITE.toUpperCase()}`,
    `Bearer ${WRITE}0`,
    'Bearer tga_abc123',
  ]

  it.each(casesOf(() => true))('%s answers 401', async (_name, route) => {
    const sent = route.send(place())
    for (const key of [null, unknown, REVOKED]) {
      expectRefused(await send(route, sent, { key }), 401, { code: 'invalid_api_key' })
    }
    for (const authorization of headers) {
      expectRefused(await send(route, sent, { headers: { authorization } }), 401, { code: 'invalid_api_key' })
    }
  })
})

describe('without the scope (contract 1.2)', () => {
  it.each(casesOf(({ scope }) => scope === 'write'))('%s refuses a key that only reads', async (_name, route) => {
    const refused = await send(route, route.send(place()), { key: READ })
    expectRefused(refused, 403, { code: 'insufficient_scope', required: 'write', granted: ['read'] })
  })

  it.each(casesOf(({ scope }) => scope === 'read'))('%s refuses a key that only writes', async (_name, route) => {
    const body = { name: 'Only writes', scopes: ['write'] }
    const minted = await emulator.api('POST', `/organizations/${place().organization.id}/api-keys`, { body })
    const { key } = minted.data as Row & { key: string }
    const refused = await send(route, route.send(place()), { key })
    expectRefused(refused, 403, { code: 'insufficient_scope', required: 'read', granted: ['write'] })
  })
})

describe('an id in the path', () => {
  it.each(casesOf(hasIds))('%s: one that is no uuid is 400 and named', async (_name, route) => {
    const sent = route.send(place())
    for (const name of Object.keys(sent.ids ?? {})) {
      for (const id of ['not-a-uuid', `${UNKNOWN}0`, '1', "' OR 1=1"]) {
        const refused = await send(route, { ...sent, ids: { ...sent.ids, [name]: id } })
        expectRefused(refused, 400, { code: 'invalid_params', field: name })
      }
    }
  })

  it.each(casesOf(hasIds))('%s: one of nothing is 404', async (_name, route) => {
    const sent = route.send(place())
    for (const name of Object.keys(sent.ids ?? {})) {
      const refused = await send(route, { ...sent, ids: { ...sent.ids, [name]: UNKNOWN } })
      expectRefused(refused, 404, { code: 'not_found' })
    }
  })

  it.each(casesOf(({ path }) => path.startsWith('/organizations/{id}')))(
    '%s: another organisation is 404, like one that does not exist',
    async (_name, route) => {
      const other = (await emulator.api('POST', '/user/organizations', { body: { name: 'Another' } })).data as Row
      const sent = route.send(place())
      const foreign = await send(route, { ...sent, ids: { ...sent.ids, id: other.id } })
      const absent = await send(route, { ...sent, ids: { ...sent.ids, id: UNKNOWN } })
      expectRefused(foreign, 404, { code: 'not_found' })
      expect([foreign.error, foreign.meta]).toEqual([absent.error, absent.meta])
    },
  )

  it.each(casesOf((route) => !isThere(route)))('%s is gone whatever the id', async (_name, route) => {
    for (const id of [UNKNOWN, 'not-a-uuid']) expectRefused(await send(route, { ids: { id } }), 410, { code: 'gone' })
  })
})

describe('an id of nothing', () => {
  const isId = (schema: Schema) => (schema.anyOf ?? [schema]).some(({ format }) => format === 'uuid')

  /** Fields that are one id. Not `user_id`: a user is named either by e-mail address or by id. */
  const idFields = (route: Route) =>
    Object.entries(described(route).body?.schema.properties ?? {})
      .filter(([name, schema]) => isId(schema) && name !== 'user_id')
      .map(([name]) => name)

  const idParameters = (route: Route) =>
    described(route).parameters.filter(({ in: where, schema }) => where === 'query' && isId(schema))

  it.each(casesOf((route) => idFields(route).length > 0))('%s: in a field of the body is 404', async (_name, route) => {
    const sent = route.send(place())
    for (const field of idFields(route)) {
      const refused = await send(route, { ...sent, body: { ...sent.body, [field]: UNKNOWN } })
      expectRefused(refused, 404, { code: 'not_found' })
    }
  })

  it.each(casesOf((route) => idParameters(route).length > 0))(
    '%s: as a parameter that is needed is 404, as a mere filter it brings nothing (chosen)',
    async (_name, route) => {
      const sent = route.send(place())
      for (const { name, required } of idParameters(route)) {
        const answer = await send(route, { ...sent, query: { ...sent.query, [name]: UNKNOWN } })
        // `entity_id` is needed too, unless there is `entity_ids`.
        if (required === true || name === 'entity_id') expectRefused(answer, 404, { code: 'not_found' })
        else expect([answer.status, answer.data]).toEqual([200, []])
      }
    },
  )
})
