import { describe, expect, it } from 'vitest'
import { READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const orgId = async () => (await emulator.state()).organizations[0]?.id ?? ''
const projects = async () => (await emulator.state()).projects

describe('POST /organizations/{id}/projects', () => {
  it('makes a project that is listed and can be filled', async () => {
    const org = await orgId()
    const body = { name: ' Autumn ', description: 'Leaves' }
    const { status, data } = await emulator.api('POST', `/organizations/${org}/projects`, { body })
    const project = data as Row
    expect(status).toBe(201)
    expect(project).toMatchObject({ name: 'Autumn', description: 'Leaves', org_id: org })
    expect(await emulator.list('/projects')).toContainEqual(project)
    const creator = { tiktok_handle: 'first.of.autumn' }
    expect((await emulator.api('POST', `/projects/${project.id}/creators`, { body: creator })).status).toBe(201)
    expect((await emulator.list(`/creators?project_id=${project.id}`)).map((row) => row.tiktok_handle)).toEqual([
      'first.of.autumn',
    ])
  })

  it('without a description has none, and a retry with the same key makes no second one', async () => {
    const path = `/organizations/${await orgId()}/projects`
    const before = (await projects()).length
    const retried = { body: { name: 'Once' }, headers: { 'idempotency-key': crypto.randomUUID() } }
    const first = await emulator.api('POST', path, retried)
    const second = await emulator.api('POST', path, retried)
    expect([first.status, second.status, second.data]).toEqual([201, 201, first.data])
    expect((first.data as Row).description).toBeNull()
    expect(await projects()).toHaveLength(before + 1)
  })

  it('is 402 when the plan has room for no more', async () => {
    const path = `/organizations/${await orgId()}/projects`
    const max = (await projects()).length + 1
    await emulator.options({ max_projects_per_org: max })
    expect((await emulator.api('POST', path, { body: { name: 'The last' } })).status).toBe(201)
    const refused = await emulator.api('POST', path, { body: { name: 'One more' } })
    expect(refused.status).toBe(402)
    expect(refused.meta).toEqual({ code: 'limit_reached', limitKey: 'max_projects_per_org', current: max, max })
    expect(await projects()).toHaveLength(max)
  })

  it.each([
    [undefined, 'name'],
    [{}, 'name'],
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: 'ok', description: 7 }, 'description'],
    [[], ''],
  ])('a wrong body is 400 and names the field: %j', async (body, field) => {
    const refused = await emulator.api('POST', `/organizations/${await orgId()}/projects`, { body })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })
})

describe('PATCH /organizations/{id}/projects/{pid}', () => {
  it('changes what is named and nothing else', async () => {
    const [project] = await projects()
    const path = `/organizations/${await orgId()}/projects/${project?.id}`
    const change = async (body: unknown) => (await emulator.api('PATCH', path, { body })).data as Row
    expect(await change({ description: 'Notes' })).toMatchObject({ name: project?.name, description: 'Notes' })
    expect(await change({ name: 'Renamed' })).toMatchObject({ name: 'Renamed', description: 'Notes' })
    const cleared = await change({ description: null })
    expect(cleared).toMatchObject({ name: 'Renamed', description: null, created_at: project?.created_at })
    expect(String(cleared.updated_at) > String(project?.updated_at)).toBe(true)
    expect((await projects())[0]).toEqual(cleared)
  })

  it.each([
    [{}, ''],
    [{ name: null }, 'name'],
    [{ name: '' }, 'name'],
    [{ description: ['a'] }, 'description'],
  ])('needs a field, and a right one: %j', async (body, field) => {
    const [project] = await projects()
    const refused = await emulator.api('PATCH', `/organizations/${await orgId()}/projects/${project?.id}`, { body })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
    expect((await projects())[0]).toEqual(project)
  })
})

describe('both', () => {
  const body = { name: 'x' }

  it('answer 404 for another organisation and another project, and 400 for what is no id', async () => {
    const org = await orgId()
    const [project] = await projects()
    const other = crypto.randomUUID()
    for (const [method, path, status, field] of [
      ['POST', `/organizations/${other}/projects`, 404, undefined],
      ['POST', '/organizations/mine/projects', 400, 'id'],
      ['PATCH', `/organizations/${other}/projects/${project?.id}`, 404, undefined],
      ['PATCH', `/organizations/${org}/projects/${other}`, 404, undefined],
      ['PATCH', `/organizations/mine/projects/${project?.id}`, 400, 'id'],
      ['PATCH', `/organizations/${org}/projects/first`, 400, 'pid'],
    ] as const) {
      const refused = await emulator.api(method, path, { body })
      expect([path, refused.status, refused.meta.field]).toEqual([path, status, field])
    }
  })

  it('are not for keys that only read', async () => {
    const path = `/organizations/${await orgId()}/projects`
    for (const [method, of] of [
      ['POST', path],
      ['PATCH', `${path}/${(await projects())[0]?.id}`],
    ] as const) {
      const refused = await emulator.api(method, of, { key: READ, body })
      expect([refused.status, refused.meta.code]).toEqual([403, 'insufficient_scope'])
    }
  })
})
