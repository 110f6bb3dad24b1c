/**
 * Bodies that are JSON and cannot be kept: nested too deep, texts that are not Unicode, names that mean something to JavaScript.
 */
import { expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const method = (metadata: string) =>
  emulator.api('POST', '/payout-methods', { body: `{"name":"m","metadata":${metadata}}` })

it('a body has at most 100 levels, and what is stored can be listed', async () => {
  // The body and the metadata are two of them.
  const good = await method(`{"a":${nested(98)}}`)
  expect([good.status, (good.data as Row).metadata]).toEqual([201, JSON.parse(`{"a":${nested(98)}}`)])
  for (const levels of [99, 4_370, 20_000]) {
    const { status, meta } = await method(`{"a":${nested(levels)}}`)
    expect([status, meta.code]).toEqual([400, 'invalid_body'])
  }
  expect(await emulator.list('/payout-methods')).not.toEqual([])
})

it('what steers the emulator has the same bound: a refused fault is not in force', async () => {
  const response = await fetch(`${emulator.url()}/emulator/faults`, {
    method: 'POST',
    body: `[{"fault":{"kind":"json","body":${nested(20_000)}}}]`,
  })
  expect([response.status, (await response.json()).error]).toEqual([400, expect.stringContaining('100 levels')])
  expect(await (await fetch(`${emulator.url()}/emulator/faults`)).json()).toEqual([])
})

it.each([
  ['/payout-methods', '{"name":"m","icon_path":"\\ud800.png"}', 'icon_path'],
  ['/payout-methods', '{"name":"a\\udc00b"}', 'name'],
  ['/payout-methods', '{"name":"m","metadata":{"a":[1,{"b":"\\ud83d"}]}}', 'metadata.a.1.b'],
  ['/payout-methods', '{"name":"m","metadata":{"\\ud83d":1}}', 'metadata.\ufffd'],
  ['/payouts/payment-receipts/upload-url', '{"file_name":"\\ud800.pdf"}', 'file_name'],
])('half of a surrogate pair is 400 and names the field: %s %s', async (path, body, field) => {
  const { status, meta } = await emulator.api('POST', path, { body })
  expect([status, meta.code, meta.field]).toEqual([400, 'invalid_body', field])
})

it('metadata comes back as it was sent, whatever its names', async () => {
  const text = '{"__proto__":{"a":1},"constructor":{"b":1},"toString":"👍","k":{"__proto__":2}}'
  const made = await emulator.request('POST', '/payout-methods', { body: `{"name":"m","metadata":${text}}` })
  expect(made.status).toBe(201)
  expect(await made.text()).toContain(`"metadata":${text}`)
  for (const metadata of ['[]', 'null', '"x"', '1']) {
    const { status, meta } = await method(metadata)
    expect([status, meta.field]).toEqual([400, 'metadata'])
  }
})
