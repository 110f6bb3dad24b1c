import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'
import { ask, failing, figure, grouped, namesOf, someone, truth, wordsOf } from '../support/worker/upstream-answers.ts'

const DAY_MS = 86_400_000

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

describe('a campaign', () => {
  const newOne = async (body: Record<string, unknown>) => {
    const { projects } = await truth()
    return emulator.api<{ id: string }>('POST', `/projects/${projects[0]?.id}/campaigns`, body)
  }
  const member = (id: string, item: string) =>
    emulator.api('POST', `/campaigns/${id}/items`, { item_type: 'creator', item_id: item })
  const seriesOf = async (id: string, more: string) => {
    const data = await emulator.api<{ series: { points: { value: number | null; baseline: boolean }[] }[] }>(
      'GET',
      `/analytics?entity=campaign&entity_id=${id}&metric=views&${more}`,
    )
    return data.series[0]?.points ?? []
  }

  it('is found by name and told with views, engagement, target and its readme as a quotation', async () => {
    const creator = await someone()
    const { id } = await newOne({ name: 'Only  One', readme: '# Brief', target_views: 1_000_000 })
    await member(id, creator.id)
    await emulator.clearLog()
    const answer = await ask({ kind: 'campaign', name: 'only one' })
    const paths = (await emulator.log()).map(({ path }) => path)
    const gained = (await seriesOf(id, 'mode=new'))
      .filter(({ baseline }) => !baseline)
      .reduce((sum, { value }) => sum + (value ?? 0), 0)
    const total = (await seriesOf(id, 'mode=cumulative')).at(-1)?.value ?? 0
    expect(figure(answer, 'Views, last 30 days')).toBe(grouped(gained))
    expect(figure(answer, 'Target')).toContain(`${grouped(total)} of 1,000,000 views`)
    expect(figure(answer, 'The 30 days before')).toBeDefined()
    expect(figure(answer, 'Engagement by views')).toMatch(/%/)
    expect(answer.quotes).toEqual([{ label: 'Notes (readme)', text: '# Brief' }])
    expect(paths.filter((path) => path.endsWith('/stats'))).toEqual([])
  })

  it('whose name is in several projects is named by id', async () => {
    const { campaigns } = await truth()
    const same = campaigns.filter(({ name }) => name === 'Spring launch')
    expect(same.length).toBeGreaterThan(1)
    const answer = await ask({ kind: 'campaign', name: 'Spring Launch' })
    expect(answer.tone).toBe('bad')
    expect(namesOf(answer, /^$/).sort()).toEqual(same.map(({ id }) => `/goat campaign ${id}`).sort())
    expect((await ask({ kind: 'campaign', name: same[0]?.id ?? '' })).tone).toBe('info')
  })

  it('that does not exist is answered with near ones', async () => {
    const answer = await ask({ kind: 'campaign', name: 'Sprng launch' })
    expect(answer.tone).toBe('bad')
    expect(new Set(namesOf(answer, /^$/))).toEqual(new Set(['Spring launch']))
  })

  it('is told without a comparison where the plan keeps too few days', async () => {
    const creator = await someone()
    const { id } = await newOne({ name: 'Short memory' })
    await member(id, creator.id)
    await emulator.faults([
      {
        match: { path: '/api/v1/analytics', query: 'compare=prior_period' },
        fault: { kind: 'status', status: 402, body: { error: 'x', meta: { code: 'retention_exceeded' } } },
      },
    ])
    const answer = await ask({ kind: 'campaign', name: 'Short memory' })
    expect(answer.tone).toBe('info')
    expect(wordsOf(answer)).toContain('keeps too few days')
    expect(figure(answer, 'The 30 days before')).toBeUndefined()
  })

  it('that may be among those that cannot be read is not said to be absent', async () => {
    await newOne({ name: 'Readable' })
    const spoil = (patch: unknown) =>
      emulator.faults([{ match: { path: '/api/v1/campaigns' }, fault: { kind: 'rows', patch, index: 1 } }])
    await spoil({ name: null })
    const none = await ask({ kind: 'campaign', name: 'no such campaign' })
    expect(none.title).toBe('No campaign «no such campaign» was found')
    expect(wordsOf(none)).toContain('Not looked at: 1 campaign that cannot be read.')
    const found = await ask({ kind: 'campaign', name: 'Readable' })
    expect(found.tone).toBe('info')
    expect(wordsOf(found)).toContain('Not looked at: 1 campaign that cannot be read.')
  })

  it('whose figures cannot be read is not told to have none', async () => {
    await newOne({ name: 'Odd' })
    for (const series of [{ a: 1 }, [{ n: 1 }], null]) {
      await emulator.faults([
        { match: { path: '/api/v1/analytics' }, fault: { kind: 'json', body: { data: { series } } } },
      ])
      const answer = await ask({ kind: 'campaign', name: 'odd' })
      expect(answer.tone).toBe('bad')
      expect(answer.figures).toBeUndefined()
    }
  })
})

describe('the best videos', () => {
  it('are those with most views of the last 30 days, per project', async () => {
    const { videos, projects } = await truth()
    const answer = await ask({ kind: 'top', project: null })
    for (const project of projects) {
      const best = videos
        .filter(
          ({ project_id, posted_at, tracking_status: status }) =>
            project_id === project.id &&
            Date.parse(posted_at) >= START_MS - 30 * DAY_MS &&
            ['auto_tracked', 'included', 'direct_add'].includes(status),
        )
        .sort((a, b) => b.view_count - a.view_count)
        .slice(0, 5)
      const told = answer.sections?.find(({ heading }) => heading === project.name)
      expect(best.length).toBeGreaterThan(0)
      expect(told?.lines.map(({ facts }) => facts[0])).toEqual(
        best.map(({ view_count }) => `${grouped(view_count)} views`),
      )
    }
    expect(answer.asOf).toBeNull()
  })

  it('of one project are asked for with one request, and hold no address', async () => {
    const { projects } = await truth()
    const project = projects[1]
    const answer = await ask({ kind: 'top', project: project?.name.toUpperCase() ?? '' })
    expect(answer.title).toContain(project?.name)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(1)
    expect(wordsOf(answer)).not.toContain('http')
  })

  it('of an unknown project are not guessed', async () => {
    const answer = await ask({ kind: 'top', project: 'no such thing' })
    expect(answer.tone).toBe('bad')
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })

  it('of one project are told although another cannot be asked for', async () => {
    const { projects } = await truth()
    await emulator.faults([
      {
        match: { path: '/api/v1/analytics/aggregate', query: `project_id=${projects[0]?.id}` },
        fault: { kind: 'status', status: 500, body: {} },
      },
    ])
    const answer = await ask({ kind: 'top', project: null })
    expect(answer.sections?.map(({ heading }) => heading)).toEqual([projects[1]?.name])
    expect(wordsOf(answer)).toContain(`${projects[0]?.name} could not be asked for`)
  })
})

describe('who is slow', () => {
  interface Compliance {
    readonly creator: { readonly tiktok_handle: string }
    readonly compliance: readonly { readonly status: string; readonly advisory: { not_yet_started: boolean } }[]
  }
  const BEHIND = ['missed', 'at_risk', 'behind_pace']

  /** Active creators of a project without a post of the last two weeks that counts, scraped within 12 hours. */
  async function silentIn(projectId: string): Promise<string[]> {
    const { creators, videos } = await truth()
    const handles = new Map(creators.map(({ id, tiktok_handle }) => [id, tiktok_handle.toLowerCase()]))
    const posted = new Set(
      videos
        .filter(({ project_id, posted_at, tracking_status: status }) => {
          const counts = ['auto_tracked', 'included', 'direct_add'].includes(status)
          return counts && project_id === projectId && Date.parse(posted_at) >= START_MS - 14 * DAY_MS
        })
        .map(({ creator_id }) => handles.get(creator_id ?? '')),
    )
    return creators
      .filter(
        ({ tiktok_handle, project_id, is_active, last_scraped_at: at }) =>
          project_id === projectId &&
          is_active &&
          !posted.has(tiktok_handle.toLowerCase()) &&
          at !== null &&
          START_MS - Date.parse(at) <= 12 * 3_600_000,
      )
      .map(({ tiktok_handle }) => `@${tiktok_handle}`)
      .sort()
  }

  it('are exactly those behind their goals and those without a post', async () => {
    await reset()
    await newOrganisation({ creators: 40, accruals: 40 })
    await runHour(START_MS)
    const { projects } = await truth()
    const answer = await ask({ kind: 'slow', project: null })
    let silentCount = 0
    for (const { id, name } of projects) {
      const all = await emulator.api<Compliance[]>('GET', `/projects/${id}/goal-compliance?limit=100`)
      const behind = all
        .filter(({ compliance }) =>
          compliance.some(({ status, advisory }) => BEHIND.includes(status) && !advisory.not_yet_started),
        )
        .map(({ creator }) => `@${creator.tiktok_handle}`)
      expect(behind.length).toBeGreaterThan(0)
      expect(namesOf(answer, new RegExp(`^${name}: behind`)).sort()).toEqual(behind.sort())
      const silent = await silentIn(id)
      silentCount += silent.length
      expect(namesOf(answer, new RegExp(`^${name}: no post`)).sort()).toEqual(silent)
    }
    expect(silentCount).toBeGreaterThan(0)
  })

  it.each([
    ['the list breaks off', { kind: 'cut_body' }],
    ['a page is empty before the end', { kind: 'json', body: { data: [], meta: { total_count: 3 } } }],
    ['the end cannot be told', { kind: 'json', body: { data: [{ video_id: 'v', url: null }], meta: {} } }],
    [
      'a post does not say whose it is',
      {
        kind: 'json',
        body: { data: [{ video_id: 'v', url: null, posted_at: '2026-05-07T00:00:00Z' }], meta: { total_count: 1 } },
      },
    ],
  ])('nobody is called silent when %s', async (_, fault) => {
    await emulator.faults([{ match: { path: '/api/v1/analytics/aggregate/video-leaderboard' }, fault }])
    const answer = await ask({ kind: 'slow', project: null })
    expect(namesOf(answer, /no post/)).toEqual([])
    expect(wordsOf(answer)).toContain('gaps in posting cannot be told')
    expect(wordsOf(answer)).not.toContain('Nobody is')
  })

  it('nobody is called good when the goals cannot be read', async () => {
    await emulator.faults([failing('/api/v1/projects', 403), failing('/api/v1/analytics', 403)])
    const answer = await ask({ kind: 'slow', project: null })
    expect(answer.tone).toBe('bad')
    expect(wordsOf(answer)).toContain('the goals could not be asked for')
  })

  it('costs no more than thirty requests', async () => {
    await emulator.faults([
      { match: { path: '/api/v1/projects' }, fault: { kind: 'json', body: { data: [], meta: { hasMore: false } } } },
      {
        match: { path: '/api/v1/analytics/aggregate' },
        fault: { kind: 'json', body: { data: [{ video_id: 'v' }], meta: { total_count: 9_999 } } },
      },
    ])
    await ask({ kind: 'slow', project: null })
    const asked = (await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.length).toBeLessThanOrEqual(30)
  })
})
