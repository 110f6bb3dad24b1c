import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

type Version = Record<string, unknown> & { id: string }

describe('payout methods', () => {
  it('the active ones are listed, all on request', async () => {
    const names = async (query: string) => (await emulator.list(`/payout-methods${query}`)).map(({ name }) => name)
    expect(await names('')).not.toContain('Gift cards (retired)')
    expect(await names('?include_disabled=0')).not.toContain('Gift cards (retired)')
    for (const yes of ['1', 'true']) expect(await names(`?include_disabled=${yes}`)).toContain('Gift cards (retired)')
  })

  it('can be made, read, changed and deleted', async () => {
    const body = { name: 'Zelle', metadata: { fee: 0 }, readme: 'US only' }
    const made = await emulator.api('POST', '/payout-methods', { body })
    expect(made.status).toBe(201)
    expect(made.data).toMatchObject({ ...body, is_default: false, is_active: true, icon_url: null })
    const path = `/payout-methods/${(made.data as Row).id}`
    expect((await emulator.api('GET', path)).data).toEqual(made.data)
    const changed = await emulator.api('PATCH', path, { body: { is_active: false, readme: null } })
    expect(changed.data).toEqual({ ...(made.data as Row), is_active: false, readme: null })
    expect((await emulator.api('DELETE', path)).status).toBe(200)
    expect((await emulator.api('GET', path)).status).toBe(404)
    const next = await emulator.api('POST', '/payout-methods', { body })
    expect((next.data as Row).id).not.toBe((made.data as Row).id)
  })

  it('the defaults cannot be deleted but disabled', async () => {
    const venmo = (await emulator.list('/payout-methods')).find(({ name }) => name === 'Venmo')
    const refused = await emulator.api('DELETE', `/payout-methods/${venmo?.id}`)
    expect([refused.status, refused.meta.code]).toEqual([409, 'default_method'])
    await emulator.api('PATCH', `/payout-methods/${venmo?.id}`, { body: { is_active: false } })
    expect((await emulator.list('/payout-methods')).some(({ id }) => id === venmo?.id)).toBe(false)
  })

  it('a deleted one leaves its name on the payments made with it', async () => {
    const { payments, payout_methods } = await emulator.state()
    const wise = payout_methods.find(({ name }) => name === 'Wise transfer')
    const payment = payments.find(({ method_id }) => method_id === wise?.id)
    await emulator.api('DELETE', `/payout-methods/${wise?.id}`)
    const after = await emulator.api('GET', `/payout-payments/${payment?.id}`)
    expect(after.data).toMatchObject({ method_id: null, method_name_snapshot: 'Wise transfer' })
  })

  it.each([[{}], [{ name: '' }], [{ name: 'x'.repeat(101) }], [{ name: 5 }], [{ name: 'ok', metadata: [] }]])(
    'a wrong body is 400: %j',
    async (body) => {
      const refused = await emulator.api('POST', '/payout-methods', { body })
      expect([refused.status, refused.meta.code]).toEqual([400, 'invalid_body'])
    },
  )

  it('are limited when the plan says so', async () => {
    await emulator.options({ max_payout_methods_per_org: 5 })
    const refused = await emulator.api('POST', '/payout-methods', { body: { name: 'Sixth' } })
    expect([refused.status, refused.meta.limitKey]).toEqual([402, 'max_payout_methods_per_org'])
  })
})

describe('payout structures', () => {
  const rule = { period: 'weekly', amount_cents: 9_900, criteria_type: 'recurring', proration_mode: 'daily' }

  async function made(extra: object = {}): Promise<Row> {
    const project_id = (await emulator.state()).projects[0]?.id
    const answer = await emulator.api('POST', '/payout-structures', {
      body: { project_id, name: 'Mine', ...rule, ...extra },
    })
    expect(answer.status).toBe(201)
    return answer.data as Row
  }

  it('are made with a first version and read with all versions by id only', async () => {
    const structure = await made()
    expect(structure).toMatchObject({ name: 'Mine', is_active: true, assignment_count: 0, metadata: {}, readme: null })
    expect(structure.current_version).toMatchObject({ ...rule, currency: 'USD', criteria_params: {} })
    expect(structure.versions).toHaveLength(1)
    const [listed] = await emulator.list('/payout-structures?limit=1')
    expect(listed?.id).toBe(structure.id)
    expect(listed).not.toHaveProperty('versions')
    expect(listed).not.toHaveProperty('amount_cents')
  })

  it('an edit of the rule makes a version, an edit of the name does not', async () => {
    const { id } = await made()
    await emulator.advance(60)
    const path = `/payout-structures/${id}`
    const renamed = (await emulator.api('PATCH', path, { body: { name: 'Ours', amount_cents: 9_900 } })).data as Row
    expect([renamed.name, (renamed.versions as Version[]).length]).toEqual(['Ours', 1])
    const raised = (await emulator.api('PATCH', path, { body: { amount_cents: 12_000 } })).data as Row
    const versions = raised.versions as Version[]
    expect(versions.map(({ amount_cents }) => amount_cents)).toEqual([12_000, 9_900])
    expect(raised.current_version).toEqual(versions[0])
  })

  it('can show the rule at the top as well', async () => {
    const { id } = await made()
    await emulator.options({ structure_shape: 'nested_and_top_level' })
    const { data } = await emulator.api('GET', `/payout-structures/${id}`)
    expect(data).toMatchObject({ ...rule, current_version: rule })
  })

  it('are filtered by project and by being active; DELETE archives', async () => {
    const { id, project_id } = await made()
    const ids = async (query: string) => (await emulator.list(`/payout-structures?${query}`)).map((row) => row.id)
    expect(await ids(`project_id=${project_id}&is_active=true`)).toContain(id)
    expect((await emulator.api('DELETE', `/payout-structures/${id}`)).status).toBe(200)
    expect(await ids('is_active=true')).not.toContain(id)
    expect(await ids(`project_id=${project_id}&is_active=false`)).toContain(id)
  })

  it.each([
    [{ amount_cents: 0 }, 'amount_cents'],
    [{ amount_cents: 1.5 }, 'amount_cents'],
    [{ period: 'daily' }, 'period'],
    [{ currency: 'EUR' }, 'currency'],
    [{ criteria_type: 'goals', criteria_params: { goals: [] } }, 'criteria_params'],
    [{ criteria_type: 'lottery' }, 'criteria_type'],
    [{ name: '' }, 'name'],
    [{ project_id: 'x' }, 'project_id'],
  ])('a wrong body is 400: %j', async (extra, field) => {
    const project_id = (await emulator.state()).projects[0]?.id
    const body = { project_id, name: 'Mine', ...rule, ...extra }
    const refused = await emulator.api('POST', '/payout-structures', { body })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })

  it('are limited per project when the plan says so', async () => {
    // Six, and an archived one that does not count.
    await emulator.options({ max_payout_structures_per_project: 6 })
    const project_id = (await emulator.state()).projects[0]?.id
    const refused = await emulator.api('POST', '/payout-structures', { body: { project_id, name: 'Eighth', ...rule } })
    expect([refused.status, refused.meta.limitKey]).toEqual([402, 'max_payout_structures_per_project'])
  })
})

describe('assignments', () => {
  async function setting() {
    const { payout_structures, creators } = await emulator.state()
    const structure = payout_structures[0]
    const inside = creators.filter(({ project_id }) => project_id === structure?.project_id).map(({ id }) => id)
    const outside = creators.filter(({ project_id }) => project_id !== structure?.project_id).map(({ id }) => id)
    return { path: `/payout-structures/${structure?.id}/assignments`, structure, inside, outside }
  }

  it('are made for creators of the project, once, and counted', async () => {
    const { path, structure, inside, outside } = await setting()
    const before = (await emulator.list(path)).map(({ creator_id }) => String(creator_id))
    const fresh = inside.filter((id) => !before.includes(id)).slice(0, 2)
    const creator_ids = [...fresh, before[0], outside[0], crypto.randomUUID(), fresh[0]]
    const answer = await emulator.api('POST', path, { body: { creator_ids } })
    expect(answer.status).toBe(201)
    expect(answer.data).toMatchObject({ assigned: 2, already_assigned: 1, not_in_project: 2 })
    expect((answer.data as { results: object[] }).results[0]).toEqual({
      creator_id: fresh[0],
      status: 'assigned',
      assignment_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const { data } = await emulator.api('GET', `/payout-structures/${structure?.id}`)
    expect((data as Row).assignment_count).toBe(before.length + 2)
  })

  it('are ended, keep their row, and can be made anew', async () => {
    const { path } = await setting()
    const [current] = await emulator.list(path)
    const body = { creator_ids: [current?.creator_id, crypto.randomUUID()] }
    const ended = await emulator.api('DELETE', path, { body })
    expect([ended.status, ended.data]).toEqual([200, { unassigned: 1, not_assigned: 1 }])
    const rows = await emulator.list(path)
    expect(rows.find(({ id }) => id === current?.id)?.unassigned_at).not.toBeNull()
    expect((await emulator.api('POST', path, { body })).data).toMatchObject({ assigned: 1 })
    expect(await emulator.list(path)).toHaveLength(rows.length + 1)
  })

  it.each([[{}], [{ creator_ids: [] }], [{ creator_ids: 'all' }], [{ creator_ids: ['x'] }]])(
    'a wrong body is 400: %j',
    async (body) => {
      const { path } = await setting()
      expect((await emulator.api('POST', path, { body })).meta.code).toBe('invalid_body')
      expect((await emulator.api('DELETE', path, { body })).meta.code).toBe('invalid_body')
    },
  )
})

describe('accruals', () => {
  it('show exactly the documented fields', async () => {
    const [row] = await emulator.list('/payout-accruals')
    const fields = [
      'id',
      'creator_id',
      'structure_id',
      'structure_version_id',
      'period_start_at',
      'period_end_at',
      'amount_cents',
      'currency',
      'status',
      'inputs_snapshot',
    ]
    expect(Object.keys(row ?? {})).toEqual(fields)
    expect((await emulator.api('GET', `/payout-accruals/${row?.id}`)).data).toEqual(row)
  })

  it('are rejected or voided by hand while they are earned, and only then', async () => {
    const [a, b] = await emulator.list('/payout-accruals?status=earned')
    const set = (id: string | undefined, status: string) =>
      emulator.api('PATCH', `/payout-accruals/${id}`, { body: { status } })
    expect((await set(a?.id, 'rejected')).data).toEqual({ ...a, status: 'rejected' })
    expect((await set(b?.id, 'voided')).data).toEqual({ ...b, status: 'voided' })
    expect((await set(a?.id, 'voided')).status).toBe(409)
    const [paid] = await emulator.list('/payout-accruals?status=paid')
    expect((await set(paid?.id, 'rejected')).status).toBe(409)
    for (const status of ['paid', 'earned', 'gone']) expect((await set(b?.id, status)).status).toBe(400)
  })

  it('404 for an id that is not there, 400 for one that is none', async () => {
    expect((await emulator.api('GET', `/payout-accruals/${crypto.randomUUID()}`)).status).toBe(404)
    expect((await emulator.api('GET', '/payout-accruals/1')).meta.code).toBe('invalid_params')
  })
})
