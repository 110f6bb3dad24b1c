import { describe, expect, it } from 'vitest'
import { READ, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

type Point = { date: string; value: number | null; partial: boolean; baseline: boolean }
type Series = { entity_ref: { entity: string; id: string; label: string }; points: Point[] }
type Analytics = {
  series: Series[]
  compare?: { from: string; to: string; series: Series[] }
  breakdown_series: Series[]
  annotations: Row[]
  tier_retention_days: number | null
}

async function analytics(query: string): Promise<Analytics> {
  const { status, data, error } = await emulator.api('GET', `/analytics?${query}`)
  if (status !== 200) throw new Error(`${status} ${error}`)
  return data as Analytics
}

const values = (series: Series | undefined) => (series?.points ?? []).map(({ value }) => value)
const total = (series: Series | undefined) => values(series).reduce<number>((sum, value) => sum + (value ?? 0), 0)
const counted = (video: Row) => ['auto_tracked', 'included', 'direct_add'].includes(String(video.tracking_status))

/** A creator who posts, with the videos that count. */
async function poster() {
  const { creators, videos } = await emulator.state()
  const own = (row: Row) => videos.filter((video) => video.creator_id === row.id && counted(video))
  const creator = creators.find((row) => row.is_active === true && own(row).length > 2)
  if (creator === undefined) throw new Error('none')
  return { creator, videos: own(creator) }
}

const ALL = 'from=2025-06-01&to=2026-06-15'

describe('a series', () => {
  it('has one point a day for the last 30 days, the last one partial', async () => {
    const { creator } = await poster()
    const { series, tier_retention_days } = await analytics(`entity=creator&entity_id=${creator.id}&metric=views`)
    expect(series).toHaveLength(1)
    expect(series[0]?.entity_ref).toEqual({ entity: 'creator', id: creator.id, label: `@${creator.tiktok_handle}` })
    const points = series[0]?.points ?? []
    expect([points.length, points[0]?.date, points.at(-1)?.date]).toEqual([30, '2026-05-17', '2026-06-15'])
    expect(points.map(({ partial }) => partial)).toEqual([...Array(29).fill(false), true])
    expect(tier_retention_days).toBeNull()
  })

  it.each(['views', 'likes', 'comments', 'shares', 'saves'])(
    'of %s: what is new adds up to what there is, which is what the videos show',
    async (metric) => {
      const { creator, videos } = await poster()
      const shown = videos.reduce((sum, video) => sum + Number(video[`${metric.slice(0, -1)}_count`]), 0)
      expect(shown).toBeGreaterThan(0)
      const query = `entity=creator&entity_id=${creator.id}&metric=${metric}&${ALL}`
      expect(total((await analytics(query)).series[0])).toBe(shown)
      expect(values((await analytics(`${query}&mode=cumulative`)).series[0]).at(-1)).toBe(shown)
    },
  )

  it('is the same in days, weeks and months', async () => {
    const { creator } = await poster()
    const query = `entity=creator&entity_id=${creator.id}&metric=views&from=2026-04-10&to=2026-06-15`
    const of = async (granularity: string) => (await analytics(`${query}&granularity=${granularity}`)).series[0]
    const [days, weeks, months] = [await of('day'), await of('week'), await of('month')]
    expect(total(weeks)).toBe(total(days))
    expect(total(months)).toBe(total(days))
    expect(months?.points.map(({ date }) => date)).toEqual(['2026-04-10', '2026-05-01', '2026-06-01'])
    expect(weeks?.points.slice(0, 2).map(({ date }) => date)).toEqual(['2026-04-10', '2026-04-13'])
  })

  it('of a campaign counts each video of its creators and campaigns once', async () => {
    const { campaigns, videos } = await emulator.state()
    const members = new Set<string>()
    const collect = (id: string) => {
      for (const { item_type, item_id } of campaigns.find((row) => row.id === id)?.items ?? []) {
        if (item_type === 'campaign') collect(item_id)
        else for (const video of videos) if (item_id === video.id || item_id === video.creator_id) members.add(video.id)
      }
    }
    const outer = campaigns.find(({ items }) => items.some(({ item_type }) => item_type === 'campaign'))
    collect(String(outer?.id))
    const wanted = videos.filter((video) => members.has(video.id) && counted(video))
    const { series, breakdown_series } = await analytics(
      `entity=campaign&entity_id=${outer?.id}&metric=views&${ALL}&breakdown=video`,
    )
    expect(total(series[0])).toBe(wanted.reduce((sum, video) => sum + Number(video.view_count), 0))
    expect(breakdown_series).toHaveLength(11)
    expect(breakdown_series.at(-1)?.entity_ref).toMatchObject({ id: '__other__', label: 'Other' })
    expect(breakdown_series.reduce((sum, part) => sum + total(part), 0)).toBe(total(series[0]))
  })

  it('of several entities, and of the same number of days before', async () => {
    const { videos } = await poster()
    const ids = videos.slice(0, 2).map(({ id }) => id)
    const query = `entity=video&entity_ids=${ids.join(',')}&metric=views&from=2026-06-06&to=2026-06-15`
    const { series, compare } = await analytics(`${query}&compare=prior_period`)
    expect(series.map(({ entity_ref }) => entity_ref.id)).toEqual(ids)
    expect([compare?.from, compare?.to]).toEqual(['2026-05-27', '2026-06-05'])
    const before = await analytics(query.replace('06-06', '05-27').replace('06-15', '06-05'))
    expect(compare?.series).toEqual(before.series)
    expect((await analytics(query)).compare).toBeUndefined()
  })

  it('of an entity comes once, however often and in whatever case it is named', async () => {
    const { creator } = await poster()
    const ids = [creator.id, creator.id.toUpperCase(), ` ${creator.id}`].map(encodeURIComponent).join()
    const { series } = await analytics(`entity=creator&entity_ids=${ids}&metric=views`)
    expect(series.map(({ entity_ref }) => entity_ref.id)).toEqual([creator.id])
  })

  it('marks where the first video was found', async () => {
    const project = (await emulator.state()).projects[0]?.id
    const url = 'https://www.tiktok.com/@a/video/7000000000000000001'
    const added = await emulator.api('POST', `/projects/${project}/videos`, { body: { url } })
    const { video } = added.data as { video: Row }
    const { series } = await analytics(`entity=video&entity_id=${video.id}&metric=views`)
    const points = series[0]?.points ?? []
    expect(points.filter(({ baseline }) => baseline)).toEqual([points.at(-1)])
    expect(points.at(-1)?.value).toBe(video.view_count)
  })

  it('follows the time zone: a post of 2 a.m. UTC is of the day before in New York', async () => {
    await emulator.setClock('2026-06-20T02:00:00Z')
    const { videos } = await emulator.act({ do: 'post_video', views: 77 })
    const query = `entity=video&entity_id=${videos[0].id}&metric=views&from=2026-06-18&to=2026-06-20`
    expect(values((await analytics(query)).series[0])).toEqual([0, 0, 77])
    expect(values((await analytics(`${query}&tz=America/New_York`)).series[0])).toEqual([0, 77])
  })
})

describe('derived metrics', () => {
  it('are what the contract says they are', async () => {
    const { creator, videos } = await poster()
    const of = async (metric: string) =>
      (await analytics(`entity=creator&entity_id=${creator.id}&${ALL}&granularity=week&metric=${metric}`)).series[0]
    const [views, likes, comments, shares, saves, posts, followers] = await Promise.all(
      ['views', 'likes', 'comments', 'shares', 'saves', 'videos&mode=cumulative', 'followers&mode=cumulative'].map(of),
    )
    const byViews = values(await of('engagement_rate_by_views'))
    const byFollowers = values(await of('engagement_rate_by_followers'))
    const perPost = values(await of('avg_views_per_post'))
    const growth = values(await of('growth_rate_pop&base_metric=views'))
    const round = (value: number) => Math.round(value * 100) / 100
    views?.points.forEach(({ value }, i) => {
      const engagement = [likes, comments, shares, saves].reduce((sum, s) => sum + Number(s?.points[i]?.value), 0)
      expect(byViews[i]).toBe(value === 0 ? null : round((engagement / Number(value)) * 100))
      const fans = followers?.points[i]?.value ?? null
      expect(byFollowers[i]).toBe(fans === null ? null : round((engagement / fans) * 100))
      const posted = posts?.points[i]?.value ?? 0
      expect(perPost[i]).toBe(posted === 0 ? null : round(Number(value) / posted))
      const previous = i === 0 ? 0 : Number(views.points[i - 1]?.value)
      expect(growth[i]).toBe(previous === 0 ? null : round(((Number(value) - previous) / previous) * 100))
    })
    expect(posts?.points.at(-1)?.value).toBe(videos.length)
    const perWeek = await analytics(`entity=creator&entity_id=${creator.id}&${ALL}&metric=posts_per_week`)
    expect(total(perWeek.series[0])).toBe(7 * videos.length)
  })
})

describe('a wrong question is 400 and names the parameter', () => {
  const id = crypto.randomUUID()
  it.each([
    [`entity=project&entity_id=${id}&metric=views`, 'entity'],
    ['entity=creator&metric=views', 'entity_id'],
    ['entity=creator&entity_id=me&metric=views', 'entity_id'],
    [`entity=creator&entity_ids=${id},me&metric=views`, 'entity_ids'],
    [`entity=creator&entity_id=${id}&entity_ids=${id}&metric=views`, 'entity_ids'],
    [`entity=creator&entity_ids=${Array.from({ length: 6 }, () => crypto.randomUUID())}&metric=views`, 'entity_ids'],
    [`entity=creator&entity_id=${id}&metric=fame`, 'metric'],
    [`entity=video&entity_id=${id}&metric=posts_per_week`, 'metric'],
    [`entity=creator&entity_id=${id}&metric=views&mode=rate`, 'mode'],
    [`entity=creator&entity_id=${id}&metric=posts_per_week&mode=new`, 'mode'],
    [`entity=creator&entity_id=${id}&metric=growth_rate_pop`, 'base_metric'],
    [`entity=creator&entity_id=${id}&metric=views&granularity=hour`, 'granularity'],
    [`entity=creator&entity_id=${id}&metric=views&from=2026-06-02&to=2026-06-01`, 'from'],
    [`entity=creator&entity_id=${id}&metric=views&from=2020-01-01&to=2026-06-01`, 'from'],
    [`entity=creator&entity_id=${id}&metric=views&compare=last_year`, 'compare'],
    [`entity=creator&entity_id=${id}&metric=views&tz=Mars/Olympus`, 'tz'],
    [`entity=creator&entity_id=${id}&metric=views&format=xml`, 'format'],
  ])('%s', async (query, field) => {
    const refused = await emulator.api('GET', `/analytics?${query}`)
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_query', field])
  })

  it('what does not exist is 404', async () => {
    for (const entity of ['creator', 'campaign', 'video']) {
      expect((await emulator.api('GET', `/analytics?entity=${entity}&entity_id=${id}&metric=views`)).status).toBe(404)
    }
  })
})

it('history older than the plan keeps is 402 retention_exceeded', async () => {
  const { creator } = await poster()
  await emulator.options({ stats_history_retention_days: 30 })
  const query = `entity=creator&entity_id=${creator.id}&metric=views`
  expect((await analytics(query)).tier_retention_days).toBe(30)
  const refused = await emulator.api('GET', `/analytics?${query}&from=2026-05-15`)
  expect([refused.status, refused.meta.code]).toEqual([402, 'retention_exceeded'])
  expect((await emulator.api('GET', `/analytics?${query}&from=2026-05-16`)).status).toBe(200)
})

it('CSV comes without envelope, with the same numbers and the kind of each row', async () => {
  const { creator, videos } = await poster()
  await emulator.api('PATCH', `/videos/${videos[0]?.id}`, { body: { title: 'Tea, "hot"' } })
  const query = `entity=creator&entity_id=${creator.id}&metric=views&compare=prior_period&breakdown=video`
  const response = await emulator.request('GET', `/analytics?${query}&format=csv`)
  expect(response.headers.get('content-type')).toContain('text/csv')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename=".*\.csv"$/)
  const lines = (await response.text()).trimEnd().split('\r\n')
  expect(lines[0]).toBe('series_kind,entity,entity_id,entity_label,metric,date,value,partial')
  const kinds = lines.slice(1).map((line) => line.split(',')[0])
  expect([...new Set(kinds)]).toEqual(['main', 'compare', 'breakdown'])
  const { series } = await analytics(query)
  const main = lines.filter((line) => line.startsWith('main,')).map((line) => Number(line.split(',')[6]))
  expect(main).toEqual(values(series[0]))
  expect(lines.some((line) => line.includes('"Tea, ""hot"""'))).toBe(true)
})

describe('annotations', () => {
  it('are written, shown beside the series of their project and days, changed and deleted', async () => {
    const { creator } = await poster()
    const path = '/analytics/annotations'
    const body = { project_id: creator.project_id, date: '2026-06-10', label: 'Sale starts' }
    expect((await emulator.api('POST', path, { body, key: READ })).status).toBe(403)
    const made = (await emulator.api('POST', path, { body })).data as Row
    const query = `entity=creator&entity_id=${creator.id}&metric=views`
    expect((await analytics(query)).annotations).toEqual([made])
    expect((await analytics(`${query}&to=2026-06-09`)).annotations).toEqual([])
    expect((await emulator.api('PATCH', `${path}/${made.id}`, { body: { label: 'Sale' } })).data).toMatchObject({
      id: made.id,
      label: 'Sale',
      date: '2026-06-10',
    })
    expect((await emulator.list(`${path}?project_id=${creator.project_id}`)).map(({ id }) => id)).toEqual([made.id])
    expect((await emulator.api('DELETE', `${path}/${made.id}`)).status).toBe(200)
    expect((await emulator.api('DELETE', `${path}/${made.id}`)).status).toBe(404)
    expect((await emulator.state()).annotations).toEqual([])
    expect((await emulator.api('POST', path, { body: { ...body, date: 'soon' } })).meta.field).toBe('date')
  })
})
