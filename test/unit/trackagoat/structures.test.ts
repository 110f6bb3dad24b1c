import { describe, expect, it } from 'vitest'
import { listStructures, ruleOf, versionsOf } from '../../../src/trackagoat/structures.ts'
import { reading } from './reading.ts'

const RULE = {
  period: 'weekly',
  amount_cents: 5_000,
  currency: 'USD',
  criteria_type: 'view_threshold',
  criteria_params: { views: 10 },
  proration_mode: 'none',
}
const READ = {
  period: 'weekly',
  amountCents: 5_000,
  criteriaType: 'view_threshold',
  criteriaParams: { views: 10 },
  prorationMode: 'none',
}

describe('the rule of a structure', () => {
  it.each([
    ['from its current version', { current_version: RULE }],
    ['from the structure itself', RULE],
    ['from both, the version first', { ...RULE, period: 'monthly', amount_cents: 1, current_version: RULE }],
    ['field by field', { ...RULE, current_version: { period: 'weekly', criteria_type: null } }],
    ['beside a version that is none', { ...RULE, current_version: 'v1' }],
  ])('is read %s', (_, structure) => {
    expect(ruleOf(structure)).toEqual(READ)
  })

  it('without a currency is in dollars, as everything is', () => {
    const { currency: _, ...rest } = RULE
    expect(ruleOf(rest).amountCents).toBe(5_000)
  })

  it.each([{ currency: 'EUR' }, { amount_cents: 10.5 }, { amount_cents: -1 }, { amount_cents: '5000' }])(
    'has no amount rather than a guessed one: %j',
    (change) => {
      expect(ruleOf({ ...RULE, ...change })).toEqual({ ...READ, amountCents: null })
    },
  )

  it('is empty where nothing is said', () => {
    const nothing = { period: null, amountCents: null, criteriaType: null, criteriaParams: null, prorationMode: null }
    expect(ruleOf({ period: 7, criteria_type: '' })).toEqual(nothing)
  })

  it('has no history that can only be read in part', () => {
    const structure = { id: 's', project_id: 'p', name: 'n', is_active: true }
    expect(versionsOf({ ...structure, versions: [{ id: 'v', ...RULE }] })).toEqual([{ id: 'v', rule: READ }])
    expect(versionsOf({ ...structure, versions: [{ id: 'v', ...RULE }, null] })).toBeNull()
    expect(versionsOf(structure)).toBeNull()
  })
})

it('structures of another project, or archived ones, are left out though the filters be ignored', async () => {
  const row = (id: string, project_id: string, is_active: boolean) => ({ id, project_id, name: id, is_active })
  const reader = reading(() => ({ data: [row('a', 'p', true), row('b', 'p', false), row('c', 'q', true)] }))
  const listed = await listStructures(reader, { projectId: 'p', isActive: true }).all()
  expect(listed).toMatchObject({ ok: true, value: [{ id: 'a' }] })
  expect(reader.asked).toEqual([{ project_id: 'p', is_active: 'true', limit: '100' }])
})
