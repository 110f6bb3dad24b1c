import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const ids = (rows: Row[]) => rows.map(({ id }) => id)

function newestFirst(rows: Row[]): Row[] {
  return [...rows].sort((a, b) =>
    a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : String(a.created_at) < String(b.created_at) ? 1 : -1,
  )
}

describe('pages', () => {
  it('give every row once, newest first, whatever the page size', async () => {
    const state = await emulator.state()
    for (const limit of [1, 5, 100]) {
      expect(ids(await emulator.walk('/creators', limit))).toEqual(ids(newestFirst(state.creators)))
      await emulator.reset()
    }
    expect(ids(await emulator.walk('/payout-accruals', 7))).toEqual(ids(newestFirst(state.accruals)))
    expect(ids(await emulator.walk('/payout-payments', 3))).toEqual(ids(newestFirst(state.payments)))
    expect(ids(await emulator.walk('/projects', 1))).toEqual(ids(newestFirst(state.projects)))
  })

  it('hold 50 rows unless asked otherwise, at most 100', async () => {
    await emulator.reset({ creators: 120, accruals: 0 })
    expect(await emulator.list('/creators')).toHaveLength(50)
    expect(await emulator.list('/creators?limit=100')).toHaveLength(100)
  })

  it('end with hasMore false and nextCursor null', async () => {
    const { meta } = await emulator.api('GET', '/creators?limit=12')
    expect(meta).toEqual({ hasMore: false, nextCursor: null })
    const first = await emulator.api('GET', '/creators?limit=11')
    expect(first.meta.hasMore).toBe(true)
    expect(first.meta.nextCursor).toMatch(/^[\w-]+$/)
  })

  it('neither repeat nor skip when rows are added in the middle of a walk', async () => {
    const before = ids((await emulator.state()).creators)
    const seen = ids(await emulator.walk('/creators', 3, () => emulator.act({ do: 'add_creator' })))
    expect(seen).toHaveLength(before.length)
    expect(new Set(seen)).toEqual(new Set(before))
  })

  it('come oldest first when the option says so', async () => {
    const state = await emulator.state()
    await emulator.options({ list_order: 'oldest_first' })
    expect(ids(await emulator.walk('/payout-accruals', 5))).toEqual(ids(newestFirst(state.accruals)).reverse())
  })

  it('with timestamp cursors repeat or skip rows of the same instant at their edges', async () => {
    const all = (await emulator.state()).accruals
    await emulator.options({ cursor_style: 'timestamp_inclusive' })
    const { meta } = await emulator.api('GET', '/payout-accruals?limit=10')
    expect(meta.nextCursor).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const repeated = await emulator.walk('/payout-accruals', 10)
    expect(repeated.length).toBeGreaterThan(all.length)
    expect(new Set(ids(repeated)).size).toBe(all.length)
    await emulator.options({ cursor_style: 'timestamp_exclusive' })
    const skipped = await emulator.walk('/payout-accruals', 3)
    expect(skipped.length).toBeLessThan(all.length)
    expect(new Set(ids(skipped)).size).toBe(skipped.length)
  })

  it('are dropped from lists that are not documented to have them', async () => {
    await emulator.options({ undocumented_paging: 'whole_list' })
    const answer = await emulator.api('GET', '/payout-methods?limit=1')
    expect([(answer.data as Row[]).length, answer.meta]).toEqual([4, null])
    expect((await emulator.api('GET', '/creators?limit=1')).meta.hasMore).toBe(true)
  })
})

describe('a bad query is 400 invalid_query and names the parameter', () => {
  const other = Buffer.from(`creators|1|${crypto.randomUUID()}`).toString('base64url')
  it.each([
    ['/creators?limit=0', 'limit'],
    ['/creators?limit=101', 'limit'],
    ['/creators?limit=-1', 'limit'],
    ['/creators?limit=ten', 'limit'],
    ['/creators?limit=1.5', 'limit'],
    ['/creators?limit=', 'limit'],
    ['/creators?cursor=made-up', 'cursor'],
    ['/creators?cursor=', 'cursor'],
    [`/payout-accruals?cursor=${other}`, 'cursor'],
    ['/creators?cursor=2026-99-99T00:00:00Z', 'cursor'],
    ['/creators?project_id=not-a-uuid', 'project_id'],
    ['/payout-accruals?project_id=1', 'project_id'],
    ['/payout-accruals?creator_id=@mossy.otter', 'creator_id'],
    ['/payout-accruals?status=owed', 'status'],
    ['/payout-payments?status=earned', 'status'],
    ['/payout-methods?include_disabled=yes', 'include_disabled'],
    ['/payout-structures?is_active=maybe', 'is_active'],
  ])('%s', async (path, field) => {
    const answer = await emulator.api('GET', path)
    expect([answer.status, answer.data, answer.meta.code, answer.meta.field]).toEqual([
      400,
      null,
      'invalid_query',
      field,
    ])
    expect(answer.error).toContain(field)
  })

  it('a limit over 100 can be clamped instead', async () => {
    await emulator.reset({ creators: 120, accruals: 0 })
    await emulator.options({ limit_over_max: 'clamped' })
    expect(await emulator.list('/creators?limit=500')).toHaveLength(100)
  })

  it('parameters nobody knows are ignored, or refused by option', async () => {
    expect(await emulator.list('/creators?handle=@mossy.otter')).toHaveLength(12)
    await emulator.options({ unknown_query_parameters: 'refused' })
    const refused = await emulator.api('GET', '/creators?handle=@mossy.otter')
    expect([refused.status, refused.meta.field]).toEqual([400, 'handle'])
    for (const name of ['toString', 'constructor', '__proto__']) {
      expect((await emulator.api('GET', `/creators?limit=1&${name}=1`)).meta.field).toBe(name)
    }
    expect((await emulator.api('GET', '/creators?limit=1')).status).toBe(200)
  })
})

describe('filters', () => {
  it('search finds every handle that contains the text, whatever the case', async () => {
    const found = (await emulator.list('/creators?search=Mossy.Otter')).map(({ tiktok_handle }) => tiktok_handle)
    expect(found.sort()).toEqual(['MOSSY.OTTER', 'mossy.otter', 'mossy.otter_fan'])
    expect(await emulator.list('/creators?search=%25')).toEqual([])
    expect(await emulator.list('/creators?search=@mossy')).toEqual([])
  })

  it('narrow by project, creator and status, alone and together', async () => {
    const { accruals, payments, projects } = await emulator.state()
    const project = projects[0]?.id
    const creator = accruals[0]?.creator_id
    const cases: [string, (row: Row) => boolean][] = [
      [`project_id=${project}`, (row) => row.project_id === project],
      [`creator_id=${creator}`, (row) => row.creator_id === creator],
      ['status=paid', (row) => row.status === 'paid'],
      [`project_id=${project}&status=paid`, (row) => row.project_id === project && row.status === 'paid'],
      [`creator_id=${creator}&status=paid`, (row) => row.creator_id === creator && row.status === 'paid'],
    ]
    for (const [query, keep] of cases) {
      expect(ids(await emulator.walk(`/payout-accruals?${query}`, 4))).toEqual(ids(newestFirst(accruals.filter(keep))))
      expect(ids(await emulator.walk(`/payout-payments?${query}`, 4))).toEqual(ids(newestFirst(payments.filter(keep))))
    }
    expect(await emulator.list(`/payout-accruals?project_id=${crypto.randomUUID()}`)).toEqual([])
  })

  it('the status of accruals can be ignored', async () => {
    await emulator.options({ accrual_status_filter: 'ignored' })
    const statuses = new Set((await emulator.list('/payout-accruals?status=earned')).map(({ status }) => status))
    expect([...statuses].sort()).toEqual(['earned', 'paid', 'rejected', 'voided'])
  })

  it('inactive creators are listed, or hidden by option', async () => {
    expect((await emulator.list('/creators')).filter(({ is_active }) => is_active === false)).toHaveLength(1)
    await emulator.options({ inactive_creators: 'hidden' })
    expect(await emulator.list('/creators')).toHaveLength(11)
  })
})
