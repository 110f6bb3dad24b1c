/**
 * Every command of the vendor's page «MCP & tooling», run for real against the emulator. The page is of the older generation: where a newer one contradicts it, the test's name says which section of
 * the contract decides, and both sides are tried where an option exists.
 */
import { describe, expect, it } from 'vitest'
import type { Row } from '../emulator/support.ts'
import { ACCRUALS_SAMPLE, ASSIGNMENT_SAMPLE, PAYMENT_SAMPLE } from './vendor-mcp.ts'
import { COMMANDS, first, ids, type Name, rowsOf, useMcpPage } from './vendor-mcp-place.ts'
import { expectShape, whyNot } from './vendor-run.ts'

const { emulator, run, organisation, owed, paymentsOver, statusesOf } = useMcpPage()

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
