/** Payout structures (contract 2.8, 3.7): the rules by which creators earn. Who is assigned to them is in assignments.ts. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { type Cents, CURRENCY } from '../domain/money.ts'
import type { Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { fetchOne, isRecord, queryOf, type Raw, rowReader, sparingInactive } from './rows.ts'
import { amountCents, id, incidental } from './schemas.ts'
import type { Reader } from './transport.ts'

const structureRow = z.looseObject({
  id,
  project_id: id,
  name: z.string(),
  is_active: z.boolean(),
  assignment_count: incidental(z.number()),
  readme: incidental(z.string()),
})

/** A payout structure. Archived ones (`is_active` false) accrue nothing. Its rule: `ruleOf`. */
export type Structure = z.infer<typeof structureRow>

/** Which structures. */
export interface StructureFilter {
  readonly projectId?: string | null | undefined
  readonly isActive?: boolean | null | undefined
}

/** Structures, archived ones included unless `isActive` is asked for; an archived one that cannot be read is left out. */
export function listStructures(
  reader: Reader,
  { projectId, isActive }: StructureFilter = {},
  { maxPages }: ListOptions = {},
): List<Structure> {
  const filter = { project_id: projectId }
  const read = sparingInactive(rowReader(structureRow, 'a payout structure', filter))
  return new List(reader, {
    path: '/payout-structures',
    query: queryOf({ ...filter, is_active: isActive?.toString() }),
    mayComeWhole: true,
    maxPages,
    read: (raw) => {
      const reading = read(raw)
      const isOther = reading.kind === 'row' && typeof isActive === 'boolean' && reading.row.is_active !== isActive
      return isOther ? { kind: 'other' } : reading
    },
  })
}

/** One structure by id; only here upstream adds its `versions`. */
export function fetchStructure(reader: Reader, id: string): Promise<Result<Structure, UpstreamError>> {
  return fetchOne(reader, `/payout-structures/${encodeURIComponent(id)}`, structureRow, 'a payout structure')
}

/** By what a structure pays. Words are open enums (contract 6.12); null: upstream does not say, or not so that it can be read. */
export interface Rule {
  readonly period: string | null
  readonly amountCents: Cents | null
  readonly criteriaType: string | null
  readonly criteriaParams: unknown
  readonly prorationMode: string | null
}

/** A rule that was once in force. Accruals name it as `structure_version_id`. */
export interface RuleVersion {
  readonly id: string
  readonly rule: Rule
}

/** The rule in force: each field from `current_version`, else from the structure itself (contract 6.11). */
export function ruleOf(structure: Raw): Rule {
  const version = isRecord(structure.current_version) ? structure.current_version : {}
  const field = (name: string) => version[name] ?? structure[name]
  const word = (name: string) => {
    const value = field(name)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const amount = amountCents.safeParse(field('amount_cents'))
  const isInDollars = (field('currency') ?? CURRENCY) === CURRENCY
  return {
    period: word('period'),
    amountCents: amount.success && isInDollars ? amount.data : null,
    criteriaType: word('criteria_type'),
    criteriaParams: field('criteria_params') ?? null,
    prorationMode: word('proration_mode'),
  }
}

/** All rules a structure ever had, in upstream's order; null: it was not asked for by id, or they cannot be read. */
export function versionsOf(structure: Structure): RuleVersion[] | null {
  const { versions } = structure
  if (!Array.isArray(versions)) return null
  const all: RuleVersion[] = []
  for (const version of versions as unknown[]) {
    if (!isRecord(version) || typeof version.id !== 'string') return null
    all.push({ id: version.id, rule: ruleOf(version) })
  }
  return all
}
