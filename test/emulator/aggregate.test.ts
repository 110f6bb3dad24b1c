import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()
const BASE = '/analytics/aggregate'

const counted = (video: Row) => ['auto_tracked', 'included', 'direct_add'].includes(String(video.tracking_status))

async function project() {
  const { projects, videos } = await emulator.state()
  const id = String(projects[0]?.id)
  return { id, videos: videos.filter((video) => video.project_id === id && counted(video)) }
}

const get = async (path: string) => (await emulator.api('GET', `${BASE}/${path}`)).data as Row[]

describe('the video leaderboard', () => {
  it('has exactly the fields of the sample', async () => {
    const { id } = await project()
    expect(Object.keys((await get(`video-leaderboard?project_id=${id}`))[0] ?? {})).toEqual([
      'video_id',
      'title',
      'thumbnail_url',
      'url',
      'view_count',
      'like_count',
      'comment_count',
      'share_count',
      'save_count',
      'posted_at',
    ])
  })

  it.each(['view_count', 'like_count', 'comment_count', 'share_count', 'save_count', 'posted_at'])(
    'is in the order of %s, the highest first, with all videos that count',
    async (order) => {
      const { id, videos } = await project()
      const rows = await get(`video-leaderboard?project_id=${id}&order=${order}&limit=100`)
      expect(new Set(rows.map(({ video_id }) => video_id))).toEqual(new Set(videos.map((video) => video.id)))
      const keys = rows.map((row) => (order === 'posted_at' ? Date.parse(String(row[order])) : Number(row[order])))
      expect(keys).toEqual([...keys].sort((a, b) => b - a))
    },
  )

  it('is cut by days, both inclusive, and by limit and offset, and says how many there are', async () => {
    const { id, videos } = await project()
    const within = videos.filter((video) => {
      const day = String(video.posted_at).slice(0, 10)
      return day >= '2026-06-05' && day <= '2026-06-12'
    })
    expect(within.length).toBeGreaterThan(2)
    const query = `${BASE}/video-leaderboard?project_id=${id}&from=2026-06-05&to=2026-06-12`
    const whole = await emulator.api('GET', query)
    expect(new Set((whole.data as Row[]).map(({ video_id }) => video_id))).toEqual(
      new Set(within.map((video) => video.id)),
    )
    const part = await emulator.api('GET', `${query}&limit=1&offset=1`)
    expect(part.data).toEqual((whole.data as Row[]).slice(1, 2))
    expect(part.meta).toEqual({ total_count: within.length })
    await emulator.options({ leaderboard_total_count: 'data' })
    const other = await emulator.api('GET', `${query}&limit=1&offset=1`)
    expect([other.data, other.meta]).toEqual([{ items: part.data, total_count: within.length }, null])
  })

  it.each([
    ['', 'project_id'],
    ['order=fame', 'order'],
    ['limit=0', 'limit'],
    ['offset=-1', 'offset'],
    ['from=yesterday', 'from'],
  ])('refuses %s', async (query, field) => {
    const { id } = await project()
    const path = `${BASE}/video-leaderboard?${query === '' ? '' : `project_id=${id}&${query}`}`
    const refused = await emulator.api('GET', path)
    expect([refused.status, refused.meta.field]).toEqual([400, field])
  })
})

describe('the posting heatmap', () => {
  it('has the cells that are not empty, Sunday as 0, and every post once', async () => {
    const { id, videos } = await project()
    const cells = await get(`posting-heatmap?project_id=${id}&from=2025-06-01&to=2026-06-15`)
    const expected = new Map<string, number>()
    for (const { posted_at } of videos) {
      const at = new Date(String(posted_at))
      const cell = `${at.getUTCDay()} ${at.getUTCHours()}`
      expected.set(cell, (expected.get(cell) ?? 0) + 1)
    }
    expect(new Map(cells.map(({ dow, hour, post_count }) => [`${dow} ${hour}`, post_count]))).toEqual(expected)
  })

  it('needs both days and follows the time zone', async () => {
    const { id } = await project()
    const refused = await emulator.api('GET', `${BASE}/posting-heatmap?project_id=${id}&from=2026-06-01`)
    expect([refused.status, refused.meta.field]).toEqual([400, 'to'])
    const query = `posting-heatmap?project_id=${id}&from=2026-06-15&to=2026-06-15`
    const creator = (await emulator.state()).creators.find(
      (row) => row.project_id === id && row.tracking_mode === 'auto' && row.is_active === true,
    )
    await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 10 })
    // 10:30 UTC on a Monday is 16:00 in Kolkata.
    expect(await get(query)).toContainEqual(expect.objectContaining({ dow: 1, hour: 10 }))
    expect(await get(`${query}&tz=Asia/Kolkata`)).toContainEqual(expect.objectContaining({ dow: 1, hour: 16 }))
  })
})

describe('the other aggregates', () => {
  it('rank creators and campaigns by the views of their videos', async () => {
    const { id, videos } = await project()
    const creators = await get(`creator-leaderboard?project_id=${id}`)
    expect(creators.length).toBeGreaterThan(2)
    for (const row of creators) {
      const own = videos.filter((video) => video.creator_id === row.creator_id)
      expect(row.view_count).toBe(own.reduce((sum, video) => sum + Number(video.view_count), 0))
      expect(row.post_count).toBe(own.length)
    }
    const views = creators.map((row) => Number(row.view_count))
    expect(views).toEqual([...views].sort((a, b) => b - a))
    expect(await get(`campaign-leaderboard?project_id=${id}`)).toHaveLength(3)
  })

  it('say how views are distributed, who sticks out, who pauses', async () => {
    const { id, videos } = await project()
    const range = `project_id=${id}&from=2025-06-01&to=2026-06-15`
    const { data } = await emulator.api('GET', `${BASE}/view-distribution?${range}`)
    const { buckets, total_count } = data as { buckets: { count: number }[]; total_count: number }
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(total_count)
    expect(total_count).toBe(videos.length)
    const outliers = await get(`outliers?${range}`)
    expect(outliers.length).toBeGreaterThan(0)
    for (const row of outliers) expect(Number(row.multiple)).toBeGreaterThanOrEqual(3)
    const consistency = await get(`posting-consistency?${range}`)
    expect(Math.max(...consistency.map((row) => Number(row.longest_gap_days)))).toBeGreaterThan(14)
    expect(await get(`creator-scatter?${range}`)).toHaveLength(consistency.length)
  })

  it('say which campaigns overlap', async () => {
    const { id } = await project()
    const overlaps = await get(`member-overlap?project_id=${id}`)
    expect(overlaps.map(({ campaign_names }) => campaign_names)).toContainEqual([
      'Spring launch',
      'Everything this year',
    ])
  })

  it.each([
    'video-leaderboard',
    'posting-heatmap',
    'view-distribution',
    'outliers',
    'creator-leaderboard',
    'posting-consistency',
    'creator-scatter',
    'goal-compliance',
    'campaign-leaderboard',
    'member-overlap',
  ])('%s of a project that does not exist is 404, without one 400', async (name) => {
    const days = 'from=2026-06-01&to=2026-06-02'
    expect((await emulator.api('GET', `${BASE}/${name}?project_id=${crypto.randomUUID()}&${days}`)).status).toBe(404)
    expect((await emulator.api('GET', `${BASE}/${name}?${days}`)).meta.field).toBe('project_id')
  })
})
