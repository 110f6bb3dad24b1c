import { describe, expect, it } from 'vitest'
import { toCents } from '../../src/domain/money.ts'
import { ok } from '../../src/domain/result.ts'
import { earnedAccruals, fetchAccrualRow, listAccruals } from '../../src/trackagoat/accruals.ts'
import { assignCreator, listAssignments } from '../../src/trackagoat/assignments.ts'
import { scanPayments } from '../../src/trackagoat/payment-scan.ts'
import {
  fetchPayment,
  fetchPaymentDetails,
  listPayments,
  paymentBody,
  recordPayment,
  voidPayment,
} from '../../src/trackagoat/payments.ts'
import { allMethods, fetchMethod, listMethods } from '../../src/trackagoat/payout-methods.ts'
import { fetchStructure, listStructures, ruleOf, versionsOf } from '../../src/trackagoat/structures.ts'
import { payable, type Row } from '../emulator/support.ts'
import { idsOf, successOf, useClient } from './support.ts'

const emulator = useClient()
const NOBODY = '00000000-0000-4000-8000-000000000000'

const having = (rows: Row[], fields: Record<string, unknown>) =>
  rows.filter((row) => Object.entries(fields).every(([name, value]) => row[name] === value))

function first(rows: Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error('there is none')
  return row
}

describe('payout methods', () => {
  it('are the active ones, or with inactive ones all of them', async () => {
    const { payout_methods } = await emulator.state()
    const off = first(having(payout_methods, { is_active: true }))
    await emulator.api('PATCH', `/payout-methods/${off.id}`, { body: { is_active: false } })
    const active = successOf(await listMethods(emulator.read()).all())
    expect(idsOf(active)).toEqual(idsOf(having(payout_methods, { is_active: true }).filter(({ id }) => id !== off.id)))
    const all = successOf(await allMethods(emulator.read()))
    expect(idsOf(all)).toEqual(idsOf(payout_methods))
    expect(all.find(({ id }) => id === off.id)).toMatchObject({ name: off.name, is_active: false })
    expect(await fetchMethod(emulator.read(), off.id)).toMatchObject({ value: { id: off.id, is_active: false } })
  })

  it('that only an admin may see are left out, not an error', async () => {
    const fault = { kind: 'status', status: 403, body: { data: null, error: 'x', meta: null } }
    await emulator.faults([{ match: { path: '/payout-methods', query: 'include_disabled' }, fault }])
    expect(successOf(await allMethods(emulator.read())).length).toBeGreaterThan(0)
    const seen = await listMethods(emulator.read(), { includeInactive: true }).all()
    expect(seen).toMatchObject({ ok: false, error: { kind: 'forbidden' } })
  })

  it('are active where a list does not say it', async () => {
    const body = { data: [{ id: 'm', name: 'Wise' }], meta: null }
    await emulator.faults([{ match: { path: '/payout-methods' }, fault: { kind: 'json', body } }])
    expect(await listMethods(emulator.read()).all()).toMatchObject({ value: [{ id: 'm', is_active: true }] })
  })

  it('are all there beside an inactive one without a name, and whatever stands in what is only shown', async () => {
    const body = {
      data: [
        { id: 'm', name: 'Wise', is_active: true, is_default: 1, readme: {} },
        { id: 'off', name: null, is_active: false },
      ],
      meta: null,
    }
    await emulator.faults([{ match: { path: '/payout-methods' }, fault: { kind: 'json', body } }])
    expect(await allMethods(emulator.read())).toMatchObject({ value: [{ id: 'm', is_default: null, readme: null }] })
  })

  it.each([{ is_active: null }, { is_active: 'no' }, null])(
    'are not listed without one that cannot be read: %j',
    async (patch) => {
      await emulator.faults([{ match: { path: '/payout-methods' }, fault: { kind: 'rows', patch } }])
      expect(await allMethods(emulator.read())).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
    },
  )

  it('that do not exist are not found', async () => {
    expect(await fetchMethod(emulator.read(), NOBODY)).toEqual({ ok: false, error: { kind: 'not_found' } })
  })
})

describe('payout structures', () => {
  it.each(['nested', 'nested_and_top_level'])('say by what they pay, the rule standing %s', async (structure_shape) => {
    await emulator.options({ structure_shape })
    const { payout_structures } = await emulator.state()
    const listed = successOf(await listStructures(emulator.read()).all())
    expect(listed.length).toBe(payout_structures.length)
    for (const structure of listed) {
      const { current_version: truth } = first(having(payout_structures, { id: structure.id })) as unknown as {
        current_version: Record<string, unknown>
      }
      expect(ruleOf(structure)).toEqual({
        period: truth.period,
        amountCents: truth.amount_cents,
        criteriaType: truth.criteria_type,
        criteriaParams: truth.criteria_params,
        prorationMode: truth.proration_mode,
      })
    }
  })

  it('are listed without an archived one that cannot be read, and not at all beside an active one', async () => {
    const all = successOf(await listStructures(emulator.read()).all()).length
    const fault = (is_active: boolean) => [
      { match: { path: '/payout-structures' }, fault: { kind: 'rows', patch: { name: null, is_active } } },
    ]
    await emulator.faults(fault(false))
    expect(successOf(await listStructures(emulator.read()).all())).toHaveLength(all - 1)
    await emulator.faults(fault(true))
    expect(await listStructures(emulator.read()).all()).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })

  it('of a project, active or archived', async () => {
    const { payout_structures } = await emulator.state()
    const { id, project_id } = first(having(payout_structures, { is_active: true }))
    await emulator.api('PATCH', `/payout-structures/${id}`, { body: { is_active: false } })
    const own = having(payout_structures, { project_id })
    const listed = async (isActive: boolean | null) =>
      idsOf(successOf(await listStructures(emulator.read(), { projectId: String(project_id), isActive }).all()))
    expect(await listed(null)).toEqual(idsOf(own))
    expect(await listed(false)).toContain(id)
    expect(await listed(true)).toEqual(idsOf(having(own, { is_active: true }).filter((row) => row.id !== id)))
  })

  it('by id come with every rule they ever had', async () => {
    const { id } = first((await emulator.state()).payout_structures)
    const before = successOf(await fetchStructure(emulator.read(), id))
    const { amountCents } = ruleOf(before)
    await emulator.api('PATCH', `/payout-structures/${id}`, { body: { amount_cents: 4_321 } })
    const after = successOf(await fetchStructure(emulator.read(), id))
    expect(ruleOf(after).amountCents).toBe(4_321)
    const versions = versionsOf(after)
    expect(versions?.length).toBe((versionsOf(before)?.length ?? 0) + 1)
    expect(versions?.map(({ rule }) => rule.amountCents)).toEqual(expect.arrayContaining([amountCents, 4_321]))
    const listed = successOf(await listStructures(emulator.read()).all()).find((row) => row.id === id)
    expect(listed && versionsOf(listed)).toBeNull()
  })

  it('are not listed without one that cannot be read, since the name meant may be its', async () => {
    await emulator.faults([{ match: { path: '/payout-structures' }, fault: { kind: 'rows', patch: { name: 7 } } }])
    expect(await listStructures(emulator.read()).all()).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })
})

describe('assignments', () => {
  it('are made once, listed while they last, and afterwards only when the past is asked for', async () => {
    const { payout_structures, creators } = await emulator.state()
    const structure = first(having(payout_structures, { is_active: true }))
    const { read, write } = { read: emulator.read(), write: emulator.write() }
    const body = { project_id: structure.project_id, name: 'New', period: 'weekly', amount_cents: 100 }
    const made = await emulator.api('POST', '/payout-structures', { body: { ...body, criteria_type: 'recurring' } })
    const { id } = made.data as Row
    const creator = first(having(creators, { project_id: structure.project_id, is_active: true }))
    const stranger = creators.find(({ project_id }) => project_id !== structure.project_id)
    expect(await assignCreator(write, id, creator.id)).toEqual(ok('assigned'))
    expect(await assignCreator(write, id, creator.id)).toEqual(ok('already_assigned'))
    expect(await assignCreator(write, id, stranger?.id ?? '')).toEqual(ok('not_in_project'))
    expect(successOf(await listAssignments(read, id).all())).toMatchObject([
      { creator_id: creator.id, unassigned_at: null },
    ])
    await emulator.api('DELETE', `/payout-structures/${id}/assignments`, { body: { creator_ids: [creator.id] } })
    expect(await listAssignments(read, id).all()).toEqual(ok([]))
    expect(successOf(await listAssignments(read, id, { includePast: true }).all())).toHaveLength(1)
  })
})

describe('accruals', () => {
  it('are listed by project, creator and status', async () => {
    const { accruals, creators } = await emulator.state()
    const earned = first(having(accruals, { status: 'earned' }))
    const { project_id } = first(having(creators, { id: earned.creator_id }))
    const own = new Set(having(creators, { project_id }).map(({ id }) => id))
    const creatorId = String(earned.creator_id)
    const read = emulator.read()
    expect(idsOf(successOf(await listAccruals(read, { creatorId }).all()))).toEqual(
      idsOf(having(accruals, { creator_id: creatorId })),
    )
    expect(idsOf(successOf(await listAccruals(read, { status: 'paid' }).all()))).toEqual(
      idsOf(having(accruals, { status: 'paid' })),
    )
    expect(idsOf(successOf(await listAccruals(read, { projectId: String(project_id) }).all()))).toEqual(
      idsOf(accruals.filter(({ creator_id }) => own.has(String(creator_id)))),
    )
    expect(await fetchAccrualRow(read, earned.id)).toMatchObject({ value: { id: earned.id, status: 'earned' } })
    expect(await fetchAccrualRow(read, NOBODY)).toEqual({ ok: false, error: { kind: 'not_found' } })
  })

  it('of a creator are only those, and only the earned ones, though the filter be ignored', async () => {
    await emulator.options({ accrual_status_filter: 'ignored' })
    const { creator, earned } = await payable(emulator)
    expect(idsOf(successOf(await earnedAccruals(emulator.read(), creator.id)))).toEqual(idsOf(earned))
    const { accruals } = await emulator.state()
    await emulator.faults([
      {
        match: { path: '/payout-accruals' },
        fault: { kind: 'json', body: { data: accruals, meta: { hasMore: false } } },
      },
    ])
    expect(idsOf(successOf(await earnedAccruals(emulator.read(), creator.id)))).toEqual(idsOf(earned))
  })

  it.each([
    ['null', null],
    ['without an amount', { amount_cents: null }],
    ['without a word on whose it is', { creator_id: 7 }],
  ])('one of which is %s are not added up without it', async (_, patch) => {
    const { creator } = await payable(emulator)
    await emulator.faults([{ match: { path: '/payout-accruals' }, fault: { kind: 'rows', patch } }])
    expect(await earnedAccruals(emulator.read(), creator.id)).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })
})

describe('payments', () => {
  async function record() {
    const { creator, method, earned, sumCents } = await payable(emulator)
    const body = paymentBody({
      creatorId: creator.id,
      methodId: String(method?.id),
      totalCents: toCents(sumCents),
      accrualIds: earned.map(({ id }) => id),
      adjustmentReason: null,
      note: 'a note',
      paidAt: '2026-06-14T12:00:00Z',
    })
    const idempotencyKey = '550e8400-e29b-41d4-a716-446655440000'
    const send = () => recordPayment(emulator.write(), { body, idempotencyKey })
    return { creator, earned, sumCents, send }
  }

  it('are recorded once under a key, whatever became of the first answer', async () => {
    const { creator, earned, sumCents, send } = await record()
    const before = (await emulator.state()).payments.length
    await emulator.faults([{ match: { method: 'POST' }, times: 1, fault: { kind: 'lost_response' } }])
    expect(await send()).toEqual({ ok: false, error: { kind: 'network' } })
    const recorded = successOf(await send())
    expect(recorded).toMatchObject({ creatorId: creator.id, totalCents: sumCents, status: 'paid' })
    expect([...(recorded.accrualIds ?? [])].sort()).toEqual(idsOf(earned))
    expect((await emulator.state()).payments.length).toBe(before + 1)
    expect(await earnedAccruals(emulator.read(), creator.id)).toEqual(ok([]))
  })

  it('are read by id, voided, and then so listed', async () => {
    const { creator, send } = await record()
    const { id } = successOf(await send())
    const read = emulator.read()
    expect(successOf(await fetchPayment(read, id))).toMatchObject({ id, status: 'paid' })
    expect(successOf(await fetchPaymentDetails(read, id))).toMatchObject({ id, creator_id: creator.id, readme: null })
    expect(await voidPayment(emulator.write(), id)).toMatchObject({ value: { id, status: 'voided' } })
    expect(idsOf(successOf(await listPayments(read, { status: 'voided', creatorId: creator.id }).all()))).toContain(id)
    expect(await fetchPayment(read, NOBODY)).toEqual({ ok: false, error: { kind: 'not_found' } })
  })

  it('are listed by project, creator and status, though the filters be ignored', async () => {
    const { payments } = await emulator.state()
    const { project_id, creator_id } = first(payments.filter((row) => row.creator_id !== null))
    const read = emulator.read()
    const check = async () => {
      const filters = { projectId: String(project_id), creatorId: String(creator_id), status: 'paid' }
      expect(idsOf(successOf(await listPayments(read, { projectId: filters.projectId }).all()))).toEqual(
        idsOf(having(payments, { project_id })),
      )
      expect(idsOf(successOf(await listPayments(read, filters).all()))).toEqual(
        idsOf(having(payments, { project_id, creator_id, status: 'paid' })),
      )
    }
    await check()
    const body = { data: payments, meta: { hasMore: false, nextCursor: null } }
    await emulator.faults([{ match: { path: '/payout-payments' }, fault: { kind: 'json', body } }])
    await check()
  })

  it('are scanned to their end; one in another currency is passed over, one in a currency that cannot be told ends it', async () => {
    const { payments } = await emulator.state()
    const { project_id, creator_id } = first(payments.filter((row) => row.creator_id !== null))
    const seen: string[] = []
    const scan = () =>
      scanPayments(emulator.read(), String(project_id), String(creator_id), null, ({ id }) => seen.push(id))
    expect(await scan()).toEqual({ place: null, error: null })
    expect(seen.sort()).toEqual(idsOf(having(payments, { project_id })))
    const newest = first(await emulator.list(`/payout-payments?project_id=${project_id}`)).id
    const scanWith = async (currency: string) => {
      seen.length = 0
      const patch = { creator_id, currency }
      await emulator.faults([{ match: { path: '/payout-payments' }, fault: { kind: 'rows', patch } }])
      return scan()
    }
    expect(await scanWith('EUR')).toEqual({ place: null, error: null })
    expect(seen).not.toContain(newest)
    for (const unclear of ['usd', '$', '']) {
      expect(await scanWith(unclear)).toMatchObject({ place: null, error: { kind: 'bad_shape' } })
    }
  })

  it('are recognised whatever stands in fields that decide nothing', async () => {
    const { payments } = await emulator.state()
    const { id } = first(payments)
    const patch = { payout_adjustments: { amount: 1 }, readme: { text: 'x' }, metadata: 7 }
    await emulator.faults([{ match: { path: '/payout-payments' }, fault: { kind: 'rows', patch } }])
    expect(await fetchPayment(emulator.read(), id)).toMatchObject({ ok: true, value: { id } })
    expect(successOf(await listPayments(emulator.read()).all())[0]).toMatchObject({
      payout_adjustments: null,
      readme: null,
    })
  })

  it('that a read key may not write say so', async () => {
    expect(await voidPayment(emulator.client(`tga_${'0'.repeat(64)}`), NOBODY)).toEqual({
      ok: false,
      error: { kind: 'forbidden', code: 'insufficient_scope' },
    })
  })
})
