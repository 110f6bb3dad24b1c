import { describe, expect, it } from 'vitest'
import { READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const orgId = async () => (await emulator.state()).organizations[0]?.id ?? ''
const members = async () => (await emulator.state()).members
const admin = async () => (await members()).find(({ role }) => role === 'admin')

async function call(method: string, path: string, body?: unknown) {
  return emulator.api(method, `/organizations/${await orgId()}${path}`, body === undefined ? {} : { body })
}

describe('the seeded organisation', () => {
  it('is the one its projects belong to, with an admin and two members', async () => {
    const { organizations, projects, invitations, members: all } = await emulator.state()
    expect(organizations).toHaveLength(1)
    expect(new Set(projects.map(({ org_id }) => org_id))).toEqual(new Set([organizations[0]?.id]))
    expect(all.map(({ role }) => role)).toEqual(['admin', 'member', 'member'])
    for (const { email } of all) expect(email).toMatch(/@example\.com$/)
    expect(invitations).toEqual([])
  })
})

describe('POST /user/organizations', () => {
  it('makes another organisation, which the key that made it does not reach', async () => {
    const made = await emulator.api('POST', '/user/organizations', { body: { name: 'Second' } })
    const { id, ...rest } = made.data as Row
    expect(made.status).toBe(201)
    expect(rest).toEqual({ name: 'Second', tier: 'free', created_at: expect.stringMatching(/^2026-06-15T10:30/) })
    expect((await emulator.state()).organizations.map((row) => row.id)).toEqual([await orgId(), id])
    for (const [path, body] of [
      ['projects', { name: 'x' }],
      ['members', { email: 'new@example.com' }],
      ['invitations', { email: 'new@example.com' }],
      ['api-keys', { name: 'x' }],
    ] as const) {
      expect((await emulator.api('POST', `/organizations/${id}/${path}`, { body })).status).toBe(404)
    }
  })

  it('happens once per idempotency key, and needs a name', async () => {
    const once = { body: { name: 'Second' }, headers: { 'idempotency-key': crypto.randomUUID() } }
    const first = await emulator.api('POST', '/user/organizations', once)
    expect((await emulator.api('POST', '/user/organizations', once)).data).toEqual(first.data)
    expect((await emulator.state()).organizations).toHaveLength(2)
    for (const body of [{}, { name: '' }, { name: 1 }]) {
      const refused = await emulator.api('POST', '/user/organizations', { body })
      expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', 'name'])
    }
  })
})

describe('members', () => {
  it('are added by e-mail, once, whatever its case', async () => {
    const added = await call('POST', '/members', { email: 'New@Example.com', role: 'admin' })
    expect(added.status).toBe(201)
    expect(added.data).toMatchObject({ org_id: await orgId(), email: 'new@example.com', role: 'admin' })
    expect(await members()).toContainEqual(added.data)
    const again = await call('POST', '/members', { email: 'new@EXAMPLE.com' })
    expect([again.status, again.meta.code]).toEqual([409, 'already_member'])
    expect(await members()).toHaveLength(4)
  })

  it('are plain members unless said otherwise', async () => {
    expect((await call('POST', '/members', { email: 'new@example.com' })).data).toMatchObject({ role: 'member' })
  })

  it('who were removed can come back, by e-mail or id, with the id they had', async () => {
    const [, { user_id } = { user_id: '' }] = await members()
    const remove = async () => (await call('DELETE', `/members/${user_id}`)).data
    expect(await remove()).toEqual({ user_id, deleted: true })
    expect((await members()).map((row) => row.user_id)).not.toContain(user_id)
    expect((await call('DELETE', `/members/${user_id}`)).status).toBe(404)
    expect((await call('PATCH', `/members/${user_id}`, { role: 'admin' })).status).toBe(404)
    const back = await call('POST', '/members', { user_id, role: 'admin' })
    expect([back.status, back.data]).toMatchObject([201, { user_id, role: 'admin' }])
    await remove()
    const byMail = await call('POST', '/members', { email: 'first.member@example.com' })
    expect(byMail.data).toMatchObject({ user_id, role: 'member' })
    expect((await call('POST', '/members', { user_id })).meta.code).toBe('already_member')
    expect((await call('POST', '/members', { user_id: crypto.randomUUID() })).status).toBe(404)
  })

  it('change their role', async () => {
    const [, { user_id } = { user_id: '' }] = await members()
    const changed = await call('PATCH', `/members/${user_id}`, { role: 'admin' })
    expect([changed.status, changed.data]).toMatchObject([200, { user_id, role: 'admin' }])
    expect(await members()).toContainEqual(changed.data)
  })

  it('the last admin can be neither removed nor demoted, one of two can', async () => {
    const first = (await admin())?.user_id
    for (const attempt of [
      call('DELETE', `/members/${first}`),
      call('PATCH', `/members/${first}`, { role: 'member' }),
    ]) {
      const refused = await attempt
      expect([refused.status, refused.meta.code]).toEqual([409, 'last_admin'])
    }
    expect((await call('PATCH', `/members/${first}`, { role: 'admin' })).status).toBe(200)
    const second = (await members()).find(({ role }) => role === 'member')?.user_id
    await call('PATCH', `/members/${second}`, { role: 'admin' })
    expect((await call('PATCH', `/members/${first}`, { role: 'member' })).status).toBe(200)
    expect((await call('DELETE', `/members/${second}`)).meta.code).toBe('last_admin')
    // Somebody who was removed does not count as the other admin.
    await call('PATCH', `/members/${first}`, { role: 'admin' })
    expect((await call('DELETE', `/members/${first}`)).status).toBe(200)
    expect((await call('DELETE', `/members/${second}`)).meta.code).toBe('last_admin')
  })

  it('are as many as the plan allows; who was removed takes no room', async () => {
    await emulator.options({ max_members_per_org: 3 })
    const refused = await call('POST', '/members', { email: 'new@example.com' })
    expect(refused.status).toBe(402)
    expect(refused.meta).toEqual({ code: 'limit_reached', limitKey: 'max_members_per_org', current: 3, max: 3 })
    await call('DELETE', `/members/${(await members()).at(-1)?.user_id}`)
    expect((await call('POST', '/members', { email: 'new@example.com' })).status).toBe(201)
  })

  it.each([
    ['POST', {}, 'email'],
    ['POST', { email: 'nobody' }, 'email'],
    ['POST', { email: 'a b@example.com' }, 'email'],
    ['POST', { email: `${'a'.repeat(250)}@example.com` }, 'email'],
    ['POST', { email: 5 }, 'email'],
    ['POST', { user_id: 'me' }, 'user_id'],
    ['POST', { email: 'a@example.com', user_id: crypto.randomUUID() }, 'email'],
    ['POST', { email: 'a@example.com', role: 'owner' }, 'role'],
    ['PATCH', {}, 'role'],
    ['PATCH', { role: 'owner' }, 'role'],
  ])('%s with a wrong body is 400 and names the field: %j', async (method, body, field) => {
    const before = await members()
    const refused = await call(method, `/members${method === 'PATCH' ? `/${before[1]?.user_id}` : ''}`, body)
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
    expect(await members()).toEqual(before)
  })
})

describe('invitations', () => {
  const invite = (body: unknown) => call('POST', '/invitations', body)

  it('wait until they are revoked, and only one waits for an address', async () => {
    const sent = await invite({ email: 'Guest@example.com', role: 'admin' })
    const invitation = sent.data as Row
    expect(sent.status).toBe(201)
    expect(invitation).toMatchObject({ email: 'guest@example.com', role: 'admin', status: 'pending' })
    const again = await invite({ email: 'guest@EXAMPLE.com' })
    expect([again.status, again.meta.code]).toEqual([409, 'already_invited'])
    const { id } = invitation
    expect((await call('DELETE', `/invitations/${id}`)).data).toEqual({ id, deleted: true })
    expect((await call('DELETE', `/invitations/${id}`)).status).toBe(404)
    expect((await emulator.state()).invitations).toEqual([{ ...invitation, status: 'revoked' }])
    const next = await invite({ email: 'guest@example.com' })
    expect([next.status, next.data]).toMatchObject([201, { role: 'member' }])
    expect((next.data as Row).id).not.toBe(id)
  })

  it('are not for members, and are accepted by becoming one', async () => {
    const refused = await invite({ email: (await admin())?.email })
    expect([refused.status, refused.meta.code]).toEqual([409, 'already_member'])
    const { data } = await invite({ email: 'guest@example.com' })
    await call('POST', '/members', { email: 'guest@example.com' })
    expect((await emulator.state()).invitations).toMatchObject([{ status: 'accepted' }])
    expect((await call('DELETE', `/invitations/${(data as Row).id}`)).status).toBe(404)
  })

  it.each([
    [{}, 'email'],
    [{ email: '@example.com' }, 'email'],
    [{ email: 'a@example.com', role: 7 }, 'role'],
  ])('a wrong body is 400 and names the field: %j', async (body, field) => {
    const refused = await invite(body)
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })
})

describe('every route of an organisation', () => {
  const email = 'guest@example.com'
  const ROUTES = [
    ['POST', '/members', { email }],
    ['PATCH', '/members/{uid}', { role: 'admin' }],
    ['DELETE', '/members/{uid}', undefined],
    ['POST', '/invitations', { email }],
    ['DELETE', '/invitations/{iid}', undefined],
    ['POST', '/api-keys', { name: 'x' }],
    ['DELETE', '/api-keys/{kid}', undefined],
  ] as const
  const withId = (path: string, id: string) => path.replace(/\{\w+\}/, id)
  /** What exists, for each name of an id in a path. */
  async function existing(): Promise<Record<string, string>> {
    const { data } = await call('POST', '/invitations', { email: 'waiting@example.com' })
    const { api_keys, members: all } = await emulator.state()
    return { uid: all[1]?.user_id ?? '', iid: (data as Row).id, kid: api_keys[0]?.id ?? '' }
  }

  it.each(ROUTES)(
    '%s %s: 404 in another organisation and for an unknown id, 400 for what is no id',
    async (...route) => {
      const [method, path, body] = route
      const init = body === undefined ? {} : { body }
      const ids = await existing()
      const name = /\{(\w+)\}/.exec(path)?.[1]
      const real = withId(path, ids[name ?? ''] ?? '')
      const before = await emulator.state()
      expect((await emulator.api(method, `/organizations/${crypto.randomUUID()}${real}`, init)).status).toBe(404)
      const noId = await emulator.api(method, `/organizations/mine${real}`, init)
      expect([noId.status, noId.meta.code, noId.meta.field]).toEqual([400, 'invalid_params', 'id'])
      if (name !== undefined) {
        expect((await call(method, withId(path, crypto.randomUUID()), body)).status).toBe(404)
        const bad = await call(method, withId(path, '7'), body)
        expect([bad.status, bad.meta.code, bad.meta.field]).toEqual([400, 'invalid_params', name])
      }
      const refused = await emulator.api(method, `/organizations/${await orgId()}${real}`, { ...init, key: READ })
      expect([refused.status, refused.meta.code]).toEqual([403, 'insufficient_scope'])
      const { now: _, ...after } = await emulator.state()
      expect(after).toEqual({ ...before, now: undefined })
      expect((await call(method, real, body)).status).toBe(method === 'POST' ? 201 : 200)
    },
  )

  it('what is taken away can be answered with 204 and nothing', async () => {
    await emulator.options({ delete_answer: 'empty' })
    const ids = await existing()
    for (const path of [`members/${ids.uid}`, `invitations/${ids.iid}`, `api-keys/${ids.kid}`]) {
      const answer = await emulator.request('DELETE', `/organizations/${await orgId()}/${path}`)
      expect([answer.status, await answer.text()]).toEqual([204, ''])
    }
  })

  it('a POST with the same idempotency key happens once', async () => {
    for (const [path, body] of [
      ['members', { email: 'new@example.com' }],
      ['invitations', { email }],
      ['api-keys', { name: 'x' }],
    ] as const) {
      const once = { body, headers: { 'idempotency-key': crypto.randomUUID() } }
      const send = async () => emulator.api('POST', `/organizations/${await orgId()}/${path}`, once)
      const first = await send()
      const after = await emulator.state()
      const second = await send()
      expect([first.status, second.status, second.data]).toEqual([201, 201, first.data])
      const { api_keys, members: all, invitations } = await emulator.state()
      expect([api_keys.length, all.length, invitations.length]).toEqual([
        after.api_keys.length,
        after.members.length,
        after.invitations.length,
      ])
    }
  })
})
