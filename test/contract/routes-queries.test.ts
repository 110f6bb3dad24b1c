/** What every route refuses in a query: 400 `invalid_query`, which names the parameter. */
import { describe, expect, it } from 'vitest'
import { badParameters } from './bad-values.ts'
import { useOnePlace } from './one-place.ts'
import { described } from './openapi-document.ts'
import type { Route, Sent } from './route-row.ts'
import { casesOf, urlOf } from './route-table.ts'

const { emulator, place } = useOnePlace()

const parametersOf = (route: Route) => described(route).parameters.filter((one) => one.in === 'query')
const has = (route: Route, ...names: string[]) =>
  names.every((wanted) => parametersOf(route).some(({ name }) => name === wanted))

async function expectRefused(route: Route, query: NonNullable<Sent['query']>, name: string, why: string) {
  const answer = await emulator.api(route.method, urlOf(route, { ...route.send(place()), query }))
  const { data, status, meta } = answer
  expect({ data, status, code: meta?.code, field: meta?.field }, `${name}: ${why}`).toEqual({
    data: null,
    status: 400,
    code: 'invalid_query',
    field: name,
  })
}

describe('a parameter of the query', () => {
  it.each(casesOf((route) => parametersOf(route).some((one) => badParameters(one).length > 0)))(
    '%s: that is wrong is named',
    async (_name, route) => {
      const { query = {} } = route.send(place())
      for (const parameter of parametersOf(route)) {
        for (const value of badParameters(parameter)) {
          await expectRefused(route, { ...query, [parameter.name]: value }, parameter.name, value)
        }
      }
    },
  )

  it.each(casesOf((route) => parametersOf(route).some(({ required }) => required === true)))(
    '%s: that is needed and left out is named',
    async (_name, route) => {
      const { query = {} } = route.send(place())
      for (const { name, required } of parametersOf(route)) {
        if (required !== true) continue
        const { [name]: _left, ...rest } = query
        await expectRefused(route, rest, name, 'left out')
      }
    },
  )
})

describe('a cursor', () => {
  it.each(casesOf((route) => has(route, 'cursor')))('%s: of another list is refused', async (_name, route) => {
    const { query = {} } = route.send(place())
    const others = ['/creators', '/payout-accruals', '/payout-structures'].filter((path) => path !== route.path)
    for (const path of others) {
      const { meta } = await emulator.api('GET', `${path}?limit=1`)
      expect(meta.nextCursor).toEqual(expect.any(String))
      await expectRefused(route, { ...query, cursor: String(meta.nextCursor) }, 'cursor', `one of ${path}`)
    }
  })
})

describe('a range of days', () => {
  /** Members have no days, so that this one ignores them (chosen). */
  const withoutDays = '/analytics/aggregate/member-overlap'

  it.each(casesOf((route) => has(route, 'from', 'to') && route.path !== withoutDays))(
    '%s: that ends before it begins is refused',
    async (_name, route) => {
      const { query = {} } = route.send(place())
      await expectRefused(route, { ...query, from: '2026-06-10', to: '2026-06-09' }, 'from', 'after to')
    },
  )
})
