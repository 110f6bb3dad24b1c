/**
 * GET /analytics (contract 2.7): series of one metric for up to five creators, campaigns or videos.
 * @module
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { dateAt, timeZone } from '../../time-zone.ts'
import { campaignById, campaignVideos, membersOf } from '../campaigns/campaign-rows.ts'
import { type CreatorRow, creatorById, creatorBySeq } from '../creators/creator-rows.ts'
import { COUNTED, countsShown, isCounted, SELECT_VIDEOS, type VideoRow, videoById } from '../videos/video-rows.ts'
import { type ApiContext, type ApiEnv, ApiError, answer, found } from '../wire/http.ts'
import { badQuery, readQuery, uuid } from '../wire/input.ts'
import type { World } from '../world.ts'
import { annotationsIn } from './annotations.ts'
import { addDays, bucketsOf, type DateRange, dateRange, daysIn, GRANULARITIES, rangeOf } from './calendar.ts'
import { csvOf } from './csv.ts'
import {
  BASE_METRICS,
  type EntityKind,
  GROWTH_BASES,
  isForCreators,
  isRate,
  type Mode,
  pointsOf,
  RATE_METRICS,
  type Series,
  type Subject,
  type Wanted,
} from './metrics.ts'

const MAX_ENTITIES = 5
const MAX_DAYS = 1_100
const MAX_BROKEN_DOWN = 10

const METRICS = [...BASE_METRICS, ...RATE_METRICS] as const

export const analyticsQuery = z.object({
  entity: z.enum(['creator', 'campaign', 'video'], 'must be creator, campaign or video'),
  entity_id: uuid.optional(),
  entity_ids: z
    .string()
    .optional()
    .meta({ description: `Up to ${MAX_ENTITIES} uuids, separated by commas; instead of \`entity_id\`.` }),
  metric: z.enum(METRICS, `must be one of ${METRICS.join(', ')}`),
  mode: z.enum(['new', 'cumulative', 'rate'], 'must be new, cumulative or rate').optional(),
  granularity: z.enum(GRANULARITIES, 'must be day, week or month').default('day'),
  ...dateRange,
  compare: z.enum(['prior_period'], 'must be prior_period').optional(),
  breakdown: z.enum(['video'], 'must be video').optional(),
  base_metric: z.enum(GROWTH_BASES, `must be one of ${GROWTH_BASES.join(', ')}`).optional(),
  tz: timeZone.optional(),
  format: z.enum(['json', 'csv'], 'must be json or csv').default('json'),
})

type Asked = z.output<typeof analyticsQuery>

type Entity = Subject & { id: string; label: string; project: number }

export function analyticsRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/analytics', (c) => answerAnalytics(c, world))
  return routes
}

function answerAnalytics(c: ApiContext, world: World) {
  const asked = readQuery(c, world, analyticsQuery)
  const tz = asked.tz ?? world.options.organization_time_zone
  const wanted = wantedBy(asked)
  const nowMs = world.nowMs()
  const range = checkedRange(world, rangeOf(asked, nowMs, tz), tz, nowMs)
  const entities = idsIn(asked).map((id) => entityOf(world, asked.entity, id))
  const buckets = bucketsOf(range, asked.granularity, tz)

  const seriesOf = (subject: Subject, id: string, label: string, over = buckets): Series => ({
    entity_ref: { entity: asked.entity, id, label },
    points: pointsOf(world.store, subject, wanted, over, nowMs),
  })
  const series = entities.map((entity) => seriesOf(entity, entity.id, entity.label))
  const days = daysIn(range)
  const earlier = { from: addDays(range.from, -days), to: addDays(range.from, -1) }
  const earlierBuckets = asked.compare === undefined ? null : bucketsOf(earlier, asked.granularity, tz)
  const compareSeries =
    earlierBuckets === null ? [] : entities.map((entity) => seriesOf(entity, entity.id, entity.label, earlierBuckets))
  const breakdownSeries =
    asked.breakdown === undefined
      ? []
      : entities.flatMap((entity) =>
          brokenDown(entity, nowMs).map(({ id, label, videos }) => ({
            ...seriesOf({ videos, creators: [] }, id, label),
            entity_ref: { entity: 'video' as const, id, label },
          })),
        )

  if (asked.format === 'csv') {
    const text = csvOf(asked.metric, { main: series, compare: compareSeries, breakdown: breakdownSeries })
    return c.body(text, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="analytics-${asked.entity}-${asked.metric}.csv"`,
    })
  }
  const data = {
    entity: asked.entity,
    metric: asked.metric,
    mode: wanted.mode,
    granularity: asked.granularity,
    ...range,
    tz,
    series,
    ...(asked.compare === undefined ? {} : { compare: { ...earlier, series: compareSeries } }),
    breakdown_series: breakdownSeries,
    annotations: annotationsIn(world, [...new Set(entities.map(({ project }) => project))], range),
    tier_retention_days: world.options.stats_history_retention_days,
  }
  return answer(c, world, data)
}

/** Which metric in which mode; 400 where they do not go together. A mode that is not named follows from the metric. */
function wantedBy({ entity, metric, mode, base_metric }: Asked): Wanted {
  if (entity === 'video' && isForCreators(metric)) throw badQuery('metric', 'does not exist for videos')
  const natural: Mode = isRate(metric) ? 'rate' : 'new'
  if ((mode === 'rate' || isRate(metric)) && (mode ?? natural) !== natural) {
    throw badQuery('mode', isRate(metric) ? `${metric} is a rate` : `${metric} is not a rate`)
  }
  if (metric === 'growth_rate_pop' && base_metric === undefined) throw badQuery('base_metric', 'is needed for growth')
  return { metric, mode: mode ?? natural, base: base_metric ?? 'views' }
}

/** 402 when `from` lies before what the plan keeps. */
function checkedRange(world: World, range: DateRange, tz: string, nowMs: number): DateRange {
  if (range.from > range.to) throw badQuery('from', 'is after to')
  if (daysIn(range) > MAX_DAYS) throw badQuery('from', `the range is longer than ${MAX_DAYS} days`)
  const kept = world.options.stats_history_retention_days
  if (kept !== null && daysIn({ from: range.from, to: dateAt(nowMs, tz) }) > kept + 1) {
    throw new ApiError(402, 'retention_exceeded', `Your plan keeps ${kept} days of history`, {
      meta: { limitKey: 'stats_history_retention_days', max: kept },
    })
  }
  return range
}

function idsIn(asked: Asked): string[] {
  if (asked.entity_ids === undefined) {
    if (asked.entity_id === undefined) throw badQuery('entity_id', 'entity_id or entity_ids is needed')
    return [asked.entity_id]
  }
  if (asked.entity_id !== undefined) throw badQuery('entity_ids', 'is instead of entity_id, not beside it')
  const ids = asked.entity_ids.split(',').map((id) => {
    const parsed = uuid.safeParse(id.trim())
    if (!parsed.success) throw badQuery('entity_ids', 'must be uuids, separated by commas')
    return parsed.data
  })
  const different = [...new Set(ids)]
  if (different.length > MAX_ENTITIES) throw badQuery('entity_ids', `at most ${MAX_ENTITIES}`)
  return different
}

function entityOf(world: World, kind: EntityKind, id: string): Entity {
  if (kind === 'video') {
    const video = found(videoById(world, id), 'Video')
    const videos = isCounted(video.tracking_status) ? [video] : []
    return { id, label: video.title ?? '', project: video.project, videos, creators: [] }
  }
  if (kind === 'campaign') {
    const campaign = found(campaignById(world, id), 'Campaign')
    const creators = [...membersOf(world, campaign.seq).creators]
      .map((seq) => creatorBySeq(world, seq))
      .filter((row): row is CreatorRow => row !== undefined)
    return {
      id,
      label: campaign.name,
      project: campaign.project,
      videos: campaignVideos(world, campaign.seq),
      creators,
    }
  }
  const creator = found(creatorById(world, id), 'Creator')
  const videos = world.store.all<VideoRow>(
    `${SELECT_VIDEOS} WHERE t.creator = ? AND t.deleted_ms IS NULL AND t.tracking_status IN ${COUNTED}`,
    creator.seq,
  )
  return { id, label: `@${creator.handle}`, project: creator.project, videos, creators: [creator] }
}

/** The most seen videos, each on its own, and the others together (contract 2.7). */
function brokenDown(entity: Entity, nowMs: number): { id: string; label: string; videos: VideoRow[] }[] {
  const sorted = [...entity.videos].sort((a, b) => countsShown(b, nowMs).views - countsShown(a, nowMs).views)
  const parts = sorted
    .slice(0, MAX_BROKEN_DOWN)
    .map((video) => ({ id: video.id, label: video.title ?? '', videos: [video] }))
  const others = sorted.slice(MAX_BROKEN_DOWN)
  return others.length === 0 ? parts : [...parts, { id: '__other__', label: 'Other', videos: others }]
}
