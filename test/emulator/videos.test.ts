import { describe, expect, it } from 'vitest'
import { NOW, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()
const DAY_MS = 86_400_000

const ids = (rows: Row[]) => new Set(rows.map(({ id }) => id))

async function someVideo(keep: (video: Row) => boolean = () => true): Promise<Row> {
  const found = (await emulator.state()).videos.find(keep)
  if (found === undefined) throw new Error('none')
  return found
}

async function video(id: string): Promise<Row | undefined> {
  return (await emulator.state()).videos.find((row) => row.id === id)
}

const daysAgo = (at: unknown) => (Date.parse(NOW) - Date.parse(String(at))) / DAY_MS

describe('the seeded videos', () => {
  it('look like TikTok posts: URL of their creator, counts in proportion, posted before now', async () => {
    const { videos, creators } = await emulator.state()
    expect(videos.length).toBeGreaterThan(30)
    const handles = new Map(creators.map((row) => [row.id, row.tiktok_handle]))
    for (const row of videos) {
      expect(row.tiktok_video_id).toMatch(/^7\d{18}$/)
      const handle = handles.get(String(row.creator_id))
      expect(row.url).toBe(`https://www.tiktok.com/@${handle}/video/${row.tiktok_video_id}`)
      expect(Number(row.like_count)).toBeLessThan(Number(row.view_count) + 1)
      expect(daysAgo(row.posted_at)).toBeGreaterThanOrEqual(0)
      expect(Date.parse(String(row.last_scraped_at))).toBeGreaterThanOrEqual(Date.parse(String(row.posted_at)))
    }
    expect(new Set(videos.map((row) => row.tiktok_video_id)).size).toBe(videos.length)
  })

  it('leave gaps: among active creators one never posted, others not for two weeks, others this week', async () => {
    const { videos, creators } = await emulator.state()
    const active = creators.filter((row) => row.is_active === true && row.last_scraped_at !== null)
    const newest = active.map(({ id }) =>
      Math.min(...videos.filter((row) => row.creator_id === id).map((row) => daysAgo(row.posted_at))),
    )
    expect(newest).toContain(Number.POSITIVE_INFINITY)
    expect(newest.some((days) => days > 14 && days < 100)).toBe(true)
    expect(newest.filter((days) => days < 7).length).toBeGreaterThan(2)
  })

  it('have every tracking status that finding them gives', async () => {
    const statuses = new Set((await emulator.state()).videos.map((row) => row.tracking_status))
    expect([...statuses].sort()).toEqual(['auto_tracked', 'excluded', 'included', 'pending_review'])
  })

  it('are the same after the same reset, and few in a very large organisation', async () => {
    const first = (await emulator.state()).videos
    await emulator.reset()
    expect((await emulator.state()).videos).toEqual(first)
    await emulator.reset({ creators: 20_000, accruals: 0 })
    await emulator.options({ requests_per_minute: 1_000 })
    const all = await emulator.walk('/videos', 100)
    expect(all.length).toBeGreaterThan(1_000)
    expect(all.length).toBeLessThanOrEqual(3_000)
  })
})

describe('GET /videos', () => {
  it('gives every video once, except the excluded, by project and creator', async () => {
    const { videos } = await emulator.state()
    const shown = videos.filter((row) => row.tracking_status !== 'excluded')
    expect(shown.length).toBeLessThan(videos.length)
    expect(ids(await emulator.walk('/videos', 7))).toEqual(ids(shown))
    const { project_id, creator_id } = await someVideo()
    for (const [query, keep] of [
      [`project_id=${project_id}`, (row: Row) => row.project_id === project_id],
      [`creator_id=${creator_id}`, (row: Row) => row.creator_id === creator_id],
      [`project_id=${crypto.randomUUID()}`, () => false],
    ] as const) {
      expect(ids(await emulator.walk(`/videos?${query}`, 10))).toEqual(ids(shown.filter(keep)))
    }
  })
})

describe('as time passes', () => {
  it('views grow and never fall, but not while tracking is disabled', async () => {
    const fresh = (await emulator.state()).creators.filter(
      (row) => row.is_active === true && daysAgo(row.last_scraped_at) < 0.3,
    )
    const { id } = await someVideo((row) => ids(fresh).has(String(row.creator_id)) && daysAgo(row.posted_at) < 5)
    const before = (await video(id))?.view_count
    await emulator.advance(86_400)
    const after = (await video(id))?.view_count
    expect(Number(after)).toBeGreaterThan(Number(before))
    await emulator.api('POST', `/videos/${id}/tracking-disable`)
    await emulator.advance(5 * 86_400)
    expect((await video(id))?.view_count).toBe(after)
    await emulator.api('POST', `/videos/${id}/tracking-enable`)
    expect((await video(id))?.view_count).toBe(after)
    await emulator.advance(120)
    expect(Number((await video(id))?.view_count)).toBeGreaterThan(Number(after))
  })

  it('who posts goes on posting; who is stuck, inactive or pausing does not', async () => {
    const { creators, videos } = await emulator.state()
    await emulator.advance(20 * 86_400)
    const now = (await emulator.state()).videos
    const more = now.filter((row) => !ids(videos).has(row.id))
    expect(more.length).toBeGreaterThan(10)
    const posting = new Set(more.map((row) => row.creator_id))
    for (const row of creators) {
      if (row.is_active === false || row.last_scraped_at === null) expect(posting).not.toContain(row.id)
      if (daysAgo(row.last_scraped_at) > 1) expect(posting).not.toContain(row.id)
    }
    for (const row of more) expect(Date.parse(String(row.posted_at))).toBeGreaterThan(Date.parse(NOW) - DAY_MS)
  })

  it('the same posts come with the same numbers whether the time passes at once or in pieces', async () => {
    await emulator.advance(10 * 86_400)
    const atOnce = (await emulator.state()).videos
    await emulator.reset()
    for (let day = 0; day < 10; day += 1) {
      await emulator.advance(86_400)
      await emulator.api('GET', '/videos?limit=1')
    }
    expect((await emulator.state()).videos).toEqual(atOnce)
  })

  it('a creator who was added begins to post', async () => {
    const { creators } = await emulator.act({ do: 'add_creator' })
    await emulator.advance(14 * 86_400)
    expect((await emulator.list(`/videos?creator_id=${creators[0].id}`)).length).toBeGreaterThan(0)
  })
})

describe('changing a video', () => {
  it('PATCH takes title, readme and tracking status, and needs one of them', async () => {
    const { id } = await someVideo((row) => row.tracking_status === 'auto_tracked')
    const body = { title: 'Other', readme: 'Pinned', tracking_status: 'excluded' }
    expect((await emulator.api('PATCH', `/videos/${id}`, { body })).data).toMatchObject(body)
    expect(ids(await emulator.walk('/videos', 100))).not.toContain(id)
    const back = await emulator.api('PATCH', `/videos/${id}`, { body: { tracking_status: 'included', readme: null } })
    expect(back.data).toMatchObject({ title: 'Other', readme: null, tracking_status: 'included' })
    for (const wrong of [{}, { tracking_status: 'gone' }, { title: 7 }]) {
      const refused = await emulator.api('PATCH', `/videos/${id}`, { body: wrong })
      expect([refused.status, refused.meta.code]).toEqual([400, 'invalid_body'])
    }
  })

  it('DELETE is for good, also in campaigns, and the id is not given out again', async () => {
    const { campaigns, videos } = await emulator.state()
    const id = campaigns.flatMap(({ items }) => items).find(({ item_type }) => item_type === 'video')?.item_id ?? ''
    expect(videos.map((row) => row.id)).toContain(id)
    expect((await emulator.api('DELETE', `/videos/${id}`)).data).toEqual({ id, deleted: true })
    expect((await emulator.api('DELETE', `/videos/${id}`)).status).toBe(404)
    expect((await emulator.api('PATCH', `/videos/${id}`, { body: { title: 'x' } })).status).toBe(404)
    expect(await video(id)).toBeUndefined()
    expect(JSON.stringify((await emulator.state()).campaigns)).not.toContain(id)
    const last = videos.at(-1)?.id
    await emulator.api('DELETE', `/videos/${last}`)
    const posted = await emulator.act({ do: 'post_video' })
    expect(posted.videos[0].id).not.toBe(last)
  })

  it('a manual scrape shows after 90 seconds and counts against the quota', async () => {
    await emulator.options({ manual_scrapes_per_day: 1 })
    const { id } = await someVideo((row) => daysAgo(row.last_scraped_at) > 0.05)
    expect((await emulator.api('POST', `/videos/${id}/scrape`)).status).toBe(202)
    await emulator.advance(95)
    expect(daysAgo((await video(id))?.last_scraped_at)).toBeLessThan(0)
    expect((await emulator.api('POST', `/videos/${id}/scrape`)).status).toBe(429)
    await emulator.api('POST', `/videos/${id}/tracking-disable`)
    const refused = await emulator.api('POST', `/videos/${id}/scrape`)
    expect([refused.status, refused.meta.code]).toEqual([409, 'tracking_disabled'])
  })

  it('tracking that is enabled again is exempt from expiry until that is taken back', async () => {
    const { id } = await someVideo()
    const flags = async (path: string) => {
      const { data } = await emulator.api('POST', `/videos/${id}/${path}`)
      return [(data as Row).tracking_disabled, (data as Row).tracking_exempt]
    }
    expect(await flags('tracking-disable')).toEqual([true, false])
    expect(await flags('tracking-enable')).toEqual([false, true])
    expect(await flags('tracking-unexempt')).toEqual([false, false])
  })

  it('in bulk: what changed, what had nothing to change, what is not of the project', async () => {
    const { videos } = await emulator.state()
    const project = videos[0]?.project_id
    const own = videos.filter((row) => row.project_id === project).slice(0, 2)
    const foreign = videos.find((row) => row.project_id !== project)
    await emulator.api('POST', `/videos/${own[0]?.id}/tracking-disable`)
    const body = { video_ids: [own[0]?.id, own[1]?.id, foreign?.id, crypto.randomUUID()] }
    const path = `/projects/${project}/videos/bulk-tracking`
    const disabled = await emulator.api('POST', `${path}-disable`, { body })
    expect(disabled.data).toEqual({ ok_count: 1, skipped_count: 1, failed_count: 2 })
    const enabled = await emulator.api('POST', `${path}-enable`, { body })
    expect(enabled.data).toEqual({ ok_count: 2, skipped_count: 0, failed_count: 2 })
  })

  it('the inbox approves or excludes what waits there, and nothing else', async () => {
    const { videos } = await emulator.state()
    const waiting = videos.filter((row) => row.tracking_status === 'pending_review')
    const [first] = waiting
    const other = videos.find((row) => row.project_id === first?.project_id && row.tracking_status !== 'pending_review')
    const inbox = (video_ids: unknown[], action: string) =>
      emulator.api('PATCH', `/projects/${first?.project_id}/inbox`, { body: { video_ids, action } })
    expect((await inbox([first?.id, other?.id], 'approve')).data).toMatchObject({ ok_count: 1, skipped_count: 1 })
    expect((await video(String(first?.id)))?.tracking_status).toBe('included')
    expect((await inbox([first?.id], 'exclude')).data).toMatchObject({ ok_count: 0, skipped_count: 1 })
    expect((await inbox([first?.id], 'like')).status).toBe(400)
  })
})

describe('adding videos by URL', () => {
  const url = (n: number) => `https://www.tiktok.com/@somebody.else/video/70000000000000000${n}`
  const project = async () => (await emulator.state()).projects[0]?.id ?? ''

  it('one is 201, counts at once, belongs to nobody, and is refused the second time', async () => {
    const path = `/projects/${await project()}/videos`
    const added = await emulator.api('POST', path, { body: { url: `${url(10)}?lang=en` } })
    const data = added.data as { status: string; video: Row }
    expect([added.status, data.status]).toEqual([201, 'direct_add'])
    expect(data.video).toMatchObject({ creator_id: null, url: url(10), tracking_status: 'direct_add' })
    expect(Number(data.video.view_count)).toBeGreaterThan(0)
    const again = await emulator.api('POST', path, { body: { url: url(10) } })
    expect([again.status, again.meta.code]).toEqual([409, 'video_exists'])
  })

  it('several say what became of each, up to what the plan tracks', async () => {
    const path = `/projects/${await project()}/videos`
    const untracked = ['excluded', 'pending_review']
    const tracked = (await emulator.state()).videos.filter(
      (row) => !untracked.includes(String(row.tracking_status)) && row.tracking_disabled === false,
    )
    await emulator.options({ max_tracked_videos_per_org: tracked.length + 1 })
    const { data } = await emulator.api('POST', path, { body: { videos: [{ url: url(11) }, { url: url(12) }] } })
    const { results } = data as { results: Row[] }
    expect(results.map((row) => [row.status, row.code])).toEqual([
      ['direct_add', undefined],
      ['failed', 'limit_reached'],
    ])
  })

  it.each([
    [{}, 'url'],
    [{ url: 'https://example.com/@a/video/7000000000000000000' }, 'url'],
    [{ url: 'https://www.tiktok.com/@a' }, 'url'],
    [{ videos: [] }, 'videos'],
    [{ videos: Array.from({ length: 51 }, () => ({ url: url(13) })) }, 'videos'],
  ])('a wrong body is 400: %j', async (body, field) => {
    const refused = await emulator.api('POST', `/projects/${await project()}/videos`, { body })
    expect([refused.status, refused.meta.code, refused.meta.field]).toEqual([400, 'invalid_body', field])
  })
})

describe('act post_video', () => {
  it('posts now for the creator named, with the views named', async () => {
    const creator = (await emulator.state()).creators.find(
      (row) => row.is_active === true && row.tracking_mode === 'auto',
    )
    const { videos } = await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 1_234_567 })
    expect(videos[0]).toMatchObject({ creator_id: creator?.id, view_count: 1_234_567, tracking_status: 'auto_tracked' })
    const [newest] = await emulator.list(`/videos?creator_id=${creator?.id}&limit=1`)
    expect(newest?.id).toBe(videos[0].id)
    expect((await emulator.control('act', { do: 'post_video', creator_id: crypto.randomUUID() })).status).toBe(400)
  })
})
