/**
 * Series of one metric (contract 2.7). The docs name the parameters and the key `data.series`; how points are written is
 * not documented, so the likely forms are read and anything else is an error, never a zero.
 */
import type { UpstreamError } from '../domain/errors.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import type { Reader } from './transport.ts'

/** What is asked. The range is the last 30 days, which is trackagoat's own default. */
export interface SeriesQuery {
  readonly entity: 'campaign'
  readonly entityId: string
  readonly metric: 'views' | 'engagement_rate_by_views'
  readonly mode: 'new' | 'cumulative' | 'rate'
  /** Ask for the same number of days before as well. */
  readonly comparePrior: boolean
}

/** Values by day, oldest first; null: nothing to say of that day. `prior` null: not asked for, or not given. */
export interface Series {
  readonly values: readonly (number | null)[]
  readonly prior: readonly (number | null)[] | null
}

/** Asks for a series. `plan_limit` with code `retention_exceeded`: the plan does not keep the days asked for. */
export async function series(transport: Reader, query: SeriesQuery): Promise<Result<Series, UpstreamError>> {
  const answer = await transport.get('/analytics', {
    entity: query.entity,
    entity_id: query.entityId,
    metric: query.metric,
    mode: query.mode,
    ...(query.comparePrior ? { compare: 'prior_period' } : {}),
  })
  if (!answer.ok) return answer
  const { data } = answer.value
  if (!isRecord(data)) return fail({ kind: 'bad_shape', problem: 'data is not an object' })
  const values = pointsOf(data.series, query)
  if (values === null) return fail({ kind: 'bad_shape', problem: 'a series that cannot be read' })
  return ok({ values, prior: query.comparePrior ? priorOf(data, query) : null })
}

/** The key of the compared series is not documented either; without one that can be read there is no comparison. */
function priorOf(data: Readonly<Record<string, unknown>>, query: SeriesQuery): (number | null)[] | null {
  for (const [name, part] of Object.entries(data)) {
    if (!/^(?:compar|prior)/.test(name)) continue
    const values = pointsOf(isRecord(part) ? part.series : part, query)
    if (values !== null) return values
  }
  return null
}

/** Points by day: a list of them, or one entity's series that holds such a list. */
function pointsOf(list: unknown, query: SeriesQuery): (number | null)[] | null {
  if (!Array.isArray(list)) return null
  const [first, ...others] = list
  if (isRecord(first) && Array.isArray(first.points)) return others.length > 0 ? null : pointsOf(first.points, query)
  const points: { at: string; value: number | null }[] = []
  for (const point of list) {
    if (!isRecord(point)) return null
    const value = amountIn(point, query.metric)
    if (value === undefined) return null
    // Where nothing was known before, a day's value is also what had come long ago.
    if (query.mode === 'new' && (point.baseline === true || point.is_baseline === true)) continue
    points.push({ at: dayOf(point), value })
  }
  return points.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ value }) => value)
}

function amountIn(point: Readonly<Record<string, unknown>>, metric: string): number | null | undefined {
  const value = 'value' in point ? point.value : point[metric]
  return value === null || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined
}

/** Sorting is stable: points without a day stay as they came. */
function dayOf(point: Readonly<Record<string, unknown>>): string {
  const day = point.date ?? point.day
  return typeof day === 'string' ? day : ''
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
