/**
 * Every command of the vendor's page «MCP & tooling», run for real against the emulator. The page is of the older generation: where a newer one contradicts it, the test's name says which section of
 * the contract decides, and both sides are tried where an option exists.
 */
import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from '../emulator/support.ts'
import type { VendorCommand } from './vendor-commands.ts'
import { ACCRUALS_SAMPLE, ASSIGNMENT_SAMPLE, MCP_PAGE, PAYMENT_SAMPLE } from './vendor-mcp.ts'
import { expectShape, type Ran, runCommand, whyNot } from './vendor-run.ts'

const emulator = useEmulator()

type Name = keyof typeof MCP_PAGE
const COMMANDS: Record<Name, VendorCommand> = MCP_PAGE

const run = (name: Name, given?: Record<string, string>) => runCommand(emulator, COMMANDS[name], given)
const rowsOf = ({ out }: Ran) => (out as { data: Row[] }).data
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort()
const first = <T>(rows: readonly T[]): T => {
  const [row] = rows
  if (row === undefined) throw new Error('none')
  return row
}

/** The organisation, and of the first project's what the workflows of the page start from. */
async function organisation() {
  const state = await emulator.state()
  const project = first(state.projects)
  const inProject = (row: Row) => row.project_id === project.id
  const creators = state.creators.filter(inProject)
  const creatorIds = new Set(creators.map(({ id }) => id))
  return {
    ...state,
    project,
    creators,
    creator: first(creators.filter((row) => row.is_active === true)),
    structures: state.payout_structures.filter(inProject),
    venmo: first(state.payout_methods.filter(({ name }) => name === 'Venmo')),
    earned: state.accruals.filter((row) => creatorIds.has(String(row.creator_id)) && row.status === 'earned'),
    everyAccrual: state.accruals,
  }
}

/** A creator who is owed these amounts besides what they are owed already, and what the payment's command is filled with. */
async function owed(...amountsCents: [number, number]) {
  const { creator, venmo } = await organisation()
  const accruals: Row[] = []
  for (const amount_cents of amountsCents) {
    const earned = await emulator.act({ do: 'earn', creator_id: creator.id, amount_cents })
    accruals.push(...(earned.accruals as Row[]))
  }
  const [one, two] = ids(accruals)
  const given = {
    CREATOR_UUID: creator.id,
    VENMO_METHOD_UUID: venmo.id,
    ACCRUAL_UUID_1: String(one),
    ACCRUAL_UUID_2: String(two),
  }
  return { creator, venmo, accrualIds: ids(accruals), given }
}

async function paymentsOver(accrualIds: string[]) {
  const { payments } = await emulator.state()
  return payments.filter(({ payout_payment_lines }) =>
    (payout_payment_lines as { accrual_id: string }[]).some((line) => accrualIds.includes(line.accrual_id)),
  )
}

async function statusesOf(accrualIds: string[]) {
  const { accruals } = await emulator.state()
  return accruals.filter(({ id }) => accrualIds.includes(id)).map(({ status }) => status)
}

/** What is checked of each command. A command without a check does not compile. */
const CHECKS: Record<Name, () => Promise<void>> = {
  async firstProject() {
    const { projects } = await emulator.state()
    const { out, request } = await run('firstProject')
    expect(request.status).toBe(200)
    expect(ids(projects)).toContain(out)
  },

  outstandingAccruals: () => checkEarned('outstandingAccruals'),
  earnedAccruals: () => checkEarned('earnedAccruals'),

  async projectNames() {
    const { projects } = await emulator.state()
    const { out } = await run('projectNames')
    const byId = (rows: unknown) => [...(rows as Row[])].sort((a, b) => a.id.localeCompare(b.id))
    expect(byId(out)).toEqual(byId(projects.map(({ id, name }) => ({ id, name }))))
  },

  async structuresOfProject() {
    const { project, structures } = await organisation()
    const listed = rowsOf(await run('structuresOfProject', { $PROJECT_ID: project.id }))
    expect(ids(listed)).toEqual(ids(structures))
    const version = { period: 'weekly', amount_cents: 1, currency: 'USD', criteria_type: 'goals', proration_mode: 'x' }
    const fields = { id: 'uuid', project_id: 'uuid', name: 'name', is_active: true, assignment_count: 1 }
    expectShape(listed, [{ ...fields, current_version: { ...version, criteria_params: {} } }])
  },

  async payments() {
    const { project, payments } = await organisation()
    const listed = rowsOf(await run('payments', { $PROJECT_ID: project.id }))
    expect(ids(listed)).toEqual(ids(payments.filter((row) => row.project_id === project.id)))
    expect(listed.some(({ status }) => status === 'paid')).toBe(true)
    expectShape(listed, [{ id: 'uuid', total_amount_cents: 5000, status: 'paid', paid_at: '2026-05-07T15:00:00Z' }])
  },

  async creatorByHandle() {
    const { project, creators } = await organisation()
    const newest = first(await emulator.list(`/creators?project_id=${project.id}`))
    const wanted = first(creators.filter(({ id }) => id !== newest.id))
    const given = { $PROJECT_ID: project.id, '@creatorhandle': `@${wanted.tiktok_handle}` }
    const { out, request } = await run('creatorByHandle', given)
    expect(request.status).toBe(200)
    expect(out).toBe(newest.id)
    expect(out).not.toBe(wanted.id)
    // What the page «Creators» documents finds the one who was meant.
    const found = await emulator.list(`/creators?project_id=${project.id}&search=${wanted.tiktok_handle}`)
    const exact = found.filter((row) => row.is_active === true && row.tiktok_handle === wanted.tiktok_handle)
    expect(ids(exact)).toEqual([wanted.id])
    // The other answer an API could give (section 9).
    await emulator.options({ unknown_query_parameters: 'refused' })
    const refused = await run('creatorByHandle', given)
    expect([refused.request.status, refused.out]).toEqual([400, null])
  },

  async accrualsOfCreator() {
    const { earned } = await organisation()
    const creatorId = String(first(earned).creator_id)
    const listed = rowsOf(await run('accrualsOfCreator', { CREATOR_UUID: creatorId }))
    const theirs = earned.filter(({ creator_id }) => creator_id === creatorId)
    expect(ids(listed)).toEqual(ids(theirs))
    const sum = (rows: Row[]) => rows.reduce((total, row) => total + Number(row.amount_cents), 0)
    expect(sum(listed)).toBe(sum(theirs))
  },

  async venmoMethod() {
    const { venmo } = await organisation()
    expect((await run('venmoMethod')).out).toBe(venmo.id)
  },

  async recordPayment() {
    const { creator, venmo, accrualIds, given } = await owed(2000, 3000)
    const { out, request } = await run('recordPayment', given)
    expect(request.status).toBe(201)
    expectShape(out, PAYMENT_SAMPLE)
    const { data } = out as { data: Row }
    expect(data).toMatchObject({ ...PAYMENT_SAMPLE.data, id: data.id, creator_id: creator.id })
    expect(data).toMatchObject({ method_id: venmo.id, method_name_snapshot: 'Venmo', payout_adjustments: [] })
    expect(await statusesOf(accrualIds)).toEqual(['paid', 'paid'])
    expect(ids(await paymentsOver(accrualIds))).toEqual([data.id])
  },

  async goalStructures() {
    const { project, structures } = await organisation()
    const given = { $PROJECT_ID: project.id }
    expect((await run('goalStructures', given)).out).toEqual([])
    await emulator.options({ structure_shape: 'nested_and_top_level' })
    const { out } = await run('goalStructures', given)
    const ruleOf = (row: Row) => row.current_version as { criteria_type: string; period: string; amount_cents: number }
    const wanted = structures.filter((row) => row.is_active === true && ruleOf(row).criteria_type === 'goals')
    expect(wanted.length).toBeGreaterThan(0)
    expect(ids(out as Row[])).toEqual(ids(wanted))
    for (const row of out as Row[]) {
      const { period, amount_cents } = ruleOf(first(wanted.filter(({ id }) => id === row.id)))
      expect(row).toEqual({ id: row.id, name: expect.any(String), period, amount_cents })
    }
  },

  async assignStructure() {
    const { project, structures } = await organisation()
    const structure = first(structures.filter(({ is_active }) => is_active === true))
    const added = await emulator.act({ do: 'add_creator', project_id: project.id, tiktok_handle: 'newly.tracked' })
    const creatorId = first(added.creators as Row[]).id
    const given = { $STRUCTURE_ID: structure.id, CREATOR_UUID: creatorId }
    const { out, request } = await run('assignStructure', given)
    expect(request.status).toBe(201)
    expectShape(out, ASSIGNMENT_SAMPLE)
    expect(out).toMatchObject({ data: { assigned: 1, already_assigned: 0, not_in_project: 0 } })
    expect((await run('assignedCreators', { $STRUCTURE_ID: structure.id })).out).toContain(creatorId)
    const again = await run('assignStructure', given)
    expect(again.out).toMatchObject({ data: { assigned: 0, already_assigned: 1 }, error: null })
  },

  async assignedCreators() {
    const { payout_structures, assignments } = await emulator.state()
    const now = (id: string) => assignments.filter((row) => row.structure_id === id && row.unassigned_at === null)
    const [structure] = [...payout_structures].sort((a, b) => now(b.id).length - now(a.id).length)
    const assigned = now(structure?.id ?? '').map(({ creator_id }) => creator_id)
    const given = { $STRUCTURE_ID: structure?.id ?? '' }
    expect(assigned.length).toBeGreaterThan(0)
    expect([...((await run('assignedCreators', given)).out as string[])].sort()).toEqual([...assigned].sort())
    // One who is taken off stays in the list and is filtered out by `unassigned_at`.
    const [gone, ...left] = assigned
    await emulator.api('DELETE', `/payout-structures/${structure?.id}/assignments`, { body: { creator_ids: [gone] } })
    expect([...((await run('assignedCreators', given)).out as string[])].sort()).toEqual([...left].sort())
  },

  async analyticsSchema() {
    const { out, request } = await run('analyticsSchema')
    expect(request.status).toBe(200)
    expect(out).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) })
    expect(Object.keys((out as { paths: object }).paths).some((path) => path.endsWith('/analytics'))).toBe(true)
  },

  async goalsOfCreator() {
    const { goals } = await organisation()
    const creatorId = String(first(goals).creator_id)
    const listed = rowsOf(await run('goalsOfCreator', { '<id>': creatorId }))
    expect(ids(listed)).toEqual(ids(goals.filter(({ creator_id }) => creator_id === creatorId)))
  },
}

/** Section 6.3: the sample ends a period at 23:59:59, the data model says that ends are exclusive; both are instants. */
async function checkEarned(name: 'outstandingAccruals' | 'earnedAccruals') {
  const { project, earned } = await organisation()
  const ran = await run(name, { $PROJECT_ID: project.id })
  expect(ran.request.status).toBe(200)
  expectShape(ran.out, ACCRUALS_SAMPLE)
  expect(ran.out).toMatchObject({ meta: { hasMore: false, nextCursor: null } })
  expect(ids(rowsOf(ran))).toEqual(ids(earned))
  for (const row of rowsOf(ran)) expect(row).toMatchObject({ status: 'earned', currency: 'USD' })
  const ends = (rows: Row[]) => rows.map(({ period_end_at }) => String(period_end_at).slice(11))
  expect(new Set(ends(rowsOf(ran)))).toEqual(new Set(['00:00:00Z']))
  await emulator.options({ period_end_at: 'last_second' })
  const asInTheSample = await run(name, { $PROJECT_ID: project.id })
  expect(new Set(ends(rowsOf(asInTheSample)))).toEqual(new Set(['23:59:59Z']))
}

describe('a command that the page prints gets what it says', () => {
  for (const name of Object.keys(COMMANDS) as Name[]) {
    it(`${name}: ${COMMANDS[name].says}`, ({ skip }) => {
      const reason = whyNot(COMMANDS[name])
      skip(reason !== null, reason ?? '')
      return CHECKS[name]()
    })
  }
})

const PAYMENT = MCP_PAGE.recordPayment
const reason = whyNot(PAYMENT)

describe.skipIf(reason !== null)('a payment, as the pitfalls of the page say', () => {
  it('sent again with the same key brings the original row and counts once', async () => {
    const { accrualIds, given } = await owed(2000, 3000)
    const key = '6f1c1f6e-0b4b-4c7e-9d1a-2f3b4c5d6e7f'
    const kept = { ...PAYMENT, printed: PAYMENT.printed.replace('$(uuidgen)', key) }
    const original = await runCommand(emulator, kept, given)
    const retry = await runCommand(emulator, kept, given)
    expect(retry.request).toMatchObject({ status: 201, idempotency_key: key })
    expect(retry.out).toEqual(original.out)
    expect(await paymentsOver(accrualIds)).toHaveLength(1)
  })

  it('run again as printed is another payment, since uuidgen makes a new key (section 6.16)', async () => {
    const { accrualIds, given } = await owed(2000, 3000)
    const once = await run('recordPayment', given)
    const again = await run('recordPayment', given)
    expect(again.request.idempotency_key).not.toBe(once.request.idempotency_key)
    // Only that the accruals are paid protects here (section 9, a chosen default) …
    expect([again.request.status, await paymentsOver(accrualIds)]).toMatchObject([409, [{}]])
    // … and where the API would not mind, it is paid twice.
    await emulator.options({ payment_unpayable_accrual: 'accepted' })
    expect((await run('recordPayment', given)).request.status).toBe(201)
    expect(await paymentsOver(accrualIds)).toHaveLength(2)
  })

  it('whose total is not the sum of its accruals needs an adjustment_reason', async () => {
    const { accrualIds, given } = await owed(2000, 2500)
    const refused = await run('recordPayment', given)
    expect(refused.request.status).toBe(400)
    expect(refused.out).toMatchObject({ meta: { code: 'invalid_body', field: 'adjustment_reason' } })
    expect(await statusesOf(accrualIds)).toEqual(['earned', 'earned'])
    const reasoned = {
      ...PAYMENT,
      printed: PAYMENT.printed.replace('"currency"', '"adjustment_reason": "x", "currency"'),
    }
    const { out, request } = await runCommand(emulator, reasoned, given)
    expect(request.status).toBe(201)
    expect(out).toMatchObject({ data: { payout_adjustments: [{ amount_cents: 500, reason: 'x' }] } })
  })

  it('by a method that is inactive is refused with method_inactive', async () => {
    const { venmo, accrualIds, given } = await owed(2000, 3000)
    await emulator.api('PATCH', `/payout-methods/${venmo.id}`, { body: { is_active: false } })
    // The page names no status; 409 is the default of section 9.
    const { out, request } = await run('recordPayment', given)
    expect(request.status).toBe(409)
    expect(out).toMatchObject({ data: null, meta: { code: 'method_inactive' } })
    expect(await paymentsOver(accrualIds)).toEqual([])
    // Nor is it found by a look at the methods any more: the list has only active ones.
    expect((await run('venmoMethod')).out).toBeUndefined()
  })

  it('takes accruals out of what is owed, so that payments are not subtracted once more (section 6.14)', async () => {
    const { project } = await organisation()
    const { creator, accrualIds, given } = await owed(2000, 3000)
    const earnedCents = async () => {
      const rows = rowsOf(await run('earnedAccruals', { $PROJECT_ID: project.id }))
      const theirs = rows.filter(({ creator_id }) => creator_id === creator.id)
      return theirs.reduce((sum, row) => sum + Number(row.amount_cents), 0)
    }
    const before = await earnedCents()
    await run('recordPayment', given)
    expect(await earnedCents()).toBe(before - 5000)
    expect(await statusesOf(accrualIds)).toEqual(['paid', 'paid'])
  })
})
