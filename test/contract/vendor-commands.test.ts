/**
 * Every command of the vendor's pages «API overview», «Agent guide» and «Data model», run for real against the emulator. Where pages contradict each other, the name of the test says which section of the contract decides.
 */
import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from '../emulator/support.ts'
import { OTHER_PAGES, type VendorCommand } from './vendor-commands.ts'
import { expectShape, type Ran, runCommand, whyNot } from './vendor-run.ts'

const emulator = useEmulator()

type Name = keyof typeof OTHER_PAGES
const COMMANDS: Record<Name, VendorCommand> = OTHER_PAGES

const run = (name: Name, given?: Record<string, string>) => runCommand(emulator, COMMANDS[name], given)
const dataOf = ({ out }: Ran) => (out as { data: unknown }).data
const rowsOf = (ran: Ran) => dataOf(ran) as Row[]

async function organisation() {
  const state = await emulator.state()
  const [project, creator] = [state.projects[0], state.creators.find((row) => row.last_scraped_at !== null)]
  if (project === undefined || creator === undefined) throw new Error('too small')
  return { ...state, project, creator }
}

/** What is checked of each command. A command without a check does not compile. */
const CHECKS: Record<Name, () => Promise<void>> = {
  async openapi() {
    const { out, request } = await run('openapi')
    expect(request.status).toBe(200)
    // A document for other tools, so that it comes without the envelope.
    expect(out).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), paths: expect.any(Object) })
  },

  async secondPage() {
    await emulator.reset({ projects: 1, creators: 70 })
    const first = await emulator.api('GET', '/creators?limit=50')
    expect(first.meta.hasMore).toBe(true)
    const second = await run('secondPage', { '<value>': String(first.meta.nextCursor) })
    expect(second.out).toMatchObject({ meta: { hasMore: false, nextCursor: null } })
    const ids = [...(first.data as Row[]), ...rowsOf(second)].map(({ id }) => id)
    expect(new Set(ids).size).toBe(70)
    expect(ids).toHaveLength(70)
  },

  async dateRange() {
    const { creator } = await organisation()
    const ran = await run('dateRange', { '<uuid>': creator.id })
    const { series, from, to } = dataOf(ran) as { from: string; to: string; series: { points: { date: string }[] }[] }
    expect([from, to]).toEqual(['2026-01-01', '2026-03-31'])
    const days = series[0]?.points.map(({ date }) => date) ?? []
    expect([days[0], days.at(-1), days.length]).toEqual(['2026-01-01', '2026-03-31', 90])
  },

  async idempotentCreator() {
    const { project, creators } = await organisation()
    const first = await run('idempotentCreator', { '<id>': project.id })
    expect(first.request.status).toBe(201)
    await emulator.advance(23 * 3600)
    const replay = await run('idempotentCreator', { '<id>': project.id })
    expect(replay.out).toEqual(first.out)
    expect(replay.request.idempotency_key).toBe('550e8400-e29b-41d4-a716-446655440000')
    expect((await emulator.state()).creators).toHaveLength(creators.length + 1)
    // After 24 hours the key is new again (section 9): now it is a creator who is there already.
    await emulator.advance(2 * 3600)
    const late = await run('idempotentCreator', { '<id>': project.id })
    expect(late.out).toMatchObject({ meta: { code: 'handle_taken' } })
  },

  async schema() {
    const { entities } = dataOf(await run('schema')) as { entities: Record<string, unknown> }
    expect(Object.keys(entities)).toEqual(expect.arrayContaining(['project', 'creator', 'video', 'campaign']))
    for (const entity of Object.values(entities)) expectShape(entity, { fields: {}, description: 'text' })
  },

  async projects() {
    const { projects } = await organisation()
    const listed = rowsOf(await run('projects'))
    expect(listed.map(({ id }) => id).sort()).toEqual(projects.map(({ id }) => id).sort())
    expectShape(listed, [{ id: 'uuid', name: 'name', description: null, org_id: 'uuid' }])
  },

  async campaigns() {
    const { project, campaigns } = await organisation()
    const listed = rowsOf(await run('campaigns', { '<id>': project.id }))
    const there = campaigns.filter((row) => row.project_id === project.id)
    expect(listed.map(({ id }) => id).sort()).toEqual(there.map(({ id }) => id).sort())
    const fields = { id: 'uuid', project_id: 'uuid', name: 'name', description: null, metadata: {} }
    expectShape(listed, [{ ...fields, created_at: '2026-03-15T10:00:00Z' }])
  },

  campaignStatsOfDays: () => goneButAnalytics('campaignStatsOfDays', 'campaign'),
  campaignStats: () => goneButAnalytics('campaignStats', 'campaign'),
  creatorStats: () => goneButAnalytics('creatorStats', 'creator'),
  creatorStatsOfDays: () => goneButAnalytics('creatorStatsOfDays', 'creator'),

  async creators() {
    const { project } = await organisation()
    const listed = rowsOf(await run('creators', { '<id>': project.id }))
    for (const row of listed) expect(row.project_id).toBe(project.id)
    const scraped = listed.filter((row) => row.last_scraped_at !== null)
    expectShape(scraped, [{ total_likes_count: 1, follower_count: 1, video_count: 1, description: null }])
  },

  async videos() {
    const { videos } = await organisation()
    const creatorId = String(videos.find((row) => row.creator_id !== null)?.creator_id)
    const listed = rowsOf(await run('videos', { '<id>': creatorId }))
    const there = videos.filter((row) => row.creator_id === creatorId && row.tracking_status !== 'excluded')
    expect(listed.map(({ id }) => id).sort()).toEqual(there.map(({ id }) => id).sort())
    expectShape(listed, [
      { id: 'uuid', url: 'https://…', description: null, view_count: 1, tracking_status: 'included' },
    ])
  },

  async unpaidAccruals() {
    const { accruals } = await organisation()
    const creatorId = String(accruals.find(({ status }) => status === 'earned')?.creator_id)
    const unpaid = accruals.filter((row) => row.creator_id === creatorId && row.status === 'earned')
    const listed = rowsOf(await run('unpaidAccruals', { '<id>': creatorId }))
    expect(listed.map(({ id }) => id).sort()).toEqual(unpaid.map(({ id }) => id).sort())
    for (const row of listed) expect(row).toMatchObject({ creator_id: creatorId, status: 'earned' })
  },
}

/** Section 6.1: the agent guide recommends what newer pages have removed. What it wants is read from /analytics. */
async function goneButAnalytics(name: Name, entity: 'creator' | 'campaign') {
  const { creator, campaigns } = await organisation()
  const id = entity === 'creator' ? creator.id : String(campaigns[0]?.id)
  const days = name.endsWith('OfDays') ? { '<start>': '2026-05-01', '<end>': '2026-05-31' } : {}
  const ran = await run(name, { '<id>': id, ...days })
  expect(ran.request.status).toBe(410)
  expect(ran.out).toMatchObject({ data: null, error: expect.any(String) })
  const instead = await emulator.api('GET', `/analytics?entity=${entity}&entity_id=${id}&metric=views`)
  expect(instead.status).toBe(200)
  await emulator.options({ removed_stats_routes: 'not_found' })
  expect((await run(name, { '<id>': id, ...days })).request.status).toBe(404)
}

describe('a command that the pages print gets what they say', () => {
  for (const name of Object.keys(COMMANDS) as Name[]) {
    const { page, says } = COMMANDS[name]
    it(`${page}: ${says}`, ({ skip }) => {
      const reason = whyNot(COMMANDS[name])
      skip(reason !== null, reason ?? '')
      return CHECKS[name]()
    })
  }
})
