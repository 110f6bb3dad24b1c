/**
 * What recording and voiding a payment does (contract 2.8, defaults of 9). Lines carry what each accrual was worth; the
 * adjustment is the difference to the total, so lines and adjustments always add up to it.
 * @module
 */
import * as z from 'zod'
import { type CreatorRow, creatorById } from '../creators/creator-rows.ts'
import { requireProject } from '../projects.ts'
import { ApiError, conflict, found } from '../wire/http.ts'
import { badBody, cents, currency, instant, MAX_CENTS, metadata, uuid } from '../wire/input.ts'
import type { World } from '../world.ts'
import { type AccrualRow, type AccrualStatus, accrualById, SELECT_ACCRUALS, setAccrualStatus } from './accruals.ts'
import { PAYMENT_COLUMNS, type PaymentRow } from './payment-rows.ts'
import { type MethodRow, methodById } from './payout-methods.ts'

export const paymentSchema = z.object({
  creator_id: uuid.nullable().optional(),
  project_id: uuid.optional(),
  method_id: uuid.nullable().optional(),
  total_amount_cents: cents.min(1, 'must be positive').optional(),
  currency: currency.optional(),
  accrual_ids: z.array(uuid).optional(),
  adjustment_reason: z.string().optional(),
  note: z.string().nullable().optional(),
  paid_at: instant.optional(),
  auto_apply_outstanding: z.boolean().optional(),
  metadata: metadata.optional(),
  readme: z.string().nullable().optional(),
})

export type PaymentRequest = z.output<typeof paymentSchema>

/** Records a payment or throws, in which case nothing is written. Answers its row number. */
export function recordPayment(world: World, request: PaymentRequest): number {
  const creator = payee(world, request)
  const project = projectOf(world, request, creator)
  const method = usableMethod(world, request.method_id ?? null)
  const accruals = accrualsToSettle(world, request, creator)
  const sumCents = accruals.reduce((sum, accrual) => sum + accrual.amount_cents, 0)
  if (sumCents > MAX_CENTS) throw badBody('accrual_ids', `a payment settles at most ${MAX_CENTS} cents`)
  const totalCents = request.total_amount_cents ?? (request.auto_apply_outstanding === true ? sumCents : undefined)
  if (totalCents === undefined) throw badBody('total_amount_cents', 'is required')
  const adjustments = creator === null ? [] : adjustmentsFor(world, totalCents - sumCents, request.adjustment_reason)

  const { seq, id } = world.identity('payment')
  const nowMs = world.nowMs()
  world.store.inserter('payments', PAYMENT_COLUMNS)(
    seq,
    id,
    project,
    creator?.seq ?? null,
    method?.seq ?? null,
    method?.name ?? null,
    totalCents,
    'USD',
    'paid',
    request.paid_at ?? nowMs,
    JSON.stringify(adjustments),
    request.note ?? null,
    JSON.stringify(request.metadata ?? {}),
    request.readme ?? null,
    nowMs,
    nowMs,
  )
  settle(world, seq, accruals, totalCents)
  return seq
}

/** Who is paid; null for an ad-hoc payment, which can settle nothing. */
function payee(world: World, request: PaymentRequest): CreatorRow | null {
  if (request.creator_id === undefined || request.creator_id === null) {
    if (request.project_id === undefined) throw badBody('project_id', 'is required for a payment without creator_id')
    if ((request.accrual_ids ?? []).length > 0 || request.auto_apply_outstanding === true) {
      throw badBody('creator_id', 'is required to settle accruals')
    }
    return null
  }
  const creator = found(creatorById(world, request.creator_id), 'Creator')
  return creator
}

/** The project is the creator's; naming another one is refused. */
function projectOf(world: World, request: PaymentRequest, creator: CreatorRow | null): number {
  if (request.project_id === undefined) return creator?.project ?? 0
  const project = requireProject(world, request.project_id)
  if (creator !== null && creator.project !== project.seq) throw badBody('project_id', "is not the creator's project")
  return project.seq
}

function usableMethod(world: World, methodId: string | null): MethodRow | null {
  if (methodId === null) return null
  const method = found(methodById(world, methodId), 'Payout method')
  if (method.is_active === 0) {
    throw new ApiError(world.options.payment_inactive_method_status, 'method_inactive', 'The payout method is inactive')
  }
  return method
}

/** The accruals named, or all that are outstanding; both at once is refused, since nothing says what it means (7.5). */
function accrualsToSettle(world: World, request: PaymentRequest, creator: CreatorRow | null): AccrualRow[] {
  const ids = request.accrual_ids ?? []
  if (creator === null) return []
  if (request.auto_apply_outstanding === true) {
    if (ids.length > 0) throw badBody('auto_apply_outstanding', 'cannot be combined with accrual_ids')
    const sql = `${SELECT_ACCRUALS} WHERE t.creator = ? AND +t.status = 'earned' ORDER BY t.created_ms, t.id`
    const outstanding = world.store.all<AccrualRow>(sql, creator.seq)
    if (outstanding.length === 0) throw conflict('nothing_outstanding', 'The creator has no earned accruals')
    return outstanding
  }
  if (new Set(ids).size !== ids.length) throw badBody('accrual_ids', 'names an accrual twice')
  return ids.map((id) => payableAccrual(world, id, creator))
}

function payableAccrual(world: World, id: string, creator: CreatorRow): AccrualRow {
  const accrual = found(accrualById(world, id), 'Payout accrual')
  if (world.options.payment_unpayable_accrual === 'accepted') return accrual
  if (accrual.creator !== creator.seq) {
    throw conflict('accrual_not_payable', "The accrual is another creator's", {
      accrual_id: id,
      reason: 'other_creator',
    })
  }
  if (accrual.status !== 'earned') {
    throw conflict('accrual_not_payable', `The accrual is ${accrual.status}`, {
      accrual_id: id,
      reason: accrual.status,
    })
  }
  return accrual
}

/** Positive: paid more than was owed; negative: less. Any difference needs a reason. */
function adjustmentsFor(world: World, differenceCents: number, reason: string | undefined) {
  if (differenceCents === 0) return []
  if (reason === undefined || reason.trim() === '') {
    const field = 'adjustment_reason'
    const message = 'is required when the total differs from the sum of the accruals'
    throw new ApiError(world.options.payment_total_mismatch_status, 'invalid_body', `${field}: ${message}`, {
      meta: { field, issues: [{ path: field, message }], difference_cents: differenceCents },
    })
  }
  return [{ amount_cents: differenceCents, reason }]
}

/** Writes the lines; accruals become paid, by option only those that the total covers in the order they were named. */
function settle(world: World, payment: number, accruals: AccrualRow[], totalCents: number): void {
  let leftCents = totalCents
  for (const accrual of accruals) {
    const settles = leftCents >= accrual.amount_cents || world.options.underpaid_accrual === 'paid'
    leftCents -= accrual.amount_cents
    world.store.run(
      'INSERT INTO payment_lines (payment, accrual, applied_amount_cents, reverts_to) VALUES (?, ?, ?, ?)',
      payment,
      accrual.seq,
      accrual.amount_cents,
      settles ? unpaidStatus(world, accrual) : null,
    )
    if (settles) setAccrualStatus(world, accrual.seq, 'paid')
  }
}

/** What an accrual is without payments. One that is paid already, which an option accepts, was something else before. */
function unpaidStatus(world: World, accrual: AccrualRow): AccrualStatus {
  if (accrual.status !== 'paid') return accrual.status
  const sql = `SELECT reverts_to FROM payment_lines WHERE accrual = ? AND reverts_to IS NOT NULL
    ORDER BY payment DESC LIMIT 1`
  return world.store.get<{ reverts_to: AccrualStatus }>(sql, accrual.seq)?.reverts_to ?? 'earned'
}

/**
 * Voids a payment: the accruals it has settled are again what they were before, unless another payment that still counts
 * has settled them too.
 */
export function voidPayment(world: World, payment: PaymentRow): void {
  if (payment.status === 'voided') throw conflict('payment_already_voided', 'The payment has been voided already')
  const nowMs = world.nowMs()
  world.store.run("UPDATE payments SET status = 'voided', updated_ms = ? WHERE seq = ?", nowMs, payment.seq)
  if (world.options.voided_payment_accruals === 'paid') return
  world.store.run(
    `UPDATE accruals SET status = line.reverts_to, updated_ms = ?
     FROM (SELECT accrual, reverts_to FROM payment_lines WHERE payment = ? AND reverts_to IS NOT NULL) AS line
     WHERE accruals.seq = line.accrual AND accruals.status = 'paid'
     AND NOT EXISTS (SELECT 1 FROM payment_lines l JOIN payments p ON p.seq = l.payment
                     WHERE l.accrual = accruals.seq AND l.reverts_to IS NOT NULL AND p.status = 'paid')`,
    nowMs,
    payment.seq,
  )
}
