import { describe, expect, it } from 'vitest'
import { listAccruals } from '../../src/trackagoat/accruals.ts'
import { listAssignments } from '../../src/trackagoat/assignments.ts'
import { listCampaigns } from '../../src/trackagoat/campaigns.ts'
import { listCreators } from '../../src/trackagoat/creators.ts'
import { goalCompliance } from '../../src/trackagoat/goals.ts'
import type { List } from '../../src/trackagoat/lists.ts'
import { listPayments } from '../../src/trackagoat/payments.ts'
import { listMethods } from '../../src/trackagoat/payout-methods.ts'
import { listProjects } from '../../src/trackagoat/projects.ts'
import { listStructures } from '../../src/trackagoat/structures.ts'
import type { Reader } from '../../src/trackagoat/transport.ts'
import { listVideos } from '../../src/trackagoat/videos.ts'
import { READ, REVOKED, type State } from '../emulator/support.ts'
import { walkList } from '../support/node/walk-list.ts'
import { idsOf, successOf, useClient } from './support.ts'

const emulator = useClient()

/** Several pages of everything that is long. */
const LARGE = { projects: 3, creators: 230, accruals: 310 }

/** Every list, and what it must hold. */
const LISTS: [
  name: string,
  list: (reader: Reader, state: State) => List<{ readonly id?: unknown }>,
  truth: (state: State) => { readonly id: unknown }[],
][] = [
  ['projects', (reader) => listProjects(reader), ({ projects }) => projects],
  ['creators', (reader) => listCreators(reader), ({ creators }) => creators],
  [
    'videos',
    (reader) => listVideos(reader, {}, { maxPages: 50 }),
    ({ videos }) => videos.filter(({ tracking_status }) => tracking_status !== 'excluded'),
  ],
  ['campaigns', (reader) => listCampaigns(reader), ({ campaigns }) => campaigns],
  [
    'methods',
    (reader) => listMethods(reader),
    ({ payout_methods }) => payout_methods.filter(({ is_active }) => is_active === true),
  ],
  ['structures', (reader) => listStructures(reader), ({ payout_structures }) => payout_structures],
  [
    'assignments',
    (reader, { payout_structures }) => listAssignments(reader, payout_structures[0]?.id ?? ''),
    ({ payout_structures, assignments }) =>
      assignments.filter((row) => row.structure_id === payout_structures[0]?.id && row.unassigned_at === null),
  ],
  ['accruals', (reader) => listAccruals(reader), ({ accruals }) => accruals],
  ['payments', (reader) => listPayments(reader), ({ payments }) => payments],
]

describe('every list is walked to its end, each row once,', () => {
  it.each([
    ['as documented', {}],
    ['with the oldest first', { list_order: 'oldest_first' }],
    ['with timestamps as cursors, which repeat rows of one instant', { cursor_style: 'timestamp_inclusive' }],
    ['where undocumented pages are not there', { undocumented_paging: 'whole_list' }],
    ['where nulls of envelopes are left out', { undocumented_paging: 'whole_list', envelope: 'omit_nulls' }],
  ])('%s', async (_, options) => {
    await emulator.reset(LARGE)
    await emulator.options(options)
    const state = await emulator.state()
    for (const [name, list, truth] of LISTS) {
      const expected = idsOf(truth(state))
      expect(expected.length, name).toBeGreaterThan(0)
      const walked = list(emulator.read(), state)
      const { rows, errors } = await walkList(walked)
      expect(errors, name).toEqual([])
      expect(idsOf(rows), name).toEqual(expected)
      expect(idsOf(successOf(await walked.all())), name).toEqual(expected)
    }
  })
})

describe('what goes wrong on the way', () => {
  const SECOND = { path: '/creators', query: 'cursor=' }
  const walk = (apiKey = READ, maxBodyBytes?: number) => walkList(listCreators(emulator.client(apiKey, maxBodyBytes)))

  it.each([
    ['cut in the middle', { kind: 'cut_body' }, { kind: 'network' }],
    ['a web page', { kind: 'html' }, { kind: 'bad_shape', problem: 'not JSON' }],
    ['a repeated cursor', { kind: 'repeated_cursor' }, { kind: 'bad_cursor', problem: 'repeated' }],
    ['no cursor', { kind: 'cursor_missing' }, { kind: 'bad_cursor', problem: 'missing' }],
    ['an error', { kind: 'error_before_commit' }, { kind: 'server_error', status: 500 }],
    ['no connection', { kind: 'lost_response' }, { kind: 'network' }],
    ['no list', { kind: 'json', body: { data: { id: 1 } } }, { kind: 'bad_shape', problem: 'data is not a list' }],
    [
      'a full page that says nothing of more',
      { kind: 'json', body: { data: Array(100).fill({}) } },
      { kind: 'bad_cursor' },
    ],
  ])('%s on the second page ends the list with an error, after the rows of the first page', async (_, fault, error) => {
    await emulator.reset(LARGE)
    await emulator.faults([{ match: SECOND, fault }])
    const { rows, errors } = await walk()
    expect(rows.length).toBeGreaterThanOrEqual(100)
    expect(rows.length).toBeLessThan(230)
    expect(errors).toMatchObject([error])
    expect(await listCreators(emulator.read()).all()).toMatchObject({ ok: false, error })
  })

  it('a body that never ends is not read to its end', async () => {
    await emulator.reset(LARGE)
    await emulator.faults([{ match: SECOND, fault: { kind: 'huge_body', bytes: 300_000_000 } }])
    const { rows, errors } = await walk(READ, 1_000_000)
    expect(rows).toHaveLength(100)
    expect(errors).toMatchObject([{ kind: 'too_large' }])
  })

  it.each([
    ['of today, with a header', { requests_per_minute: 2 }, 1_000, 60_000],
    ['of old, without', { requests_per_minute: 2, rate_limit_signal: 'old_code_without_header' }, 60_000, 60_000],
  ])('a limit %s says how long to wait', async (_, options, atLeastMs, atMostMs) => {
    await emulator.reset(LARGE)
    await emulator.options(options)
    const { rows, errors } = await walk()
    expect(rows).toHaveLength(200)
    const [error] = errors
    if (error?.kind !== 'rate_limited') throw new Error(JSON.stringify(errors))
    expect(error.waitMs).toBeGreaterThanOrEqual(atLeastMs)
    expect(error.waitMs).toBeLessThanOrEqual(atMostMs)
  })

  it.each(['meta', 'meta_and_header'])(
    "the day's quota, told in %s, lasts until midnight",
    async (daily_quota_signal) => {
      await emulator.options({ requests_per_day: 0, daily_quota_signal })
      // The emulator's clock stands at 10:30.
      const [error] = (await walk()).errors
      if (error?.kind !== 'quota_exhausted') throw new Error(JSON.stringify(error))
      expect(Math.round(error.waitMs / 60_000)).toBe(13.5 * 60)
    },
  )

  it('a revoked key is an error, not an empty list', async () => {
    expect(await walk(REVOKED)).toEqual({ rows: [], errors: [{ kind: 'key_refused' }] })
  })

  it.each(LISTS)(
    'a row that is null makes %s no whole list, and is counted by who shows the others',
    async (_name, list, truth) => {
      const state = await emulator.state()
      await emulator.faults([{ match: { query: 'limit=100' }, fault: { kind: 'rows', patch: null, index: 1 } }])
      const { rows, errors } = await walkList(list(emulator.read(), state))
      expect(errors[0]).toMatchObject({ kind: 'bad_shape', problem: expect.stringContaining('not a object') })
      expect(rows.length + errors.length).toBe(truth(state).length)
      expect(await list(emulator.read(), state).all()).toEqual({ ok: false, error: errors[0] })
      const shown = successOf(await list(emulator.read(), state).allReadable())
      expect(idsOf(shown.rows)).toEqual(idsOf(rows))
      expect(shown.badRows).toBe(errors.length)
    },
  )

  it.each([
    ['in another currency', { currency: 'EUR' }],
    ['negative', { amount_cents: -1 }],
    ['in fractions of cents', { amount_cents: 10.5 }],
    ['in words', { amount_cents: '5000' }],
  ])('an accrual %s is never believed', async (_, patch) => {
    await emulator.faults([{ match: { path: '/payout-accruals' }, fault: { kind: 'rows', patch } }])
    expect(await listAccruals(emulator.read()).all()).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })

  it('a whole page of one instant behind a timestamp cursor ends the list instead of going round for ever', async () => {
    await emulator.reset(LARGE)
    await emulator.faults([{ match: SECOND, fault: { kind: 'repeated_cursor' } }])
    await emulator.options({ cursor_style: 'timestamp_inclusive' })
    expect((await walk()).errors).toEqual([{ kind: 'bad_cursor', problem: 'repeated' }])
  })
})

describe('what is not asked for', () => {
  it('no page after a break', async () => {
    await emulator.reset(LARGE)
    await emulator.asked()
    let count = 0
    for await (const _ of listCreators(emulator.read())) if (++count === 100) break
    expect(await emulator.asked()).toHaveLength(1)
  })

  it('no page beyond the limit, and the list says that it is longer', async () => {
    await emulator.reset(LARGE)
    const list = listCreators(emulator.read(), {}, { maxPages: 2 })
    expect(await list.all()).toEqual({ ok: false, error: { kind: 'too_many_pages', limitPages: 2 } })
  })
})

describe('turning pages oneself', () => {
  it.each(LISTS)('leads through all %s, so many at a time as were asked for', async (_name, list, truth) => {
    const state = await emulator.state()
    const rows = []
    let cursor: string | null = null
    do {
      const page: { rows: readonly { id?: unknown }[]; nextCursor: string | null } = successOf(
        await list(emulator.read(), state).page({ limit: 5, cursor }),
      )
      expect(page.rows.length).toBeLessThanOrEqual(5)
      rows.push(...page.rows)
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(idsOf(rows)).toEqual(idsOf(truth(state)))
  })

  it('with a made-up cursor is refused by trackagoat, as a value', async () => {
    expect(await listCreators(emulator.read()).page({ cursor: 'made-up' })).toMatchObject({
      ok: false,
      error: { kind: 'refused', status: 400, code: 'invalid_query' },
    })
  })

  it('gets a list whole that has no pages', async () => {
    await emulator.options({ undocumented_paging: 'whole_list' })
    const project = (await emulator.state()).projects[0]?.id ?? ''
    const page = successOf(await goalCompliance(emulator.read(), project).page({ limit: 1 }))
    expect(page.nextCursor).toBeNull()
    expect(page.rows.length).toBeGreaterThan(1)
  })
})
