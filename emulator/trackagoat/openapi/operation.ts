/**
 * How a route is described, before it becomes OpenAPI: what is particular to it. What all routes share (keys, limits,
 * path ids, the envelope) is added by document.ts.
 * @module
 */
import * as z from 'zod'
import type { Refused } from './refusals.ts'

/**
 * Where what a route takes and answers comes from. `documented`: from the vendor's pages; `inferred`: they name the route, and its
 * body or answer follows from others; `chosen`: they name it at most, and the emulator chose. The answers of deletions, of which
 * the pages say nothing, do not count.
 */
export type Source = 'documented' | 'inferred' | 'chosen'

/** A success. */
export type Answer = {
  /** What is in `data`, for people. */
  is: string
  data: z.ZodType
  /** What is in `meta`; absent: null. */
  meta?: z.ZodType
  /** The same as text/csv, without the envelope (contract 2.7). */
  csv?: true
  /** There is no envelope around it. */
  raw?: true
}

export type Operation = {
  /** Unique; what generated clients call their function. */
  id: string
  method: 'get' | 'post' | 'patch' | 'delete'
  /** As in OpenAPI: `/creators/{id}`. Every name in braces is a uuid. */
  path: string
  tag: Tag
  summary: string
  source: Source
  /** What is documented, inferred and chosen about it, in short sentences; the README's table of routes prints them. */
  notes?: string
  query?: z.ZodObject
  body?: z.ZodType
  /** An absent body is `{}`. */
  bodyOptional?: true
  /** Accepts `Idempotency-Key` (contract 1.6). */
  takesKey?: true
  answers: { readonly [status in 200 | 201 | 202]?: Answer }
  /** A DELETE that answers 204 without a body when the option `delete_answer` says so. */
  mayBeEmpty?: true
  /** Refusals beyond those that every route has, by their `meta.code`. */
  refusals?: { readonly [status in 400 | 402 | 403 | 404 | 409 | 410 | 422 | 429]?: readonly Refused[] }
}

export const TAGS = {
  Discovery: 'The API described by itself.',
  Projects: 'Projects group creators, campaigns and payout structures.',
  Creators: 'TikTok accounts that are tracked, each in one project.',
  Videos: 'Posts that are tracked, found with their creator or added by URL.',
  Campaigns: 'Named groups of creators, videos and other campaigns.',
  Goals: 'What creators are to reach in each period, and how far they are.',
  Analytics: 'Series of one metric, computed from the history of snapshots.',
  'Aggregate analytics': 'Rankings and distributions over a whole project.',
  'Payout methods': 'How creators are paid.',
  'Payout structures': 'Rules by which creators earn, and who is assigned to them.',
  'Payout accruals': 'What creators have earned; computed, never created over the API.',
  'Payout payments': 'Payments that were recorded. The API moves no money.',
  Organizations: 'Organizations, their members, invitations and API keys.',
  Removed: 'Routes that answer 410.',
} as const

export type Tag = keyof typeof TAGS

/** `meta` of a list with pages (contract 1.4). */
export const pageMeta = z
  .object({
    hasMore: z.boolean().meta({ description: 'Whether there is another page.' }),
    nextCursor: z.string().nullable().meta({ description: 'What to send as `cursor` for it.' }),
  })
  .meta({ id: 'PageMeta' })

/** One page of rows. */
export function page(row: z.ZodType, is: string): Answer {
  return { is, data: z.array(row), meta: pageMeta }
}

/** Rows of a list of which nothing says that it has pages (option `undocumented_paging`): `meta` may be null. */
export function pageOrWhole(row: z.ZodType, is: string): Answer {
  return { is, data: z.array(row), meta: pageMeta.nullable() }
}

/** One row, or another object. */
export function one(data: z.ZodType, is: string): Answer {
  return { is, data }
}
