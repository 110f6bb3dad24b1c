/** Of several mistakes in one request the same one is named on every route: key, limits, scope, path, then query and body. */
import { beforeEach, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../emulator/trackagoat/openapi/operations/index.ts'
import { READ, useEmulator, WRITE } from './support.ts'

const emulator = useEmulator()

// Removed routes answer 410 whatever they are asked.
const ROUTES = OPERATIONS.filter(({ tag, path }) => tag !== 'Removed' && path.includes('{')).map(
  ({ method, path, query, body }) => ({ method: method.toUpperCase(), path, query, body }),
)

const UNKNOWN = '0badcafe-0000-4000-8000-000000000000'

beforeEach(() => emulator.options({ requests_per_minute: 1_000_000, unknown_query_parameters: 'refused' }))

describe('of all mistakes at once', () => {
  it.each(ROUTES)('$method $path names the key, then the scope, then the path', async (route) => {
    const send = async (key: string | null, id: string) => {
      const path = route.path.replaceAll(/\{\w+\}/g, id)
      const query = route.query === undefined ? '' : '?limit=0&colour=blue'
      const body = route.body === undefined ? {} : { body: '{' }
      const { status, meta } = await emulator.api(route.method, path + query, { key, ...body })
      return [status, meta.code]
    }
    expect(await send(null, 'x')).toEqual([401, 'invalid_api_key'])
    if (route.method !== 'GET') expect(await send(READ, 'x')).toEqual([403, 'insufficient_scope'])
    expect(await send(WRITE, 'x')).toEqual([400, 'invalid_params'])
    expect(await send(WRITE, UNKNOWN)).toEqual([404, 'not_found'])
  })

  it('limits come before the scope', async () => {
    const add = () => emulator.api('POST', '/projects/x/creators', { key: READ, body: '{' })
    expect((await add()).status).toBe(403)
    await emulator.options({ requests_per_minute: 1 })
    expect((await add()).status).toBe(429)
  })
})
