/**
 * Payout accruals in answers (contract 3.8).
 * @module
 */
import * as z from 'zod'
import { ACCRUAL_STATUSES } from '../../payouts/accruals.ts'
import { cents, id, instant, usd } from './basics.ts'

/** No project and no times of its own: the vendor's pages list none. */
export const payoutAccrual = z
  .object({
    id,
    creator_id: id,
    structure_id: id,
    structure_version_id: id.meta({ description: 'The rule in force when the period ended.' }),
    period_start_at: instant.meta({ description: 'Inclusive.', example: '2026-06-02T00:00:00Z' }),
    period_end_at: instant.meta({
      description: 'Exclusive; or its last second (option `period_end_at`).',
      example: '2026-06-09T00:00:00Z',
    }),
    amount_cents: cents,
    currency: usd,
    status: z.enum(ACCRUAL_STATUSES).meta({ description: '`paid` by a payment; `rejected` and `voided` by hand.' }),
    inputs_snapshot: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What it was computed from.', example: { goals_met: true } }),
  })
  .meta({ id: 'PayoutAccrual', description: 'What a creator earned by one structure in one period, after proration.' })
