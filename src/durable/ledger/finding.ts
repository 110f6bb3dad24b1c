/** From what a caller names to what trackagoat has: the creator, the method, the accruals. Each found exactly, or refused with help. */
import { EARNED } from '../../domain/accruals.ts'
import type { UpstreamError } from '../../domain/errors.ts'
import { isUuid } from '../../domain/ids.ts'
import { unclearRefusal } from '../../domain/naming.ts'
import { foldName } from '../../domain/near.ts'
import type { Refusal } from '../../domain/payments/policy.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { fetchAccrualRow } from '../../trackagoat/accruals.ts'
import { type CreatorProfile, findByHandle, findById } from '../../trackagoat/creators.ts'
import { allMethods, fetchMethod, type PayoutMethod } from '../../trackagoat/payout-methods.ts'
import type { AccrualRow } from '../../trackagoat/schemas.ts'
import { creatorNow, projectAsked } from '../naming.ts'
import type { LedgerDeps } from './deps.ts'

/** Why there is no request: a refusal, or trackagoat could not be asked. */
export type NotFound =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'upstream'; readonly error: UpstreamError }

/** A refusal as an error value. */
export function refused(refusal: Refusal): { readonly ok: false; readonly error: NotFound } {
  return fail({ kind: 'refused', refusal })
}

/** trackagoat's trouble as an error value. */
export function troubled(error: UpstreamError): { readonly ok: false; readonly error: NotFound } {
  return fail({ kind: 'upstream', error })
}

/** The creator, as found. */
export type FoundCreator = Pick<CreatorProfile, 'id' | 'project_id' | 'tiktok_handle' | 'display_name'>

/** Finds the one active creator that is meant. `project`: an id or a name; null: any. */
export async function findCreator(
  deps: LedgerDeps,
  creator: string,
  project: string | null,
): Promise<Result<FoundCreator, NotFound>> {
  const inProject = await projectAsked(deps.knowledge, project)
  if (!inProject.ok) return refused(unclearRefusal(inProject.error))
  if (isUuid(creator)) return byId(deps, creator.toLowerCase(), inProject.value?.id ?? null)
  const found = await creatorNow(deps.read, deps.knowledge, creator.replace(/^@/, ''), inProject.value)
  if (found.ok) return found
  return found.error.kind === 'upstream' ? troubled(found.error.error) : refused(unclearRefusal(found.error))
}

/** There is no route to a creator by id (contract 2.3): through the handle the watch knows, else through the list. */
async function byId(deps: LedgerDeps, id: string, projectId: string | null): Promise<Result<FoundCreator, NotFound>> {
  const known = (await deps.knowledge.creatorRead(id))?.creator ?? null
  if (known !== null) {
    const found = await findByHandle(deps.read, known.handle, known.project.id)
    if (!found.ok) return troubled(found.error)
    const creator = found.value.find((row) => row.id === id)
    if (creator && (projectId === null || creator.project_id === projectId)) return ok(creator)
  }
  const found = await findById(deps.read, id, projectId)
  if (!found.ok) return troubled(found.error)
  if (found.value !== null) return ok(found.value)
  return refused({
    code: 'creator_not_found',
    detail: 'trackagoat tracks no active creator with this id. A handle such as @name works too.',
  })
}

/**
 * Finds an active method by name or id. Null: the one this creator was last paid with, else the first active one; whoever
 * approves sees on the card that it was assumed.
 */
export async function findMethod(
  deps: LedgerDeps,
  wanted: string | null,
  creatorId: string,
): Promise<Result<PayoutMethod, NotFound>> {
  const listed = await allMethods(deps.read)
  if (!listed.ok) return troubled(listed.error)
  const methods = listed.value
  const active = methods.filter((method) => method.is_active)
  const names = active.map(({ name }) => name).join(', ')
  if (wanted === null) {
    const last = await lastMethodName(deps, creatorId)
    const assumed = active.find(({ name }) => last !== null && sameName(name, last)) ?? active[0]
    if (assumed !== undefined) return ok(assumed)
    return refused({ code: 'method_not_found', detail: 'No payout method is active in trackagoat.' })
  }
  const named = methods.filter((method) => method.id === wanted || sameName(method.name, wanted))
  const seen = named.find(({ is_active }) => is_active) ?? named[0]
  const asked = seen === undefined ? await unlistedMethod(deps, wanted) : ok(seen)
  if (!asked.ok) return troubled(asked.error)
  const method = asked.value
  if (method === null) {
    return refused({
      code: 'method_not_found',
      detail: `There is no payout method «${wanted}». Active ones: ${names || 'none'}.`,
    })
  }
  if (method.is_active) return ok(method)
  return refused({
    code: 'method_inactive',
    detail: `The payout method «${method.name}» is inactive. Active ones: ${names || 'none'}.`,
  })
}

function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b)
}

/** What a creator was last paid with; null: never paid, or not known. */
async function lastMethodName({ knowledge }: LedgerDeps, creatorId: string): Promise<string | null> {
  const { rows } = await knowledge.knownPayments({ projectId: null, creatorId, limit: 5, offset: 0 })
  return rows.find(({ status, methodName }) => status === 'paid' && methodName !== null)?.methodName ?? null
}

/** A method that the list does not show; null: there is none of this id. */
async function unlistedMethod(deps: LedgerDeps, wanted: string): Promise<Result<PayoutMethod | null, UpstreamError>> {
  if (!isUuid(wanted)) return ok(null)
  const fetched = await fetchMethod(deps.read, wanted)
  return !fetched.ok && fetched.error.kind === 'not_found' ? ok(null) : fetched
}

/**
 * Those of `earned` that are named; an accrual that is not among them is asked for by id, so that the refusal can say why.
 */
export async function pickAccruals(
  deps: LedgerDeps,
  earned: readonly AccrualRow[],
  wanted: readonly string[],
  creatorId: string,
): Promise<Result<AccrualRow[], NotFound>> {
  const byIds = new Map(earned.map((row) => [row.id, row]))
  const missing = wanted.find((id) => !byIds.has(id))
  if (missing === undefined) return ok(wanted.flatMap((id) => byIds.get(id) ?? []))
  const asked = await fetchAccrualRow(deps.read, missing)
  if (!asked.ok && asked.error.kind !== 'not_found' && asked.error.kind !== 'refused') return troubled(asked.error)
  const why = !asked.ok
    ? 'trackagoat does not know it'
    : asked.value.creator_id !== creatorId
      ? "it is another creator's"
      : `it is ${asked.value.status === EARNED ? 'not in the list of earned ones' : asked.value.status}`
  return refused({
    code: 'accrual_not_payable',
    detail: `Accrual ${missing} cannot be covered by a payment: ${why}.`,
    extra: { accrual_id: missing },
  })
}
