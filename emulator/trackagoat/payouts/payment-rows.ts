/**
 * Payments as rows and on the wire (contract 3.9). Currency and note are accepted but not shown.
 * @module
 */
import { iso, jsonOf } from '../wire/http.ts'
import type { World } from '../world.ts'

export type PaymentRow = {
  seq: number
  id: string
  project: number
  creator: number | null
  method: number | null
  method_id: string | null
  method_name_snapshot: string | null
  total_amount_cents: number
  currency: string
  status: 'paid' | 'voided'
  paid_ms: number
  adjustments: string
  /** The accruals' row numbers with what was applied: `12:5000,15:700`; null for none. */
  lines: string | null
  note: string | null
  metadata: string
  readme: string | null
  created_ms: number
  updated_ms: number
}

export const PAYMENT_COLUMNS = [
  'seq',
  'id',
  'project',
  'creator',
  'method',
  'method_name_snapshot',
  'total_amount_cents',
  'currency',
  'status',
  'paid_ms',
  'adjustments',
  'note',
  'metadata',
  'readme',
  'created_ms',
  'updated_ms',
] as const

export const SELECT_PAYMENTS = `
  SELECT t.*,
    (SELECT id FROM methods WHERE seq = t.method AND deleted_ms IS NULL) AS method_id,
    (SELECT group_concat(accrual || ':' || applied_amount_cents) FROM payment_lines WHERE payment = t.seq) AS lines
  FROM payments t`

export function paymentOnWire(world: World, row: PaymentRow) {
  return {
    id: row.id,
    project_id: world.idOf('project', row.project),
    creator_id: row.creator === null ? null : world.idOf('creator', row.creator),
    method_id: row.method_id,
    method_name_snapshot: row.method_name_snapshot,
    total_amount_cents: row.total_amount_cents,
    status: row.status,
    paid_at: iso(row.paid_ms),
    payout_payment_lines: linesOnWire(world, row.lines),
    payout_adjustments: jsonOf(row.adjustments),
    metadata: jsonOf(row.metadata),
    readme: row.readme,
  }
}

function linesOnWire(world: World, lines: string | null) {
  if (lines === null) return []
  return lines.split(',').map((line) => {
    const [accrual, applied] = line.split(':')
    return { accrual_id: world.idOf('accrual', Number(accrual)), applied_amount_cents: Number(applied) }
  })
}

export function paymentById(world: World, id: string): PaymentRow | undefined {
  return world.store.get<PaymentRow>(`${SELECT_PAYMENTS} WHERE t.id = ?`, id)
}

export function paymentBySeq(world: World, seq: number): PaymentRow | undefined {
  return world.store.get<PaymentRow>(`${SELECT_PAYMENTS} WHERE t.seq = ?`, seq)
}
