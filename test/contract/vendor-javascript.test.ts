/** The vendor's JavaScript samples, each run by a Node of its own against the emulator. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { READ, REVOKED, type Row, useEmulator } from '../emulator/support.ts'
import { FETCH_ALL, TG_FETCH } from './vendor-javascript.ts'

const emulator = useEmulator()

/** What the expression gives after the sample, or the message of what it throws. */
async function evaluate(sample: string, expression: string, key = READ): Promise<{ value?: unknown; error?: string }> {
  const code = `${sample.replaceAll('https://www.trackagoat.com', emulator.url())}
    const outcome = await ${expression}.then((value) => ({ value }), (error) => ({ error: error.message }))
    console.log(JSON.stringify(outcome))`
  if (code.includes('trackagoat.com')) throw new Error("still the vendor's host")
  const args = ['--no-warnings', '--input-type=module', '-e', code]
  const env = { PATH: process.env.PATH ?? '', TRACKAGOAT_API_KEY: key }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 20_000 })
  return JSON.parse(stdout)
}

const fetchAll = (path: string) => evaluate(FETCH_ALL, `fetchAll('${emulator.url()}/api/v1${path}', '${READ}')`)

describe('tgFetch of «MCP & tooling»', () => {
  it('brings the data of an answer', async () => {
    const { value } = await evaluate(TG_FETCH, `tgFetch('/projects')`)
    expect(value).toEqual(await emulator.list('/projects'))
  })

  it('throws the error of a refusal', async () => {
    const { error } = await evaluate(TG_FETCH, `tgFetch('/projects')`, REVOKED)
    expect(error).toBe('Invalid or missing API key')
  })

  it('drops meta, so that a list ends after 50 rows without a word (section 4)', async () => {
    await emulator.reset({ projects: 1, creators: 70 })
    const { value } = await evaluate(TG_FETCH, `tgFetch('/creators')`)
    expect(value).toHaveLength(50)
  })
})

describe('fetchAll of «Agent guide»', () => {
  const unique = (rows: unknown) => new Set((rows as Row[]).map(({ id }) => id)).size

  it('walks a list to its end', async () => {
    await emulator.reset({ projects: 1, creators: 120 })
    const { value } = await fetchAll('/creators')
    expect([value, unique(value)]).toEqual([expect.objectContaining({ length: 120 }), 120])
  })

  it('walks with timestamps as cursors, as in the page on pagination, which it does not encode', async () => {
    await emulator.reset({ projects: 1, creators: 120 })
    await emulator.options({ cursor_style: 'timestamp_exclusive' })
    const { value, error } = await fetchAll('/creators')
    expect(error).toBeUndefined()
    // Rows of the instant at which a page ends are left out (contract 1.4), never more than those.
    expect(unique(value)).toBe((value as Row[]).length)
    expect(unique(value)).toBeGreaterThan(100)
  })

  it('brings a list that has a query only while it is one page; the second one is refused (section 6.17)', async () => {
    const { projects } = await emulator.reset({ projects: 1, creators: 20 })
    const small = await fetchAll(`/creators?project_id=${projects[0].id}`)
    expect(unique(small.value)).toBe(20)

    const large = await emulator.reset({ projects: 1, creators: 70 })
    const { value, error } = await fetchAll(`/creators?project_id=${large.projects[0].id}`)
    expect(value).toBeUndefined()
    expect(error).toMatch(/iterable/)
    const refused = (await emulator.log()).at(-1)
    expect(refused).toMatchObject({ status: 400, query: expect.stringMatching(/^project_id=[^&]*\?cursor=/) })
    // A cursor behind the query with its own name is what the page on pagination documents.
    expect(await emulator.walk(`/creators?project_id=${large.projects[0].id}`, 50)).toHaveLength(70)
  })
})
