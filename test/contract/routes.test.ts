/** Every row of contract section 2: there, described, and answering one good request as it should. */
import { beforeAll, describe, expect, it } from 'vitest'
import { READ, useEmulator, WRITE } from '../emulator/support.ts'
import { preparePlace } from './route-row.ts'
import { ADDED, casesOf, NOT_DESCRIBED, ROUTES, urlOf } from './route-table.ts'

const emulator = useEmulator()

describe('the OpenAPI document', () => {
  const described = new Map<string, string>()

  beforeAll(async () => {
    const response = await emulator.request('GET', '/openapi.json')
    const { paths } = await response.json()
    for (const [path, operations] of Object.entries(paths as Record<string, Record<string, { 'x-scope': string }>>)) {
      for (const [method, operation] of Object.entries(operations)) {
        described.set(`${method.toUpperCase()} ${path}`, operation['x-scope'])
      }
    }
  })

  it('has every row of section 2, and nothing that is in none', () => {
    const rows = new Set(ROUTES.map(({ method, path }) => `${method} ${path}`))
    expect([...described.keys()].sort()).toEqual([...rows, ...Object.keys(ADDED)].sort())
    expect(rows.size).toBe(82)
  })

  it('says of each the scope that section 2 says', () => {
    for (const { method, path, scope } of ROUTES) expect(described.get(`${method} ${path}`), path).toBe(scope)
  })

  it('leaves out only what has no routes of its own', () => {
    expect(Object.keys(NOT_DESCRIBED)).toEqual(['/admin/*'])
    expect([...described.keys()].filter((name) => name.includes('/admin'))).toEqual([])
  })
})

describe('a good request', () => {
  it.each(casesOf(() => true))('%s', async (_name, route) => {
    const at = await preparePlace(emulator)
    const sent = route.send(at)
    // Reading goes with a key that can only read.
    const key = route.scope === 'read' ? READ : WRITE
    const response = await emulator.request(route.method, urlOf(route, sent), {
      key,
      ...(sent.body === undefined ? {} : { body: sent.body }),
    })
    const answer = await response.json()
    expect([response.status, answer.error]).toEqual([
      route.status,
      route.status === 410 ? expect.any(String) : errorOf(route),
    ])
    if (route.raw === true) expect(answer).toMatchObject(route.data(at) as object)
    else {
      expect(Object.keys(answer)).toEqual(['data', 'error', 'meta'])
      expect({ data: answer.data }).toMatchObject({ data: route.data(at) })
    }
  })
})

const errorOf = ({ raw }: { raw?: true }) => (raw === true ? undefined : null)

describe('/admin/*, which is for the platform’s staff', () => {
  it.each(['GET', 'POST', 'PATCH', 'DELETE'])(
    '%s is 403 insufficient_scope without the scope admin',
    async (method) => {
      const { status, meta } = await emulator.api(method, '/admin/organizations')
      expect([status, meta]).toEqual([
        403,
        { code: 'insufficient_scope', required: 'admin', granted: ['read', 'write'] },
      ])
    },
  )
})
