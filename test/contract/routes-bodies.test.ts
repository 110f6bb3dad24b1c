/** What every route refuses in a body: 400 `invalid_body`, which names the field, and nothing is changed. */
import { describe, expect, it } from 'vitest'
import { NOW } from '../emulator/support.ts'
import { badBodies } from './bad-values.ts'
import { useOnePlace } from './one-place.ts'
import { described } from './openapi-document.ts'
import type { Route } from './route-row.ts'
import { casesOf, urlOf } from './route-table.ts'

const { emulator, place } = useOnePlace()

/** All that is kept, at the same instant each time, so that no scrape falls in between. */
async function kept() {
  await emulator.setClock(NOW)
  const { now, ...rest } = await emulator.state()
  return rest
}

type BadText = { why: string; text: string; type?: string; field?: string }

/** Sends each of them and finds that everything was refused and is as it was. */
async function expectRefused(route: Route, bodies: readonly BadText[]) {
  expect(bodies.length).toBeGreaterThan(0)
  const before = await kept()
  for (const { why, text, type = 'application/json', field } of bodies) {
    const init = { body: text, headers: { 'content-type': type } }
    const answer = await emulator.api(route.method, urlOf(route, route.send(place())), init)
    expect(answer, why).toMatchObject({ status: 400, data: null, meta: { code: 'invalid_body' } })
    if (field !== undefined) expect(answer.meta.field, why).toBe(field)
  }
  expect(await kept()).toEqual(before)
}

const takesBody = (route: Route) => described(route).body !== null

describe('a body', () => {
  it.each(casesOf(takesBody))('%s: that is not JSON or no object is refused', async (_name, route) => {
    const good = JSON.stringify(route.send(place()).body ?? {})
    const texts = ['{not json', '{"a":1', `${good}}`, '[]', `[${good}]`, '"text"', '7', 'true']
    await expectRefused(
      route,
      texts.map((text) => ({ why: text, text })),
    )
  })

  it.each(casesOf(takesBody))('%s: that is not said to be JSON is refused', async (_name, route) => {
    const text = JSON.stringify(route.send(place()).body ?? {})
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']
    await expectRefused(
      route,
      types.map((type) => ({ why: type, type, text })),
    )
  })

  const needsBody = (route: Route) => described(route).body?.required === true

  it.each(casesOf(needsBody))('%s: that says nothing is refused', async (_name, route) => {
    await expectRefused(
      route,
      ['', '{}', 'null', '{"no_such_field": 1}'].map((text) => ({ why: text, text })),
    )
  })
})

describe('a field of the body', () => {
  it.each(casesOf(takesBody))('%s: that is missing or wrong is named', async (_name, route) => {
    const bad = badBodies(described(route).body?.schema ?? {}, route.send(place()).body ?? {})
    await expectRefused(
      route,
      bad.map(({ field, why, sent }) => ({ why: `${field}: ${why}`, text: JSON.stringify(sent), field })),
    )
  })
})

describe('an Idempotency-Key', () => {
  const takesKey = (route: Route) => described(route).parameters.some(({ name }) => name === 'Idempotency-Key')

  it.each(casesOf(takesKey))('%s: of more than 255 characters is refused', async (_name, route) => {
    const { body, ...sent } = route.send(place())
    const headers = { 'idempotency-key': 'k'.repeat(256) }
    const init = { headers, ...(body === undefined ? {} : { body }) }
    const { status, meta } = await emulator.api(route.method, urlOf(route, sent), init)
    expect([status, meta.code, meta.field]).toEqual([400, 'invalid_body', 'Idempotency-Key'])
  })
})
