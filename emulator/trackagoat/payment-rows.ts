/**
 * Payments as rows and on the wire (contract 3.9). Currency and note are accepted but not shown.
 * @module
 */
import { iso } from './http.ts'
import type { World } from './world.ts'

export type PaymentRow = {
  seq: number
  id: string
  project: number
  project_id: string
  creator: number | null
  creator_id: string | null
  method: number | null
  method_id: string | null
  method_name_snapshot: string | null
  total_amount_cents: number
  currency: string
  status: 'paid' | 'voided'
  paid_ms: number
  adjustments: string
  lines: string
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
    (SELECT id FROM projects WHERE seq = t.project) AS project_id,
    (SELECT id FROM creators WHERE seq = t.creator) AS creator_id,
    (SELECT id FROM methods WHERE seq = t.method AND deleted_ms IS NULL) AS method_id,
    (SELECT json_group_array(json_object('accrual_id', a.id, 'applied_amount_cents', l.applied_amount_cents))
       FROM payment_lines l JOIN accruals a ON a.seq = l.accrual WHERE l.payment = t.seq) AS lines
  FROM payments t`

export function paymentOnWire(row: PaymentRow) {
  return {
    id: row.id,
    project_id: row.project_id,
    creator_id: row.creator_id,
    method_id: row.method_id,
    method_name_snapshot: row.method_name_snapshot,
    total_amount_cents: row.total_amount_cents,
    status: row.status,
    paid_at: iso(row.paid_ms),
    payout_payment_lines: JSON.parse(row.lines),
    payout_adjustments: JSON.parse(row.adjustments),
    metadata: JSON.parse(row.metadata),
    readme: row.readme,
  }
}

export function paymentById(world: World, id: string): PaymentRow | undefined {
  return world.store.get<PaymentRow>(`${SELECT_PAYMENTS} WHERE t.id = ?`, id)
}

export function paymentBySeq(world: World, seq: number): PaymentRow | undefined {
  return world.store.get<PaymentRow>(`${SELECT_PAYMENTS} WHERE t.seq = ?`, seq)
}
