/**
 * Payout payments over HTTP (contract 2.8, 3.9); what they do is in payment-recording.ts.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type ApiContext, type ApiEnv, answer, found } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody, metadata, pathId, readPatch, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import { payoutFilters } from './accruals.ts'
import { paymentSchema, recordPayment, voidPayment } from './payment-recording.ts'
import { type PaymentRow, paymentById, paymentBySeq, paymentOnWire, SELECT_PAYMENTS } from './payment-rows.ts'

export const paymentsQuery = listQuery({
  project_id: uuid.optional(),
  creator_id: uuid.optional(),
  status: z.enum(['paid', 'voided'], 'must be paid or voided').optional(),
})

export const paymentPatch = z.object({
  status: z.literal('voided', 'can only be set to voided').optional(),
  metadata: metadata.optional(),
  readme: z.string().nullable().optional(),
})

function requirePayment(c: ApiContext, world: World): PaymentRow {
  return found(paymentById(world, pathId(c)), 'Payout payment')
}

/** A payment as the API shows it now. */
export function shownPayment(world: World, seq: number): unknown {
  const row = paymentBySeq(world, seq)
  return row === undefined ? null : paymentOnWire(world, row)
}

export function paymentRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/payout-payments', (c) => {
    const asked = readQuery(c, world, paymentsQuery)
    return answerList<PaymentRow>(c, world, asked, {
      name: 'payout-payments',
      select: SELECT_PAYMENTS,
      filters: payoutFilters(world, asked),
      toWire: (row) => paymentOnWire(world, row),
    })
  })

  routes.get('/payout-payments/:id', (c) => {
    const row = requirePayment(c, world)
    return answer(c, world, paymentOnWire(world, row))
  })

  routes.post('/payout-payments', (c) =>
    answerPost(c, world, (body) => {
      const seq = recordPayment(world, fitBody(paymentSchema, body()))
      return { status: 201, data: shownPayment(world, seq) }
    }),
  )

  routes.patch('/payout-payments/:id', async (c) => {
    const row = requirePayment(c, world)
    const patch = await readPatch(c, paymentPatch)
    world.store.transaction(() => {
      if (patch.status === 'voided') voidPayment(world, row)
      world.store.run(
        'UPDATE payments SET metadata = ?, readme = ?, updated_ms = ? WHERE seq = ?',
        patch.metadata === undefined ? row.metadata : JSON.stringify(patch.metadata),
        patch.readme === undefined ? row.readme : patch.readme,
        world.nowMs(),
        row.seq,
      )
    })
    return answer(c, world, shownPayment(world, row.seq))
  })

  return routes
}
