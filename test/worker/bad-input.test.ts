import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator, type Fault } from '../support/worker/emulator.ts'
import { allEvents, eventsOf, hour, newOrganisation, runHour, watch } from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation({ creators: 130, accruals: 260 })
})
afterEach(async () => {
  await reset()
})

const on = (path: string, fault: Fault['fault'], query?: string): Fault => ({
  match: { path: `/api/v1${path}`, ...(query === undefined ? {} : { query }) },
  fault,
})
const status = (code: number, body = '', headers = {}) => ({ kind: 'status', status: code, headers, body })

/** Faults of upstream, and the reason a run ends with. */
const FAULTS: readonly [string, Fault, string][] = [
  ['500 before the work', on('/payout-accruals', { kind: 'error_before_commit' }), 'accruals: server_error_500'],
  ['503', on('/creators', status(503)), 'creators: server_error_503'],
  ['a lost answer', on('/payout-accruals', { kind: 'lost_response' }), 'accruals: network'],
  ['a body cut in the middle', on('/payout-accruals', { kind: 'cut_body' }), 'accruals: network'],
  ['HTML instead of JSON', on('/creators', { kind: 'html' }), 'creators: bad_shape: not JSON'],
  ['a body of 20 MB', on('/payout-accruals', { kind: 'huge_body', bytes: 20_000_000 }), 'accruals: too_large'],
  ['a cursor that repeats', on('/creators', { kind: 'repeated_cursor' }), 'creators: cursor_repeated'],
  ['more without a cursor', on('/payout-accruals', { kind: 'cursor_missing' }), 'accruals: cursor_missing'],
  [
    'a redirect to another host',
    on('/projects', { kind: 'redirect', to: 'http://127.0.0.1:1/' }),
    'projects: redirected',
  ],
  [
    'data of the wrong shape',
    on('/payout-accruals', { kind: 'json', body: { data: 'none' } }),
    'accruals: bad_shape: data is not a list',
  ],
  ['an empty object', on('/creators', { kind: 'json', body: {} }), 'creators: bad_shape: no envelope'],
  [
    'an error in a success',
    on('/projects', { kind: 'json', body: { data: [], error: 'x' } }),
    'projects: bad_shape: error in a 2xx answer',
  ],
  ['401', on('/projects', status(401)), 'projects: key_refused'],
  [
    '403',
    on('/projects', status(403, '{"meta":{"code":"insufficient_scope"}}')),
    'projects: forbidden_insufficient_scope',
  ],
  ['410', on('/payout-payments', status(410)), 'payments: refused_410'],
  [
    '429 of the day',
    on('/creators', status(429, '{"data":null,"error":"x","meta":{"code":"rate_limit_exceeded","retryAfter":40000}}')),
    'creators: quota_exhausted',
  ],
]

describe('when trackagoat misbehaves', () => {
  it.each(FAULTS)('%s ends the run as incomplete and loses nothing', async (_, fault, reason) => {
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const rejected = accruals.filter((accrual) => accrual.status === 'earned').slice(0, 3)
    for (const { id } of rejected) await emulator.api('PATCH', `/payout-accruals/${id}`, { status: 'rejected' })
    const added = await emulator.act<{ creator?: { id: string }; id?: string }>({ do: 'add_creator' })
    expect(added).toBeDefined()

    await emulator.faults([fault])
    const during = await eventsOf(async () => {
      const run = await runHour(hour(1))
      expect(run).toMatchObject({ outcome: 'incomplete', reason })
      expect(run.advice).toMatch(/\.$/)
    })
    expect(during.filter(({ type }) => /rejected|voided|paid|deactivated/.test(type))).toEqual([])

    await emulator.faults([])
    const after = await eventsOf(async () => {
      expect(await runHour(hour(30))).toMatchObject({ outcome: 'complete' })
    })
    const all = [...during, ...after]
    const told = all.filter(({ type }) => type === 'accrual.rejected').map(({ data }) => data.accrual_id)
    expect(told.sort()).toEqual(rejected.map(({ id }) => id).sort())
    expect(all.filter(({ type }) => type === 'creator.added')).toHaveLength(1)
  })

  it('a fault that passes is asked again and does not end the run', async () => {
    await emulator.faults([
      { ...on('/payout-accruals', { kind: 'error_before_commit' }), times: 1 },
      { ...on('/creators', { kind: 'cut_body' }), times: 2 },
      { ...on('/projects', status(429, '{}', { 'retry-after': '3' })), times: 1 },
    ])
    expect(await runHour(hour(0))).toMatchObject({ outcome: 'complete', reason: null })
  })

  it('the first look waits for the first complete run, and nothing of it is announced as new', async () => {
    await emulator.faults([{ ...on('/payout-accruals', { kind: 'html' }, 'cursor'), times: 9 }])
    expect(await runHour(hour(0))).toMatchObject({ outcome: 'incomplete' })
    await emulator.faults([])
    await runHour(hour(1))
    const events = await allEvents()
    expect(events.filter(({ type }) => type === 'accrual.earned' || type === 'creator.added')).toEqual([])
    expect((await emulator.slack()).filter(({ text }) => /first look/i.test(text))).toHaveLength(1)
  })

  it('says so at once when the key is refused, and when it works again', async () => {
    await runHour(hour(0))
    await emulator.faults([on('/projects', status(401))])
    const failing = await eventsOf(() => runHour(hour(1)))
    expect(failing.map(({ type }) => type)).toEqual(['watch.failing'])
    const message = (await emulator.slack()).at(-1)
    expect(JSON.stringify(message?.blocks)).toContain('refuses the API key')
    await emulator.faults([])
    const recovered = await eventsOf(() => runHour(hour(2)))
    expect(recovered.map(({ type }) => type)).toContain('watch.recovered')
    const edited = (await emulator.slack()).find(({ ts }) => ts === message?.ts)
    expect(edited?.edits.length).toBeGreaterThan(0)
  })

  it('waits for a second failed run before it cries about anything else', async () => {
    await runHour(hour(0))
    await emulator.faults([on('/creators', status(500))])
    expect((await eventsOf(() => runHour(hour(1)))).map(({ type }) => type)).toEqual([])
    expect((await eventsOf(() => runHour(hour(2)))).map(({ type }) => type)).toEqual(['watch.failing'])
    expect((await eventsOf(() => runHour(hour(3)))).map(({ type }) => type)).toEqual([])
  })

  it("refuses to mix in another organisation's data", async () => {
    await runHour(hour(0))
    const { projects } = await emulator.state()
    const rows = projects.map(({ id, name }) => ({ id: `${id}`, name, org_id: '00000000-0000-4000-8000-00000000dead' }))
    await emulator.faults([on('/projects', { kind: 'json', body: { data: rows, error: null, meta: null } })])
    expect(await runHour(hour(1))).toMatchObject({ outcome: 'incomplete', reason: 'projects: organisation_changed' })
  })
})

describe('a bad row', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    ['another currency', '/payout-accruals', { currency: 'EUR' }, 'currency: currency other than USD'],
    ['a negative amount', '/payout-accruals', { amount_cents: -5 }, 'amount_cents: negative'],
    ['a fraction of a cent', '/payout-accruals', { amount_cents: 10.5 }, 'amount_cents: not a whole number of cents'],
    ['a huge amount', '/payout-accruals', { amount_cents: 9e15 }, 'amount_cents: larger than any payout'],
    ['null for an amount', '/payout-accruals', { amount_cents: null }, 'amount_cents: not a number'],
    ['a date that does not exist', '/payout-accruals', { period_end_at: '2026-13-45' }, 'period_end_at: not a date'],
    ['null for a handle', '/creators', { tiktok_handle: null }, 'tiktok_handle: not a string'],
    ['a flag as text', '/creators', { is_active: 'yes' }, 'is_active: not a boolean'],
    ['a number for a name', '/projects', { name: 7 }, 'name: not a string'],
  ])('(%s) is set aside and named, and the rest of its page counts', async (_, path, patch, problem) => {
    await runHour(hour(0))
    await emulator.faults([on(path, { kind: 'rows', patch, index: 0 })])
    await emulator.act({ do: 'add_creator' })
    const events = await eventsOf(async () => {
      const run = await runHour(hour(1))
      expect(run.outcome).toBe('complete')
      expect(run.bad_rows).toBeGreaterThan(0)
      expect(run.set_aside.map((row) => row.problem)).toContain(problem)
      expect(run.set_aside.every(({ id }) => id !== null)).toBe(true)
    })
    // Nothing is concluded from a row that cannot be read.
    expect(events.filter(({ type }) => /paid|rejected|voided|deactivated|changed/.test(type))).toEqual([])
    await emulator.faults([])
    const after = await eventsOf(() => runHour(hour(2)))
    const added = [...events, ...after].filter(({ type }) => type === 'creator.added')
    expect(added).toHaveLength(1)
  })

  it('without an id cannot be named, and is counted', async () => {
    await runHour(hour(0))
    await emulator.faults([on('/payout-accruals', { kind: 'rows', patch: { id: null }, index: 0 })])
    const run = await runHour(hour(1))
    expect(run.bad_rows).toBeGreaterThan(0)
    expect(run.set_aside[0]).toMatchObject({ walk: 'accruals', id: null, problem: 'no id' })
    expect((await allEvents()).filter(({ type }) => /paid|rejected|voided/.test(type))).toEqual([])
  })

  it('an unknown status is kept as it comes and told as a change', async () => {
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const accrual = accruals.find((row) => row.status === 'earned')
    await emulator.api('PATCH', `/payout-accruals/${accrual?.id}`, { status: 'voided' })
    await emulator.faults([
      on(`/payout-accruals/${accrual?.id}`, {
        kind: 'json',
        body: {
          data: {
            id: accrual?.id,
            creator_id: accrual?.creator_id,
            structure_id: null,
            amount_cents: accrual?.amount_cents,
            currency: 'USD',
            status: 'on_hold',
            period_start_at: '2026-04-06T00:00:00Z',
            period_end_at: accrual?.period_end_at,
          },
          error: null,
          meta: null,
        },
      }),
    ])
    const events = await eventsOf(() => runHour(hour(1)))
    expect(events.find(({ type }) => type === 'accrual.changed')?.data).toMatchObject({
      accrual_id: accrual?.id,
      status: 'on_hold',
      previous_status: 'earned',
    })
  })
})

describe('lists that behave otherwise than documented', () => {
  it.each([
    ['oldest first', { list_order: 'oldest_first' }],
    ['timestamp cursors that repeat rows at page edges', { cursor_style: 'timestamp_inclusive' }],
    ['a status filter that is ignored', { accrual_status_filter: 'ignored' }],
    ['absent envelope keys', { envelope: 'omit_nulls' }],
    ['lists without pages', { undocumented_paging: 'whole_list' }],
    ['periods that end a second early', { period_end_at: 'last_second' }],
  ])('%s: the watch knows what is earned, and invents nothing', async (_, options) => {
    await emulator.options(options)
    await runHour(hour(0))
    const { accruals } = await emulator.state()
    const accrual = accruals.find(({ status: now }) => now === 'earned')
    await emulator.api('PATCH', `/payout-accruals/${accrual?.id}`, { status: 'rejected' })
    const run = await runHour(hour(1))
    if (run.outcome === 'incomplete') {
      // More rows with one timestamp than fit on a page: such a cursor cannot get past them, and that is said.
      expect(run.reason).toMatch(/cursor_repeated/)
      return
    }
    const events = (await allEvents()).filter(({ type }) => /^accrual\.(?!overdue)/.test(type))
    expect(events.map(({ type, data }) => [type, data.accrual_id])).toEqual([['accrual.rejected', accrual?.id]])
    expect(await watch().listRuns(5)).toHaveLength(2)
  })
})
