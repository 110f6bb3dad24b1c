/** Query parameters of lists, checked; what is wrong is named. */
import * as z from 'zod'
import { problem } from '../problem.ts'

/** How many rows a list returns when nothing is asked, and at most. */
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1000

/** `limit` of a list. */
export const limitParam = z
  .string()
  .regex(/^\d{1,4}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(MAX_LIMIT))
  .default(DEFAULT_LIMIT)

/** What Date.parse would also take, such as `7` or `May 7`, is no ISO 8601. */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** An instant: ISO 8601, a date or a time. Answers epoch ms. */
export const instantParam = z
  .string()
  .refine((text) => ISO.test(text) && Number.isFinite(Date.parse(text)), 'must be an ISO 8601 time')
  .transform((text) => Date.parse(text))

/** Checks a query against a schema; a problem response names the first fault. */
export function checkQuery<T extends z.ZodType>(schema: T, query: Record<string, string>): z.infer<T> | Response {
  const checked = schema.safeParse(query)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  return problem({
    status: 400,
    code: 'invalid_query',
    title: 'Invalid query',
    detail: `${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'invalid'}`,
  })
}
