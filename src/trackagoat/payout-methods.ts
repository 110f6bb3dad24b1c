/** Payout methods (contract 2.8, 3.6). They belong to the organisation. */
import * as z from 'zod'
import type { UpstreamError } from '../domain/errors.ts'
import type { Result } from '../domain/result.ts'
import { List, type ListOptions } from './lists.ts'
import { fetchOne, rowReader, sparingInactive } from './rows.ts'
import { id, incidental } from './schemas.ts'
import type { Reader } from './transport.ts'

const methodRow = z.looseObject({
  id,
  name: z.string(),
  /** A list of active ones need not say it. */
  is_active: z.boolean().default(true),
  is_default: incidental(z.boolean()),
  readme: incidental(z.string()),
})

/** A payout method. */
export type PayoutMethod = z.infer<typeof methodRow>

/**
 * The active methods; one that cannot be read and says that it is inactive is left out. Or with `includeInactive` all of them, which may be for admins only: then `forbidden`.
 */
export function listMethods(
  reader: Reader,
  { includeInactive = false }: { readonly includeInactive?: boolean } = {},
  { maxPages }: ListOptions = {},
): List<PayoutMethod> {
  return new List(reader, {
    path: '/payout-methods',
    query: includeInactive ? { include_disabled: 'true' } : {},
    mayComeWhole: true,
    maxPages,
    read: sparingInactive(rowReader(methodRow, 'a payout method')),
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
export function fetchMethod(reader: Reader, id: string): Promise<Result<PayoutMethod, UpstreamError>> {
  return fetchOne(reader, `/payout-methods/${encodeURIComponent(id)}`, methodRow, 'a payout method')
}
