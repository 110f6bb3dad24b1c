import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Clock } from '../../emulator/clock.ts'
import { OptionSet } from '../../emulator/options.ts'
import { startEmulator } from '../../emulator/server.ts'
import { createTrackagoat } from '../../emulator/trackagoat/index.ts'
import { World } from '../../emulator/trackagoat/world.ts'
import { READ, REVOKED, type Row, useEmulator, WRITE } from './support.ts'

const emulator = useEmulator()
const folder = mkdtempSync(join(tmpdir(), 'goatherd-emulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Minted = Row & { key: string }

const path = async () => `/organizations/${(await emulator.state()).organizations[0]?.id}/api-keys`
const create = async (body: unknown, init: object = {}) => emulator.api('POST', await path(), { body, ...init })
const mint = async (body: object) => (await create({ name: 'Minted', ...body })).data as Minted
const revoke = async (id: string, key = WRITE) => emulator.api('DELETE', `${await path()}/${id}`, { key })
const reading = async (key: string) => (await emulator.api('GET', '/schema', { key })).status
const writing = async (key: string) =>
  (await emulator.api('POST', '/payout-methods', { key, body: { name: 'Zelle' } })).status

describe('a new key', () => {
  it('is shown once, reads and writes, and is kept without its text or hash', async () => {
    const { status, data } = await create({ name: 'Automation' })
    const { key, ...rest } = data as Minted
    expect(status).toBe(201)
    expect(key).toMatch(/^tga_[0-9a-f]{64}$/)
    expect(rest).toMatchObject({ name: 'Automation', scopes: ['read', 'write'], expires_at: null })
    expect([await reading(key), await writing(key)]).toEqual([200, 201])
    const state = await emulator.state()
    expect(state.api_keys).toContainEqual({ ...rest, revoked_at: null })
    expect(JSON.stringify(state)).not.toContain(key.slice(4))
    expect(JSON.stringify(state.api_keys)).not.toMatch(/[0-9a-f]{64}/)
    expect((await mint({})).key).not.toBe(key)
  })

  it('that only reads is refused writes, and told what it lacks', async () => {
    const { key } = await mint({ scopes: ['read'] })
    expect(await reading(key)).toBe(200)
    const refused = await emulator.api('POST', '/payout-methods', { key, body: { name: 'Zelle' } })
    expect(refused.status).toBe(403)
    expect(refused.meta).toEqual({ code: 'insufficient_scope', required: 'write', granted: ['read'] })
  })

  it('that only writes is refused reads: writing does not confer them', async () => {
    const { key } = await mint({ scopes: ['write', 'write'] })
    expect(await writing(key)).toBe(201)
    const refused = await emulator.api('GET', '/projects', { key })
    expect(refused.status).toBe(403)
    expect(refused.meta).toEqual({ code: 'insufficient_scope', required: 'read', granted: ['write'] })
  })

  it('is judged by key, then limits, then scope, then input', async () => {
    const { id, key } = await mint({ scopes: ['read'] })
    const attempt = async (body: unknown) => {
      const answer = await emulator.api('POST', await path(), { key, body })
      return answer.meta.code
    }
    expect(await attempt({})).toBe('insufficient_scope')
    await emulator.options({ requests_per_minute: 1 })
    expect(await attempt({})).toBe('rate_limit_exceeded')
    await emulator.options({ requests_per_minute: 60 })
    await revoke(id)
    await emulator.options({ requests_per_minute: 1 })
    expect(await attempt({})).toBe('invalid_api_key')
  })

  it('expires by the emulator’s clock, to the second', async () => {
    const { key, expires_at } = await mint({ expires_at: '2026-06-15T13:00:00+02:00' })
    expect(expires_at).toBe('2026-06-15T11:00:00Z')
    await emulator.setClock('2026-06-15T10:59:50Z')
    expect(await reading(key)).toBe(200)
    await emulator.setClock('2026-06-15T11:00:00Z')
    const refused = await emulator.api('GET', '/schema', { key })
    expect([refused.status, refused.meta.code]).toEqual([401, 'invalid_api_key'])
  })

  it('has a limit a minute of its own and shares the daily quota', async () => {
    const { key } = await mint({})
    await emulator.options({ requests_per_minute: 3 })
    for (let i = 0; i < 3; i += 1) expect(await reading(key)).toBe(200)
    expect(await reading(key)).toBe(429)
    expect(await reading(READ)).toBe(200)
    const { key: other } = await mint({})
    expect(await reading(other)).toBe(200)
    await emulator.options({ requests_per_minute: 60, requests_per_day: 7 })
    // Seven have been answered so far, two of them the making of the keys.
    expect(await reading(READ)).toBe(429)
    await emulator.options({ requests_per_day: 8 })
    expect([await reading(other), await reading(key)]).toEqual([200, 429])
  })

  it('is named in the log by its id, never by its text', async () => {
    const { id, key } = await mint({})
    await reading(key)
    await reading(READ)
    await revoke(id)
    await reading(key)
    await reading(REVOKED)
    await reading(`tga_${'2'.repeat(64)}`)
    const log = (await emulator.log()) as { method: string; path: string; api_key: string }[]
    const reads = log.filter((entry) => entry.path.endsWith('/schema'))
    expect(reads.map((entry) => entry.api_key)).toEqual([id, 'read', id, 'revoked', 'other'])
    expect(JSON.stringify(log)).not.toContain(key.slice(4))
  })

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: 'read' }, 'scopes'],
    [{ name: 'x', scopes: ['read', 'root'] }, 'scopes.1'],
    [{ name: 'x', expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'x', expires_at: '2026-06-15T10:29:59Z' }, 'expires_at'],
    [{ name: 'x', expires_at: '2026-02-30T00:00:00Z' }, 'expires_at'],
  ])('needs a right body: %j', async (body, field) => {
    const before = (await emulator.state()).api_keys
    const refused = await create(body)
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
    expect((await emulator.state()).api_keys).toEqual(before)
  })

  it('is 402 when there are as many as the plan allows; revoked and expired ones do not count', async () => {
    await emulator.options({ max_api_keys_per_org: 3 })
    const first = await mint({ expires_at: '2026-06-15T11:00:00Z' })
    const refused = await create({ name: 'x' })
    expect(refused.status).toBe(402)
    expect(refused.meta).toEqual({ code: 'limit_reached', limitKey: 'max_api_keys_per_org', current: 3, max: 3 })
    await emulator.setClock('2026-06-15T11:00:00Z')
    const second = await mint({})
    expect(second.id).not.toBe(first.id)
    expect((await create({ name: 'x' })).status).toBe(402)
    await revoke(second.id)
    expect((await create({ name: 'x' })).status).toBe(201)
  })
})

describe('a revoked key', () => {
  it('is refused from the next request on, and cannot be revoked twice', async () => {
    const { id, key } = await mint({})
    expect(await reading(key)).toBe(200)
    const revoked = await revoke(id)
    expect([revoked.status, revoked.data]).toEqual([200, { id, deleted: true }])
    const refused = await emulator.api('GET', '/schema', { key })
    expect([refused.status, refused.meta.code]).toEqual([401, 'invalid_api_key'])
    expect((await revoke(id)).status).toBe(404)
    const row = (await emulator.state()).api_keys.find((known) => known.id === id)
    expect(row?.revoked_at).toMatch(/^2026-06-15T10:30/)
  })

  it('may be the one that revokes itself', async () => {
    const { id, key } = await mint({})
    expect((await revoke(id, key)).status).toBe(200)
    expect(await reading(key)).toBe(401)
  })
})

describe('the fixed keys', () => {
  it('are there as rows, can be revoked, and come back with a reset', async () => {
    const { api_keys } = await emulator.state()
    expect(api_keys.map((row) => [row.scopes, row.revoked_at === null])).toEqual([
      [['read'], true],
      [['read', 'write'], true],
      [['read', 'write'], false],
    ])
    await revoke(api_keys[0]?.id ?? '')
    expect([await reading(READ), await reading(WRITE), await reading(REVOKED)]).toEqual([401, 200, 401])
    await emulator.reset()
    expect(await reading(READ)).toBe(200)
  })

  it('are all that a reset leaves', async () => {
    const { key } = await mint({})
    await emulator.reset()
    expect(await reading(key)).toBe(401)
    expect((await emulator.state()).api_keys).toHaveLength(3)
  })
})

describe('the scope admin', () => {
  it('is given to nobody', async () => {
    const refused = await create({ name: 'x', scopes: ['read', 'admin'] })
    expect([refused.status, refused.meta.code]).toEqual([403, 'platform_admin_required'])
    expect((await emulator.state()).api_keys).toHaveLength(3)
  })

  it('is what everything below /admin asks for', async () => {
    for (const [key, granted] of [
      [READ, ['read']],
      [WRITE, ['read', 'write']],
    ] as const) {
      for (const route of ['/admin', '/admin/users', '/admin/tiers/x']) {
        for (const method of ['GET', 'POST', 'DELETE']) {
          const { status, meta } = await emulator.api(method, route, { key })
          expect([status, meta]).toEqual([403, { code: 'insufficient_scope', required: 'admin', granted }])
        }
      }
    }
    expect((await emulator.api('GET', '/administrators')).status).toBe(404)
  })

  it('would not be enough: the key’s owner must be a platform admin', async () => {
    const world = new World({ clock: new Clock(), options: new OptionSet() })
    world.store.run("UPDATE api_keys SET scopes = 'read write admin' WHERE label = 'write'")
    const headers = { authorization: `Bearer ${WRITE}` }
    const answer = await createTrackagoat(world).request('/admin/users', { headers })
    expect([answer.status, (await answer.json()).meta.code]).toEqual([403, 'platform_admin_required'])
    world.store.close()
  })
})

describe('a retry with the same idempotency key', () => {
  it('gets the same key again while the emulator runs, and makes no second one', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await create({ name: 'x' }, { headers })
    const second = await create({ name: 'x' }, { headers })
    expect([second.status, second.data]).toEqual([201, first.data])
    expect((await emulator.state()).api_keys).toHaveLength(4)
    await emulator.advance(24 * 3600 + 1)
    const later = await create({ name: 'x' }, { headers })
    expect((later.data as Minted).key).not.toBe((first.data as Minted).key)
  })
})

describe('with a state file', () => {
  it('keys, members, invitations and projects outlive a restart, and no key’s text is in the file', async () => {
    const stateFile = join(folder, 'state.sqlite')
    const idempotent = { 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
    const first = await startEmulator({ port: 0, quiet: true, checkAnswers: true, stateFile })
    const call = (port: number, route: string, method = 'GET', body: unknown = undefined, key = WRITE, more = {}) =>
      fetch(`http://127.0.0.1:${port}/api/v1${route}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const data = async (answer: Promise<Response>) => (await (await answer).json()).data
    const state = async (port: number) => (await fetch(`http://127.0.0.1:${port}/emulator/state`)).json()
    const org = `/organizations/${(await state(first.port)).organizations[0].id}`
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    const kept = await data(call(first.port, `${org}/api-keys`, 'POST', { name: 'kept' }, WRITE, idempotent))
    const narrow = await data(call(first.port, `${org}/api-keys`, 'POST', { name: 'w', scopes: ['write'] }))
    const brief = await data(call(first.port, `${org}/api-keys`, 'POST', { name: 'brief', expires_at: soon }))
    const gone = await data(call(first.port, `${org}/api-keys`, 'POST', { name: 'gone' }))
    await call(first.port, `${org}/api-keys/${gone.id}`, 'DELETE')
    await call(first.port, `${org}/members`, 'POST', { email: 'new@example.com' })
    await call(first.port, `${org}/invitations`, 'POST', { email: 'guest@example.com' })
    await call(first.port, `${org}/projects`, 'POST', { name: 'New' })
    await call(first.port, '/user/organizations', 'POST', { name: 'Other' })
    const { now: _, ...before } = await state(first.port)
    const bytes = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
    for (const { key } of [kept, narrow, brief, gone]) expect(bytes.join()).not.toContain(key.slice(4))
    await first.close()

    const second = await startEmulator({ port: 0, quiet: true, checkAnswers: true, stateFile })
    const { now: __, ...after } = await state(second.port)
    expect(after).toEqual(before)
    const statuses = async (key: string) => [
      (await call(second.port, '/projects', 'GET', undefined, key)).status,
      (await call(second.port, '/payout-methods', 'POST', { name: 'Zelle' }, key)).status,
    ]
    expect(await statuses(kept.key)).toEqual([200, 201])
    expect(await statuses(narrow.key)).toEqual([403, 201])
    expect(await statuses(gone.key)).toEqual([401, 401])
    expect(await statuses(brief.key)).toEqual([200, 201])
    const advance = { method: 'POST', body: JSON.stringify({ advance_seconds: 3_600 }) }
    await fetch(`http://127.0.0.1:${second.port}/emulator/clock`, advance)
    expect(await statuses(brief.key)).toEqual([401, 401])
    const replayed = await call(second.port, `${org}/api-keys`, 'POST', { name: 'kept' }, WRITE, idempotent)
    expect([replayed.status, (await replayed.json()).data]).toEqual([201, { ...kept, key: null }])
    expect((await state(second.port)).api_keys).toHaveLength(before.api_keys.length)
    await second.close()
  })
})
