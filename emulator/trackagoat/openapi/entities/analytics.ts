/**
 * Series of one metric in answers (contract 2.7). The vendor's pages name some of the keys; the rest, and how they nest, is
 * chosen.
 * @module
 */
import * as z from 'zod'
import { GRANULARITIES } from '../../analytics/calendar.ts'
import { BASE_METRICS, RATE_METRICS } from '../../analytics/metrics.ts'
import { annotation } from './annotation.ts'
import { day, id } from './basics.ts'

const entityKind = z.enum(['creator', 'campaign', 'video'])

const series = z
  .object({
    entity_ref: z.object({
      entity: entityKind,
      id: z
        .union([id, z.literal('__other__')])
        .meta({ description: '`__other__`: what a breakdown puts together beyond the first ten.' }),
      label: z.string(),
    }),
    points: z.array(
      z.object({
        date: day.meta({ description: 'The first day of the bucket.' }),
        value: z.number().nullable().meta({ description: 'null: there is nothing to divide by, or nothing is known.' }),
        partial: z.boolean().meta({ description: 'The bucket has not ended.' }),
        baseline: z.boolean().meta({ description: 'The first post was found here, with all the views it had.' }),
      }),
    ),
  })
  .meta({ id: 'Series', description: 'One metric of one creator, campaign or video over time.' })

const range = { from: day, to: day }

export const analytics = z
  .object({
    entity: entityKind,
    metric: z.enum([...BASE_METRICS, ...RATE_METRICS]),
    mode: z.enum(['new', 'cumulative', 'rate']),
    granularity: z.enum(GRANULARITIES),
    ...range,
    tz: z.string(),
    series: z.array(series),
    compare: z
      .object({ ...range, series: z.array(series) })
      .optional()
      .meta({ description: 'The period before, when it is asked for.' }),
    breakdown_series: z.array(series).meta({ description: 'Empty unless a breakdown is asked for.' }),
    annotations: z.array(annotation),
    tier_retention_days: z.int().nullable().meta({ description: 'Days of history the plan keeps; null: all.' }),
  })
  .meta({ id: 'Analytics', description: 'Series of one metric for up to five creators, campaigns or videos.' })
