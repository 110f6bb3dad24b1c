/** What the OpenAPI document allows in a body is taken: no client made from it is refused for what it could have known. */
import { beforeEach, describe, expect, it } from 'vitest'
import { useEmulator } from '../emulator/support.ts'
import { allowedValues } from './allowed-values.ts'
import { described } from './openapi-document.ts'
import { type Place, preparePlace, type Route } from './route-row.ts'
import { casesOf, nameOf, urlOf } from './route-table.ts'

const emulator = useEmulator()

let place: Place
beforeEach(async () => {
  await emulator.options({ requests_per_minute: 1_000_000 })
  place = await preparePlace(emulator)
})

/** Fields that mean something only together with others, which no schema says; notes and descriptions do. */
const TOGETHER: Record<string, readonly string[]> = {
  'POST /payout-payments': ['creator_id', 'accrual_ids', 'auto_apply_outstanding', 'total_amount_cents', 'project_id'],
  'POST /organizations/{id}/members': ['user_id'],
  'POST /organizations/{id}/api-keys': ['expires_at'],
}

/** The form of the body that the good request has. */
function fieldsOf(route: Route) {
  const schema = described(route).body?.schema ?? {}
  const good = route.send(place).body ?? {}
  const form = (schema.anyOf ?? [schema]).find(({ required = [] }) => required.every((field) => field in good))
  const together = TOGETHER[nameOf(route)] ?? []
  const fields = Object.entries(form?.properties ?? {}).filter(([name]) => !together.includes(name))
  return { good, fields }
}

const takesBody = (route: Route) => described(route).body !== null

describe('a field of the body', () => {
  it.each(casesOf(takesBody))('%s: that the document allows is taken', async (_name, route) => {
    const { good, fields } = fieldsOf(route)
    for (const [field, schema] of fields) {
      for (const value of allowedValues(schema)) {
        const sent = { ...route.send(place), body: { ...good, [field]: value } }
        const { status, error } = await emulator.api(route.method, urlOf(route, sent), { body: sent.body })
        const why = `${field}: ${JSON.stringify(value).slice(0, 60)}: ${String(error)}`
        expect(status, why).not.toBe(400)
        expect(status, why).toBeLessThan(500)
      }
    }
  })
})

describe('a PATCH that needs one field of many', () => {
  const changesSome = (route: Route) =>
    route.method === 'PATCH' && (described(route).body?.schema.required ?? []).length === 0

  it.each(casesOf(changesSome))('%s: says so', (_name, route) => {
    expect(described(route).body?.schema).toMatchObject({ minProperties: 1 })
  })
})
