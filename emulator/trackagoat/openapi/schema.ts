/**
 * GET /schema: which entities there are and what fields they have (contract 2.1, 6.5), read off the schemas of the OpenAPI
 * document. Advised as the first call and as a check of the key.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { type ApiEnv, answer } from '../wire/http.ts'
import type { World } from '../world.ts'
import { campaign } from './entities/campaign.ts'
import { creator } from './entities/creator.ts'
import { goal } from './entities/goal.ts'
import { payoutAccrual } from './entities/payout-accrual.ts'
import { payoutMethod } from './entities/payout-method.ts'
import { payoutPayment } from './entities/payout-payment.ts'
import { payoutStructure } from './entities/payout-structure.ts'
import { project } from './entities/project.ts'
import { video } from './entities/video.ts'

/** Those of the contract's section 3, as they are in lists. */
const ENTITIES = {
  project,
  creator,
  video,
  campaign,
  goal,
  payout_method: payoutMethod,
  payout_structure: payoutStructure,
  payout_accrual: payoutAccrual,
  payout_payment: payoutPayment,
}

/** Fields that only an option adds are left out. */
function described(entity: z.ZodObject) {
  const fields = Object.entries(entity.shape).filter(([, field]) => !(field instanceof z.ZodOptional))
  return {
    description: entity.description,
    fields: Object.fromEntries(fields.map(([name, field]) => [name, typeText(field)])),
  }
}

const STRINGS: Record<string, string> = { uuid: 'uuid', 'date-time': 'timestamp', date: 'date' }

/** A field's type in a word, e.g. `timestamp|null`; how the vendor writes them is not documented. */
function typeText(field: unknown): string {
  if (field instanceof z.ZodNullable) return `${typeText(field.unwrap())}|null`
  if (field instanceof z.ZodEnum) return field.options.join('|')
  if (field instanceof z.ZodString) return STRINGS[String(field.meta()?.format)] ?? 'string'
  if (field instanceof z.ZodLiteral) return typeof field.value
  if (field instanceof z.ZodNumber) return field.isInt ? 'integer' : 'number'
  if (field instanceof z.ZodBoolean) return 'boolean'
  return field instanceof z.ZodArray ? 'array' : 'object'
}

export function schemaRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const entities = Object.fromEntries(Object.entries(ENTITIES).map(([name, entity]) => [name, described(entity)]))
  routes.get('/schema', (c) => answer(c, world, { entities }))
  return routes
}
