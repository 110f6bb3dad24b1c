/**
 * Contract 2.1.
 * @module
 */
import * as z from 'zod'
import { type Answer, type Operation, one } from '../operation.ts'

const schema = z.object({
  entities: z.record(z.string(), z.object({ description: z.string(), fields: z.record(z.string(), z.string()) })),
})

const document: Answer = {
  is: 'An OpenAPI 3.1 document, without an envelope.',
  data: z.looseObject({
    openapi: z.string(),
    info: z.record(z.string(), z.unknown()),
    paths: z.record(z.string(), z.unknown()),
  }),
  raw: true,
}

export const discoveryOperations: Operation[] = [
  {
    id: 'getSchema',
    method: 'get',
    path: '/schema',
    tag: 'Discovery',
    summary: 'Which entities there are, with their fields',
    source: 'documented',
    notes:
      'Documented: entities with descriptions and fields. Here they are read off the OpenAPI document; how the types of fields are written is chosen.',
    answers: { 200: one(schema, 'Entities by name.') },
  },
  {
    id: 'getOpenApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'Discovery',
    summary: 'This document',
    source: 'documented',
    notes:
      'OpenAPI 3.1 of every route here; `x-source` says which are documented, inferred or chosen. That it comes without an envelope is inferred.',
    answers: { 200: document },
  },
  {
    id: 'getAnalyticsSchema',
    method: 'get',
    path: '/analytics/schema',
    tag: 'Discovery',
    summary: 'The part of this document about analytics',
    source: 'documented',
    notes:
      'OpenAPI 3.1; which routes it covers, those below `/analytics`, is chosen. That it comes without an envelope is inferred.',
    answers: { 200: document },
  },
]
