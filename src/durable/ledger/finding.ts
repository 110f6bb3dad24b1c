/** From what a caller names to what trackagoat has: the creator, the method, the accruals. Each found exactly, or refused with help. */
import { EARNED } from '../../domain/accruals.ts'
import type { UpstreamError } from '../../domain/errors.ts'
import type { Refusal } from '../../domain/payments/policy.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type CreatorProfile, findByHandle } from '../../trackagoat/creators.ts'
import { walkAll } from '../../trackagoat/lists.ts'
import { fetchAccrualRow, fetchMethod, listMethods, type PayoutMethod } from '../../trackagoat/payouts.ts'
import { type AccrualRow, creatorRow } from '../../trackagoat/schemas.ts'
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

/** Ids of this vendor are UUIDs (contract 1.1). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The creator, as found. */
export type FoundCreator = Pick<CreatorProfile, 'id' | 'project_id' | 'tiktok_handle' | 'display_name'>

/** Finds the one active creator that is meant (contract 6.2). `project`: an id or a name; null: any. */
export async function findCreator(
  deps: LedgerDeps,
  creator: string,
  project: string | null,
): Promise<Result<FoundCreator, NotFound>> {
  const inProject = project === null ? ok(null) : await findProject(deps, project)
  if (!inProject.ok) return inProject
  return UUID.test(creator)
    ? byId(deps, creator.toLowerCase(), inProject.value)
    : byHandle(deps, creator.replace(/^@/, ''), inProject.value)
}

async function findProject(deps: LedgerDeps, text: string): Promise<Result<string, NotFound>> {
  if (UUID.test(text)) return ok(text.toLowerCase())
  const { exact, near } = await deps.knowledge.findProjects(text)
  const [only, another] = exact
  if (only !== undefined && another === undefined) return ok(only.id)
  const names = (only === undefined ? near : exact).map(({ id, name }) => ({ id, name }))
  if (only !== undefined) {
    return refused({
      code: 'project_ambiguous',
      detail: 'Several projects have this name. Use the id of one of them.',
      extra: { candidates: names },
    })
  }
  const hint = names.length > 0 ? ` Did you mean ${names.map(({ name }) => `«${name}»`).join(' or ')}?` : ''
  return refused({
    code: 'project_not_found',
    detail: `No project is called «${text}».${hint}`,
    extra: { candidates: names },
  })
}

async function byHandle(
  deps: LedgerDeps,
  handle: string,
  projectId: string | null,
): Promise<Result<FoundCreator, NotFound>> {
  const found = await findByHandle(deps.read, handle, projectId)
  if (!found.ok) return troubled(found.error)
  const [only, another] = found.value
  if (only !== undefined && another === undefined) return ok(only)
  if (only !== undefined) {
    const candidates = await Promise.all(
      found.value.map(async (creator) => ({
        id: creator.id,
        handle: creator.tiktok_handle,
        project_id: creator.project_id,
        project_name: await projectName(deps, creator.project_id),
      })),
    )
    const projects = candidates.map((candidate) => `«${candidate.project_name ?? candidate.project_id}»`).join(' and ')
    return refused({
      code: 'creator_ambiguous',
      detail: `@${handle} is tracked in several projects: ${projects}. Say which one.`,
      extra: { candidates },
    })
  }
  const { near, inactive } = await deps.knowledge.findCreators(handle, projectId)
  const candidates = near.map((creator) => ({
    id: creator.id,
    handle: creator.handle,
    project_id: creator.project.id,
    project_name: creator.project.name,
  }))
  const gone = inactive.length > 0 ? ' A creator of this handle is no longer tracked.' : ''
  const hint =
    candidates.length > 0 ? ` Did you mean ${candidates.map((candidate) => `@${candidate.handle}`).join(' or ')}?` : ''
  return refused({
    code: 'creator_not_found',
    detail: `trackagoat tracks no creator @${handle}${projectId === null ? '' : ' in this project'}.${gone}${hint}`,
    extra: { candidates },
  })
}

/** There is no route to a creator by id (contract 2.3): through the handle the watch knows, else through the list. */
async function byId(deps: LedgerDeps, id: string, projectId: string | null): Promise<Result<FoundCreator, NotFound>> {
  const known = await deps.knowledge.creatorById(id)
  if (known !== null) {
    const found = await findByHandle(deps.read, known.handle, known.project.id)
    if (!found.ok) return troubled(found.error)
    const creator = found.value.find((row) => row.id === id)
    if (creator && (projectId === null || creator.project_id === projectId)) return ok(creator)
  }
  const walked = await walkAll(deps.read, '/creators', projectId === null ? {} : { project_id: projectId })
  if (!walked.ok) return troubled(walked.error)
  for (const row of walked.value) {
    const checked = creatorRow.safeParse(row)
    if (!checked.success || checked.data.id !== id || !checked.data.is_active) continue
    if (projectId === null || checked.data.project_id === projectId) return ok(checked.data)
  }
  return refused({
    code: 'creator_not_found',
    detail: 'trackagoat tracks no active creator with this id. A handle such as @name works too.',
  })
}

/** The name of a project as the watch knows it. */
export async function projectName(deps: LedgerDeps, projectId: string): Promise<string | null> {
  const { exact } = await deps.knowledge.findProjects(projectId)
  return exact.find((project) => project.id === projectId)?.name ?? null
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
  const listed = await listMethods(deps.read)
  if (!listed.ok) return troubled(listed.error)
  const methods = listed.value
  const active = methods.filter((method) => method.isActive)
  const names = active.map(({ name }) => name).join(', ')
  if (wanted === null) {
    const last = await deps.knowledge.lastMethodName(creatorId)
    const assumed = active.find(({ name }) => last !== null && sameName(name, last)) ?? active[0]
    if (assumed !== undefined) return ok(assumed)
    return refused({ code: 'method_not_found', detail: 'No payout method is active in trackagoat.' })
  }
  const named = methods.filter((method) => method.id === wanted || sameName(method.name, wanted))
  const method = named.find(({ isActive }) => isActive) ?? named[0] ?? (await unlistedMethod(deps, wanted))
  if (method === null) {
    return refused({
      code: 'method_not_found',
      detail: `There is no payout method «${wanted}». Active ones: ${names || 'none'}.`,
    })
  }
  if ('kind' in method) return troubled(method)
  if (method.isActive) return ok(method)
  return refused({
    code: 'method_inactive',
    detail: `The payout method «${method.name}» is inactive. Active ones: ${names || 'none'}.`,
  })
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  return plain(a) === plain(b)
}

async function unlistedMethod(deps: LedgerDeps, wanted: string): Promise<PayoutMethod | UpstreamError | null> {
  if (!UUID.test(wanted)) return null
  const fetched = await fetchMethod(deps.read, wanted)
  if (fetched.ok) return fetched.value
  return fetched.error.kind === 'not_found' ? null : fetched.error
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
    detail: `Accrual ${missing} cannot be paid: ${why}.`,
    extra: { accrual_id: missing },
  })
}
