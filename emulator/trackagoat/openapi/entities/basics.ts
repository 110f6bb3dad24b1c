/**
 * What the fields of entities are made of. These describe answers; what requests may hold stands with the routes.
 * @module
 */
import * as z from 'zod'

export const id = z.string().meta({ id: 'Id', format: 'uuid', description: 'A UUID.' })

export const instant = z
  .string()
  .meta({ id: 'Instant', format: 'date-time', description: 'ISO 8601, UTC.', example: '2026-06-15T10:30:00Z' })

export const day = z.string().meta({ id: 'Day', format: 'date', description: 'A date, YYYY-MM-DD.' })

export const cents = z.int().meta({ id: 'Cents', description: 'Money in whole cents of a US dollar.', example: 5_000 })

export const usd = z.literal('USD').meta({ description: 'Always USD in v1.' })

export const metadata = z.record(z.string(), z.unknown()).meta({ description: 'Structured data of your own.' })

export const text = z.string().nullable()

export const note = z.string().nullable().meta({ description: 'Markdown notes, writable.' })

/** A count that is unknown until the first scrape (null then; the contract leaves open what stands there). */
export const scrapedCount = z.int().nullable()

/** What a hard DELETE answers (chosen; the contract leaves it open). */
export const deleted = z.object({ id, deleted: z.literal(true) })

/** What became of several: done, nothing to do, not possible (contract 2.3). */
export const bulkCounts = z.object({ ok_count: z.int(), skipped_count: z.int(), failed_count: z.int() })
