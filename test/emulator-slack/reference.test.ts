/** The reference of the emulated API, held against the OpenAPI document and the emulator. */
import { describe, expect, it } from 'vitest'
import { useEmulator } from '../emulator/support.ts'

/** A page is read over loopback; yet nobody should wait for it. */
const MAX_PAGE_BYTES = 700_000

type Schema = {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  additionalProperties?: Schema | boolean
  enum?: string[]
  const?: string
}
type Body = { $ref?: string; content?: { 'application/json'?: { schema: Schema } } }
type Operation = {
  operationId: string
  summary: string
  'x-source': string
  'x-scope': string
  requestBody?: Body
  responses: Record<string, Body>
}

const emulator = useEmulator()

const pageText = async () => (await fetch(`${emulator.url()}/reference`)).text()

/** What stands between the tags, as a person reads it. */
function textOf(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The part of the page about each operation, by its id. */
function partsOf(page: string): Map<string, string> {
  const parts = page.split('<details class="op" data-op="').slice(1)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('"')), part]))
}

async function openApi() {
  return (await (await fetch(`${emulator.url()}/reference/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, Schema>; responses: Record<string, Body> }
  }
}

/** Those of the document, with the responses that they refer to. */
async function operations(): Promise<(Operation & { method: string; path: string })[]> {
  const { paths, components } = await openApi()
  const whole = (body: Body) => components.responses[nameOf(body)] ?? body
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const responses = Object.entries(operation.responses).map(([status, body]) => [status, whole(body)])
      return { ...operation, responses: Object.fromEntries(responses), method, path }
    }),
  )
}

const nameOf = ({ $ref }: { $ref?: string }) => $ref?.split('/').at(-1) ?? ''

/** The names of all fields of some schemas, at every depth. */
function fieldNames(named: Record<string, Schema>, schemas: (Schema | undefined)[]): Set<string> {
  const names = new Set<string>()
  const look = (schema: Schema | boolean | undefined): void => {
    if (typeof schema !== 'object') return
    look(named[nameOf(schema)])
    for (const part of [schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])]) look(part)
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      names.add(name)
      look(part)
    }
  }
  for (const schema of schemas) look(schema)
  return names
}

/** Sends a command of the page as curl would. */
async function run(command: string): Promise<{ status: number; text: string }> {
  const words = [...command.matchAll(/'((?:[^']|'\\'')*)'/g)].map(([, word]) => (word ?? '').replaceAll("'\\''", "'"))
  const method = /curl -X (\w+)/.exec(command)?.[1] ?? 'GET'
  const body = / -d '/.test(command) ? words.at(-1) : undefined
  const headers = words.filter((word) => /^[\w-]+: /.test(word)).map((word) => word.split(': ', 2) as [string, string])
  const answer = await fetch(words[0] ?? '', { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: answer.status, text: await answer.text() }
}

describe('the reference page', () => {
  it('has every operation of the document, with its method, path, source and scope', async () => {
    const parts = partsOf(await pageText())
    const all = await operations()
    expect(all.length).toBeGreaterThan(80)
    expect([...parts.keys()].sort()).toEqual(all.map(({ operationId }) => operationId).sort())
    for (const operation of all) {
      const head = textOf(parts.get(operation.operationId)?.split('</summary>')[0] ?? '').replaceAll(/\s+/g, ' ')
      const { method, path, summary } = operation
      const source = operation['x-source']
      expect(head).toContain(`${method.toUpperCase()} ${path} ${summary} ${source} ${operation['x-scope']}`)
    }
  })

  it('has every field of a body and of an answer, however deep it lies', async () => {
    const parts = partsOf(await pageText())
    const { components } = await openApi()
    const missing: string[] = []
    for (const { operationId, requestBody, responses } of await operations()) {
      const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'))
      const schemas = [requestBody, ...successes.map(([, response]) => response)].map(
        (of) => of?.content?.['application/json']?.schema,
      )
      for (const name of fieldNames(components.schemas, schemas)) {
        const isShown = parts.get(operationId)?.includes(`<code class="name">${name}</code>`)
        // The envelope is the same everywhere; an absent `meta` is not worth a line.
        if (isShown !== true && !['data', 'error', 'meta'].includes(name)) missing.push(`${operationId} ${name}`)
      }
    }
    expect(missing).toEqual([])
    expect(textOf(parts.get('addCreators') ?? '')).toMatch(/creators required[\s\S]*1 to 50 items/)
    expect(textOf(parts.get('listCreators') ?? '')).toContain('1 to 100, default 50')
  })

  it('has every code of a refusal with its status, and the fields that stand beside it', async () => {
    const page = await pageText()
    const parts = partsOf(page)
    const everywhere = page.slice(page.indexOf('id="refusals"'))
    const { components } = await openApi()
    let codes = 0
    for (const { operationId, responses } of await operations()) {
      const part = parts.get(operationId)?.split('<h4>Refusals</h4>')[1] ?? ''
      for (const [status, { content }] of Object.entries(responses)) {
        if (!/^[45]/.test(status)) continue
        const line = new RegExp(`<li><b class="bad">${status}</b>.*?</li>`)
        const lines = `${line.exec(part)?.[0]} ${line.exec(everywhere)?.[0]}`
        const { meta = {} } = content?.['application/json']?.schema.properties ?? {}
        for (const variant of (meta.anyOf ?? [meta]).map((one) => components.schemas[nameOf(one)] ?? one)) {
          const { code, ...others } = variant.properties ?? {}
          for (const one of [...(code?.enum ?? [code?.const]), ...Object.keys(others)]) {
            expect(lines, `${operationId} ${status}`).toContain(`<code>${one}</code>`)
            codes += 1
          }
          for (const name of Object.keys(others)) expect(everywhere).toContain(`<code class="name">${name}</code>`)
        }
      }
    }
    expect(codes).toBeGreaterThan(800)
  })

  it('shows commands that the emulator accepts', async () => {
    // Ids are the same after each reset. What is made here there is none of at first.
    const prepare = async () => {
      await emulator.reset()
      const [project] = await emulator.list('/projects')
      const annotation = { project_id: project?.id, date: '2026-06-01', label: 'a day' }
      await emulator.api('POST', '/analytics/annotations', { body: annotation })
      const organization = `/organizations/${project?.org_id}`
      await emulator.api('POST', `${organization}/invitations`, { body: { email: 'a@example.com' } })
      await emulator.api('POST', `${organization}/api-keys`, { body: { name: 'one more' } })
    }
    await prepare()
    const parts = partsOf(await pageText())
    const refused: string[] = []
    for (const [id, part] of parts) {
      await prepare()
      const command = textOf(/<pre class="curl">([\s\S]*?)<\/pre>/.exec(part)?.[1] ?? '')
      const { status, text } = await run(command)
      const isRemoved = part.includes('<code>gone</code>')
      if (isRemoved ? status !== 410 : status >= 300) refused.push(`${id} ${status} ${text} ${command}`)
    }
    expect(refused).toEqual([])
  })

  it('shows examples that do what they are called', async () => {
    const parts = partsOf(await pageText())
    const dataOf = async (id: string) => {
      const command = textOf(/<pre class="curl">([\s\S]*?)<\/pre>/.exec(parts.get(id) ?? '')?.[1] ?? '')
      return JSON.parse((await run(command)).text).data
    }
    expect(await dataOf('updatePayment')).toMatchObject({ status: 'voided' })
    expect(await dataOf('setPayoutAccrualStatus')).toMatchObject({ status: 'rejected' })
    for (const id of ['reenableCreators', 'removeCreators', 'decideInbox', 'disableVideosTracking']) {
      expect(await dataOf(id), id).toEqual({ ok_count: 1, skipped_count: 0, failed_count: 0 })
    }
    expect(await dataOf('assignCreators')).toMatchObject({ assigned: 1 })
    expect(await dataOf('updatePayoutStructure')).toMatchObject({ current_version: { amount_cents: 5_000 } })
  })

  it('says so where an organisation has nobody to take as an example', async () => {
    await emulator.reset({ creators: 0, accruals: 0 })
    const parts = partsOf(await pageText())
    expect(parts.size).toBe((await operations()).length)
    expect(parts.get('updateCreator')).toContain('nothing of this kind yet')
    expect(parts.get('listCreators')).not.toContain('nothing of this kind yet')
  })

  it('shows what is in the organisation as text', async () => {
    const hostile = `<img src=x onerror=alert(1)>'"&amp;`
    for (const { id } of await emulator.list('/creators?limit=100')) {
      await emulator.api('PATCH', `/creators/${id}`, { body: { display_name: hostile } })
    }
    const page = await pageText()
    expect(page.includes('<img')).toBe(false)
    expect(textOf(/<dt>In the examples<\/dt>(.*?)<\/dd>/.exec(page)?.[1] ?? '')).toContain(hostile)
  })

  it('gives tools the document without a key, and stays light enough', async () => {
    const document = await (await fetch(`${emulator.url()}/reference/openapi.json`)).json()
    expect(document).toEqual(await (await emulator.request('GET', '/openapi.json')).json())
    expect(Buffer.byteLength(await pageText())).toBeLessThan(MAX_PAGE_BYTES)
  })
})
