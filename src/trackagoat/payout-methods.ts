/** Payout methods (contract 2.8, 3.6). They belong to the organisation. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { fetchOne, type Reading, rowReader } from './rows.ts'
import type { Reader } from './transport.ts'

const methodRow = z.looseObject({
  id: z.string().min(1).max(100),
  name: z.string(),
  is_active: z.boolean().optional(),
  is_default: z.boolean().nullish(),
  readme: z.string().nullish(),
})

/** A payout method as upstream has it; `isActive` is what counts, since a list of active ones need not say it. */
export type PayoutMethod = z.infer<typeof methodRow> & { readonly isActive: boolean }

/** The active methods, or with `includeInactive` all of them, which may be for admins only: then `forbidden`. */
export function listMethods(
  reader: Reader,
  { includeInactive = false }: { readonly includeInactive?: boolean } = {},
  { maxPages, badRows = 'skip' }: ListOptions = {},
): List<PayoutMethod> {
  const read = rowReader(methodRow, 'a payout method', badRows)
  return new List(reader, {
    path: '/payout-methods',
    query: includeInactive ? { include_disabled: 'true' } : {},
    mayComeWhole: true,
    maxPages,
    read: (raw): Reading<PayoutMethod> => {
      const reading = read(raw)
      return reading.kind === 'row' ? { kind: 'row', row: methodOf(reading.row) } : reading
    },
  })
}

/**
 * The organisation's methods. Inactive ones are listed for admins only; where the key is no admin's, whatever is not
 * listed counts as inactive (contract 6.25).
 */
export async function allMethods(reader: Reader): Promise<Result<PayoutMethod[], UpstreamError>> {
  const all = await listMethods(reader, { includeInactive: true }).all()
  return !all.ok && all.error.kind === 'forbidden' ? listMethods(reader).all() : all
}

/** One method by id, active or not. */
export async function fetchMethod(reader: Reader, id: string): Promise<Result<PayoutMethod, UpstreamError>> {
  const found = await fetchOne(reader, `/payout-methods/${encodeURIComponent(id)}`, methodRow, 'a payout method')
  return found.ok ? ok(methodOf(found.value)) : found
}

function methodOf(row: z.infer<typeof methodRow>): PayoutMethod {
  return { ...row, isActive: row.is_active !== false }
}
