/**
 * POST /payouts/payment-receipts/upload-url (contract 2.8): where a receipt could be uploaded. Body and answer are chosen,
 * and nothing listens at the address.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { mixPair } from '../random.ts'
import { type ApiEnv, iso } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { fitBody } from '../wire/input.ts'
import type { World } from '../world.ts'

const VALID_MS = 15 * 60_000

export const receiptBody = z.object({
  file_name: z
    .string()
    .regex(/^[\w][\w. -]{0,99}$/, 'must be a plain file name')
    .default('receipt.pdf'),
  content_type: z
    .enum(['application/pdf', 'image/png', 'image/jpeg', 'image/webp'], 'must be a PDF or an image')
    .default('application/pdf'),
})

export function receiptRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/payouts/payment-receipts/upload-url', (c) =>
    answerPost(c, world, (body) => {
      const { file_name } = fitBody(receiptBody, body())
      const expiresMs = world.nowMs() + VALID_MS
      const signature = mixPair(world.seed, Math.floor(expiresMs / 1000))
        .toString(16)
        .padStart(8, '0')
      const path = `receipts/${signature}/${encodeURIComponent(file_name)}`
      const upload_url = `https://uploads.example.com/${path}?expires=${Math.floor(expiresMs / 1000)}&signature=${signature}`
      return { status: 201, data: { upload_url, path, expires_at: iso(expiresMs) } }
    }),
  )
  return routes
}
