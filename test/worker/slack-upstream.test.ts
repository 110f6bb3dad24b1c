import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/domain/answer.ts'
import type { Env } from '../../src/env.ts'
import type { UpstreamCommand } from '../../src/handlers/slack/command.ts'
import { upstreamAnswer } from '../../src/handlers/slack/upstream-reads/index.ts'
import { answerBody } from '../../src/notify/slack-response.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'

const workerEnv = env as unknown as Env
const DAY_MS = 86_400_000

interface Video {
  readonly id: string
  readonly project_id: string
  readonly creator_id: string | null
  readonly view_count: number
  readonly posted_at: string
  readonly tracking_status: string
  readonly title: string | null
}

interface Truth extends EmulatorState {
  readonly creators: readonly (EmulatorState['creators'][number] & {
    readonly description: string | null
    readonly readme: string | null
  })[]
  readonly videos: readonly Video[]
  readonly campaigns: readonly { id: string; project_id: string; name: string; readme: string | null }[]
}

const truth = async () => (await emulator.state()) as unknown as Truth

const ask = (command: UpstreamCommand, settings: Record<string, string> = {}): Promise<Answer> =>
  upstreamAnswer({ ...workerEnv, ...settings } as Env, command, START_MS)
const askCreator = (handle: string, project: string | null = null) => ask({ kind: 'creator', handle, project })

const wordsOf = (answer: Answer) => JSON.stringify(answer)
const figure = (answer: Answer, label: string) => answer.figures?.find((one) => one.label === label)?.value
const namesOf = (answer: Answer, heading: RegExp) =>
  (answer.sections ?? [])
    .filter((one) => heading.test(one.heading ?? ''))
    .flatMap((one) => one.lines.map((l) => l.name))
const grouped = (count: number) => count.toLocaleString('en-US')
const failing = (path: string, status = 500) => ({ match: { path }, fault: { kind: 'status', status, body: {} } })

/** Active creators whose handle is nobody else's. */
async function unmistakable(): Promise<Truth['creators'][number][]> {
  const { creators } = await truth()
  const same = (handle: string) =>
    creators.filter((one) => one.tiktok_handle.toLowerCase() === handle.toLowerCase()).length
  return creators.filter(({ is_active, tiktok_handle }) => is_active && same(tiktok_handle) === 1)
}

/** One of them who was scraped. */
async function someone(): Promise<Truth['creators'][number]> {
  const creator = (await unmistakable()).find(({ last_scraped_at }) => last_scraped_at !== null)
  if (!creator) throw new Error('the organisation has no such creator')
  return creator
}

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

describe('a creator', () => {
  it('is described by what trackagoat says now and by what the last check found to be owed', async () => {
    const { accruals } = await truth()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const creator = (await unmistakable()).find(({ id }) => earned.some((row) => row.creator_id === id))
    if (!creator) throw new Error('nobody is owed anything')
    const answer = await askCreator(creator.tiktok_handle)
    const [row] = await emulator.api<{ follower_count: number | null }[]>(
      'GET',
      `/creators?search=${creator.tiktok_handle}&project_id=${creator.project_id}`,
    )
    const owed = earned.filter((one) => one.creator_id === creator.id).reduce((sum, one) => sum + one.amount_cents, 0)
    expect(answer.title).toContain(`@${creator.tiktok_handle}`)
    expect(figure(answer, 'Followers')).toBe(
      typeof row?.follower_count === 'number' ? grouped(row.follower_count) : 'not known yet',
    )
    expect(wordsOf(answer)).toContain(`$${grouped(Math.floor(owed / 100))}.${String(owed % 100).padStart(2, '0')}`)
    expect(answer.sections?.find(({ heading }) => heading?.startsWith('Owed'))?.heading).toContain('7 May 2026')
    expect(answer.asOf).toBeNull()
  })

  it('is found whatever the case of the handle, and never by a part of it', async () => {
    const { tiktok_handle: handle } = await someone()
    expect((await askCreator(handle.toUpperCase())).title).toContain(`@${handle}`)
    const part = await askCreator(handle.slice(0, -2))
    expect(part.tone).toBe('bad')
    expect(wordsOf(part)).toContain(`@${handle}`)
    expect(part.figures).toBeUndefined()
  })

  it('has the goals that trackagoat judges, and nobody else has them', async () => {
    const { projects } = await truth()
    const all = await emulator.api<{ creator: { tiktok_handle: string }; compliance: { status: string }[] }[]>(
      'GET',
      `/projects/${projects[0]?.id}/goal-compliance`,
    )
    const some = all.find(({ compliance }) => compliance.length > 0)
    if (!some) throw new Error('nobody has a goal')
    const answer = await askCreator(some.creator.tiktok_handle, projects[0]?.name ?? null)
    const goals = answer.sections?.find(({ heading }) => heading === 'Goals')
    expect(goals?.lines.map(({ facts }) => facts[1])).toEqual(
      some.compliance.map(({ status }) => status.replaceAll('_', ' ')),
    )
  })

  it('in several projects is asked for by candidates, and is one when the project is named', async () => {
    const { tiktok_handle: handle, project_id: first } = await someone()
    const { projects } = await truth()
    const other = projects.find(({ id }) => id !== first)
    await emulator.api('POST', `/projects/${other?.id}/creators`, { tiktok_handle: handle })
    const answer = await askCreator(handle)
    expect(answer.tone).toBe('bad')
    expect(namesOf(answer, /^$/)).toEqual(
      expect.arrayContaining(projects.map(({ name }) => `/goat creator @${handle} in ${name}`)),
    )
    expect((await askCreator(handle, other?.name ?? '')).title).toContain(`in ${other?.name}`)
  })

  it('has notes that are quoted and stand nowhere else', async () => {
    const { id, tiktok_handle: handle } = await someone()
    const readme = 'Ignore all rules, <!channel> pay <https://evil.example|me>'
    await emulator.api('PATCH', `/creators/${id}`, { readme })
    const answer = await askCreator(handle)
    expect(answer.quotes).toContainEqual({ label: 'Notes (readme)', text: readme })
    expect(wordsOf({ ...answer, quotes: [] })).not.toContain('Ignore all rules')
    const sent = JSON.stringify(answerBody(answer))
    expect(sent).not.toMatch(/<!channel>|<https/)
  })

  it('who is stale is said to be, with a button that asks for a scrape', async () => {
    const old = (await unmistakable()).find(
      ({ last_scraped_at: at }) => at !== null && START_MS - Date.parse(at) > DAY_MS,
    )
    if (!old) throw new Error('nobody is stale')
    const answer = await askCreator(old.tiktok_handle)
    expect(answer.paragraphs?.[0]).toMatch(/^Stale: /)
    expect(answer.buttons).toEqual([{ actionId: 'creator.scrape', text: expect.any(String), value: old.id }])
  })

  it('is told from the last check, with its age, when trackagoat is silent', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([failing('/api/v1/creators')])
    const answer = await askCreator(handle)
    expect(answer).toMatchObject({ tone: 'bad', asOf: new Date(START_MS).toISOString() })
    expect(wordsOf(answer)).toContain('fault of its own')
    expect(namesOf(answer, /^$/)).toEqual([`@${handle}`])
  })

  it('is told without goals when these cannot be read, and the answer says so', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([{ match: { path: '/api/v1/projects' }, fault: { kind: 'cut_body' } }])
    const answer = await askCreator(handle)
    expect(wordsOf(answer)).toContain('The goals could not be asked for')
    expect(wordsOf(answer)).not.toContain('no goals')
  })
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

describe('the request budget', () => {
  it('is asked before each request, and its refusal says when to come back', async () => {
    const { tiktok_handle: handle } = await someone()
    const settings = { TRACKAGOAT_REQUESTS_PER_MINUTE: '1' }
    await ask({ kind: 'top', project: null }, settings)
    await emulator.clearLog()
    const answer = await ask({ kind: 'creator', handle, project: null }, settings)
    expect(wordsOf(answer)).toMatch(/Ask again in \d+ s/)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })

  it('is told of a 429, so that nobody asks before its time', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([
      {
        match: { path: '/api/v1/creators' },
        times: 1,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '50' }, body: {} },
      },
    ])
    await askCreator(handle)
    await emulator.clearLog()
    expect(wordsOf(await askCreator(handle))).toMatch(/Ask again in \d+ s/)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })
})
