/**
 * Series of one metric (contract 2.7). The docs name the parameters and the key `data.series`; how points are written is
 * not documented, so the likely forms are read and anything else is an error, never a zero.
 */
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { badShape, isRecord, queryOf, type Raw } from './rows.ts'
import type { Reader } from './transport.ts'

/** More cannot be laid over one another. */
const MAX_ENTITIES = 5

/** What is asked. Without days it is the last 30, which is trackagoat's own default. */
export interface AnalyticsQuery {
  readonly entity: 'creator' | 'campaign' | 'video'
  /** One to five. */
  readonly entityIds: readonly string[]
  /** `views`, `engagement_rate_by_views`, …; the list of names is open. */
  readonly metric: string
  /** Absent: the metric's own. */
  readonly mode?: 'new' | 'cumulative' | 'rate' | undefined
  /** Absent: days. Only `day` and `week` are in samples. */
  readonly granularity?: 'day' | 'week' | 'month' | undefined
  /** `YYYY-MM-DD`, inclusive. Before what the plan keeps: see `isRetentionExceeded`. */
  readonly fromDay?: string | undefined
  readonly toDay?: string | undefined
  /** IANA name of the time zone of days; absent: the organisation's. */
  readonly timeZone?: string | undefined
  /** What `growth_rate_pop` is the growth of. */
  readonly baseMetric?: string | undefined
  /** Ask for the same number of days before as well. */
  readonly comparePrior?: boolean | undefined
}

/** A value; null: nothing to say of that time. */
export interface Point {
  /** `YYYY-MM-DD` as a rule; null: upstream does not say. */
  readonly day: string | null
  readonly value: number | null
  /** The time is not over yet, so the value may grow. */
  readonly isPartial: boolean
  /** Nothing was known before: the value is also what had come long ago. */
  readonly isBaseline: boolean
}

/** Points of one entity, oldest first. `label` is free text. */
export interface EntitySeries {
  readonly entityId: string
  readonly label: string | null
  readonly points: readonly Point[]
}

/** An answer: one series per entity, in the order asked for. */
export interface Analytics {
  readonly series: readonly EntitySeries[]
  /** Null: not asked for, or not given so that it can be read. */
  readonly prior: readonly EntitySeries[] | null
  /** For how many days the plan keeps history (contract 6.18); null: for ever; absent: upstream does not say. */
  readonly retentionDays?: number | null
}

/** Asks for series. More than five entities, or none, are a bug of the caller. */
export async function analytics(reader: Reader, query: AnalyticsQuery): Promise<Result<Analytics, UpstreamError>> {
  const ids = [...new Set(query.entityIds)]
  const [only] = ids
  if (only === undefined || ids.length > MAX_ENTITIES) throw new RangeError(`series of ${ids.length} entities`)
  const answer = await reader.get(
    '/analytics',
    queryOf({
      entity: query.entity,
      ...(ids.length === 1 ? { entity_id: only } : { entity_ids: ids.join(',') }),
      metric: query.metric,
      mode: query.mode,
      granularity: query.granularity,
      from: query.fromDay,
      to: query.toDay,
      tz: query.timeZone,
      base_metric: query.baseMetric,
      compare: query.comparePrior ? 'prior_period' : undefined,
    }),
  )
  if (!answer.ok) return answer
  const { data } = answer.value
  if (!isRecord(data)) return badShape('data is not an object')
  const series = seriesOf(data.series, ids, query.metric)
  if (series === null) return badShape('a series that cannot be read')
  const kept = data.tier_retention_days
  return ok({
    series,
    prior: query.comparePrior ? priorOf(data, ids, query.metric) : null,
    ...(typeof kept === 'number' || kept === null ? { retentionDays: kept } : {}),
  })
}

/** The plan does not keep the days asked for (402, contract 1.8, 2.7). */
export function isRetentionExceeded(error: UpstreamError): boolean {
  return error.kind === 'plan_limit' && error.code === 'retention_exceeded'
}

/** The key of the compared series is not documented either; without one that can be read there is no comparison. */
function priorOf(data: Raw, ids: readonly string[], metric: string): EntitySeries[] | null {
  for (const [name, part] of Object.entries(data)) {
    if (!/^(?:compar|prior)/.test(name)) continue
    const series = seriesOf(isRecord(part) ? part.series : part, ids, metric)
    if (series !== null) return series
  }
  return null
}

/** One series for each of `ids`: a list of series that name their entity, or, of a single one, bare points. */
function seriesOf(list: unknown, ids: readonly string[], metric: string): EntitySeries[] | null {
  if (!Array.isArray(list)) return null
  const [only, another] = ids
  if (only !== undefined && another === undefined && !isSeries(list[0])) {
    const points = pointsOf(list, metric)
    return points === null ? null : [{ entityId: only, label: null, points }]
  }
  if (list.length !== ids.length) return null
  const found: EntitySeries[] = []
  for (const id of ids) {
    // Of one entity there is but one series; whether it names it does not matter.
    const own: unknown = another === undefined ? list[0] : list.find((part: unknown) => refOf(part)?.id === id)
    const points = isSeries(own) ? pointsOf(own.points, metric) : null
    if (points === null) return null
    const label = refOf(own)?.label
    found.push({ entityId: id, label: typeof label === 'string' ? label : null, points })
  }
  return found
}

function isSeries(part: unknown): part is Raw & { readonly points: unknown[] } {
  return isRecord(part) && Array.isArray(part.points)
}

function refOf(part: unknown): Raw | null {
  return isRecord(part) && isRecord(part.entity_ref) ? part.entity_ref : null
}

function pointsOf(list: readonly unknown[], metric: string): Point[] | null {
  const points: Point[] = []
  for (const point of list) {
    if (!isRecord(point)) return null
    const value = 'value' in point ? point.value : point[metric]
    if (value !== null && (typeof value !== 'number' || !Number.isFinite(value))) return null
    const day = point.date ?? point.day
    points.push({
      day: typeof day === 'string' ? day : null,
      value,
      isPartial: point.partial === true || point.is_partial === true,
      isBaseline: point.baseline === true || point.is_baseline === true,
    })
  }
  // Sorting is stable: points without a day stay as they came.
  return points.sort((a, b) => compareText(a.day ?? '', b.day ?? ''))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A question about one entity, answered in values. */
export interface SeriesQuery {
  readonly entity: AnalyticsQuery['entity']
  readonly entityId: string
  readonly metric: string
  readonly mode: 'new' | 'cumulative' | 'rate'
  readonly comparePrior: boolean
}

/** Values by day, oldest first; null: nothing to say of that day. `prior` null: not asked for, or not given. */
export interface Series {
  readonly values: readonly (number | null)[]
  readonly prior: readonly (number | null)[] | null
}

/** The last 30 days of one entity. Of what is new, a baseline is left out: it is not what came in these days. */
export async function series(reader: Reader, query: SeriesQuery): Promise<Result<Series, UpstreamError>> {
  const { entityId, ...rest } = query
  const answer = await analytics(reader, { ...rest, entityIds: [entityId] })
  if (!answer.ok) return answer
  const valuesOf = (list: readonly EntitySeries[] | null) =>
    list?.[0]?.points.filter(({ isBaseline }) => query.mode !== 'new' || !isBaseline).map(({ value }) => value) ?? null
  return ok({ values: valuesOf(answer.value.series) ?? [], prior: valuesOf(answer.value.prior) })
}
